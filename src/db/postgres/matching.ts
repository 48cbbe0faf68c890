/** How a query for tokens is put to PostgreSQL. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { TextColumn, TokenQuery } from '../tokens.js';
import { cutToken, isLong, lexemeOf, MAX_TOKEN_LENGTH } from './token-rows.js';

/** In the order in which they are looked through: the shortest first. */
const COLUMNS: readonly TextColumn[] = ['names', 'titles', 'summary', 'quotations', 'text'];

type Condition = RawBuilder<SqlBool>;

/** Whether a row of `search_index` that has its tokens as lexemes has what a query looks for. */
export function matching(query: TokenQuery): Condition {
  const wanted = asStored(query);
  const candidates = hasLexemes(candidatesOf(wanted));
  const rest = unsaid(wanted);
  return rest ? sql`${candidates} and ${holds(rest, inLexemes)}` : candidates;
}

/** The same of rows that have their tokens in `search_index_token`. */
export function looselyMatching(query: TokenQuery): Condition {
  const wanted = asStored(query);
  const leaves = leavesOf(wanted);
  const tokens = leaves.flatMap((leaf) => ('phrase' in leaf ? leaf.phrase.map(lexemeOf) : []));
  const beginnings = leaves.flatMap((leaf) => ('beginning' in leaf ? sql` or ${beginsWith(leaf.beginning)}` : []));
  return sql`search_index.rowid in (select rowid from search_index_token where token = any(${tokens}::text[])${sql.join(beginnings, sql``)})
    and ${holds(wanted, inLooseTokens)}`;
}

/** A query without groups of one, in which a word that was too long to be stored is looked for by its beginning. */
function asStored(query: TokenQuery): TokenQuery {
  if ('phrase' in query) {
    const [token = '', ...others] = query.phrase;
    const beginning = others.length === 0 ? cutToken(token) : undefined;
    return beginning === undefined ? query : { beginning };
  }
  if ('these' in query) return { these: asStored(query.these), without: asStored(query.without) };
  if ('columns' in query) return { ...query, query: asStored(query.query) };
  if ('beginning' in query) return query;
  const inside = ('all' in query ? query.all : query.any).map(asStored);
  const [first, ...others] = inside;
  if (first && others.length === 0) return first;
  return 'all' in query ? { all: inside } : { any: inside };
}

type Leaf = Extract<TokenQuery, { phrase: unknown } | { beginning: unknown }>;

/** Whether lexemes alone say that a record has something. */
const isSaid = (leaf: Leaf): boolean => ('phrase' in leaf ? leaf.phrase.length === 1 : !isLong(leaf.beginning));

/** What is left of a query to be looked for in the rows with all lexemes that it needs. */
function unsaid(query: TokenQuery): TokenQuery | undefined {
  if ('all' in query) {
    const all = query.all.flatMap((one) => unsaid(one) ?? []);
    return all.length > 0 ? { all } : undefined;
  }
  if ('any' in query) return query.any.some(unsaid) ? query : undefined;
  if ('these' in query) {
    const { these, without } = query;
    return unsaid(these) || unsaid(without) ? { these: unsaid(these) ?? { all: [] }, without } : undefined;
  }
  if ('columns' in query) return query;
  return isSaid(query) ? undefined : query;
}

const hasLexemes = (query: string): Condition => sql`search_index.lexemes @@ ${query}::tsquery`;

/** How it is looked up whether a row has tokens at all. */
interface LookUp {
  all(tokens: readonly string[]): Condition;
  any(tokens: readonly string[]): Condition;
  beginning(beginning: string): Condition;
}

const inLexemes: LookUp = {
  all: (tokens) => hasLexemes(tokens.map(quoted).join(' & ')),
  any: (tokens) => hasLexemes(tokens.map(quoted).join(' | ')),
  beginning: (beginning) => hasLexemes(candidatesOf({ beginning })),
};

const amongLoose = (tokens: readonly string[]) =>
  sql`from search_index_token where rowid = search_index.rowid and token = any(${tokens}::text[])`;
