/** Compares the index of the feed with what a rebuild would make. */
import { sql } from 'kysely';
import type { Database } from '../db/tables.js';
import { feedEntries } from '../register/log/feed-index.js';
import { countOf, missingRows } from './verify-index.js';

/** Faults in the index of the feed. The log itself has to be right. */
export async function* checkFeed(db: Database): AsyncGenerator<string> {
  let count = 0;
  for await (const entries of feedEntries(db)) {
    const wanted = entries.flatMap(({ rows }) =>
      rows.map(({ filter, value, sequence }) => ({
        values: [filter, value, sequence],
        fault: `entry ${sequence} is not found in the feed by ${filter}=${value}`,
      })),
    );
    count += wanted.length;
    const columns = sql`filter, value, sequence`;
    yield* missingRows(db, sql`select ${columns} from change_entry where (${columns})`, wanted);
  }
  const orphans = (await countOf(db, 'change_entry')) - count;
  if (orphans > 0) yield `the feed finds entries by ${orphans} values that they do not have`;
}
