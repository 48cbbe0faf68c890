/** Answers that are kept for a day by Idempotency-Key, for requests that are sent again because the answer was lost. */
import type { Database } from '../../db/tables.js';
import { memberOf } from '../../model/members.js';
import { type Finding, type Reference, Refusal } from '../../model/refusal.js';

/** How long an answer is kept. */
const KEEP_MS = 24 * 60 * 60 * 1000;
/** Expired answers that are deleted with each new one, so that no request has to delete all. */
const MAX_SWEPT = 100;

/** The header, for messages. */
export const HEADER = 'Idempotency-Key';

/** A request that can be recognised when it comes again. */
export interface Attempt {
  /** Whose key it is: each client has its own keys. */
  owner: string;
  key: string;
  /** What was asked. */
  fingerprint: string;
}

/** What was answered to the attempt before, as JSON, if it was carried out; refuses a key that was used for another request. */
export async function keptAnswer(db: Database, attempt: Attempt, now: Date): Promise<string | undefined> {
  const row = await db
    .selectFrom('idempotent_answer')
    .select(['fingerprint', 'answer'])
    .where('owner', '=', attempt.owner)
    .where('key', '=', attempt.key)
    .where('at', '>', expiryAt(now))
    .executeTakeFirst();
  if (row && row.fingerprint !== attempt.fingerprint) {
    const detail = 'the key was used for another request; send the same request, or another key';
    const errors: Finding[] = [{ header: HEADER, code: 'key_reused', detail }];
    throw new Refusal('validation', `${HEADER}: ${detail}`, { errors });
  }
  if (row?.answer === TAKEN_OUT)
    throw new Refusal(
      'redacted',
      'The request was carried out before. What was answered then was taken out of the register for good.',
    );
  return row?.answer;
}

/** Keeps the answer, in the transaction of the write. */
export async function keepAnswer(
  db: Database,
  { owner, key, fingerprint }: Attempt,
  answer: object,
  now: Date,
): Promise<void> {
  await db
    .deleteFrom('idempotent_answer')
    .where(({ eb, refTuple, selectFrom }) => {
      const expired = selectFrom('idempotent_answer').select(['owner', 'key']).where('at', '<=', expiryAt(now));
      return eb(refTuple('owner', 'key'), 'in', expired.limit(MAX_SWEPT).$asTuple('owner', 'key'));
    })
    .execute();
  const row = { fingerprint, at: now.toISOString(), answer: JSON.stringify(answer) };
  await db
    .insertInto('idempotent_answer')
    .values({ owner, key, ...row })
    .onConflict((conflict) => conflict.columns(['owner', 'key']).doUpdateSet(row))
    .execute();
}

/** Removes the contents of kept answers about a record. That it was carried out stays known, so that it isn't done twice. */
export async function forgetAnswers(db: Database, { record, id }: Reference): Promise<void> {
  const rows = await db
    .selectFrom('idempotent_answer')
    .select(['owner', 'key', 'answer'])
    .where('answer', '!=', TAKEN_OUT)
    .where('answer', 'like', `%${id}%`)
    .execute();
  for (const { owner, key, answer } of rows) {
    const said: unknown = JSON.parse(JSON.parse(answer).body ?? 'null');
    const results = memberOf(said, 'results');
    const documents = Array.isArray(results) ? results.map((one) => memberOf(one, 'document')) : [said];
    if (documents.some((one) => memberOf(one, 'record') === record && memberOf(one, 'id') === id))
      await db
        .updateTable('idempotent_answer')
        .set({ answer: TAKEN_OUT })
        .where('owner', '=', owner)
        .where('key', '=', key)
        .execute();
  }
}

/** Stands for an answer that was taken out. */
const TAKEN_OUT = 'null';

const expiryAt = (now: Date): string => new Date(now.getTime() - KEEP_MS).toISOString();
