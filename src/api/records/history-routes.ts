/** The history of a record: every revision that was ever written, also after it was deleted. */
import type { FastifyInstance } from 'fastify';
import { JsonPatch } from '../../model/json/json-patch.js';
import { ref, revisionNumber, Type } from '../../model/schema.js';
import { type Definition, oneOf } from '../../register/definition.js';
import { readDifference, readRevision, readRevisions } from '../../register/log/history.js';
import { answers, content, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { numberedPosition, numberIn, type PageQuery, pageParameters, pagingOf, sendPage } from '../http/paging.js';
import { sendJson } from '../http/send.js';
import { idParameter, type Register } from './handle-write.js';
import { readersFor } from './log-sequence.js';
import type { ResourceSchemas } from './schemas.js';

/** The media type of a JSON Patch (RFC 6902). */
const DIFFERENCE_TYPE = 'application/json-patch+json';

export function historyRoutes(
  app: FastifyInstance,
  register: Register,
  definition: Definition,
  schemas: ResourceSchemas,
): void {
  const { collection, singular, plural } = definition;
  const path = `/${collection}/:id/revisions`;
  const tags = [plural];

  app.get<{ Params: { id: string }; Querystring: PageQuery }>(path, {
    config: { scope: 'read' },
    schema: {
      tags,
      operationId: `list${singular}Revisions`,
      summary: `List the revisions of ${oneOf(definition)}`,
      description: 'Who changed it, when, how and why, the oldest revision first. A deleted record keeps its history.',
      params: idParameter(definition),
      querystring: Type.Object(pageParameters, { additionalProperties: false }),
      response: answers({ ok: content('The history.', JSON_TYPE, ref(schemas.revisions), LINK) }, 'not_found'),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const paging = pagingOf(`${collection}/${id}/revisions`, request.query);
      const after = numberIn(paging.after);
      const { reader } = await readersFor(request, register.engine);
      const revisions = await readRevisions(reader, definition, id, after, paging.lookFor);
      return sendPage(
        request,
        reply,
        paging.cut(revisions, ({ revision }) => numberedPosition(revision)),
      );
    },
  });

  app.get<{ Params: { id: string; revision: number } }>(`${path}/:revision`, {
    config: { scope: 'read' },
    schema: {
      tags,
      operationId: `get${singular}Revision`,
      summary: `Read a revision of ${oneOf(definition)}`,
      description:
        'What the record said then. A revision that deleted it has no document, nor has one that was taken out for good: `redaction` says by whom.',
      params: Type.Object({ id: ref(definition.id), revision: revisionNumber }, { additionalProperties: false }),
      response: answers({ ok: content('The revision.', JSON_TYPE, ref(schemas.revision)) }, 'not_found'),
    },
    handler: async (request, reply) => {
      const { id, revision } = request.params;
      const { reader } = await readersFor(request, register.engine);
      return sendJson(reply, await readRevision(reader, definition, id, revision));
    },
  });

  app.get<{ Params: { id: string }; Querystring: { from: number; to: number } }>(`/${collection}/:id/difference`, {
    config: { scope: 'read' },
    schema: {
      tags,
      operationId: `get${singular}Difference`,
      summary: `Compare two revisions of ${oneOf(definition)}`,
      description:
        'A JSON Patch (RFC 6902): applied to what the record said in the revision `from` it gives what it said in `to`, which may be ' +
        'the earlier one. A revision that deleted the record has no document: from there the whole document is added, to there it is removed.',
      params: idParameter(definition),
      querystring: Type.Object({ from: revisionNumber, to: revisionNumber }, { additionalProperties: false }),
      response: answers({ ok: content('What differs.', DIFFERENCE_TYPE, ref(JsonPatch)) }, 'not_found', 'redacted'),
    },
    handler: async (request, reply) => {
      const { from, to } = request.query;
      const { reader } = await readersFor(request, register.engine);
      const steps = await readDifference(reader, definition, request.params.id, from, to);
      return reply.type(DIFFERENCE_TYPE).send(JSON.stringify(steps));
    },
  });
}
