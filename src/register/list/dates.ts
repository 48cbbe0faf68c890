/** Which dates a list is asked for. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Tables } from '../../db/tables.js';

export interface DateRange {
  readonly from?: string;
  readonly to?: string;
  /** `straddling` is what is possible but not certain. */
  readonly match: 'certain' | 'possible' | 'any' | 'straddling' | 'undated';
}

/** Whether the date of the record `r` fulfils what is asked. */
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
        // A comparison with an absent bound is neither true nor false, so the opposite is asked for.
        const outside = [
          ...(from === undefined ? [] : [eb('r.earliest', 'is', null), eb('r.earliest', '<', from)]),
          ...(to === undefined ? [] : [eb('r.latest', 'is', null), eb('r.latest', '>', to)]),
        ];
        return eb.and([possible, eb.or(outside)]);
      }
    }
  };
}
