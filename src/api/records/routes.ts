/** The operations that every resource has: create, read, replace, patch, delete, append, list, history. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asInstant } from '../../model/dates/instant.js';
import type { Members } from '../../model/members.js';
import { ref, Type } from '../../model/schema.js';
import { withArticle } from '../../model/words/article.js';
import { type Definition, oneOf } from '../../register/definition.js';
import { referencesIn } from '../../register/document/evidence.js';
import { present, shownMembers } from '../../register/document/present.js';
import { type SchemaPair, type Submission, submitted } from '../../register/document/visit.js';
import { readRecorded } from '../../register/log/history.js';
import { contextView } from '../../register/read/contexts.js';
import { include } from '../../register/read/included.js';
import { readCurrentRevision, readRecord } from '../../register/read/records.js';
import { standingOf } from '../../register/read/standings.js';
import { append, create, patch, remove, replace } from '../../register/write/edits.js';
import type { WriteResult } from '../../register/write/write.js';
import { answers, content, ETAG, empty, LOCATION, REPLAYED, WRITTEN } from '../contract/answers.js';
import { JSON_TYPE, PATCH_TYPE } from '../http/bodies.js';
import { conditionsOf, ifAbsent, ifMatch, ifMatchNeeded, ifNoneMatch } from '../http/preconditions.js';
import { changedAnswer, createdAnswer, deletedAnswer, sendDocument, sendJson } from '../http/send.js';
import { type ClockQuery, clockIn, clockParameters, expectOneClock } from './clocks.js';
import { fileRoutes } from './files.js';
import { changeReason, handleWrite, idParameter, type Register, writeParameters } from './handle-write.js';
import { historyRoutes } from './history-routes.js';
import { idempotencyKey } from './idempotency.js';
import { listRoute } from './list-route.js';
import { readersFor } from './log-sequence.js';
import { expandsContext, expandsRecords, instantParameter, recordExpansion } from './query.js';
import { revertRoute } from './revert-route.js';
import type { ResourceSchemas } from './schemas.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The computed members that came with the body. */
    computed: Map<string, Members>;
  }
}

/** Adds the operations of all resources. */
export function resourceRoutes(
  app: FastifyInstance,
  register: Register,
  schemas: ReadonlyMap<Definition, ResourceSchemas>,
): void {
  app.decorateRequest('computed');
  for (const [definition, own] of schemas) {
    listRoute(app, register, definition, own);
    fileRoutes(app, register, definition, own);
    recordRoutes(app, register, definition, own);
    historyRoutes(app, register, definition, own);
    revertRoute(app, register, definition);
  }
}

/** Takes the computed members out of a body before it is checked, so that what was read can be sent back; trims names. */
const readSubmission =
  (definition: Definition, part: SchemaPair = definition) =>
  async (request: FastifyRequest) => {
    const { members, computed } = submitted(definition, request.body, part);
    request.body = members;
    request.computed = computed;
  };

const submissionOf = (request: FastifyRequest): Submission => ({ members: request.body, computed: request.computed });

const recordedAt = instantParameter(
  'What the register said at this instant (RFC 3339): the revision that was the last one then.',
);

const UNCHANGED = 'What changes nothing writes no revision: the answer has the ETag that there is.';

type WithId = { Params: { id: string } };

