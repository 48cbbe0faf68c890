/** Making an earlier revision of a record the newest one. */
import type { FastifyInstance } from 'fastify';
import { object, ref, revisionNumber, type Static, Type } from '../../model/schema.js';
import { type Definition, oneOf } from '../../register/definition.js';
import { revert } from '../../register/write/edits.js';
import { answers, content, ETAG, LOCATION, REPLAYED, WRITTEN } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { conditionsOf, ifMatch } from '../http/preconditions.js';
import { changedAnswer, createdAnswer } from '../http/send.js';
import { changeReason, handleWrite, idParameter, type Register, writeParameters } from './handle-write.js';
import { idempotencyKey } from './idempotency.js';

const Revert = object('Revert', 'What a record is to say again.', { revision: revisionNumber }, [{ revision: 1 }]);

export function revertRoute(app: FastifyInstance, register: Register, definition: Definition): void {
  const { collection, record, singular, plural, document } = definition;
  const headers = { ...ETAG, ...WRITTEN, ...REPLAYED };

  app.post<{ Params: { id: string }; Body: Static<typeof Revert> }>(`/${collection}/:id/revert`, {
    config: { scope: 'write' },
    schema: {
      tags: [plural],
      operationId: `revert${singular}`,
      summary: `Make an earlier revision of ${oneOf(definition)} the newest`,
      description:
        'Writes what the revision said as a new one; a deleted record is brought back. It is checked whole, like a replacement: ' +
        'pointers of findings other than `/revision` lead into what it would say.',
      consumes: [JSON_TYPE],
      params: idParameter(definition),
      querystring: writeParameters,
      headers: Type.Object({ ...ifMatch, ...idempotencyKey, ...changeReason }),
      body: ref(Revert),
      response: answers(
        {
          ok: content(`The ${record} as it now stands.`, JSON_TYPE, ref(document), headers),
          created: content(`The ${record}, brought back.`, JSON_TYPE, ref(document), { ...headers, ...LOCATION }),
        },
        ...(['forbidden', 'not_found', 'redacted', 'precondition_failed', 'unsupported_media_type'] as const),
        ...(['validation', 'precondition_required'] as const),
      ),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const edit = revert(definition, id, request.body.revision, conditionsOf(request));
      return handleWrite(request, reply, register, [edit], (result) =>
        result.created ? createdAnswer(result, `/${collection}/${id}`) : changedAnswer(result),
      );
    },
  });
}
