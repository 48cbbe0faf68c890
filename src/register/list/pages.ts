/** Pages of lists by keyset pagination: the keys of records, or the records themselves, after a position. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Engine } from '../../db/engine.js';
import type { KeyRow } from '../../db/scans.js';
import type { Database } from '../../db/tables.js';
import type { Reference } from '../../model/refusal.js';
import type { Clock } from '../../model/stages/clock.js';
import type { Definition } from '../definition.js';
import { comparePositions, type KeysetPosition, positionsBehind } from '../index/keyset.js';
import type { Reading } from '../read/reading.js';
import { documentOf, documentsAt } from '../read/records.js';
import { membersByClock } from '../read/standings.js';
import { matches } from '../search/matches.js';
import { rankedPage } from '../search/ranking.js';
import { clockKeys } from './clock-scans.js';
import { conditionsAsTokens, narrowingOf } from './narrowing.js';
import type { IndexScan, ListPlan, RecordScan, TextSearch } from './plan.js';
import type { Restrictions } from './query.js';
import { chosenRecords, indexScan, inGroups, partsOf, recordScan, scanInOneQuery } from './scans.js';
import { isAmong, recordsThere } from './unknown.js';

export interface ListedRecord {
  position: KeysetPosition;
  /** Rendered. */
  document: string;
  /** What the clocks say instead of its computed members, as JSON. */
  standing?: string | undefined;
}

const toPosition = ({ key, id }: KeyRow): KeysetPosition => [key, id];

/** The positions of at most `limit` records after a position. */
export async function pageKeys(
  reading: Reading,
  plan: ListPlan,
  limit: number,
  after?: KeysetPosition,
): Promise<KeysetPosition[]> {
  switch (plan.kind) {
    case 'nothing':
      return [];
    case 'index':
    case 'record':
      return scanKeys(reading, plan, limit, after);
    case 'clock':
      return clockKeys(reading, plan, limit, after);
    case 'chosen': {
      const rows = await chosenRecords(reading, plan).execute();
      return positionsBehind(rows.map(toPosition), plan.descending, after, limit);
    }
    case 'text':
      return searchKeys(reading, plan, limit, after);
  }
}

async function searchKeys(
  reading: Reading,
  { definition, search, restrictions, among, order }: TextSearch,
  limit: number,
  after: KeysetPosition | undefined,
): Promise<KeysetPosition[]> {
  switch (order.kind) {
    case 'relevance': {
      const narrowing = { ...narrowingOf(definition, restrictions), ...among };
      const page = await rankedPage(reading.db, search, narrowing, limit, after);
      return page.map(({ at }) => at);
    }
    case 'sorted':
      return positionsBehind(order.positions, order.descending, after, limit);
    case 'index':
    case 'clock':
    case 'record': {
      const also = matches(reading.db, search, conditionsAsTokens(definition, restrictions));
      return order.kind === 'clock'
        ? clockKeys(reading, order, limit, after, also)
        : scanKeys(reading, order, limit, after, also);
    }
  }
}

/** The keys of a scan, one part after the other. */
async function scanKeys(
  reading: Reading,
  scan: IndexScan | RecordScan,
  limit: number,
  after: KeysetPosition | undefined,
  also?: Expression<SqlBool>,
): Promise<KeysetPosition[]> {
  const { scans } = reading;
  if (scan.kind === 'record')
    return (await recordScan(reading, scan, after, scans.limit(limit), also).execute()).map(toPosition);
  const page: KeysetPosition[] = [];
  for (const part of partsOf(scan, after)) {
    const left = limit - page.length;
    if (left === 0) break;
    const groups = inGroups(scan, scans.maxMerged);
    const found: KeysetPosition[] = [];
    for (const group of groups)
      for (const row of await indexScan(reading, group, part, after, scans.limit(left), also).execute())
        found.push(toPosition(row));
    // A single query is sorted and has no duplicates.
    const positions = groups.length === 1 ? found : firstOf(found, scan.descending, left);
    for (const position of positions) page.push(position);
  }
  return page;
}

/** The first positions of several queries, without duplicates. */
function firstOf(found: readonly KeysetPosition[], descending: boolean, limit: number): KeysetPosition[] {
  const distinct = new Map(found.map((position) => [position[1], position]));
  return positionsBehind([...distinct.values()], descending, undefined, limit);
}

/** Whether a page is read by one query, which needs no transaction to see a consistent state. */
export const isOneQuery = (
  { scans }: Pick<Engine, 'scans'>,
  plan: ListPlan | undefined,
): plan is IndexScan | RecordScan =>
  (plan?.kind === 'record' || (plan?.kind === 'index' && inGroups(plan, scans.maxMerged).length === 1)) &&
  shownClock(plan) === undefined;

