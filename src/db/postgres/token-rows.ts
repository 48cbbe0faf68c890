/** What the index of tokens stores of a record in PostgreSQL, and how a query is put to it. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { sha256 } from '../../model/hash.js';
import type { TokenColumn, TokenQuery, Tokens } from '../tokens.js';

/**
 * The lexemes are in an index, and choose the candidates; what they can't say (which tokens stand in a row, and in which
 * column) is then looked up in the tokens of each candidate. A tsvector itself is no place for that: it keeps at most 256
 * positions of a word, up to the 16 383rd of a text.
 */
export interface TokenRow {
  docid: number;
  lexemes: string[];
  is_cut: boolean;
  /** A line for each column, in the order of `COLUMNS`; each token has a space before and after it. */
  tokens: string;
}

const COLUMNS: readonly TokenColumn[] = ['names', 'summary', 'quotations', 'text', 'titles', 'filters'];

/** A tsvector takes 1 MiB of lexemes; the rest is for their lengths. */
const MAX_LEXEMES_BYTES = 900_000;
/** A lexeme takes 2046 bytes: of a longer token it has the beginning and the hash. */
const MAX_TOKEN_LENGTH = 200;
/** No token has this sign, so it marks the rows that are cut. */
const CUT = '#';

const isLong = (token: string): boolean => token.length > MAX_TOKEN_LENGTH;
const lexemeOf = (token: string): string =>
  isLong(token) ? `${token.slice(0, MAX_TOKEN_LENGTH).toWellFormed()}${CUT}${sha256(token)}` : token;

export function tokenRow(docid: number, tokens: Tokens): TokenRow {
  const lexemes = new Set<string>();
  let bytes = 0;
  let isCut = false;
  for (const column of COLUMNS)
    for (const token of tokens[column].split(' ')) {
      if (token === '') continue;
      const lexeme = lexemeOf(token);
      if (lexemes.has(lexeme)) continue;
      bytes += Buffer.byteLength(lexeme);
      if (bytes > MAX_LEXEMES_BYTES) isCut = true;
      else lexemes.add(lexeme);
    }
  if (isCut) lexemes.add(CUT);
  return {
    docid,
    lexemes: [...lexemes],
    is_cut: isCut,
    tokens: COLUMNS.map((column) => ` ${tokens[column]} `).join('\n'),
  };
}

/** Whether a row of `search_index` has what a query looks for. */
export function matching(query: TokenQuery): RawBuilder<SqlBool> {
  const candidates = sql<SqlBool>`search_index.lexemes @@ ${`${CUT} | (${candidatesOf(query)})`}::tsquery`;
  const line = sql<string>`search_index.tokens`;
  return isSaidByLexemes(query)
    ? sql<SqlBool>`${candidates} and (not search_index.is_cut or ${holds(query, [line])})`
    : sql<SqlBool>`${candidates} and ${holds(query, [line])}`;
}

/** Whether the lexemes alone say that a record matches, where they are not cut. */
function isSaidByLexemes(query: TokenQuery): boolean {
  if ('phrase' in query) return query.phrase.length === 1;
  if ('beginning' in query) return !isLong(query.beginning);
  if ('all' in query) return query.all.every(isSaidByLexemes);
  if ('any' in query) return query.any.every(isSaidByLexemes);
  if ('these' in query) return isSaidByLexemes(query.these) && isSaidByLexemes(query.without);
  return false;
}

const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, '\\$&')}'`;

/** A query for all lexemes that a match has, in the language of tsquery. */
function candidatesOf(query: TokenQuery): string {
  const joined = (queries: readonly TokenQuery[], operator: string) =>
    `(${queries.map(candidatesOf).join(` ${operator} `)})`;
  if ('phrase' in query) return `(${query.phrase.map((token) => quoted(lexemeOf(token))).join(' & ')})`;
  if ('beginning' in query) return `${quoted(query.beginning.slice(0, MAX_TOKEN_LENGTH).toWellFormed())}:*`;
  if ('all' in query) return joined(query.all, '&');
  if ('any' in query) return joined(query.any, '|');
  if ('columns' in query) return candidatesOf(query.query);
  // What may be excluded, but need not, is no reason to pass a record over.
  if (!isSaidByLexemes(query.without)) return candidatesOf(query.these);
  return `(${candidatesOf(query.these)} & !${candidatesOf(query.without)})`;
}

/** The same as a condition on the tokens in their order. */
function holds(query: TokenQuery, lines: readonly RawBuilder<string>[]): RawBuilder<SqlBool> {
  const has = (text: string) => some(lines.map((line) => sql<SqlBool>`strpos(${line}, ${text}) > 0`));
  if ('phrase' in query) return has(` ${query.phrase.join(' ')} `);
  if ('beginning' in query) return has(` ${query.beginning}`);
  if ('all' in query)
    return sql`(${sql.join(
      query.all.map((one) => holds(one, lines)),
      sql` and `,
    )})`;
  if ('any' in query) return some(query.any.map((one) => holds(one, lines)));
  if ('these' in query) return sql`(${holds(query.these, lines)} and not ${holds(query.without, lines)})`;
  return holds(query.query, query.columns.map(lineOf));
}

const some = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  sql`(${sql.join(conditions, sql` or `)})`;

const lineOf = (column: TokenColumn): RawBuilder<string> =>
  sql`split_part(search_index.tokens, E'\\n', ${sql.lit(COLUMNS.indexOf(column) + 1)})`;
