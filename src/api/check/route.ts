/** The check: does the evidence carry this statement? One statement, or many. */
import type { FastifyInstance } from 'fastify';
import { type Finding, Refusal, refuseFindings } from '../../model/refusal.js';
import { ref, Type } from '../../model/schema.js';
import { readingFrom } from '../../register/read/reading.js';
import { answers, content } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import { check } from './check.js';
import { Check, Checks, Statement, Statements } from './schema.js';

export function checkRoutes(app: FastifyInstance, register: Register): void {
  const { engine, definitions } = register;

  app.get<{ Querystring: Statement }>('/check', {
    config: { scope: 'read' },
    schema: {
      tags: ['Check'],
      operationId: 'checkStatement',
      summary: 'Check a statement',
      description:
        'Whether the evidence carries a statement: that a partnership between parties reached a `stage`, or that an `event` of some ' +
        'kind happened. The answer has the words for it and against it, and one sentence that can be printed.',
      querystring: Type.Object(Statement.properties, { additionalProperties: false }),
      response: answers({ ok: content('The answer.', JSON_TYPE, ref(Check)) }),
    },
    handler: async (request, reply) => {
      const errors = faultsOf(request.query).map(({ member, ...fault }) => ({ parameter: member, ...fault }));
      const [first] = errors;
      if (first) throw new Refusal('invalid_parameter', `${first.parameter}: ${first.detail}`, { errors });
      const readers = await readersFor(request, engine);
      return sendJson(reply, await readers.read((db) => check(readingFrom(engine, definitions, db), request.query)));
    },
  });

  app.post<{ Body: Statements }>('/check', {
    config: { scope: 'read' },
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
          faultsOf(statement).map(
            ({ member, ...fault }): Finding => ({ pointer: `/statements/${index}/${member}`, ...fault }),
          ),
        ),
      );
      const readers = await readersFor(request, engine);
      const results = await readers.read(async (db) => {
        const reading = readingFrom(engine, definitions, db);
        const checked: Check[] = [];
        for (const statement of statements) checked.push(await check(reading, statement));
        return checked;
      });
      return sendJson(reply, { results });
    },
  });
}

/** What a schema can't say of a statement: about whom it is, and of what. */
function faultsOf({
  between,
  party,
  stage,
  event,
}: Statement): (Pick<Finding, 'code' | 'detail'> & { member: string })[] {
  const faults: ReturnType<typeof faultsOf> = [];
  if (!between && !party)
    faults.push({
      member: 'between',
      code: 'required',
      detail: 'say about whom: between=a,b for all of them, or party=a',
    });
  if (stage === undefined && !event)
    faults.push({
      member: 'stage',
      code: 'required',
      detail: 'say what: a stage that was reached, or a kind of event',
    });
  if (stage !== undefined && event)
    faults.push({
      member: 'event',
      code: 'not_together',
      detail: 'a statement is about a stage or about events, not both',
    });
  return faults;
}