/** The clock that says how the records of a list are shown; undefined where they are as they are stored. */
function shownClock({
  definition,
  restrictions,
}: {
  definition: Definition;
  restrictions: Restrictions;
}): Clock | undefined {
  const { clock, publishedUntil } = restrictions;
  if (clock) return clock;
  return publishedUntil === undefined || !definition.publishedMembers ? undefined : { publishedUntil };
}

/** How many records a date filter left out, or the expressions that count them. */
export interface LeftOut<N = number> {
  possible: N;
  undated: N;
}

export interface ListPage {
  records: ListedRecord[];
  leftOut: LeftOut | undefined;
  /** Those of the named records that are there. */
  there: ReadonlySet<string>;
}

/**
 * At most `limit` records after a position and, if requested, how many the date filter left out, and which of the records
 * that filters name are there: in one query where the plan allows it.
 * @param named a list that is filtered by dates alone names none
 */
export async function readPage(
  reading: Reading,
  plan: ListPlan,
  limit: number,
  after?: KeysetPosition,
  leftOut?: LeftOut<RawBuilder<number>>,
  named: readonly Reference[] = [],
): Promise<ListPage> {
  const { db } = reading;
  if (!isOneQuery(reading, plan))
    return {
      records: await readRecords(reading, plan, limit, after),
      leftOut: leftOut && (await selectLeftOut(db, leftOut).executeTakeFirst()),
      there: await recordsThere(reading, named),
    };
  const page = scanInOneQuery(reading, plan, after, limit).as('page');
  const document = documentOf(plan.definition.record, sql.ref('page.id')).as('document');
  const pageRows = db.selectFrom(page).select([sql<string | null>`page.key`.as('key'), 'page.id', document]);
  if (named.length > 0) {
    // Rows without a sort key say of a record that it is there, by `keyOf`.
    const there = db
      .selectFrom('record')
      .select([sql<string | null>`null`.as('key'), sql<string>`record.record || '/' || record.id`.as('id')])
      .select(sql<string | null>`null`.as('document'))
      .where(isAmong(reading, named));
    const rows = await pageRows.unionAll(there).execute();
    return {
      records: toRecords(rows, plan.descending),
      leftOut: undefined,
      there: new Set(rows.flatMap(({ key, id }) => (key === null ? [id] : []))),
    };
  }
  const there: ReadonlySet<string> = new Set();
  if (!leftOut) return { records: toRecords(await pageRows.execute(), plan.descending), leftOut: undefined, there };
  // Every row carries both numbers; an empty page is one row with nothing else.
  const rows = await db
    .selectFrom(selectLeftOut(db, leftOut).as('left_out'))
    .leftJoin(page, (join) => join.onTrue())
    .select(['left_out.possible', 'left_out.undated', 'page.key', 'page.id', document])
    .execute();
  const [{ possible, undated } = { possible: 0, undated: 0 }] = rows;
  return {
    records: toRecords(rows, plan.descending),
    leftOut: { possible: Number(possible), undated: Number(undated) },
    there,
  };
}

const selectLeftOut = (db: Database, { possible, undated }: LeftOut<RawBuilder<number>>) =>
  db.selectNoFrom([possible.as('possible'), undated.as('undated')]);

/** Sorts the records again, because an outer query need not keep the order of its subquery. */
function toRecords(
  rows: readonly { key: string | null; id: string | null; document: string | null }[],
  descending: boolean,
): ListedRecord[] {
  const compare = comparePositions(descending);
  return rows
    .flatMap(({ key, id, document }): ListedRecord[] =>
      key === null || id === null || document === null ? [] : [{ position: [key, id], document }],
    )
    .sort((one, other) => compare(one.position, other.position));
}

/** The same in two steps: the keys, then their documents. */
async function readRecords(
  reading: Reading,
  plan: ListPlan,
  limit: number,
  after: KeysetPosition | undefined,
): Promise<ListedRecord[]> {
  if (plan.kind === 'nothing') return [];
  const positions = await pageKeys(reading, plan, limit, after);
  const ids = positions.map(([, id]) => id);
  const documents = await documentsAt(reading.db, plan.definition.record, ids);
  const clock = shownClock(plan);
  const standings = clock && (await membersByClock(reading, plan.definition, clock, documents));
  return positions.flatMap((position) => {
    const [, id] = position;
    const document = documents.get(id);
    return document === undefined ? [] : [{ position, document, standing: standings?.get(id) }];
  });
}
