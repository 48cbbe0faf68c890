/** The words of names, by which spelling is corrected. */
import { sql } from 'kysely';
import type { Database } from '../../db/tables.js';
import { lookedUpByName } from '../definition.js';
import type { Reading } from '../read/reading.js';
import { docidsOf } from './docids.js';
import { inAName } from './tokens.js';

/** Whether a record that people look up by its name has the word in it. */
export async function isInAName(
  { db, tokens, definitions }: Pick<Reading, 'db' | 'tokens' | 'definitions'>,
  word: string,
): Promise<boolean> {
  for (const { record } of lookedUpByName(definitions))
    if ((await tokens.find(db, inAName(word), docidsOf(record), 1)).length > 0) return true;
  return false;
}

/** The words of names that share most of these trigrams; no name may have some of them any more. */
export async function wordsSharing(db: Database, trigrams: Iterable<string>, limit: number): Promise<string[]> {
  const wanted = [...trigrams];
  if (wanted.length === 0) return [];
  const rows = await db
    .selectFrom('name_trigram')
    .select('word')
    .where('trigram', 'in', wanted)
    .groupBy('word')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('word')
    .limit(sql.lit(limit))
    .execute();
  return rows.map(({ word }) => word);
}
