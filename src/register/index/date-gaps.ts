/** The days between the bounds of a date on which it can't lie, such as those between April 2024 and April 2025. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../db/tables.js';
import type { Days } from '../../model/dates/edtf.js';
import type { RecordName } from '../../model/ids.js';

/** The filter of their rows in the index. No list has it; its value is the record's id, so that its rows are found by that. */
const GAP = 'gap';

/**
 * The index row of a gap in a record's date: its first and last day stand in place of the sort key.
 * @param value what it is found by; the record's id, but for dates that only clocks know
 */
export const gapRow = (
  record: RecordName,
  id: string,
  { earliest, latest }: Days,
  value = id,
): Tables['index_entry'] => ({
  filter: `${record}.${GAP}`,
  value,
  sort: `${earliest} ${latest}`,
  id,
});

/**
 * Whether no gap in a date covers all days of a range.
 * @param record the kind of the record whose date it is; that of the row `r` unless said
 */
export const isOutsideGaps = (
  from: string,
  to: string,
  record: Expression<unknown> = sql.ref('r.record'),
  value: Expression<unknown> = sql.ref('r.id'),
): RawBuilder<SqlBool> =>
  sql`not exists (select 1 from index_entry as g where g.filter = ${record} || ${`.${GAP}`} and g.value = ${value}
    and g.sort <= ${`${from} 9999-12-31`} and substr(g.sort, 12) >= ${to})`;
