/** The text of a source: stored byte for byte, checked against every quotation, and read by those who may. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { etag } from '../../model/entity-tag.js';
import { findingsIn, MAX_TEXT_SIZE } from '../../model/evidence/source-text.js';
import { render } from '../../model/json/raw-json.js';
import { refuseFindings } from '../../model/refusal.js';
import { object, ref, Type } from '../../model/schema.js';
import { shownMembers } from '../../register/document/present.js';
import { readText } from '../../register/read/texts.js';
import { CitationChanges } from '../../register/write/citation-changes.js';
import { changeText } from '../../register/write/edits.js';
import { newText } from '../../register/write/unit-of-work.js';
import { sources } from '../../resources/sources/definition.js';
import { Source, SourceText } from '../../resources/sources/schema.js';
import { answers, content, ETAG, empty, LOCATION, WRITTEN } from '../contract/answers.js';
import { expectScope } from '../http/authentication.js';
import { JSON_TYPE, TEXT_TYPE } from '../http/bodies.js';
import { conditionsOf, ifAbsent, ifMatch, ifMatchNeeded, ifNoneMatch } from '../http/preconditions.js';
import { changedAnswer, createdAnswer, deletedAnswer, sendText } from '../http/send.js';
import { changeReason, handleWrite, idParameter, type Register, writeParameters } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';

const { length, sha256 } = newText(String(SourceText.examples?.[0]));

const SourceWithText = object(
  'SourceWithText',
  'A source as it stands after its text was stored, and what that changed elsewhere.',
  {
    ...Source.properties,
    citations: ref(CitationChanges, 'What became of its citations in other records.'),
  },
  [
    {
      ...Source.examples?.[0],
      revision: 2,
      text_length: length,
      text_sha256: sha256,
      unknowns: [{ code: 'publisher_not_named', pointer: '/publisher' }],
      citations: CitationChanges.examples?.[0],
    },
  ],
);

type WithId = { Params: { id: string } };

export function textRoutes(app: FastifyInstance, register: Register): void {
  const path = '/sources/:id/text';
  const params = idParameter(sources);
  const tags = ['Sources'];
  const headers = { ...ETAG, ...WRITTEN };
  const written = content(
    'The source, with the length and hash of its text, and what became of its citations.',
    JSON_TYPE,
    ref(SourceWithText),
    headers,
  );

  app.get<WithId>(path, {
    config: { scope: 'read' },
    schema: {
      tags,
      operationId: 'getSourceText',
      summary: 'Read the text of a source',
      description:
        'The text as it was stored. One whose `text_access` is `restricted` needs a key. The ETag is that of the source.',
      params,
      headers: Type.Object(ifNoneMatch),
      response: answers(
        {
          ok: content('The text.', TEXT_TYPE, ref(SourceText), ETAG),
          notModified: empty('It is still what the client holds.', ETAG),
        },
        ...(['forbidden', 'not_found', 'gone'] as const),
      ),
    },
    handler: async (request, reply) => {
      const { reader } = await readersFor(request, register.engine);
      const { open, ...found } = await readText(reader, sources, request.params.id);
      if (!open) expectScope(request, 'read');
      return sendText(request, reply, found);
    },
  });

  app.put<WithId>(path, {
    config: { scope: 'write' },
    bodyLimit: MAX_TEXT_SIZE,
    preValidation: async ({ body }: FastifyRequest) => refuseFindings(typeof body === 'string' ? findingsIn(body) : []),
    schema: {
      tags,
      operationId: 'storeSourceText',
      summary: 'Store the text of a source',
      description:
        'Stores or replaces the text, in UTF-8, at most 8 MiB, and checks every quotation of the source against it. Replacing needs ' +
        "If-Match with the source's ETag. Records whose citations change get a new revision, and `citations` counts and names what " +
        'changed. The same text again changes nothing.',
      consumes: [TEXT_TYPE],
      params,
      querystring: writeParameters,
      headers: Type.Object({ ...ifMatch, ...ifAbsent, ...changeReason }),
      body: ref(SourceText),
      response: answers(
        {
          ok: written,
          created: content(
            'The source with its first text, and what became of its citations.',
            JSON_TYPE,
            ref(SourceWithText),
            { ...headers, ...LOCATION },
          ),
        },
        ...(['forbidden', 'not_found', 'gone', 'precondition_failed', 'unsupported_media_type'] as const),
        ...(['validation', 'precondition_required'] as const),
      ),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const edit = changeText(sources, id, newText(String(request.body)), conditionsOf(request));
      return handleWrite(request, reply, register, [edit], ({ citations, ...result }) => {
        const { document = '{}' } = result;
        const written = { ...result, document: render({ ...shownMembers(document, {}), citations }) };
        return result.created ? createdAnswer(written, `/sources/${id}/text`) : changedAnswer(written);
      });
    },
  });

  app.delete<WithId>(path, {
    config: { scope: 'write' },
    schema: {
      tags,
      operationId: 'deleteSourceText',
      summary: 'Take away the text of a source',
      description: "The source stays, and its quotations become unchecked. Needs If-Match with the source's ETag.",
      params,
      querystring: writeParameters,
      headers: Type.Object({ ...ifMatchNeeded, ...changeReason }),
      response: answers(
        { noContent: empty('The text is taken away.', headers) },
        ...([
          'unsupported_media_type',
          'forbidden',
          'not_found',
          'gone',
          'precondition_failed',
          'precondition_required',
        ] as const),
      ),
    },
    handler: async (request, reply) => {
      const edit = changeText(sources, request.params.id, null, conditionsOf(request));
      return handleWrite(request, reply, register, [edit], ({ revision }) => ({
        ...deletedAnswer(),
        etag: etag(revision),
      }));
    },
  });
}
