/** Removes words from the index that no record has any more. */
import type { Database } from '../../db/tables.js';
import type { TokenIndex } from '../../db/tokens.js';
import { distinctWords } from '../../model/words/search-words.js';
import { trigramsOf } from '../../model/words/trigrams.js';
import type { Definition } from '../definition.js';
import type { Passage } from '../document/passages.js';
import { isInAName } from './name-words.js';
import { withWord, wordsOfNames } from './tokens.js';

/** Removes the words of these passages that no record has any more. */
export async function forgetWords(
  db: Database,
  tokens: TokenIndex,
  definitions: readonly Definition[],
  gone: readonly Passage[],
): Promise<void> {
  const words = new Set(gone.flatMap(({ text }) => [...distinctWords(text)]));
  const unused: string[] = [];
  await tokens.flush(db);
  for (const word of words) if ((await tokens.find(db, withWord(word), {}, 1)).length === 0) unused.push(word);
  await tokens.removeWords(db, unused);
  for (const word of wordsOfNames(gone)) {
    if (await isInAName({ db, tokens, definitions }, word)) continue;
    const trigrams = [...trigramsOf(word)];
    await db.deleteFrom('name_trigram').where('word', '=', word).where('trigram', 'in', trigrams).execute();
  }
}
