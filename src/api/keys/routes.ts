/** Keys over HTTP: made, listed and revoked by whoever holds one with the scope `admin`. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../model/refusal.js';
import { ref, Type } from '../../model/schema.js';
import { answers, content, empty, LINK, NOT_STORED } from '../contract/answers.js';
import { expectScope } from '../http/authentication.js';
import { JSON_TYPE } from '../http/bodies.js';
import { type PageQuery, pagingOf, sendPage } from '../http/paging.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { createKey, listKeys, positionOf, revokeKey } from './keys.js';
import { ApiKeyId, ApiKeyInput, ApiKeyPage, ApiKeyQuery, NewApiKey } from './schema.js';

export function keyRoutes(app: FastifyInstance, register: Register): void {
  const tags = ['Keys'];

  app.post<{ Body: ApiKeyInput }>('/keys', {
    config: { scope: 'admin' },
    preValidation: async ({ headers }) => refuseIdempotency(headers['idempotency-key']),
    schema: {
      tags,
      operationId: 'createKey',
      summary: 'Make a key',
      description:
        'Makes an API key and shows it, this once: only its hash is kept. What is written with it is recorded under its name. ' +
        'Takes no Idempotency-Key, since its answer must not be kept; when the answer is lost, revoke the key and make another.',
      consumes: [JSON_TYPE],
      body: ref(ApiKeyInput),
      response: answers(
        { created: content('The key.', JSON_TYPE, ref(NewApiKey), NOT_STORED) },
        ...(['forbidden', 'unsupported_media_type', 'validation'] as const),
      ),
    },
    handler: async (request, reply) => {
      const { engine, now } = register;
      const made = await createKey(engine, request.body, expectScope(request, 'admin').name, now());
      return sendJson(reply.code(201).header('cache-control', 'no-store'), made);
    },
  });

  app.get<{ Querystring: PageQuery }>('/keys', {
    config: { scope: 'admin' },
    schema: {
      tags,
      operationId: 'listKeys',
      summary: 'List the keys',
      description:
        'Every key that was made, the newest first, without its secret. Those that were revoked or have expired stay in the list, ' +
        'with the time. The key of the settings is not in it.',
      querystring: ApiKeyQuery,
      response: answers({ ok: content('A page.', JSON_TYPE, ref(ApiKeyPage), LINK) }, 'forbidden'),
    },
    handler: async (request, reply) => {
      const paging = pagingOf('keys', request.query);
      const keys = await listKeys(register.engine.primary.reader, paging.lookFor, paging.after);
      return sendPage(request, reply, paging.cut(keys, positionOf));
    },
  });

  app.delete<{ Params: { id: string } }>('/keys/:id', {
    config: { scope: 'admin' },
    schema: {
      tags,
      operationId: 'deleteKey',
      summary: 'Revoke a key',
      description:
        'The key is refused from now on, for good. It stays in the list. One that was revoked before is gone (410), with the time.',
      params: Type.Object({ id: ref(ApiKeyId) }, { additionalProperties: false }),
      response: answers(
        { noContent: empty('It is revoked.') },
        ...(['unsupported_media_type', 'forbidden', 'not_found', 'gone'] as const),
      ),
    },
    handler: async (request, reply) => {
      const { engine, now } = register;
      await revokeKey(engine, request.params.id, expectScope(request, 'admin').name, now());
      return reply.code(204).send();
    },
  });
}

/** Keeping the answer to repeat it would mean keeping the key. */
function refuseIdempotency(sent: unknown): void {
  if (sent === undefined) return;
  const detail = 'a key is shown once, so the answer is not kept and cannot be repeated: leave the header out';
  throw new Refusal('invalid_parameter', `Idempotency-Key: ${detail}`, {
    errors: [{ header: 'Idempotency-Key', code: 'unknown_parameter', detail }],
  });
}
