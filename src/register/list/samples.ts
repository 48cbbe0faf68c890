/** The look-ups that the plan of a list is based on. */
import { sql } from 'kysely';
import type { Database } from '../../db/tables.js';
import type { Condition, Definition } from '../definition.js';
import type { ClockFilter } from '../index/clock-filter.js';
import type { KeysetPosition } from '../index/keyset.js';
import type { Reading } from '../read/reading.js';
import { holdsAt } from '../read/standings.js';

/**
 * Rows read to estimate how rare a condition is. Fewer are all records of the condition; so many only say that there are
 * many, and how far back they go.
 */
export const MAX_SAMPLED = 1000;

/** Records looked up by one query. */
const BATCH_SIZE = 1000;

/** How rare a condition is. */
interface Rarity {
  /** How many records fulfil it, counted no further than `MAX_SAMPLED`. */
  count: number;
  /** The sort key of the oldest of the most recent ones that were counted: the older it is, the rarer is the condition. */
  oldest: string;
}

/** How far back the most recent records go is known only of conditions with a single value. */
export async function rarityOf(reading: Reading, definition: Definition, condition: Condition): Promise<Rarity> {
  const isOrdered = condition.anyOf.length === 1;
  const sample = fulfilling(reading, definition, condition)
    .select('sort')
    .$if(isOrdered, (rows) => rows.orderBy('sort', 'desc'));
  const { count, oldest } = await reading.db
    .selectFrom(sample.as('sample'))
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('sample.sort').as('oldest')])
    .executeTakeFirstOrThrow();
  return { count: Number(count), oldest: isOrdered ? (oldest ?? '') : AFTER_ALL };
}

/** Behind every sort key. */
const AFTER_ALL = '~';

/** The ids of records that fulfil a condition. */
export async function sampleCondition(
  reading: Reading,
  definition: Definition,
  condition: Condition,
): Promise<string[]> {
  const rows = await fulfilling(reading, definition, condition).select('id').execute();
  return rows.map(({ id }) => id);
}

function fulfilling({ db, scans }: Reading, { record }: Definition, { filter, anyOf }: Condition) {
  return db
    .selectFrom('index_entry')
    .where('filter', '=', `${record}.${filter}`)
    .where('value', 'in', scans.list(anyOf))
    .limit(sql.lit(MAX_SAMPLED));
}

/** The ids of records that were written since an instant. */
export async function sampleUpdated(db: Database, { record }: Definition, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('record')
    .select('id')
    .where('record', '=', record)
    .where('deleted_at', 'is', null)
    .where('updated_at', '>=', since)
    .limit(sql.lit(MAX_SAMPLED))
    .execute();
  return rows.map(({ id }) => id);
}

/** The docids of records. */
export async function docidsOfRecords(db: Database, { record }: Definition, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('record')
    .select('docid')
    .where('record', '=', record)
    .where('id', 'in', [...ids])
    .execute();
  return rows.flatMap(({ docid }) => docid ?? []);
}

/** The column of a record with the key of a sort; `r.sort` for the default order of the resource. */
export function columnOf(sort: string): 'r.id' | 'r.created_at' | 'r.updated_at' | 'r.sort' {
  if (sort === 'id') return 'r.id';
  if (sort === 'created_at') return 'r.created_at';
  return sort === 'updated_at' ? 'r.updated_at' : 'r.sort';
}

/** The keyset positions of the records with these docids, unsorted; in the default order by the clocks, if there are any. */
export async function positionsByDocid(
  db: Database,
  docids: readonly number[],
  sort: string,
  clock?: ClockFilter,
): Promise<KeysetPosition[]> {
  const positions: KeysetPosition[] = [];
  const isOfClock = clock !== undefined && columnOf(sort) === 'r.sort';
  for (let from = 0; from < docids.length; from += BATCH_SIZE) {
    const rows = await db
      .selectFrom('record as r')
      .$if(isOfClock, (all) => all.innerJoin('standing as s', 's.id', 'r.id'))
      .select([sql.ref<string>(isOfClock ? 's.sort' : columnOf(sort)).as('key'), 'r.id'])
      .$if(isOfClock, (all) => all.where(holdsAt(clock ?? {}, 's')))
      .where('r.docid', 'in', docids.slice(from, from + BATCH_SIZE))
      .execute();
    for (const { key, id } of rows) positions.push([key, id]);
  }
  return positions;
}
