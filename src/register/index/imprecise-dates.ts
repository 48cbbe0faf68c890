/** Counts of the dates that aren't one day, kept up to date by every write: they tell what a date filter leaves out. */
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables.js';
import { dayNumber } from '../../model/dates/edtf.js';
import type { RecordName } from '../../model/ids.js';

/** A row of the counts, but for the count itself: see `db/migrations`. */
export type DateRow = Omit<Tables['imprecise_date'], 'records'>;

/** Days; an absent one is an open end. */
interface Range {
  from?: string;
  to?: string;
}

/** Open-ended dates are counted by day and by groups of days, so that few rows have to be summed up. */
const SIZES = [1, 32, 1024];

const beginOf = (day: number, size: number): number => Math.floor(day / size) * size;

/** The rows in which a record's date is counted; none for one day. */
export function dateRowsOf(record: RecordName, earliest: string | null, latest: string | null): DateRow[] {
  if (earliest === latest) return earliest === null ? [{ record, form: 'undated', size: 0, first: 0 }] : [];
  if (earliest !== null && latest !== null)
    return [{ record, form: 'span', size: dayNumber(latest) - dayNumber(earliest) + 1, first: dayNumber(earliest) }];
  const [form, day] = earliest === null ? (['until', latest] as const) : (['since', earliest] as const);
  return SIZES.map((size) => ({ record, form, size, first: beginOf(dayNumber(day ?? ''), size) }));
}

/** How many records have no date at all, as an expression. */
export const undatedCount = (record: RecordName): RawBuilder<number> =>
  sql`coalesce((select sum(records) from imprecise_date where record = ${record} and form = 'undated'), 0)`;

/** How many records have a date that may lie in a range of days, but not surely, as an expression. */
export function straddlingCount(record: RecordName, range: Range): RawBuilder<number> {
  const [from, to] = [range.from, range.to].map((day) => (day === undefined ? undefined : dayNumber(day)));
  // With both ends asked for, an open end is never surely inside; else only the end that was asked for matters.
  const [until, since] = [from ?? (to ?? 0) + 1, to === undefined ? (from ?? 0) : to + 1];
  const counted = sql.join(
    [
      ...(from === undefined ? [] : [spans(record, sql`s.first > ${from} - length.days and s.first < ${from}`)]),
      // Those that lie across both ends have been counted.
      ...(to === undefined
        ? []
        : [
            spans(
              record,
              sql`s.first > ${to} - length.days + 1 and s.first <= ${to} and +s.first >= ${from ?? -ENDLESS}`,
            ),
          ]),
      ...SIZES.map((size, index) =>
        ends(record, 'until', size, firstMultiple(until, size), firstMultiple(until, SIZES[index + 1])),
      ),
      ...SIZES.map((size, index) =>
        ends(record, 'since', size, -firstMultiple(-since, SIZES[index + 1]), -firstMultiple(-since, size)),
      ),
    ],
    sql` union all `,
  );
  return sql`coalesce((with recursive length (days) as (
      select min(size) from imprecise_date where record = ${record} and form = 'span'
      union all
      select (select min(s.size) from imprecise_date as s where s.record = ${record} and s.form = 'span' and s.size > length.days)
      from length where length.days is not null
    ) select sum(records) from (${counted}) as counted), 0)`;
}

/** Beyond every day. */
const ENDLESS = 4_000_000;

/** The first multiple of the size that is not before a day; endless when there is no such size. */
const firstMultiple = (day: number, size: number | undefined): number =>
  size === undefined ? ENDLESS : Math.ceil(day / size) * size;

/** The spans of each length that begin on days which depend on the length. */
const spans = (record: RecordName, begin: RawBuilder<unknown>) =>
  sql`select s.records from length cross join imprecise_date as s where s.record = ${record} and s.form = 'span' and s.size = length.days and ${begin}`;

/** Open ends of one size, from a day on and before another. */
const ends = (record: RecordName, form: 'until' | 'since', size: number, from: number, before: number) =>
  sql`select records from imprecise_date where record = ${record} and form = ${form} and size = ${size} and first >= ${from} and first < ${before}`;
