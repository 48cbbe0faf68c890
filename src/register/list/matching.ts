/** The records of a list, whatever their order: which they are, and how many. */
import { sql } from 'kysely';
import type { Members } from '../../model/members.js';
import type { Definition } from '../definition.js';
import { type KeysetPosition, positionsBehind } from '../index/keyset.js';
import type { Reading } from '../read/reading.js';
import { countMatches, matchingDocids, recordsByDocid } from '../search/matches.js';
import { clockSet } from './clock-scans.js';
import { type DateRange, inRange } from './dates.js';
import { narrowingOf } from './narrowing.js';
import { pageKeys } from './pages.js';
import type { ClockScan, IndexScan, ListPlan, RecordScan, TextSearch } from './plan.js';
import { chosenRecords, indexSet } from './scans.js';

/** Counts are exact up to here, and lower bounds beyond. */
export const MAX_COUNTED = 10_000;

/** The total in `meta`: exact, or a lower bound. */
export const totalOf = (found: number): Members => ({
  total: Math.min(found, MAX_COUNTED),
  ...(found > MAX_COUNTED && { total_is_lower_bound: true }),
});

/** Ids looked up by one query. */
const BATCH_SIZE = 1000;

/** The ids of the first `limit` records in the order of the index, which need not be the order of the list. */
export async function matching(reading: Reading, plan: ListPlan, limit: number): Promise<string[]> {
  const idsOf = (positions: readonly KeysetPosition[]) => positions.map(([, id]) => id);
  switch (plan.kind) {
    case 'nothing':
      return [];
    case 'index':
    case 'record':
      return idsOf(await allKeys(reading, inIndexOrder(plan), limit));
    case 'clock': {
      const { rows } = await sql<{ id: string }>`${clockSet(reading, plan)} limit ${sql.lit(limit)}`.execute(
        reading.db,
      );
      return rows.map(({ id }) => id);
    }
    case 'chosen': {
      const rows = await chosenRecords(reading, { ...plan, sort: plan.definition.sort }).execute();
      return idsOf(
        positionsBehind(
          rows.map(({ key, id }): KeysetPosition => [key, id]),
          false,
          undefined,
          limit,
        ),
      );
    }
    case 'text': {
      const docids = await matchingDocids(reading.db, plan.search, narrowingOfSearch(plan), limit);
      return [...(await recordsByDocid(reading.db, docids)).values()].map(({ id }) => id);
    }
  }
}

/** The first `limit` positions of a scan, some at a time. */
export async function allKeys(reading: Reading, plan: ListPlan, limit: number): Promise<KeysetPosition[]> {
  const found: KeysetPosition[] = [];
  while (found.length < limit) {
    const wanted = Math.min(limit - found.length, BATCH_SIZE);
    const some = await pageKeys(reading, plan, wanted, found.at(-1));
    for (const position of some) found.push(position);
    if (some.length < wanted) break;
    await reading.pause();
  }
  return found;
}

/** How many records there are, counted up to `MAX_COUNTED + 1`. */
export async function count(reading: Reading, plan: ListPlan): Promise<number> {
  switch (plan.kind) {
    case 'nothing':
      return 0;
    case 'index':
    case 'record': {
      const scan = inIndexOrder(plan);
      if (scan.kind === 'clock') return count(reading, scan);
      const { rows } = await reading.db
        .selectFrom(
          indexSet(reading, scan)
            .limit(sql.lit(MAX_COUNTED + 1))
            .as('found'),
        )
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      return Number(rows);
    }
    case 'clock':
      return (await matching(reading, plan, MAX_COUNTED + 1)).length;
    case 'chosen':
      return (await chosenRecords(reading, plan).execute()).length;
    case 'text':
      return countMatches(reading.db, plan.search, narrowingOfSearch(plan), MAX_COUNTED + 1);
  }
}

function inIndexOrder({ definition, restrictions }: IndexScan | RecordScan): IndexScan | ClockScan {
  const { clock } = restrictions;
  return clock
    ? { kind: 'clock', definition, restrictions: { ...restrictions, clock }, descending: false }
    : { kind: 'index', definition, restrictions, descending: false };
}

const narrowingOfSearch = ({ definition, restrictions, among }: TextSearch) => ({
  ...narrowingOf(definition, restrictions),
  ...among,
});

/** How many of these records have a date that matches the range. */
export async function countDates(
  { db, pause }: Reading,
  { record }: Definition,
  ids: readonly string[],
  dates: DateRange,
): Promise<number> {
  let sum = 0;
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    const { rows } = await db
      .selectFrom('record as r')
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .where('r.record', '=', record)
      .where('r.id', 'in', ids.slice(from, from + BATCH_SIZE))
      .where(inRange(dates))
      .executeTakeFirstOrThrow();
    sum += Number(rows);
    await pause();
  }
  return sum;
}
