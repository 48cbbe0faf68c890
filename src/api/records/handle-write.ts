/** What the routes of the register share: what they work on, who may call them, and how they write. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../../db/engine.js';
import type { Database } from '../../db/tables.js';
import { memberOf } from '../../model/members.js';
import { enumeration, prose, ref, Type } from '../../model/schema.js';
import type { Definition } from '../../register/definition.js';
import type { Edit } from '../../register/write/edits.js';
import { keepAnswer, keptAnswer } from '../../register/write/kept-answers.js';
import { type WriteResult, write } from '../../register/write/write.js';
import type { Writing } from '../../register/write/writing.js';
import { expectScope } from '../http/authentication.js';
import { type Answer, sendAnswer } from '../http/send.js';
import { attemptOf } from './idempotency.js';

/** What the routes work on. */
export interface Register {
  /** Read this while handling a request: a service that only prints its contract has none. */
  readonly engine: Engine;
  readonly definitions: readonly Definition[];
  now(): Date;
}

export const changeReason = {
  'Change-Reason': Type.Optional(
    prose(
      "Why, for the history. Other letters than Latin ones as in RFC 8187: `UTF-8''%C5%81%C3%B3d%C5%BA`.",
      1000,
      'The ministry corrected the date.',
    ),
  ),
};

export const idParameter = (definition: Definition) =>
  Type.Object({ id: ref(definition.id) }, { additionalProperties: false });

const QuoteForms = enumeration('QuoteForms', 'What becomes of quotations that differ from the text in form alone.', {
  exact: 'They are refused (`quote_differs_in_form`); so it is unless said.',
  adopt: 'The words are stored as they stand in the text.',
});

/** The parameters of every write. */
export const writeParameters = Type.Object(
  {
    dry_run: Type.Optional(
      Type.Boolean({
        description: 'Checks and answers as if it were done, but stores nothing.',
        examples: [true],
      }),
    ),
    quotes: Type.Optional(ref(QuoteForms, 'What is done with quotations in another form.')),
  },
  { additionalProperties: false },
);

const isDryRun = ({ query }: FastifyRequest): boolean => memberOf(query, 'dry_run') === true;
const adoptsForms = ({ query }: FastifyRequest): boolean => memberOf(query, 'quotes') === 'adopt';

/** The answer to a write. */
interface Outcome {
  answer: Answer;
  /** Whether this is the answer to the same request, which was carried out before. */
  isReplayed: boolean;
}

/**
 * Runs edits as the caller, all or none, and sends what `answerOf` makes of what was written. A dry run stores nothing; a
 * request that was carried out before, by its Idempotency-Key, gets the same answer again.
 */
export async function handleWrite(
  request: FastifyRequest,
  reply: FastifyReply,
  { engine, definitions, now }: Register,
  edits: readonly Edit[],
  answerOf: (first: WriteResult, all: readonly WriteResult[]) => Answer,
  refusalOf?: Writing['refusalOf'],
): Promise<FastifyReply> {
  const key = expectScope(request, 'write');
  const reason = request.headers['change-reason'];
  const author = { actor: key.name, ...(typeof reason === 'string' && { reason }) };
  const attempt = attemptOf(request, key, adoptsForms(request) ? ['adopt'] : []);
  // It may be run twice, so the reply is left alone until it is done.
  const carryOut = async (db: Database): Promise<Outcome> => {
    const kept = attempt && (await keptAnswer(db, attempt, now()));
    if (kept !== undefined) return { answer: JSON.parse(kept), isReplayed: true };
    const writing: Writing = {
      engine,
      definitions,
      author,
      now: now(),
      adoptsForms: adoptsForms(request),
      ...(refusalOf && { refusalOf }),
    };
    const written = await write(db, writing, edits);
    const [first] = written;
    if (!first) throw new Error('an edit writes a revision');
    const answer = { ...answerOf(first, written), sequence: first.sequence };
    if (attempt) await keepAnswer(db, attempt, answer, now());
    return { answer, isReplayed: false };
  };
  const { answer, isReplayed } = await (isDryRun(request) ? engine.dryRun(carryOut) : engine.write(carryOut));
  if (isReplayed) reply.header('idempotent-replayed', 'true');
  if (isDryRun(request)) reply.header('dry-run', 'true');
  else if (answer.sequence !== undefined) reply.header('log-sequence', String(answer.sequence));
  return sendAnswer(reply, answer);
}
