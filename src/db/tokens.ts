/** What the register asks of the index of words: which records hold which tokens, by docid. */
import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Database } from './tables.js';

/** The columns of the index: parts of a record that can be searched on their own. */
export type TokenColumn = 'names' | 'summary' | 'quotations' | 'text' | 'titles' | 'filters';

/** The columns in which it can be asked for the order and the place of tokens. */
export type TextColumn = Exclude<TokenColumn, 'filters'>;

/** Tokens separated by spaces: letters and digits, all that is not ASCII, and `^=*|._-%`. */
export type Tokens = Record<TokenColumn, string>;

export type TokenQuery =
  /** These tokens in a row. */
  | { readonly phrase: readonly string[] }
  /** Any token that begins with this: the more records have one, the longer it takes. */
  | { readonly beginning: string }
  | { readonly all: readonly TokenQuery[] }
  | { readonly any: readonly TokenQuery[] }
  | { readonly these: TokenQuery; readonly without: TokenQuery }
  /** Only in these columns. */
  | { readonly columns: readonly TextColumn[]; readonly query: TokenQuery };

/** Which docids are searched. */
export interface DocidRange {
  /** Only lower ones. */
  below?: number | undefined;
  /** Only this one and higher ones. */
  from?: number | undefined;
  /** Only these. */
  among?: readonly number[] | undefined;
  /** What they have to fulfil besides. */
  narrow?: ((docids: DocidQuery) => DocidQuery) | undefined;
}

export interface TokenIndex {
  /** Removes words from `search_word`. */
  removeWords(db: Database, words: readonly string[]): Promise<void>;
  /** Writes the tokens of this write to the index at once; otherwise they may wait for the commit. */
  flush(db: Database): Promise<void>;
  /** Removes all tokens and words. */
  clear(db: Database): Promise<void>;
  /** Makes searches quickest after much was written, and leaves nothing in the index of what was removed. */
  optimize(db: Database): Promise<void>;
  /** The docids that the index holds, the lowest first: at most `limit` above one. */
  indexed(db: Database, above: number, limit: number): Promise<number[]>;
  /** The lowest docids that a query finds, at most `limit`, the lowest first. */
  find(db: Database, query: TokenQuery, range: DocidRange, limit: number): Promise<number[]>;
  /** How many docids a query finds, counted up to `limit`. */
  count(db: Database, query: TokenQuery, range: DocidRange, limit: number): Promise<number>;
  /** Whether a query finds a docid, as a condition of another query that goes through records in an order of its own. */
  finds(db: Database, query: TokenQuery, docid: Expression<number>): RawBuilder<SqlBool>;
}

export type DocidQuery = ReturnType<typeof docidsIn>;

/** All docids of the index, as a query. */
export const docidsIn = (db: Database) => db.selectFrom('search_index').select('search_index.rowid as docid');
