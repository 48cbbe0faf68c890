/** Counts of what is not certain of a stage by a clock, kept up to date by every write: they tell what a list by it leaves out. */
import { type RawBuilder, sql } from 'kysely';
import { dayNumber } from '../../model/dates/edtf.js';
import type { RecordName } from '../../model/ids.js';
import type { Clock } from '../../model/stages/clock.js';
import { LAST_DAY } from '../../model/stages/possible.js';
import { clockOf } from '../read/standings.js';
import { countBefore, type DateRow, dayRowsOf } from './imprecise-dates.js';
import { type StandingRow, stagesIn } from './standings.js';

/** Whether a stage may have been reached by its date, or has no date that decides. */
type Uncertainty = 'possible' | 'undated';

/** Under which name the first days of stretches, or the last ones, are counted. */
const formOf = (clock: string, uncertainty: Uncertainty, stage: string, end: 'from' | 'to'): string =>
  `${clock} ${uncertainty} ${stage} ${end}`;

/** The rows in which the first and last days are counted on which a stage is not certain; for each clock by itself. */
export const uncertainStageRows = (record: RecordName, standings: readonly StandingRow[]): DateRow[] =>
  standings.flatMap((row) => {
    const { clock } = row;
    if (clock === 'both') return [];
    const [from, to] = clock === 'valid' ? [row.valid_from, row.valid_to] : [row.published_from, row.published_to];
    return (['possible', 'undated'] as const).flatMap((uncertainty) =>
      stagesIn(row[uncertainty]).flatMap((stage) => [
        ...dayRowsOf(record, formOf(clock, uncertainty, stage, 'from'), dayNumber(from)),
        // What never ends is left out.
        ...(to === LAST_DAY ? [] : dayRowsOf(record, formOf(clock, uncertainty, stage, 'to'), dayNumber(to))),
      ]),
    );
  });

/** Of how many records a stage is not certain by one clock, as an expression: the periods begun by then without those ended before. */
export function uncertainStageCount(
  record: RecordName,
  clock: Clock,
  uncertainty: Uncertainty,
  stage: string,
): RawBuilder<number> {
  const day = dayNumber(clock.trueOn ?? clock.publishedUntil ?? LAST_DAY);
  const name = clockOf(clock);
  const begun = countBefore(record, formOf(name, uncertainty, stage, 'from'), day + 1);
  return sql<number>`(${begun} - ${countBefore(record, formOf(name, uncertainty, stage, 'to'), day)})`;
}
