/** The index of tokens in PostgreSQL: a table of lexemes with an inverted index (GIN), in the order of docids. */
import { sql } from 'kysely';
import { docidsIn, type TokenIndex } from '../tokens.js';
import { matching } from './token-rows.js';

export const tokens: TokenIndex = {
  removeWords: async (db, words) => {
    if (words.length > 0) await db.deleteFrom('search_word').where(isAmong('word', words)).execute();
  },
  // They are written with the rest of a write.
  flush: async () => {},
  clear: async (db) => {
    await db.deleteFrom('search_index').execute();
    await db.deleteFrom('search_word').execute();
  },
  // The index is of one piece.
  optimize: async () => {},
  indexed: async (db, above, limit) => {
    const rows = await docidsIn(db)
      .where('search_index.rowid', '>', above)
      .orderBy('search_index.rowid')
      .limit(limit)
      .execute();
    return rows.map(({ docid }) => docid);
  },
  find: async (db, query, range, limit) => {
    const rows = await tokens.docids(db, query, range).limit(limit).execute();
    return rows.map(({ docid }) => docid);
  },
  docids: (db, query, { below, from, among } = {}) => {
    let docids = docidsIn(db).where(matching(query));
    if (below !== undefined) docids = docids.where('search_index.rowid', '<', below);
    if (from !== undefined) docids = docids.where('search_index.rowid', '>=', from);
    if (among) docids = docids.where(sql<boolean>`search_index.rowid = any(${[...among]}::bigint[])`);
    return docids.orderBy('search_index.rowid');
  },
};

const isAmong = (column: string, values: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`;

/** The words of all records that are put into the index at once, each once. */
export const wordsIn = (words: readonly ReadonlySet<string>[]): string[] =>
  [...new Set(words.flatMap((some) => [...some]))].filter(isKey).sort();

/** A key of an index takes 2704 bytes; no word of a language is that long. */
const MAX_KEY_LENGTH = 600;
export const isKey = (word: string): boolean => word.length <= MAX_KEY_LENGTH;
