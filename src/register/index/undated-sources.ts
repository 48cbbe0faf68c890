/** The sources of a record that nobody dates, so that it is not known when they were published. */
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import { boundsOf } from '../../model/dates/uncertain-date.js';
import type { RecordName } from '../../model/ids.js';
import type { Related } from '../definition.js';
import { publishedOf } from '../document/evidence.js';

/** The filter of their rows in the index. No list has it; its value is the id of the record, and the source's is its sort key. */
const UNDATED = 'undated';

export const isUndated = (source: string, { get }: Related): boolean =>
  Object.keys(boundsOf(publishedOf(source, get))).length === 0;

export const undatedSourceRow = (record: RecordName, id: string, source: string): Tables['index_entry'] => ({
  filter: `${record}.${UNDATED}`,
  value: id,
  sort: source,
  id,
});

/** The undated sources that some records cite, each once. */
export async function undatedSourcesOf(db: Database, record: RecordName, ids: RawBuilder<string>): Promise<string[]> {
  const rows = await db
    .selectFrom('index_entry')
    .select('sort')
    .distinct()
    .where('filter', '=', `${record}.${UNDATED}`)
    .where('value', 'in', ids)
    .execute();
  return rows.map(({ sort }) => sort);
}

/** How many undated sources any record of a kind cites, among the first so many. */
export async function countUndatedSources(
  db: Database,
  record: RecordName,
  limit: number,
): Promise<{ sources: number; isWhole: boolean }> {
  const { rows } = await sql<{ looked_at: number; cited: number }>`select count(*) as looked_at,
    sum(case when exists (
      select 1 from index_entry as c where c.filter = ${`${record}.source`} and c.value = u.id
    ) then 1 else 0 end) as cited
    from (
      select id from index_entry where filter = 'source.all' and value = '' and sort = '' limit ${sql.lit(limit + 1)}
    ) as u`.execute(db);
  const [{ looked_at, cited } = { looked_at: 0, cited: 0 }] = rows;
  return { sources: Math.min(Number(cited ?? 0), limit), isWhole: Number(looked_at) <= limit };
}
