/** The date filter of a list, as an SQL condition. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Tables } from '../../db/tables.js';
import { isOutsideGaps } from '../index/date-gaps.js';

export interface DateRange {
  readonly from?: string;
  readonly to?: string;
  /** `straddling` means possible but not certain. */
  readonly match: 'certain' | 'possible' | 'any' | 'straddling' | 'undated';
}

/** Whether the date of the record `r` matches the range. */
export function inRange({ from, to, match }: DateRange) {
  return (eb: ExpressionBuilder<Tables & { r: Tables['record'] }, 'r'>): Expression<SqlBool> => {
    const dated = eb.or([eb('r.earliest', 'is not', null), eb('r.latest', 'is not', null)]);
    const certain = eb.and([
      ...(from === undefined ? [] : [eb('r.earliest', '>=', from)]),
      ...(to === undefined ? [] : [eb('r.latest', '<=', to)]),
    ]);
    const possible = eb.and([
      dated,
      ...(from === undefined ? [] : [eb.or([eb('r.latest', 'is', null), eb('r.latest', '>=', from)])]),
      ...(to === undefined ? [] : [eb.or([eb('r.earliest', 'is', null), eb('r.earliest', '<=', to)])]),
      // With one end alone a bound lies in the range, and a bound is a day on which the date may lie.
      ...(from === undefined || to === undefined ? [] : [isOutsideGaps(from, to)]),
    ]);
    switch (match) {
      case 'certain':
        return eb.and([dated, certain]);
      case 'possible':
        return possible;
      case 'undated':
        return eb.not(dated);
      case 'any':
        return eb.or([possible, eb.not(dated)]);
      case 'straddling': {
        // `not certain` would be null where a bound is null, so its opposite is written out.
        const outside = [
          ...(from === undefined ? [] : [eb('r.earliest', 'is', null), eb('r.earliest', '<', from)]),
          ...(to === undefined ? [] : [eb('r.latest', 'is', null), eb('r.latest', '>', to)]),
        ];
        return eb.and([possible, eb.or(outside)]);
      }
    }
  };
}
