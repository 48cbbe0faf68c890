/** The rows by which it is found how far a partnership had got by the clocks: one for each stretch of days with one answer. */
import type { Tables } from '../../db/tables.js';
import { type Bounds, dayNumber } from '../../model/dates/edtf.js';
import { dateSortKey } from '../../model/dates/uncertain-date.js';
import type { RecordName } from '../../model/ids.js';
import type { Period } from '../../model/stages/periods.js';
import { FIRST_DAY, LAST_DAY } from '../../model/stages/possible.js';
import { upTo } from '../../model/stages/stages.js';
import { gapRow } from './date-gaps.js';

export type StandingRow = Tables['standing'];

/**
 * Rows are grouped by how long they hold after their sort key: up to 2, 4, 8 … days; this is the group of the longest ones and
 * those without an end.
 */
export const LONGEST_SPAN = 16;
/** Reported before the day of its sort key, so that it is found whatever the day is. */
export const FORETOLD_SPAN = LONGEST_SPAN + 1;

export const standingKey = ({ id, clock, valid_from, published_from }: StandingRow): string =>
  `${id} ${clock} ${valid_from} ${published_from}`;

export const standingRows = (id: string, record_sort: string, periods: readonly Period[]): StandingRow[] =>
  periods.map(({ true_on, published_until, standing, corroboration }): StandingRow => {
    const { stage, stage_since, reached, evidence, possible_stages, undated_stages } = standing;
    const [valid, published] = [daysOf(true_on), daysOf(published_until)];
    const { sort, earliest = null, latest = null } = dateSortKey(stage_since);
    const row = {
      id,
      clock: true_on && published_until ? 'both' : true_on ? 'valid' : 'published',
      valid_from: valid.from,
      valid_to: valid.to,
      published_from: published.from,
      published_to: published.to,
    } as const;
    return {
      ...row,
      span: spanOf(row, sort),
      sort,
      record_sort,
      earliest,
      latest,
      stage,
      possible: inCommas(possible_stages),
      undated: inCommas(undated_stages),
      reached: inCommas(upTo(reached)),
      evidence: evidence ?? null,
      independent: corroboration?.independent ?? 0,
      shown: JSON.stringify({
        stage,
        ...(stage_since && { stage_since }),
        reached,
        ...(evidence && { evidence }),
        ...(corroboration && { corroboration }),
        possible_stages,
        undated_stages,
      }),
    };
  });

const daysOf = ({ earliest, latest }: Bounds = {}) => ({ from: earliest ?? FIRST_DAY, to: latest ?? LAST_DAY });

/** The gaps in the dates of stages, as index rows that are found by the row of the stage. */
export const standingGaps = (record: RecordName, rows: readonly StandingRow[], periods: readonly Period[]) =>
  rows.flatMap((row, index) =>
    dateSortKey(periods[index]?.standing.stage_since).gaps.map((gap) => gapRow(record, row.id, gap, standingKey(row))),
  );

/** The stages between the commas of a column. */
export const stagesIn = (column: string): string[] => column.split(',').filter((stage) => stage !== '');

/** Stages as they are looked for: each between two commas. */
const inCommas = (stages: readonly string[]): string => (stages.length === 0 ? '' : `,${stages.join()},`);

function spanOf(
  {
    clock,
    published_from,
    valid_to,
    published_to,
  }: Pick<StandingRow, 'clock' | `${'valid' | 'published'}_to` | 'published_from'>,
  sort: string,
): number {
  const day = sort.slice(0, 10);
  if (clock !== 'valid' && day > published_from) return FORETOLD_SPAN;
  const last = valid_to < published_to ? valid_to : published_to;
  if (sort === '' || last === LAST_DAY) return LONGEST_SPAN;
  return Math.min(LONGEST_SPAN, Math.ceil(Math.log2(Math.max(1, dayNumber(last) - dayNumber(day) + 1))));
}
