/** The check: does the evidence carry this statement? One statement, or many. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal, refuseFindings } from '../../model/refusal.js';
import { ref, type TSchema, Type } from '../../model/schema.js';
import { readingFrom } from '../../register/read/reading.js';
import { readInSlices } from '../../register/read/slices.js';
import { answers, content, contentOrLinkedData, LINKED_DATA_TYPE } from '../contract/answers.js';
import { preferred } from '../http/accept.js';
import { CSV_TYPE, JSON_TYPE } from '../http/bodies.js';
import { absoluteAddress } from '../http/links.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import { check } from './check.js';
import { claimReviewOf } from './claim-review.js';
import { Check, Checks, findingsIn, Statement, Statements } from './schema.js';
import { CheckTable, StatementTable, statementsIn, tableOf } from './table.js';

const FORMS = [JSON_TYPE, LINKED_DATA_TYPE] as const;
/** Something has to be said, though neither of these alone is required. */
const suggested = (schema: TSchema, example: unknown) => ({ ...schema, 'x-suggested': example });
const QUERY = Type.Object(
  {
    ...Statement.properties,
    between: Type.Optional(suggested(Statement.properties.between, ['pakistan', 'hsx'])),
    stage: Type.Optional(suggested(Statement.properties.stage, 'signed')),
  },
  { additionalProperties: false },
);

export function checkRoutes(app: FastifyInstance, register: Register): void {
  app.get<{ Querystring: Statement }>('/check', {
    config: { scope: 'read', certified: true, produces: FORMS },
    schema: {
      tags: ['Check'],
      operationId: 'checkStatement',
      summary: 'Check a statement',
      description:
        'Whether the evidence carries a statement: that a partnership between parties reached a `stage`, or that an `event` of some ' +
        'kind happened. The answer has the words for it and against it, and one sentence that can be printed; as JSON-LD it is a ClaimReview ' +
        'of schema.org.',
      querystring: QUERY,
      response: answers({ ok: contentOrLinkedData('The answer.', ref(Check)) }, 'not_acceptable'),
    },
    handler: async (request, reply) => {
      const result = await checkAsked(request, request.query);
      reply.header('vary', 'Accept');
      // What is certified is asked again as JSON.
      if (request.question !== undefined || preferred(request, FORMS) === JSON_TYPE) return sendJson(reply, result);
      return reply
        .type(LINKED_DATA_TYPE)
        .send(JSON.stringify(claimReviewOf((path) => absoluteAddress(request, path), result)));
    },
  });

  app.post<{ Body: Statements }>('/check', {
    config: { scope: 'read', certified: true },
    schema: {
      tags: ['Check'],
      operationId: 'checkStatements',
      summary: 'Check many statements',
      description: 'The same for up to 100 statements, all by one state of the register.',
      consumes: [JSON_TYPE],
      body: ref(Statements),
      response: answers(
        { ok: content('The answers.', JSON_TYPE, ref(Checks)) },
        'unsupported_media_type',
        'validation',
      ),
    },
    handler: async (request, reply) => {
      const { statements } = request.body;
      refuseFindings(
        statements.flatMap((statement, index) =>
          findingsIn(statement).map((one) => ({ ...one, pointer: `/statements/${index}${one.pointer}` })),
        ),
      );
      return sendJson(reply, { results: await checkAll(request, statements) });
    },
  });

  app.post<{ Body: string }>('/check.csv', {
    config: { scope: 'read' },
    schema: {
      tags: ['Check'],
      operationId: 'checkTable',
      summary: 'Check the statements of a table',
      description: 'The same as comma-separated values: a statement in each row, an answer in each row.',
      consumes: [CSV_TYPE],
      body: ref(StatementTable),
      response: answers(
        { ok: content('The answers.', CSV_TYPE, ref(CheckTable)) },
        'unsupported_media_type',
        'validation',
      ),
    },
    handler: async (request, reply) => {
      const results = await checkAll(request, statementsIn(request.body));
      return reply.type(`${CSV_TYPE}; charset=utf-8; header=present`).send(tableOf(results));
    },
  });

  async function checkAsked(request: FastifyRequest, statement: Statement): Promise<Check> {
    const errors = findingsIn(statement).map(({ pointer, ...finding }) => ({
      parameter: pointer.slice(1),
      ...finding,
    }));
    const [first] = errors;
    if (first) throw new Refusal('invalid_parameter', `${first.parameter}: ${first.detail}`, { errors });
    const readers = await readersFor(request, register.engine);
    return readers.read((db) => check(readingFrom(register.engine, register.definitions, db), statement));
  }

  /** Checks statements by one state of the register. */
  async function checkAll(request: FastifyRequest, statements: readonly Statement[]): Promise<Check[]> {
    const readers = await readersFor(request, register.engine);
    return readInSlices(readers, async (db, pause) => {
      const reading = readingFrom(register.engine, register.definitions, db);
      // The same statement is checked once.
      const checked = new Map<string, Check>();
      const results: Check[] = [];
      for (const statement of statements) {
        const key = JSON.stringify(statement);
        const result = checked.get(key) ?? (await check(reading, statement));
        checked.set(key, result);
        results.push(result);
        await pause?.();
      }
      return results;
    });
  }
}
