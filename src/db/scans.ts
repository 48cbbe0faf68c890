/** What the register asks of a database about rows in the order of an index: which scans one query takes, and how they merge. */
import type { AliasableExpression, Expression, RawBuilder, SelectQueryBuilder } from 'kysely';
import type { Database, Tables } from './tables.js';

/** A sort key and the id of a record. */
export interface KeyRow {
  key: string;
  id: string;
}

/** A scan along the index rows of one value, which have the sort key in their primary key. */
export type SortedScan = SelectQueryBuilder<Tables & { e: Tables['index_entry'] }, 'e', KeyRow>;

/** A query for the keys of records. */
export type KeyQuery = AliasableExpression<KeyRow> & { execute(): Promise<KeyRow[]> };

export interface Scans {
  /** How many scans one query merges at most. */
  readonly maxMerged: number;
  /** The first rows of one or more scans by key and id, each row once. */
  merge(db: Database, scans: readonly SortedScan[], descending: boolean, limit: Expression<number>): KeyQuery;
  /** A number of rows, in the form that is quickest after `limit`. */
  limit(rows: number): Expression<number>;
  /** What an `exists` ends with that is looked up for each row, and not gathered for all rows before the first. */
  readonly forEachRow: RawBuilder<unknown>;
  /** The right side of an `in`, for any number of values. */
  list(values: readonly string[]): RawBuilder<string>;
}
