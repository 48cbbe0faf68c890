/** Keeps the index of words up to date with what is written. */
import type { Database } from '../../db/tables.js';
import type { TokenIndex, Tokens } from '../../db/tokens.js';
import { searchWords } from '../../model/words/search-words.js';
import { trigramsOf } from '../../model/words/trigrams.js';
import type { Definition, Document, IndexRow } from '../definition.js';
import { type Passage, passagesOf } from '../document/passages.js';
import { readPassage } from '../read/texts.js';
import { docidsOf } from './docids.js';
import { inAName, tokensOf, withWord } from './tokens.js';

/** A record whose words are to be indexed. */
export interface Unindexed {
  definition: Definition;
  docid: number;
  document: Document;
  entries: readonly IndexRow[];
}

/**
 * Indexes the words of records, those of a source's text among them, and what lists filter by. Done last in a write,
 * for all its records at once: a database may have to finish an index of words before it goes on to anything else.
 */
export async function indexWords(db: Database, tokens: TokenIndex, records: readonly Unindexed[]): Promise<void> {
  const words = new Set<string>();
  const found: { docid: number; tokens: Tokens }[] = [];
  for (const { definition, docid, document, entries } of records) {
    const passages = passagesOf(definition, document);
    const text = await readPassage(db, document);
    if (text) passages.push(text);
    const indexed = tokensOf(definition.record, passages, entries);
    found.push({ docid, tokens: indexed.tokens });
    for (const word of indexed.words) words.add(word);
    if (definition.record === 'party') await learnNames(db, passages);
  }
  await tokens.addWords(db, words);
  for (const one of found) await tokens.index(db, one.docid, one.tokens);
}

/** Remembers the words of a party's names, to be found when they are misspelt. */
async function learnNames(db: Database, passages: readonly Passage[]): Promise<void> {
  const rows = [...wordsOfNames(passages)].flatMap((word) =>
    [...trigramsOf(word)].map((trigram) => ({ trigram, word })),
  );
  for (let from = 0; from < rows.length; from += BATCH_SIZE)
    await db
      .insertInto('name_trigram')
      .values(rows.slice(from, from + BATCH_SIZE))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Forgets the words of what is gone for good, where no record has them any more. */
export async function forgetWords(db: Database, tokens: TokenIndex, gone: readonly Passage[]): Promise<void> {
  const words = new Set(gone.flatMap(({ text }) => searchWords(text).map(({ word }) => word)));
  const unused: string[] = [];
  await tokens.flush(db);
  for (const word of words) if ((await tokens.find(db, withWord(word), {}, 1)).length === 0) unused.push(word);
  await tokens.removeWords(db, unused);
  for (const word of wordsOfNames(gone)) {
    if ((await tokens.find(db, inAName(word), docidsOf('party'), 1)).length > 0) continue;
    const trigrams = [...trigramsOf(word)];
    await db.deleteFrom('name_trigram').where('word', '=', word).where('trigram', 'in', trigrams).execute();
  }
}

function wordsOfNames(passages: readonly Passage[]): Set<string> {
  const names = passages.filter(({ tier }) => tier === 'names');
  return new Set(names.flatMap(({ text }) => searchWords(text).map(({ word }) => word)));
}

/** Rows per statement, so that no statement has more parameters than a database takes. */
const BATCH_SIZE = 1000;
