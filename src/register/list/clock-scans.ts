/** Scans of the rows that hold by the clocks, in the order of the date of the stage. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { SortedScan } from '../../db/scans.js';
import { dayAfter } from '../../model/dates/edtf.js';
import type { ClockFilter } from '../index/clock-filter.js';
import { matchesClock } from '../index/clock-filter.js';
import { type KeysetPosition, positionsBehind } from '../index/keyset.js';
import { FORETOLD_SPAN, LONGEST_SPAN } from '../index/standings.js';
import type { Reading } from '../read/reading.js';
import { clockOf } from '../read/standings.js';
import type { ClockScan } from './plan.js';
import { holds, isAfter } from './scans.js';

/** Undated rows that are sorted; of more of them, those by which the clocks hold are found in their order. */
const MAX_SORTED = 1000;

/** The first keys after a position: those with a date, then those without. */
export async function clockKeys(
  reading: Reading,
  scan: ClockScan,
  limit: number,
  after: KeysetPosition | undefined,
  also?: Expression<SqlBool>,
): Promise<KeysetPosition[]> {
  const dated = after?.[0] === '' ? [] : await datedKeys(reading, scan, limit, after, also);
  if (dated.length === limit || !mayBeUndated(scan.restrictions.clock)) return dated;
  const behind = after?.[0] === '' ? after : undefined;
  return [...dated, ...(await undatedKeys(reading, scan, limit - dated.length, behind, also))];
}

async function datedKeys(
  reading: Reading,
  scan: ClockScan,
  limit: number,
  after: KeysetPosition | undefined,
  also: Expression<SqlBool> | undefined,
): Promise<KeysetPosition[]> {
  const { scans, db } = reading;
  const branches = branchesOf(scan).map((branch) => datedRows(reading, scan, branch, after, also));
  const found: KeysetPosition[] = [];
  for (let from = 0; from < branches.length; from += scans.maxMerged) {
    const some = branches.slice(from, from + scans.maxMerged);
    const rows = await scans.merge(db, some, scan.descending, scans.limit(limit)).execute();
    for (const { key, id } of rows) found.push([key, id]);
  }
  return positionsBehind(found, scan.descending, undefined, limit);
}

/** Undated keys come by id. Where few rows can hold, they are sorted, so that no others are read. */
async function undatedKeys(
  reading: Reading,
  scan: ClockScan,
  limit: number,
  after: KeysetPosition | undefined,
  also: Expression<SqlBool> | undefined,
): Promise<KeysetPosition[]> {
  const { descending, restrictions } = scan;
  const few = await fewUndated(reading, restrictions.clock);
  let rows = rowsOf(reading, scan, also).where(sql<SqlBool>`e.sort = ''`);
  if (after) rows = rows.where('e.id', descending ? '<' : '>', after[1]);
  const found = few
    ? await rows.where(few).execute()
    : await rows
        .orderBy('e.id', descending ? 'desc' : 'asc')
        .limit(reading.scans.limit(limit))
        .execute();
  return positionsBehind(
    found.map(({ key, id }): KeysetPosition => [key, id]),
    descending,
    undefined,
    limit,
  );
}

/** The side of the clocks on which few undated rows lie, if there is one. */
async function fewUndated({ db }: Reading, clock: ClockFilter): Promise<RawBuilder<SqlBool> | undefined> {
  for (const side of sidesOf(clock)) {
    const rows = await db
      .selectFrom('standing as e')
      .select('e.id')
      .where('e.clock', '=', clockOf(clock))
      .where(sql<SqlBool>`e.sort = ''`)
      .where(side)
      .limit(sql.lit(MAX_SORTED + 1))
      .execute();
    if (rows.length <= MAX_SORTED) return side;
  }
  return undefined;
}

/** Conditions that every row which holds fulfils, too; for each there is an index of the undated rows. */
const sidesOf = ({ trueOn, publishedUntil }: ClockFilter): RawBuilder<SqlBool>[] => [
  ...(trueOn === undefined ? [] : [sql<SqlBool>`e.valid_to >= ${trueOn}`]),
  ...(publishedUntil === undefined ? [] : [sql<SqlBool>`e.published_from <= ${publishedUntil}`]),
];

