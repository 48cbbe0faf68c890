/** Finds and counts the records that match a search, by docid. */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import type { DocidRange, TokenIndex, TokenQuery } from '../../db/tokens.js';
import type { RecordName } from '../../model/ids.js';
import type { Reference } from '../../model/refusal.js';
import { names } from '../../model/schema.js';
import { RECORD_NAMES } from '../../model/vocabulary/vocabulary.js';
import type { SearchQuery, Term } from '../../model/words/search-query.js';
import { byRecency, docidsOf } from '../index/docids.js';
import {
  allOf,
  anyTokens,
  type Expansions,
  fulfilling,
  inAnyPart,
  inNames,
  type TermTokens,
  wantedTokens,
} from '../index/tokens.js';

/** A search that matches something. */
export interface Search {
  index: TokenIndex;
  /** The query as typed, or as corrected. */
  typed: string;
  query: SearchQuery;
  /** The words that each prefix stands for. */
  expansions: Expansions;
  parties: NamedParties;
  /** The records whose whole name is what was typed: they come first. */
  named: readonly number[];
  ranking: Ranking;
  /** The docids that were found, most recent first: all of them when the ranking is exact. */
  found: readonly number[];
}

/** The parties that a query names: they find the records in which they take part, and the sources that they published. */
export interface NamedParties {
  /** The ids of those that have a term in their names; a term that no name has is left out. */
  readonly byTerm: ReadonlyMap<Term, readonly string[]>;
  /** The filter by which each kind of record is found by its parties. */
  readonly filters: ReadonlyMap<RecordName, string>;
}

/**
 * How matches are ranked: `exact` by the tier with the words; `newest`, when there are many, only by whether the words are
 * in names.
 */
export type Ranking = 'exact' | 'newest';

/** The filters of a search, other than its words. */
export interface Narrowing {
  /** The kinds of records, each with its range of docids. */
  kinds: readonly { record: RecordName; from: number; below: number }[];
  /** Conditions that the search index answers. */
  tokens: readonly TokenQuery[];
  /** A condition on the row of the record. */
  record?: RecordCondition;
  /** If given, only these docids. */
  docids?: readonly number[];
}
export type RecordCondition = (eb: ExpressionBuilder<Tables & { r: Tables['record'] }, 'r'>) => Expression<SqlBool>;

/** More matches than these are ranked `newest`. */
export const MAX_RANKED = 200;

/** All records of these kinds. */
export const ofKinds = (records: readonly RecordName[]): Narrowing => ({
  kinds: records.map((record) => ({ record, ...docidsOf(record) })),
  tokens: [],
});

/** The docids of matching records, most recent first; no more than `limit` of each kind. */
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
  const whole = wholeQuery(search, narrowing);
  for (const range of rangesOf(narrowing))
    sum += await search.index.count(db, whole, narrowed(range, narrowing), limit - sum);
  return sum;
}

/** One range for all kinds of records, or one for each of the wanted kinds. */
export const rangesOf = ({ kinds }: Narrowing): readonly DocidRange[] => (kinds.length === RECORDS ? [{}] : kinds);
const RECORDS = names(RECORD_NAMES).length;

/** Whether a record `r` matches, as a condition of a scan in another order. */
export const matches = (db: Database, search: Search, narrowing: Narrowing): RawBuilder<SqlBool> =>
  search.index.finds(db, wholeQuery(search, narrowing), sql.ref<number>('r.docid'));

/** The first `limit` docids in a range that match a query. */
export const findIn = (
  db: Database,
  { index }: Search,
  narrowing: Pick<Narrowing, 'record' | 'docids'>,
  query: TokenQuery,
  range: DocidRange,
  limit: number,
): Promise<number[]> => index.find(db, query, narrowed(range, narrowing), limit);

const narrowed = (range: DocidRange, { record, docids }: Pick<Narrowing, 'record' | 'docids'>): DocidRange => ({
  ...range,
  among: docids,
  narrow:
    record &&
    ((found) =>
      found.where((eb) =>
        eb(
          eb.selectFrom('record as r').select('r.id').whereRef('r.docid', '=', 'search_index.rowid').where(record),
          'is not',
          null,
        ),
      )),
});

/** The query for words in any part of a record, or in the names of its parties. */
export const wholeQuery = (search: Search, narrowing: Narrowing): TokenQuery =>
  queryOf(search, narrowing, orByParty(search, narrowing, inAnyPart(search.expansions)));

/** The query for all words in names. */
export const namesQuery = (search: Search, narrowing: Narrowing): TokenQuery =>
  queryOf(search, narrowing, inNames(search.expansions));

/** A term as it is looked for in the record itself, or in the names of its parties. */
export const orByParty =
  ({ parties: { byTerm, filters } }: Search, { kinds }: Narrowing, own: TermTokens): TermTokens =>
  (term) => {
    const ids = byTerm.get(term);
    if (!ids) return own(term);
    const byParty = kinds.flatMap(({ record }) => {
      const filter = filters.get(record);
      return filter === undefined ? [] : fulfilling(record, [{ filter, anyOf: ids }]);
    });
    return { any: [own(term), ...byParty] };
  };

/** The query of a search, in which each term is looked for in this way. */
export function queryOf(search: Search, narrowing: Narrowing, tokens: TermTokens): TokenQuery {
  const { groups, without } = search.query;
  const wanted = [...(groups.length > 0 ? [wantedTokens(groups, tokens)] : []), ...narrowing.tokens];
  // A query that only excludes words excludes them from all records of the kinds.
  const these = wanted.length > 0 ? { all: wanted } : { any: narrowing.kinds.map(({ record }) => allOf(record)) };
  if (without.length === 0) return these;
  return { these, without: anyTokens(without, orByParty(search, narrowing, inAnyPart(search.expansions))) };
}

/** The records with these docids, in the order of the docids. */
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
