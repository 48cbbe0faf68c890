/** Counts of the dates that aren't one day, kept up to date by every write: they tell what a date filter leaves out. */
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables.js';
import { type Days, dayNumber } from '../../model/dates/edtf.js';
import type { RecordName } from '../../model/ids.js';

/** A row of the counts, but for the count itself: see `db/migrations`. */
export type DateRow = Omit<Tables['imprecise_date'], 'records'>;

/** Days; an absent one is an open end. */
interface Range {
  from?: string;
  to?: string;
}

/** What begins or ends on a day is counted by day and by groups of days, so that few rows have to be summed up. */
const SIZES = [1, 32, 1024];

const beginOf = (day: number, size: number): number => Math.floor(day / size) * size;

/** The rows in which a record's date is counted; none for one day. Days between its bounds that it can't be are gaps. */
export function dateRowsOf(
  record: RecordName,
  earliest: string | null,
  latest: string | null,
  gaps: readonly Days[],
): DateRow[] {
  if (earliest === latest) return earliest === null ? [{ record, form: 'undated', size: 0, first: 0 }] : [];
  return [...boundRowsOf(record, earliest, latest), ...gaps.map((gap) => daysRow(record, 'gap', gap))];
}

function boundRowsOf(record: RecordName, earliest: string | null, latest: string | null): DateRow[] {
  if (earliest !== null && latest !== null) return [daysRow(record, 'span', { earliest, latest })];
  const [form, day] = earliest === null ? (['until', latest] as const) : (['since', earliest] as const);
  return dayRowsOf(record, form, dayNumber(day ?? ''));
}

/** The rows in which a day is counted. */
export const dayRowsOf = (record: RecordName, form: string, day: number): DateRow[] =>
  SIZES.map((size) => ({ record, form, size, first: beginOf(day, size) }));

function daysRow(record: RecordName, form: 'span' | 'gap', { earliest, latest }: Days): DateRow {
  const first = dayNumber(earliest);
  return { record, form, size: dayNumber(latest) - first + 1, first };
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
      ...(from === undefined
        ? []
        : [rowsOf(record, 'span', sql`s.first > ${from} - length.days and s.first < ${from}`)]),
      // Those that lie across both ends have been counted.
      ...(to === undefined
        ? []
        : [
            rowsOf(
              record,
              'span',
              sql`s.first > ${to} - length.days + 1 and s.first <= ${to} and +s.first >= ${from ?? -ENDLESS}`,
            ),
          ]),
      ...SIZES.map((size, index) =>
        ends(record, 'until', size, firstMultiple(until, size), firstMultiple(until, SIZES[index + 1])),
      ),
      ...daysBefore(record, 'since', since),
    ],
    sql` union all `,
  );
  const straddling = sql<number>`coalesce((${lengths(record, 'span')} select sum(records) from (${counted}) as counted), 0)`;
  // Dates whose bounds lie around a gap have been counted as well.
  return from === undefined || to === undefined
    ? straddling
    : sql<number>`(${straddling} - ${coveringCount(record, from, to)})`;
}

/** How many records have a gap that covers all days of a range, as an expression: the gaps of one record never overlap. */
const coveringCount = (record: RecordName, from: number, to: number): RawBuilder<number> =>
  sql`coalesce((${lengths(record, 'gap')} select sum(records) from (
    ${rowsOf(record, 'gap', sql`s.first > ${to} - length.days and s.first <= ${from}`)}) as covering), 0)`;

/** All different lengths of spans or gaps, by a skip scan of the index. */
const lengths = (record: RecordName, form: 'span' | 'gap') =>
  sql`with recursive length (days) as (
      select min(size) from imprecise_date where record = ${record} and form = ${form}
      union all
      select (select min(s.size) from imprecise_date as s where s.record = ${record} and s.form = ${form} and s.size > length.days)
      from length where length.days is not null
    )`;

/** Beyond every day. */
const ENDLESS = 4_000_000;

/** The first multiple of the size that is not before a day; endless when there is no such size. */
const firstMultiple = (day: number, size: number | undefined): number =>
  size === undefined ? ENDLESS : Math.ceil(day / size) * size;

/** The spans or gaps of each length that begin on days which depend on the length: each length is looked up by itself. */
const rowsOf = (record: RecordName, form: 'span' | 'gap', begin: RawBuilder<unknown>) =>
  sql`select (select sum(s.records) from imprecise_date as s
    where s.record = ${record} and s.form = ${form} and s.size = length.days and ${begin}) as records from length`;

/** The counts of the days before a day. */
const daysBefore = (record: RecordName, form: string, day: number) =>
  SIZES.map((size, index) =>
    ends(record, form, size, -firstMultiple(-day, SIZES[index + 1]), -firstMultiple(-day, size)),
  );

/** How many days before a day are counted, as an expression. */
export const countBefore = (record: RecordName, form: string, day: number): RawBuilder<number> =>
  sql`coalesce((select sum(records) from (${sql.join(daysBefore(record, form, day), sql` union all `)}) as counted), 0)`;

/** Days of one size, from a day on and before another. */
const ends = (record: RecordName, form: string, size: number, from: number, before: number) =>
  sql`select records from imprecise_date where record = ${record} and form = ${form} and size = ${size} and first >= ${from} and first < ${before}`;
