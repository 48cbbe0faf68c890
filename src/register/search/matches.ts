/** Finds the records that a search matches, in no order but the one they stand in. */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import type { DocidQuery, DocidRange, TokenIndex, TokenQuery } from '../../db/tokens.js';
import type { RecordName } from '../../model/ids.js';
import type { Reference } from '../../model/refusal.js';
import { names } from '../../model/schema.js';
import { RECORD_NAMES } from '../../model/vocabulary/vocabulary.js';
import type { SearchQuery } from '../../model/words/search-query.js';
import { byRecency, docidsOf } from '../index/docids.js';
import { allOf, type Expansions, unwantedTokens, wantedTokens } from '../index/tokens.js';
import type { Correction } from './spelling.js';

/** A search that is known to find something. */
export interface Search {
  index: TokenIndex;
  /** What was typed. */
  typed: string;
  query: SearchQuery;
  /** What words cut short stand for. */
  expansions: Expansions;
  /** Records of just the name that was typed: they come first. */
  named: readonly number[];
  ranking: Ranking;
  /** The docids that were found, the most recent first: all of them when the ranking is exact. */
  found: readonly number[];
  /** What was searched for instead of what was typed, because no record has those words. */
  instead?: Correction;
}

/**
 * How matches are put in order: `exact` by where the words stand, `newest`, when there are many, by no more than
 * whether they stand in names.
 */
export type Ranking = 'exact' | 'newest';

/** What narrows a search beside its words. */
export interface Narrowing {
  /** The kinds of records, and where each stands in the index. */
  kinds: readonly { record: RecordName; from: number; below: number }[];
  /** What the index knows of them. */
  tokens: readonly TokenQuery[];
  /** What only the record tells. */
  record?: RecordCondition;
  /** The docids of the only records that are wanted. */
  docids?: readonly number[];
}
export type RecordCondition = (eb: ExpressionBuilder<Tables & { r: Tables['record'] }, 'r'>) => Expression<SqlBool>;

/** More matches than these are ranked `newest`. */
export const MAX_RANKED = 200;

/** Records of these kinds, whatever else is known of them. */
export const ofKinds = (records: readonly RecordName[]): Narrowing => ({
  kinds: records.map((record) => ({ record, ...docidsOf(record) })),
  tokens: [],
});

/** The docids of records that match, the most recent first; no more than `limit` of each kind. */
export async function matchingDocids(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
): Promise<number[]> {
  const docids: number[] = [];
  const whole = wholeQuery(search, narrowing);
  for (const range of rangesOf(narrowing))
    for (const docid of await findIn(db, search, narrowing, whole, range, limit)) docids.push(docid);
  return docids.sort(byRecency);
}

/** How many records match, counted no further than `limit`. */
export async function countMatches(db: Database, search: Search, narrowing: Narrowing, limit: number): Promise<number> {
  let sum = 0;
  for (const query of searchDocids(db, search, narrowing)) {
    const { rows } = await db
      .selectFrom(query.limit(limit - sum).as('found'))
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    sum += Number(rows);
  }
  return sum;
}

/** The docids of all that match, as queries: one for all kinds of records, or one for each that is wanted. */
function searchDocids(db: Database, search: Search, narrowing: Narrowing): DocidQuery[] {
  const whole = wholeQuery(search, narrowing);
  return rangesOf(narrowing).map((range) => narrowed(db, search, narrowing, whole, range));
}

/** One range for all kinds of records, or one for each that is wanted. */
export const rangesOf = ({ kinds }: Narrowing): readonly DocidRange[] => (kinds.length === RECORDS ? [{}] : kinds);
const RECORDS = names(RECORD_NAMES).length;

/** Terms that it is quick to ask every single record for. */
const MAX_PROBED = 4;

/**
 * Whether a record `r` matches, as a condition of a scan in another order: each record is looked up by itself or, where
 * that takes long, among all that match.
 */
export function matches(db: Database, search: Search, narrowing: Narrowing): RawBuilder<SqlBool> {
  const { groups, without } = search.query;
  const terms = [...groups.flat(), ...without];
  const all = narrowed(db, search, {}, wholeQuery(search, narrowing), {}).clearOrderBy();
  return terms.length > MAX_PROBED || terms.some(({ prefix }) => prefix !== undefined)
    ? sql<SqlBool>`r.docid in ${all}`
    : sql<SqlBool>`exists ${all.where('search_index.rowid', '=', sql.ref<number>('r.docid'))}`;
}

function narrowed(
  db: Database,
  { index }: Search,
  { record, docids: among }: Pick<Narrowing, 'record' | 'docids'>,
  query: TokenQuery,
  { from, below }: DocidRange,
): DocidQuery {
  const docids = index.docids(db, query, { from, below, among });
  if (!record) return docids;
  return docids.where(({ exists, selectFrom }) =>
    exists(selectFrom('record as r').select('r.id').whereRef('r.docid', '=', 'search_index.rowid').where(record)),
  );
}

/** The first docids in a range that match a query, at most so many. */
export async function findIn(
  db: Database,
  search: Search,
  narrowing: Pick<Narrowing, 'record' | 'docids'>,
  query: TokenQuery,
  range: DocidRange,
  limit: number,
): Promise<number[]> {
  if (!narrowing.record) return search.index.find(db, query, { ...range, among: narrowing.docids }, limit);
  const docids = narrowed(db, search, narrowing, query, range);
  // Chosen docids come in no order.
  const rows = await (narrowing.docids ? docids : docids.limit(limit)).execute();
  return rows
    .map(({ docid }) => docid)
    .sort(byRecency)
    .slice(0, limit);
}

/** What a record has to have and what not, whatever part of it has the words. */
export const wholeQuery = (search: Search, narrowing: Narrowing): TokenQuery =>
  queryOf(
    search,
    narrowing,
    search.query.groups.length > 0 ? [wantedTokens(search.query.groups, search.expansions)] : [],
  );

/** The same with all words in the names. */
export const namesQuery = (search: Search, narrowing: Narrowing): TokenQuery =>
  queryOf(search, narrowing, [wantedTokens(search.query.groups, search.expansions, true)]);

export function queryOf(
  { query: { without }, expansions }: Search,
  { kinds, tokens }: Narrowing,
  words: TokenQuery[],
): TokenQuery {
  const wanted = [...words, ...tokens];
  // What only excludes has to exclude from something.
  const these = wanted.length > 0 ? { all: wanted } : { any: kinds.map(({ record }) => allOf(record)) };
  return without.length > 0 ? { these, without: unwantedTokens(without, expansions) } : these;
}

/** The records with these docids, in their order. */
export async function recordsByDocid(db: Database, docids: readonly number[]): Promise<Map<number, Reference>> {
  const found = new Map<number, Reference>();
  for (let from = 0; from < docids.length; from += BATCH_SIZE) {
    const rows = await db
      .selectFrom('record')
      .select(['docid', 'record', 'id'])
      .where('docid', 'in', docids.slice(from, from + BATCH_SIZE))
      .execute();
    for (const { docid, ...one } of rows) if (docid !== null) found.set(docid, one);
  }
  return new Map(
    docids.flatMap((docid): [number, Reference][] => {
      const one = found.get(docid);
      return one ? [[docid, one]] : [];
    }),
  );
}

/** Docids looked up by one query. */
const BATCH_SIZE = 1000;
