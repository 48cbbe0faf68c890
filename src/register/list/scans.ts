/** The queries behind lists: scans of the index or of the records, in the requested order. */
import { type Expression, type SqlBool, sql } from 'kysely';
import type { KeyQuery, SortedScan } from '../../db/scans.js';
import type { Condition, Definition } from '../definition.js';
import { matchesClock } from '../index/clock-filter.js';
import type { KeysetPosition } from '../index/keyset.js';
import { FORETOLD } from '../index/publications.js';
import { publishedBy } from '../read/published.js';
import type { Reading } from '../read/reading.js';
import { inRange } from './dates.js';
import type { ChosenRecords, IndexScan, RecordScan } from './plan.js';
import { columnOf } from './samples.js';

/** The records of an index scan that have a date, those that have none, or all. */
export type Part = 'all' | 'dated' | 'undated';

/** The condition that all records of a resource fulfil. */
const EVERYTHING: Condition = { filter: 'all', anyOf: [''] };

/** The parts of an index scan that have records after a position, in their order. */
export function partsOf(scan: IndexScan, after: KeysetPosition | undefined): Part[] {
  const part = partOf(scan);
  // Undated records come last in both directions. Their key is empty, which sorts first when ascending: then they are a
  // part of their own.
  if (part !== 'all' || scan.definition.dated === undefined || scan.descending) return [part];
  return after && isUndated(after) ? ['undated'] : ['dated', 'undated'];
}

/** The part in which a scan can find anything. */
function partOf({ definition, restrictions: { dates } }: IndexScan): Part {
  if (definition.dated === undefined || !dates || dates.match === 'any') return 'all';
  return dates.match === 'undated' ? 'undated' : 'dated';
}

const isUndated = ([key]: KeysetPosition): boolean => key === '';

/** Splits an index scan into several, each with no more values than the database merges in one query. */
export function inGroups(scan: IndexScan, maxMerged: number): IndexScan[] {
  const [driver = EVERYTHING, ...others] = scan.restrictions.conditions;
  if (driver.anyOf.length <= maxMerged) return [scan];
  const groups: IndexScan[] = [];
  for (let from = 0; from < driver.anyOf.length; from += maxMerged) {
    const group = { ...driver, anyOf: driver.anyOf.slice(from, from + maxMerged) };
    groups.push({ ...scan, restrictions: { ...scan.restrictions, conditions: [group, ...others] } });
  }
  return groups;
}

/**
 * The first keys of a part of an index scan.
 * @param also what the record `r` fulfils besides
 */
export function indexScan(
  reading: Reading,
  scan: IndexScan,
  part: Part,
  after: KeysetPosition | undefined,
  limit: Expression<number>,
  also?: Expression<SqlBool>,
): KeyQuery {
  const { conditions, publishedUntil } = scan.restrictions;
  const [driver = EVERYTHING] = conditions;
  const branches = driver.anyOf.map((value) =>
    indexRows(reading, scan, part, after, also).where('e.value', '=', value),
  );
  // What is published is not dated later, and so need not be looked for there, but for what was foretold.
  if (publishedUntil !== undefined && part !== 'undated') {
    const [filter, value] = FORETOLD;
    const foretold = { ...scan.restrictions, conditions: [{ filter, anyOf: [value] }, ...conditions] };
    const known = (rows: SortedScan) => rows.where('e.sort', '<', `${publishedUntil}~`);
    const later = indexRows(reading, { ...scan, restrictions: foretold }, part, after, also).where(
      'e.value',
      '=',
      value,
    );
    return reading.scans.merge(reading.db, [...branches.map(known), later], scan.descending, limit);
  }
  return reading.scans.merge(reading.db, branches, scan.descending, limit);
}

/** The first keys of all parts of a scan, in one query. The second part fills what the first leaves of the page. */
export function scanInOneQuery(
  reading: Reading,
  scan: IndexScan | RecordScan,
  after: KeysetPosition | undefined,
  limit: number,
): KeyQuery {
  const rows = reading.scans.limit(limit);
  if (scan.kind === 'record') return recordScan(reading, scan, after, rows);
  const [first = 'all', second] = partsOf(scan, after);
  const keys = indexScan(reading, scan, first, after, rows);
  if (!second) return keys;
  const left = sql<number>`(select ${rows} - count(*) from first_part)`;
  return reading.db
    .with('first_part', () => keys)
    .selectFrom('first_part')
    .select(['first_part.key', 'first_part.id'])
    .unionAll((eb) =>
      eb
        .selectFrom(indexScan(reading, scan, second, after, left).as('second_part'))
        .select(['second_part.key', 'second_part.id']),
    );
}

/** The keys of all records of an index scan, each once, in no order. For counting. */
export function indexSet(reading: Reading, scan: IndexScan): SortedScan {
  const [driver = EVERYTHING] = scan.restrictions.conditions;
  return indexRows(reading, scan, partOf(scan)).where('e.value', 'in', reading.scans.list(driver.anyOf)).distinct();
}

