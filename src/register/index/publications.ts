/** When the sources of a record were published: the first day by which one surely was, and those that nobody dates. */
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import { isUndated } from '../../model/dates/edtf.js';
import type { Definition, Document, IndexTerm, Related } from '../definition.js';
import { daysPublished } from '../document/evidence.js';
import { PUBLISHED } from '../read/published.js';

/** The filter of undated sources in the index. No list has it; its value is the id of the record. */
const UNDATED = 'undated';

/** Records that are dated after a source had surely been published: what was foretold, and what has a wrong date. */
export const FORETOLD: IndexTerm = ['foretold', ''];

/**
 * The index rows of a record that is asked for by what had been published: for each undated source with its id in place of
 * the sort key, and with the first day by which one had surely been published.
 */
export function publicationRows(
  { record, clocks }: Definition,
  { id }: Document,
  sources: readonly string[],
  related: Related,
): Tables['index_entry'][] {
  if (!clocks.includes('published_until')) return [];
  const row = (filter: string, sort: string) => ({ filter: `${record}.${filter}`, value: id, sort, id });
  const undated = sources.filter((source) => isUndated(daysPublished(source, related.get)));
  const first = firstPublished(sources, related);
  return [...undated.map((source) => row(UNDATED, source)), ...(first === undefined ? [] : [row(PUBLISHED, first)])];
}

/** The first day by which one of some sources had surely been published. */
export const firstPublished = (sources: readonly string[], { get }: Related): string | undefined =>
  sources.flatMap((source) => daysPublished(source, get).latest ?? []).sort()[0];

/** The undated sources that some records cite, once for each. */
export async function undatedSourcesOf(
  db: Database,
  record: Definition['record'],
  ids: RawBuilder<string>,
): Promise<string[]> {
  const rows = await db
    .selectFrom('index_entry')
    .select('sort')
    .where('filter', '=', `${record}.${UNDATED}`)
    .where('value', 'in', ids)
    .execute();
  return rows.map(({ sort }) => sort);
}

/** How many undated sources any record of a kind cites, among the first so many. */
export async function countUndatedSources(
  db: Database,
  record: Definition['record'],
  limit: number,
): Promise<{ sources: number; isWhole: boolean }> {
  const { rows } = await sql<{ looked_at: number; cited: number }>`select count(*) as looked_at,
    sum(case when exists (
      select 1 from index_entry as c where c.filter = ${`${record}.source`} and c.value = undated.id
    ) then 1 else 0 end) as cited
    from (
      select id from index_entry where filter = 'source.all' and value = '' and sort = '' order by id limit ${sql.lit(limit + 1)}
    ) as undated`.execute(db);
  const [{ looked_at, cited } = { looked_at: 0, cited: 0 }] = rows;
  return { sources: Math.min(Number(cited ?? 0), limit), isWhole: Number(looked_at) <= limit };
}
