/** What the register asks of a database about rows in the order of an index: which scans one query takes, and how they merge. */
import type { AliasableExpression, Expression, RawBuilder, SelectQueryBuilder } from 'kysely';
import type { Database, Tables } from './tables.js';

/** A sort key and the id of a record. */
export interface KeyRow {
  key: string;
  id: string;
}

/** The tables with rows in the order of a sort key. */
type SortedTable = 'index_entry' | 'standing';

/** A scan along rows that an index has in the order of their sort keys, such as the index rows of one value. */
export type SortedScan<T extends SortedTable = 'index_entry'> = SelectQueryBuilder<
  Tables & { e: Tables[T] },
  'e',
  KeyRow
>;

/** A query for the keys of records. */
export type KeyQuery = AliasableExpression<KeyRow> & { execute(): Promise<KeyRow[]> };

export interface Scans {
  /** How many scans one query merges at most. */
  readonly maxMerged: number;
  /** The first rows of one or more scans by key and id, each row once. */
  merge<T extends SortedTable>(
    db: Database,
    scans: readonly SortedScan<T>[],
    descending: boolean,
    limit: Expression<number>,
  ): KeyQuery;
  /** A number of rows, in the form that is quickest after `limit`. */
  limit(rows: number): Expression<number>;
  /** What an `exists` ends with that is looked up for each row, and not gathered for all rows before the first. */
  readonly forEachRow: RawBuilder<unknown>;
  /** The right side of an `in`, for any number of values. */
  list(values: readonly string[]): RawBuilder<string>;
}
