/** Many writes in one call, all or none; what they write may refer to one another in any order. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { render } from '../../model/json/raw-json.js';
import { isMembers } from '../../model/members.js';
import { refuseFindings } from '../../model/refusal.js';
import { ref, Type } from '../../model/schema.js';
import { present } from '../../register/document/present.js';
import type { WriteResult } from '../../register/write/write.js';
import { answers, content, REPLAYED, WRITTEN } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import type { Answer } from '../http/send.js';
import { changeReason, handleWrite, type Register, writeParameters } from '../records/handle-write.js';
import { idempotencyKey } from '../records/idempotency.js';
import { type BatchOperation, readOperations, refusalOf } from './operations.js';
import { type BatchSchemas, MAX_OPERATIONS } from './schemas.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The operations of a batch, as its body has them. */
    operations: readonly BatchOperation[];
  }
}

export function batchRoute(
  app: FastifyInstance,
  register: Register,
  { batch, result, operations }: BatchSchemas,
): void {
  app.decorateRequest('operations');

  /** Checks each operation by the schema of its kind: the union of all kinds could only say that none fits. */
  const readBody = async (request: FastifyRequest) => {
    const sent = isMembers(request.body) ? request.body.operations : undefined;
    if (!Array.isArray(sent) || sent.length > MAX_OPERATIONS) return;
    const { read, findings } = readOperations(operations, sent);
    refuseFindings(findings);
    request.operations = read;
    request.body = { ...Object(request.body), operations: read.map(({ members }) => members) };
  };

  app.post('/batch', {
    config: { scope: 'write' },
    preValidation: readBody,
    schema: {
      tags: ['Batch'],
      operationId: 'createBatch',
      summary: 'Write many records at once',
      description:
        'Carries out up to 500 operations, all or none, each on another record. They may refer to one another in any order, ' +
        'also in circles: a partnership with its new parties and sources is one call. Each error has a pointer into the body; ' +
        'the kind of the problem is that of the first operation that is refused.',
      consumes: [JSON_TYPE],
      querystring: writeParameters,
      headers: Type.Object({ ...idempotencyKey, ...changeReason }),
      body: ref(batch),
      response: answers(
        { ok: content('All operations were carried out.', JSON_TYPE, ref(result), { ...WRITTEN, ...REPLAYED }) },
        ...([
          'forbidden',
          'not_found',
          'already_exists',
          'still_referenced',
          'gone',
          'redacted',
          'precondition_failed',
        ] as const),
        ...(['unsupported_media_type', 'validation', 'precondition_required'] as const),
      ),
    },
    handler: (request, reply) => {
      const { operations } = request;
      const edits = operations.map(({ edit }) => edit);
      return handleWrite(
        request,
        reply,
        register,
        edits,
        (_first, all) => resultsOf(operations, all),
        refusalOf(operations),
      );
    },
  });
}

/** What became of each operation. */
function resultsOf(operations: readonly BatchOperation[], written: readonly WriteResult[]): Answer {
  const results = written.map((one, index) => {
    const { at: pointer = '', edit } = operations[index] ?? {};
    const { operation, id, revision, changed, document, citations } = one;
    const record = edit?.definition.record;
    const result = { pointer, status: statusOf(operation), operation, record, id, revision, changed };
    return {
      ...result,
      ...(document !== undefined && { document: present(document) }),
      ...(citations && { citations }),
    };
  });
  return { status: 200, body: render({ results }) };
}

/** The status that the operation would have had as a request of its own. */
function statusOf(operation: WriteResult['operation']): number {
  if (operation === 'delete') return 204;
  return operation === 'create' || operation === 'restore' || operation === 'append' ? 201 : 200;
}
