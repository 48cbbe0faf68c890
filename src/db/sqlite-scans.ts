/** Scans in SQLite, which merges a union of sorted queries as it reads them. */
import { sql } from 'kysely';
import type { Scans } from './scans.js';

/** SQLite takes 500 queries in a union and 32 766 parameters in a statement; 100 scans with some filters stay below both. */
const MAX_MERGED = 100;

/** Longer lists of values are one parameter. */
const MAX_PARAMETERS = 20;

export const sqliteScans: Scans = {
  maxMerged: MAX_MERGED,
  merge: (scans, descending, limit) => {
    const direction = descending ? 'desc' : 'asc';
    return scans
      .reduce((union, scan) => union.union(scan))
      .orderBy('key', direction)
      .orderBy('id', direction)
      .limit(limit);
  },
  // A plain parameter after `limit` has SQLite plan the statement anew each time it is run, to use the value.
  limit: (rows) => sql<number>`cast(${rows} as integer)`,
  list: (values) =>
    values.length > MAX_PARAMETERS
      ? sql<string>`(select value from json_each(${JSON.stringify(values)}))`
      : sql<string>`(${sql.join([...values])})`,
};
