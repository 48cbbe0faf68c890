/** The index of tokens in SQLite: a table of FTS5 that keeps no text. */
import { sql } from 'kysely';
import type { Database } from './tables.js';
import { placesIn, type TokenIndex, type TokenQuery, type Tokens } from './tokens.js';

export const sqliteTokens: TokenIndex = {
  put: async (db: Database, place: number, tokens: Tokens) => {
    await db
      .replaceInto('search_index')
      .values({ rowid: place, ...tokens })
      .execute();
  },
  learn: async (db, words) => {
    await db
      .insertInto('search_word')
      .columns(['word'])
      .expression(sql`select value from json_each(${JSON.stringify([...words])}) where true`)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
  remove: async (db, place) => {
    await db.deleteFrom('search_index').where('rowid', '=', place).execute();
  },
  places: (db, query, { below, from } = {}) => {
    let places = placesIn(db)
      .where(sql<string>`search_index`, 'match', expression(query))
      .orderBy('search_index.rowid', 'desc');
    if (below !== undefined) places = places.where('search_index.rowid', '<', below);
    if (from !== undefined) places = places.where('search_index.rowid', '>=', from);
    return places;
  },
};

/** The query in the language of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax); every token is quoted. */
function expression(query: TokenQuery): string {
  if ('phrase' in query) return `"${query.phrase.join(' ')}"`;
  if ('columns' in query) return `{${query.columns.join(' ')}}: ${grouped(query.query)}`;
  if ('these' in query) return `${grouped(query.these)} NOT ${grouped(query.without)}`;
  return 'all' in query ? query.all.map(grouped).join(' AND ') : query.any.map(grouped).join(' OR ');
}

const grouped = (query: TokenQuery): string => ('phrase' in query ? expression(query) : `(${expression(query)})`);
