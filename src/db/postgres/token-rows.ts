/** What the index of tokens stores of a record in PostgreSQL. */
import { sha256 } from '../../model/hash.js';
import type { TextColumn, Tokens } from '../tokens.js';

/** A row of `search_index`. */
export interface TokenRow extends Record<TextColumn, string> {
  docid: number;
  lexemes: readonly string[];
}

/** A row of `search_index_token`. */
export interface LooseToken {
  token: string;
  rowid: number;
}

/** A tsvector takes 1 MiB of lexemes; the rest is for their lengths. */
const MAX_LEXEMES_BYTES = 900_000;
/** A lexeme takes 2046 bytes: of a longer token it has the beginning and the hash. */
export const MAX_TOKEN_LENGTH = 200;
/** No token has this sign. */
const CUT = '#';

export const isLong = (token: string): boolean => token.length > MAX_TOKEN_LENGTH;

/** A token as it is looked up. */
export const lexemeOf = (token: string): string =>
  isLong(token) ? `${token.slice(0, MAX_TOKEN_LENGTH).toWellFormed()}${CUT}${sha256(token)}` : token;

/** What is stored of a record: its tokens as lexemes of its row or, where they are too many, each as a row of its own. */
export function tokenRows(docid: number, tokens: Tokens): { row: TokenRow; loose: LooseToken[] } {
  const lexemes = new Set<string>();
  for (const column of Object.values(tokens))
    for (const token of column.split(' ')) if (token !== '') lexemes.add(lexemeOf(token));
  const all = [...lexemes];
  const areLoose = Buffer.byteLength(all.join('')) > MAX_LEXEMES_BYTES;
  const { filters: _, ...texts } = tokens;
  return {
    row: { docid, lexemes: areLoose ? [] : all, ...inSpaces(texts) },
    loose: areLoose ? all.map((token) => ({ token, rowid: docid })) : [],
  };
}

const inSpaces = ({ names, summary, quotations, text, titles }: Record<TextColumn, string>) => ({
  names: ` ${names} `,
  summary: ` ${summary} `,
  quotations: ` ${quotations} `,
  text: text && ` ${text} `,
  titles: ` ${titles} `,
});

/** The words of all records that are put into the index at once, each once. */
export const wordsIn = (words: readonly ReadonlySet<string>[]): string[] =>
  [...new Set(words.flatMap((some) => [...some].map(wordOf)))].sort();

/** A key of an index takes 2704 bytes. Of a longer word it has the beginning, and the sign that it goes on. */
const MAX_KEY_LENGTH = 600;
export const isKey = (word: string): boolean => word.length <= MAX_KEY_LENGTH;
const wordOf = (word: string): string => (isKey(word) ? word : `${word.slice(0, MAX_KEY_LENGTH).toWellFormed()}${CUT}`);

/** The beginning that a token stands for, which is that of a word that was too long for a key. */
export const cutToken = (token: string): string | undefined => (token.endsWith(CUT) ? token.slice(0, -1) : undefined);