/** The index rows of the first condition's filter where the record fulfils everything else. */
function indexRows(
  reading: Reading,
  { definition, restrictions, descending }: IndexScan,
  part: Part,
  after?: KeysetPosition,
  also?: Expression<SqlBool>,
): SortedScan {
  const { record } = definition;
  const { dates, updatedSince, conditions, publishedUntil } = restrictions;
  const [driver = EVERYTHING, ...others] = conditions;
  let rows = reading.db
    .selectFrom('index_entry as e')
    .select(['e.sort as key', 'e.id'])
    .where('e.filter', '=', `${record}.${driver.filter}`);

  if (part === 'undated') {
    rows = rows.where('e.sort', '=', '');
    if (after && isUndated(after)) rows = rows.where('e.id', descending ? '<' : '>', after[1]);
  } else {
    // These bounds are wider than the range of dates, and let the index skip what lies outside. A database uses one bound
    // at each end of a scan; at its start, that is the position after which it goes on.
    const { from, to } = dates?.match === 'certain' ? dates : {};
    if (!after || descending) {
      if (from !== undefined) rows = rows.where('e.sort', '>=', from);
      else if (part === 'dated') rows = rows.where('e.sort', '>', '');
    }
    if ((!after || !descending) && to !== undefined) rows = rows.where('e.sort', '<=', `${to} ${to}`);
    // The key also holds the latest day (if it is another than the earliest), so a late one is skipped without the record.
    if (to !== undefined) rows = rows.where(sql<SqlBool>`substr(${sql.ref('e.sort')}, 12) <= ${to}`);
    if (after) rows = rows.where(isAfter(['e.sort', 'e.id'], descending, after));
  }

  for (const condition of others) rows = rows.where(holds(reading, record, condition, { sort: 'e.sort', id: 'e.id' }));
  // The empty key marks undated records, so the record need not be read for that.
  const datesOfRecord = part === 'undated' ? undefined : dates;
  if (datesOfRecord || updatedSince !== undefined || publishedUntil !== undefined || also)
    rows = rows.where(({ exists, selectFrom }) => {
      let row = selectFrom('record as r').select('r.id').where('r.record', '=', record).whereRef('r.id', '=', 'e.id');
      if (datesOfRecord) row = row.where(inRange(datesOfRecord));
      if (updatedSince !== undefined) row = row.where('r.updated_at', '>=', updatedSince);
      if (publishedUntil !== undefined) row = row.where(publishedBy(definition, publishedUntil));
      if (also) row = row.where(also);
      return exists(row.modifyEnd(reading.scans.forEachRow));
    });
  return rows;
}

/** The first keys of a record scan. */
export function recordScan(
  reading: Reading,
  scan: RecordScan,
  after: KeysetPosition | undefined,
  limit: Expression<number>,
  also?: Expression<SqlBool>,
): KeyQuery {
  const column = sortColumn(scan);
  const direction = scan.descending ? 'desc' : 'asc';
  let rows = recordRows(reading, scan);
  if (after) rows = rows.where(isAfter([column, 'r.id'], scan.descending, after));
  if (also) rows = rows.where(also);
  return rows.orderBy(sql.ref(column), direction).orderBy('r.id', direction).limit(limit);
}

/** The keys of chosen records, in no order. */
export const chosenRecords = (reading: Reading, scan: ChosenRecords): KeyQuery =>
  recordRows(reading, scan).where('r.id', 'in', reading.scans.list(scan.ids));

/** The column with the sort key; by a clock that of its own row, which is joined. */
const sortColumn = ({ definition, restrictions, sort }: RecordScan | ChosenRecords): string =>
  restrictions.clock && sort === definition.sort ? 's.sort' : columnOf(sort);

/** The records that fulfil the restrictions. */
function recordRows(reading: Reading, scan: RecordScan | ChosenRecords) {
  const { definition, restrictions } = scan;
  const { updatedSince, dates, conditions, publishedUntil, clock } = restrictions;
  let rows = reading.db
    .selectFrom('record as r')
    .$if(clock !== undefined, (all) => all.innerJoin('standing as s', 's.id', 'r.id'))
    .select([sql.ref<string>(sortColumn(scan)).as('key'), 'r.id as id'])
    .where('r.record', '=', definition.record)
    .where('r.deleted_at', 'is', null);
  if (clock) rows = rows.where(matchesClock(clock, 's'));
  if (publishedUntil !== undefined) rows = rows.where(publishedBy(definition, publishedUntil));
  if (updatedSince !== undefined) rows = rows.where('r.updated_at', '>=', updatedSince);
  if (dates) rows = rows.where(inRange(dates));
  for (const condition of conditions)
    rows = rows.where(holds(reading, definition.record, condition, { sort: 'r.sort', id: 'r.id' }));
  return rows;
}

/**
 * A look-up in the index: whether the record of the outer row fulfils a condition.
 * @param outer the columns with the sort key of the record, and its id
 */
export const holds = (
  { scans }: Reading,
  record: Definition['record'],
  { filter, anyOf }: Condition,
  outer: { sort: string; id: string },
) =>
  sql<SqlBool>`exists (select 1 from index_entry as o where o.filter = ${`${record}.${filter}`} and o.value in ${scans.list(anyOf)} and o.sort = ${sql.ref(outer.sort)} and o.id = ${sql.ref(outer.id)} ${scans.forEachRow})`;

/** Whether a row comes after a position, in the order of two columns. */
export const isAfter = (
  [key, id]: readonly [string, string],
  descending: boolean,
  [afterKey, afterId]: KeysetPosition,
) => sql<SqlBool>`(${sql.ref(key)}, ${sql.ref(id)}) ${sql.raw(descending ? '<' : '>')} (${afterKey}, ${afterId})`;