/** The ids of all rows of a scan in no order. For counting. */
export function clockSet(reading: Reading, scan: ClockScan): RawBuilder<{ id: string }> {
  const { clock } = scan.restrictions;
  const dated = branchesOf(scan).map((branch) => datedRows(reading, scan, branch));
  const [side = sql<SqlBool>`1 = 1`] = sidesOf(clock);
  const undated = rowsOf(reading, scan).where(sql<SqlBool>`e.sort = ''`).where(side);
  const parts = mayBeUndated(clock) ? [...dated, undated] : dated;
  return sql`${sql.join(
    parts.map((part) => sql`select id from (${part}) as part`),
    sql` union all `,
  )}`;
}

/** Rows of one length that lie beside each other in an index, of one stage where stages are asked for. */
interface Branch {
  span: number;
  stage?: string;
}

function branchesOf({ restrictions: { clock } }: ClockScan): Branch[] {
  const last = clock.publishedUntil === undefined ? LONGEST_SPAN : FORETOLD_SPAN;
  const spans = Array.from({ length: last + 1 }, (_, span) => ({ span }));
  const { stages, match } = clock;
  if (!stages || match !== 'certain') return spans;
  return stages.flatMap((stage) => spans.map((branch) => ({ ...branch, stage })));
}

/** The rows of a branch that hold, with a date. They are not older than their length allows, nor later than the clocks. */
function datedRows(
  reading: Reading,
  scan: ClockScan,
  { span, stage }: Branch,
  after?: KeysetPosition,
  also?: Expression<SqlBool>,
): SortedScan<'standing'> {
  const { descending } = scan;
  const { trueOn, publishedUntil } = scan.restrictions.clock;
  const [first] = [trueOn, publishedUntil].filter((day) => day !== undefined).sort();
  const [lowest, highest] = span === FORETOLD_SPAN ? [undefined, trueOn] : [oldest(first, span), first];
  let rows = rowsOf(reading, scan, also).where(sql<SqlBool>`e.sort <> ''`).where('e.span', '=', span);
  if (stage !== undefined) rows = rows.where('e.stage', '=', stage);
  // A database uses one bound at each end of a scan; at its start, that is the position after which it goes on.
  if (lowest !== undefined && (!after || descending)) rows = rows.where('e.sort', '>=', lowest);
  if (highest !== undefined && (!after || !descending)) rows = rows.where('e.sort', '<', `${highest}~`);
  return after ? rows.where(isAfter(['e.sort', 'e.id'], descending, after)) : rows;
}

/** The first day from which something of this length can last until a day. */
const oldest = (day: string | undefined, span: number): string | undefined =>
  day === undefined || span === LONGEST_SPAN ? undefined : dayAfter(day, 1 - 2 ** span);

function rowsOf(reading: Reading, { definition, restrictions }: ClockScan, also?: Expression<SqlBool>) {
  const { record } = definition;
  const { clock, conditions, updatedSince } = restrictions;
  let rows: SortedScan<'standing'> = reading.db
    .selectFrom('standing as e')
    .select(['e.sort as key', 'e.id'])
    .where(matchesClock(clock, 'e'));
  for (const condition of conditions)
    rows = rows.where(holds(reading, record, condition, { sort: 'e.record_sort', id: 'e.id' }));
  if (updatedSince !== undefined || also)
    rows = rows.where(({ exists, selectFrom }) => {
      let row = selectFrom('record as r').select('r.id').where('r.record', '=', record).whereRef('r.id', '=', 'e.id');
      if (updatedSince !== undefined) row = row.where('r.updated_at', '>=', updatedSince);
      if (also) row = row.where(also);
      return exists(row.modifyEnd(reading.scans.forEachRow));
    });
  return rows;
}

/** Whether rows without a date can be asked for: on a day, what surely has a stage has a date, too. */
function mayBeUndated({ trueOn, stages, match, from, to }: ClockFilter): boolean {
  const needsDate = from !== undefined || to !== undefined;
  if (needsDate && (match === 'certain' || match === 'possible' || match === 'straddling')) return false;
  return trueOn === undefined || match !== 'certain' || !stages || stages.includes('unknown');
}
