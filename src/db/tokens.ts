/** What the register asks of an index of tokens: which records hold which, the lowest docid first. */
import type { Database } from './tables.js';

/** The parts of a record that are indexed apart. */
export type TokenColumn = 'names' | 'summary' | 'quotations' | 'text' | 'titles' | 'filters';

/** Tokens separated by spaces: letters and digits, all that is not ASCII, and `^=*|._-%`. */
export type Tokens = Record<TokenColumn, string>;

export type TokenQuery =
  /** Tokens one right after the other. */
  | { readonly phrase: readonly string[] }
  /** A token that begins so: the more records have one, the longer it takes. */
  | { readonly beginning: string }
  | { readonly all: readonly TokenQuery[] }
  | { readonly any: readonly TokenQuery[] }
  | { readonly these: TokenQuery; readonly without: TokenQuery }
  /** In these parts of the record alone. */
  | { readonly columns: readonly TokenColumn[]; readonly query: TokenQuery };

/** Which docids of the index are wanted. */
export interface DocidRange {
  /** Not this one nor higher ones. */
  below?: number | undefined;
  /** Not lower than this one. */
  from?: number | undefined;
  /** None but these, which come in no order. */
  among?: readonly number[] | undefined;
}

export interface TokenIndex {
  /** Indexes a record under its docid, instead of what stood there. */
  index(db: Database, docid: number, tokens: Tokens): Promise<void>;
  /** Remembers words, for `search_word`. */
  addWords(db: Database, words: ReadonlySet<string>): Promise<void>;
  /** Forgets words, for `search_word`. */
  removeWords(db: Database, words: readonly string[]): Promise<void>;
  remove(db: Database, docid: number): Promise<void>;
  /** Has what this write has put and removed so far be found as such; until then it may wait for the end of the write. */
  flush(db: Database): Promise<void>;
  /** Removes everything that was indexed or learnt. */
  clear(db: Database): Promise<void>;
  /** Makes one part of all, in which nothing is left of what was removed; searches are quickest then. */
  optimize(db: Database): Promise<void>;
  /** The docids where anything is indexed, the lowest first: those above one, at most so many. */
  indexed(db: Database, above: number, most: number): Promise<number[]>;
  /** The lowest docids of records that a query finds, at most so many; the quickest way to ask. */
  find(db: Database, query: TokenQuery, range: DocidRange, most: number): Promise<number[]>;
  /** The same as a query to build on: all of them, the lowest first. */
  docids(db: Database, query: TokenQuery, range?: DocidRange): DocidQuery;
}

export type DocidQuery = ReturnType<typeof docidsIn>;

/** Places of the index as a query. */
export const docidsIn = (db: Database) => db.selectFrom('search_index').select('search_index.rowid as docid');