const inLooseTokens: LookUp = {
  all: (tokens) => sql`(select count(*) ${amongLoose(tokens)}) = ${tokens.length}::bigint`,
  any: (tokens) => sql`exists (select ${amongLoose(tokens)})`,
  beginning: (beginning) =>
    sql`exists (select from search_index_token where rowid = search_index.rowid and (${beginsWith(beginning)}))`,
};

const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, '\\$&')}'`;
const shortened = (beginning: string): string => beginning.slice(0, MAX_TOKEN_LENGTH).toWellFormed();

/** A query for all lexemes that a match has, in the language of tsquery. */
function candidatesOf(query: TokenQuery): string {
  const joined = (queries: readonly TokenQuery[], operator: string) =>
    `(${queries.map(candidatesOf).join(` ${operator} `)})`;
  if ('phrase' in query) return `(${query.phrase.map((token) => quoted(lexemeOf(token))).join(' & ')})`;
  if ('beginning' in query) return `${quoted(shortened(query.beginning))}:*`;
  if ('all' in query) return joined(query.all, '&');
  if ('any' in query) return joined(query.any, '|');
  if ('columns' in query) return candidatesOf(query.query);
  // What may be excluded, but need not, is no reason to pass a record over.
  if (unsaid(query.without)) return candidatesOf(query.these);
  return `(${candidatesOf(query.these)} & !${candidatesOf(query.without)})`;
}

const beginsWith = (beginning: string): Condition =>
  sql`token >= ${shortened(beginning)} and token < ${`${shortened(beginning)}\u{10ffff}`}`;

/** A query as a condition on the row: its tokens are looked up, their order and place is looked for in the columns. */
function holds(query: TokenQuery, has: LookUp, columns?: readonly TextColumn[]): Condition {
  if ('columns' in query) return holds(query.query, has, query.columns);
  if ('these' in query) return sql`(${holds(query.these, has, columns)} and not ${holds(query.without, has, columns)})`;
  if ('all' in query) {
    const { tokens, others } = apart(query.all, columns);
    const found = tokens.length > 0 ? [has.all(tokens)] : [];
    return joinedBy(sql` and `, [...found, ...others.map((one) => holds(one, has, columns))], true);
  }
  if ('any' in query) {
    const { tokens, others } = apart(query.any, columns);
    const found = tokens.length > 0 ? [has.any(tokens)] : [];
    return joinedBy(sql` or `, [...found, ...others.map((one) => holds(one, has, columns))], false);
  }
  const found = 'phrase' in query ? has.all(distinct(query.phrase)) : has.beginning(query.beginning);
  if (!columns && isSaid(query)) return found;
  const wanted = 'phrase' in query ? ` ${query.phrase.join(' ')} ` : ` ${query.beginning}`;
  const stands = (columns ?? COLUMNS).map(
    (column) => sql<SqlBool>`strpos(${sql.ref(`search_index.${column}`)}, ${wanted}) > 0`,
  );
  return sql`(${found} and ${joinedBy(sql` or `, stands, false)})`;
}

const distinct = (tokens: readonly string[]): string[] => [...new Set(tokens.map(lexemeOf))];

/** The tokens that are looked up together, wherever they stand, and the rest. */
function apart(queries: readonly TokenQuery[], columns: readonly TextColumn[] | undefined) {
  const isToken = (one: TokenQuery) => !columns && 'phrase' in one && one.phrase.length === 1;
  return {
    tokens: distinct(queries.flatMap((one) => (isToken(one) && 'phrase' in one ? one.phrase : []))),
    others: queries.filter((one) => !isToken(one)),
  };
}

const joinedBy = (operator: RawBuilder<unknown>, conditions: readonly Condition[], whenNone: boolean): Condition =>
  conditions.length === 0 ? sql`${sql.lit(whenNone)}` : sql`(${sql.join([...conditions], operator)})`;

/** Tokens and beginnings of which every match has at least one. */
function leavesOf(query: TokenQuery): Leaf[] {
  if ('all' in query) return query.all.map(leavesOf).reduce((least, one) => (one.length < least.length ? one : least));
  if ('any' in query) return query.any.flatMap(leavesOf);
  if ('these' in query) return leavesOf(query.these);
  if ('columns' in query) return leavesOf(query.query);
  return [query];
}
