/** Sorted scans in PostgreSQL: it merges branches quickly only when each is sorted and limited itself. */
import { sql } from 'kysely';
import type { KeyRow, Scans } from '../scans.js';

/** Branches of one query: each is planned on its own. */
const MAX_MERGED = 100;
/** Longer lists of values are one parameter. */
const MAX_PARAMETERS = 20;

export const scans: Scans = {
  maxMerged: MAX_MERGED,
  merge: (db, sorted, descending, limit) => {
    const direction = descending ? 'desc' : 'asc';
    const branches = sorted.map((scan) =>
      scan.orderBy(sql.ref('e.sort'), direction).orderBy(sql.ref('e.id'), direction).limit(limit),
    );
    const merged = sql<KeyRow>`(${sql.join(branches, sql` union `)})`.as<'merged'>(sql`merged`);
    return db
      .selectFrom(merged)
      .select(['merged.key', 'merged.id'])
      .orderBy('merged.key', direction)
      .orderBy('merged.id', direction)
      .limit(limit);
  },
  limit: (rows) => sql<number>`${rows}::bigint`,
  // Without it PostgreSQL may make a join of an `exists`, and gather and sort all that fulfils a condition for one page.
  forEachRow: sql`offset 0`,
  list: (values) =>
    values.length === 0 || values.length > MAX_PARAMETERS
      ? sql<string>`(select unnest(${[...values]}::text[]))`
      : sql<string>`(${sql.join([...values])})`,
};
