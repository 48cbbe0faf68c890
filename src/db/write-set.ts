/** The rows that one write changes, table by table: collected first, then applied in as few statements as there are tables. */
import type { Tables } from './tables.js';
import type { Tokens } from './tokens.js';

type Row<T extends keyof Tables> = Tables[T];

export interface WriteSet {
  /** The rows of records as they stand afterwards. */
  readonly records: Row<'record'>[];
  readonly index: { readonly added: Row<'index_entry'>[]; readonly removed: Row<'index_entry'>[] };
  /** What clocks answer: rows that are put, and others that are no more. */
  readonly standings: { readonly put: Row<'standing'>[]; readonly removed: Row<'standing'>[] };
  /** By how much the counts of dates change. */
  readonly dates: Row<'imprecise_date'>[];
  readonly changes: Omit<Tables['change'], 'document_sha256'>[];
  readonly changeEntries: Row<'change_entry'>[];
  readonly texts: Row<'source_text'>[];
  /** What the search is to hold for a docid, or nothing any more. */
  readonly tokens: Map<number, Tokens | undefined>;
  /** The words of each record, for `search_word`. */
  readonly words: ReadonlySet<string>[];
  readonly trigrams: Row<'name_trigram'>[];
}

export const emptyWriteSet = (): WriteSet => ({
  records: [],
  index: { added: [], removed: [] },
  standings: { put: [], removed: [] },
  dates: [],
  changes: [],
  changeEntries: [],
  texts: [],
  tokens: new Map(),
  words: [],
  trigrams: [],
});
