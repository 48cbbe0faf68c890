/** What clocks ask of a list, as SQL conditions on the rows that hold by them. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../db/tables.js';
import type { Clock } from '../../model/stages/clock.js';
import { holdsAt } from '../read/standings.js';
import { isOutsideGaps } from './date-gaps.js';

/** How sure it has to be; `straddling` means possible but not certain, and `undated` that only what has no date could make it so. */
export type ClockMatch = 'certain' | 'possible' | 'any' | 'straddling' | 'undated';

export interface ClockFilter extends Clock {
  readonly match: ClockMatch;
  readonly stages?: readonly string[] | undefined;
  readonly reached?: readonly string[] | undefined;
  readonly evidence?: readonly string[] | undefined;
  /** How many independent voices the stage rests on, at least and at most. */
  readonly minIndependent?: number | undefined;
  readonly maxIndependent?: number | undefined;
  /** The days that the date of the stage lies in. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Whether the row of `standing` holds by the clocks and is what is asked for.
 * @param row what the table is called
 */
export const matchesClock = (clock: ClockFilter, row: string): RawBuilder<SqlBool> =>
  allOf([
    holdsAt(clock, row),
    matches(clock, row, clock.match),
    ...anyIn(clock.reached, (stage) => names(row, 'reached', stage)),
    ...anyIn(clock.evidence, (status) => sql`${sql.ref(`${row}.evidence`)} = ${status}`),
    ...(clock.minIndependent === undefined ? [] : [sql`${column(row, 'independent')} >= ${clock.minIndependent}`]),
    ...(clock.maxIndependent === undefined ? [] : [sql`${column(row, 'independent')} <= ${clock.maxIndependent}`]),
  ]);

/** Whether a record `r` is one of which a row of `standing` holds that is so. */
export const existsByClock = (clock: ClockFilter): RawBuilder<SqlBool> =>
  sql<SqlBool>`exists (select 1 from standing as s where s.id = r.id and ${matchesClock(clock, 's')})`;

/** Whether stage and date are as asked, as surely as asked. */
function matches(clock: ClockFilter, row: string, match: ClockMatch): RawBuilder<SqlBool> {
  const { stages, from, to } = clock;
  if (stages === undefined && from === undefined && to === undefined)
    return match === 'straddling' || match === 'undated' ? sql<SqlBool>`1 = 0` : sql<SqlBool>`1 = 1`;
  if (match === 'straddling') return without(matches(clock, row, 'possible'), matches(clock, row, 'certain'));
  if (match === 'undated') return without(matches(clock, row, 'any'), matches(clock, row, 'possible'));
  return allOf([
    ...anyIn(stages, (stage) =>
      someOf([
        sql`${sql.ref(`${row}.stage`)} = ${stage}`,
        ...(match === 'certain' ? [] : [names(row, 'possible', stage)]),
        ...(match === 'any' ? [names(row, 'undated', stage)] : []),
      ]),
    ),
    ...(from === undefined && to === undefined ? [] : [liesIn(clock, row, match)]),
  ]);
}

function liesIn({ from, to }: ClockFilter, row: string, match: 'certain' | 'possible' | 'any'): RawBuilder<SqlBool> {
  const [earliest, latest] = [sql.ref(`${row}.earliest`), sql.ref(`${row}.latest`)];
  const isDated = sql<SqlBool>`${sql.ref(`${row}.sort`)} <> ''`;
  if (match === 'certain')
    return allOf([
      ...(from === undefined ? [] : [sql`${earliest} >= ${from}`]),
      ...(to === undefined ? [] : [sql`${latest} <= ${to}`]),
    ]);
  const key = sql`${column(row, 'id')} || ' ' || ${column(row, 'clock')} || ' ' || ${column(row, 'valid_from')} || ' ' ||
    ${column(row, 'published_from')}`;
  const possible = allOf([
    isDated,
    ...(from === undefined ? [] : [sql`(${latest} is null or ${latest} >= ${from})`]),
    ...(to === undefined ? [] : [sql`(${earliest} is null or ${earliest} <= ${to})`]),
    ...(from === undefined || to === undefined ? [] : [isOutsideGaps(from, to, sql`'partnership'`, key)]),
  ]);
  return match === 'possible' ? possible : sql<SqlBool>`(${possible} or not ${isDated})`;
}

const column = (row: string, name: keyof Tables['standing']) => sql.ref(`${row}.${name}`);

/** Whether one of the stages in a column is this one. */
const names = (row: string, stages: 'possible' | 'undated' | 'reached', stage: string) =>
  sql<SqlBool>`${column(row, stages)} like ${`%,${stage},%`}`;

const allOf = (conditions: readonly Expression<unknown>[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;

const someOf = (conditions: readonly Expression<unknown>[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

/** None when nothing is asked for. */
const anyIn = (values: readonly string[] | undefined, condition: (value: string) => Expression<unknown>) =>
  values === undefined ? [] : [someOf(values.map(condition))];

/** Whether one condition holds and the other does not; what is unknown does not hold. */
const without = (one: Expression<unknown>, other: Expression<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${one} and not coalesce(${other}, false))`;
