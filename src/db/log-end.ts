/** Where the log of changes stands. */
import type { Database } from './tables.js';

/** An entry of the log: its number, from 1 on, and its hash. */
export interface LogEntry {
  sequence: number;
  hash: string;
}

/** The last entry; undefined when there is none. */
export const lastEntry = (db: Database): Promise<LogEntry | undefined> =>
  db.selectFrom('change').select(['sequence', 'hash']).orderBy('sequence', 'desc').limit(1).executeTakeFirst();

/** The hash of an entry; undefined when there is no such entry. */
export async function hashAt(db: Database, sequence: number): Promise<string | undefined> {
  const row = await db.selectFrom('change').select('hash').where('sequence', '=', sequence).executeTakeFirst();
  return row?.hash;
}
