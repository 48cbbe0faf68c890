/** Which records refer to which: rows of the index like any other. */
import { sql } from 'kysely';
import { compiledOnce } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import type { Reference } from '../../model/refusal.js';
import { names } from '../../model/schema.js';
import { RECORD_NAMES } from '../../model/vocabulary/vocabulary.js';
import type { IndexTerm } from '../definition.js';
import { indexValue, REFERS } from './tokens.js';

export const referenceTerm = ({ record, id }: Reference): IndexTerm => [REFERS, `${record}/${id}`];

const KINDS: readonly RecordName[] = names(RECORD_NAMES);

const referrers = compiledOnce<{ id: string }, [string, string, string, number]>(4, (db, filter, value, after, limit) =>
  db
    .selectFrom('index_entry')
    .select('id')
    .where('filter', '=', filter)
    .where('value', '=', value)
    .where('sort', '=', '')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit),
);

/**
 * The records that refer to one, by kind and id: at most `limit` of those that come after another.
 * @param after the last one that is known
 */
export async function referrersOf(
  db: Database,
  target: Reference,
  limit: number,
  after?: Reference,
): Promise<Reference[]> {
  const value = indexValue(...referenceTerm(target));
  const found: Reference[] = [];
  for (const record of KINDS.toSorted()) {
    if (found.length >= limit || (after && record < after.record)) continue;
    const behind = after?.record === record ? after.id : '';
    for (const { id } of await referrers(db, `${record}.${REFERS}`, value, behind, limit - found.length))
      found.push({ record, id });
  }
  return found;
}

/** Targets asked for by one query. */
const BATCH_SIZE = 100;

/** Those ids of records of a kind to which a record refers, of any kind or of some. */
export async function referredToBy(
  db: Database,
  target: RecordName,
  ids: readonly string[],
  by: readonly RecordName[] = KINDS,
): Promise<Set<string>> {
  const filters = sql.join(by.map((record) => `${record}.${REFERS}`));
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    const queries = ids.slice(from, from + BATCH_SIZE).map((id) => {
      const [, value] = referenceTerm({ record: target, id });
      return sql`select cast(${id} as text) as id where exists (select 1 from index_entry
        where filter in (${filters}) and value = ${indexValue(REFERS, value)} and sort = '')`;
    });
    const { rows } = await sql<{ id: string }>`${sql.join(queries, sql` union all `)}`.execute(db);
    for (const { id } of rows) found.add(id);
  }
  return found;
}