function recordRoutes(
  app: FastifyInstance,
  register: Register,
  definition: Definition,
  { expanded }: ResourceSchemas,
): void {
  const { collection, record, singular, plural, input, document } = definition;
  const path = `/${collection}`;
  const one = oneOf(definition);
  const tags = [plural];
  const params = idParameter(definition);
  const found = content(`The ${record}.`, JSON_TYPE, ref(expanded), ETAG);
  const changed = content(`The ${record} as it now stands.`, JSON_TYPE, ref(document), { ...ETAG, ...WRITTEN });
  const atPlace = { ...ETAG, ...LOCATION, ...WRITTEN };
  const made = content(`The new ${record}.`, JSON_TYPE, ref(document), atPlace);
  const posted = content(`The new ${record}.`, JSON_TYPE, ref(document), { ...atPlace, ...REPLAYED });
  const wasCreated = (result: WriteResult) => createdAnswer(result, `${path}/${result.id}`);

  app.post(path, {
    config: { scope: 'write' },
    preValidation: readSubmission(definition),
    schema: {
      tags,
      operationId: `create${singular}`,
      summary: `Create ${one}`,
      description: `Stores a new ${record}. Its id is chosen in the body or, left out, made from its name or title.`,
      consumes: [JSON_TYPE],
      querystring: writeParameters,
      headers: Type.Object({ ...idempotencyKey, ...changeReason }),
      body: ref(input),
      response: answers(
        { created: posted },
        'redacted',
        'forbidden',
        'already_exists',
        'unsupported_media_type',
        'validation',
      ),
    },
    handler: async (request, reply) => {
      const edit = create(definition, submissionOf(request));
      return handleWrite(request, reply, register, [edit], wasCreated);
    },
  });

  app.get<WithId & { Querystring: ClockQuery & { recorded_at?: string; expand?: string[] } }>(`${path}/:id`, {
    config: { scope: 'read', certified: true },
    schema: {
      tags,
      operationId: `get${singular}`,
      summary: `Read ${one}`,
      description:
        `The ${record} as it now stands; its ETag is what If-Match asks for when it is changed. With \`recorded_at\` what the ` +
        'register said then, also of what it refers to, without an ETag.',
      params,
      querystring: Type.Object(
        { recorded_at: recordedAt, ...clockParameters(definition), expand: recordExpansion },
        { additionalProperties: false },
      ),
      headers: Type.Object(ifNoneMatch),
      response: answers(
        { ok: found, notModified: empty('It is still what the client holds.', ETAG) },
        'not_found',
        'gone',
        'redacted',
      ),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { recorded_at, expand } = request.query;
      const { reader, read } = await readersFor(request, register.engine);
      expectOneClock(request.query);
      const clock = clockIn(request.query);
      const isPlain = recorded_at === undefined && clock === undefined && expand === undefined;
      if (isPlain && request.question === undefined)
        return sendDocument(request, reply, {
          readRevision: () => readCurrentRevision(reader, definition, id),
          read: () => readRecord(reader, definition, id),
        });
      // Conditions apply to plain records alone; malformed ones are refused all the same.
      conditionsOf(request);
      const instant = recorded_at === undefined ? undefined : asInstant(recorded_at);
      const shown = await read(async (db) => {
        const document =
          instant === undefined
            ? (await readRecord(db, definition, id)).document
            : await readRecorded(db, definition, id, instant);
        const contexts = expandsContext(expand) ? await contextView(db, definition, [document], instant) : {};
        const reading = { db, definitions: register.definitions };
        const view = clock
          ? { ...contexts, standing: await standingOf(reading, definition, id, document, clock) }
          : contexts;
        if (!expand || !expandsRecords(expand)) return present(document, view);
        const references = referencesIn(definition.document, JSON.parse(document));
        const included = await include(db, register.definitions, references, expand, instant, clock);
        return { ...shownMembers(document, view), included };
      });
      return sendJson(reply, shown);
    },
  });

  app.put<WithId>(`${path}/:id`, {
    config: { scope: 'write' },
    preValidation: readSubmission(definition, { input, document: expanded }),
    schema: {
      tags,
      operationId: `replace${singular}`,
      summary: `Replace, create or bring back ${one}`,
      description:
        `Replaces the ${record} whole, which needs If-Match; creates it under this id when there is none; brings a ` +
        `deleted one back. Computed members may be sent back as they were read. ${UNCHANGED} What others depend on can't be changed ` +
        'so that those would become invalid.',
      consumes: [JSON_TYPE],
      params,
      querystring: writeParameters,
      headers: Type.Object({ ...ifMatch, ...ifAbsent, ...changeReason }),
      body: ref(input),
      response: answers(
        { ok: changed, created: made },
        ...(['forbidden', 'precondition_failed', 'unsupported_media_type', 'validation'] as const),
        'precondition_required',
      ),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const edit = replace(definition, id, submissionOf(request), conditionsOf(request));
      return handleWrite(request, reply, register, [edit], (result) =>
        result.created ? wasCreated(result) : changedAnswer(result),
      );
    },
  });

  app.patch<WithId>(`${path}/:id`, {
    config: { scope: 'write' },
    preValidation: readSubmission(definition, { input: definition.patch, document: expanded }),
    schema: {
      tags,
      operationId: `patch${singular}`,
      summary: `Change members of ${one}`,
      description:
        `Applies a JSON Merge Patch (RFC 7396): null removes a member, lists are replaced whole. ${UNCHANGED} The result is checked whole: ` +
        'a citation whose words are gone stays for the same statement alone, and what others depend on as it is.',
      consumes: [PATCH_TYPE, JSON_TYPE],
      params,
      querystring: writeParameters,
      headers: Type.Object({ ...ifMatchNeeded, ...changeReason }),
      body: ref(definition.patch),
      response: answers(
        { ok: changed },
        ...(['forbidden', 'not_found', 'gone', 'precondition_failed', 'unsupported_media_type'] as const),
        ...(['validation', 'precondition_required'] as const),
      ),
    },
    handler: async (request, reply) => {
      const edit = patch(definition, request.params.id, submissionOf(request), conditionsOf(request));
      return handleWrite(request, reply, register, [edit], changedAnswer);
    },
  });

  app.delete<WithId>(`${path}/:id`, {
    config: { scope: 'write' },
    schema: {
      tags,
      operationId: `delete${singular}`,
      summary: `Delete ${one}`,
      description: `Deletes the ${record}, which nothing may refer to any more. Its history stays, and a PUT brings it back.`,
      params,
      querystring: writeParameters,
      headers: Type.Object({ ...ifMatchNeeded, ...changeReason }),
      response: answers(
        { noContent: empty('It is deleted.', WRITTEN) },
        ...([
          'unsupported_media_type',
          'forbidden',
          'not_found',
          'still_referenced',
          'gone',
          'precondition_failed',
        ] as const),
        'precondition_required',
      ),
    },
    handler: async (request, reply) => {
      const edit = remove(definition, request.params.id, conditionsOf(request));
      return handleWrite(request, reply, register, [edit], deletedAnswer);
    },
  });

  for (const [list, item] of Object.entries(definition.appendable))
    app.post<WithId>(`${path}/:id/${list}`, {
      config: { scope: 'write' },
      preValidation: readSubmission(definition, item),
      schema: {
        tags,
        operationId: `add${singular}${item.singular}`,
        summary: `Append ${withArticle(item.singular.toLowerCase())} to ${one}`,
        description: `Appends to \`${list}\`. It overwrites nobody's work, so it needs no If-Match, but honours one.`,
        consumes: [JSON_TYPE],
        params,
        querystring: writeParameters,
        headers: Type.Object({ ...ifMatch, ...idempotencyKey, ...changeReason }),
        body: ref(item.input),
        ...(item.example && { bodyExample: item.example }),
        response: answers(
          { created: content(`The ${record} with it.`, JSON_TYPE, ref(document), { ...atPlace, ...REPLAYED }) },
          ...(['forbidden', 'not_found', 'gone', 'redacted', 'precondition_failed', 'unsupported_media_type'] as const),
          'validation',
        ),
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        const edit = append(definition, id, list, submissionOf(request), conditionsOf(request));
        return handleWrite(request, reply, register, [edit], wasCreated);
      },
    });
}
