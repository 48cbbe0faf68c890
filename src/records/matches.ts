/** Finds the records that a search matches: those with the words in their names first, and of equals the most recent. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Database, Tables } from '../db/tables.js';
import type { PlaceQuery, PlaceRange, TokenIndex, TokenQuery } from '../db/tokens.js';
import type { RecordName } from '../model/ids.js';
import type { Reference } from '../model/refusal.js';
import { names } from '../model/schema.js';
import type { SearchQuery } from '../model/search-query.js';
import { RECORD_NAMES } from '../model/vocabulary.js';
import type { Place } from './cursor.js';
import { byRecency, placeBehind, placesOf } from './places.js';
import { allOf, type Expansions, inFirst, unwantedTokens, wantedTokens } from './tokens.js';

/** What was typed, and what it is looked for in. */
export interface Typed {
  index: TokenIndex;
  typed: string;
}

/** A search made ready. */
export interface Search extends Typed {
  query: SearchQuery;
  /** What words cut short stand for. */
  expansions: Expansions;
  /** Parties of just the name that was typed: they come first. */
  named: readonly number[];
  ranking: Ranking;
  /** The places that were found, the most recent first: all of them when the ranking is exact. */
  found: readonly number[];
  /** What was searched for instead of what was typed, because no record has those words. */
  instead?: string;
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
  /** The places of the only records that are wanted. */
  places?: readonly number[];
}
export type RecordCondition = (eb: ExpressionBuilder<Tables & { r: Tables['record'] }, 'r'>) => Expression<SqlBool>;

/** More matches than these are ranked `newest`. */
export const MOST_RANKED = 200;

/** Records of these kinds, whatever else is known of them. */
export const ofKinds = (records: readonly RecordName[]): Narrowing => ({
  kinds: records.map((record) => ({ record, ...placesOf(record) })),
  tokens: [],
});

/** The places of records that match, the most recent first; no more than `most` of each kind. */
export async function foundPlaces(db: Database, search: Search, narrowing: Narrowing, most: number): Promise<number[]> {
  const places: number[] = [];
  const whole = wholeQuery(search, narrowing);
  for (const range of rangesOf(narrowing))
    for (const place of await findIn(db, search, narrowing, whole, range, most)) places.push(place);
  return places.sort(byRecency);
}

/** How many records match, counted no further than `most`. */
export async function countMatches(db: Database, search: Search, narrowing: Narrowing, most: number): Promise<number> {
  let sum = 0;
  for (const query of searchPlaces(db, search, narrowing)) {
    const { rows } = await db
      .selectFrom(query.limit(most - sum).as('found'))
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    sum += Number(rows);
  }
  return sum;
}

/** The places of all that match, as queries: one for all kinds of records, or one for each that is wanted. */
function searchPlaces(db: Database, search: Search, narrowing: Narrowing): PlaceQuery[] {
  const whole = wholeQuery(search, narrowing);
  return rangesOf(narrowing).map((range) => narrowed(db, search, narrowing, whole, range));
}

/** One range for all kinds of records, or one for each that is wanted. */
const rangesOf = ({ kinds }: Narrowing): readonly PlaceRange[] => (kinds.length === RECORDS ? [{}] : kinds);
const RECORDS = names(RECORD_NAMES).length;

/** The places of all that match, whatever kinds of records they are. */
export const allPlaces = (db: Database, search: Search, narrowing: Narrowing): PlaceQuery =>
  narrowed(db, search, narrowing, wholeQuery(search, narrowing), {});

function narrowed(
  db: Database,
  { index }: Search,
  { record, places: among }: Pick<Narrowing, 'record' | 'places'>,
  query: TokenQuery,
  { from, below }: PlaceRange,
): PlaceQuery {
  const places = index.places(db, query, { from, below, among });
  if (!record) return places;
  return places.where(({ exists, selectFrom }) =>
    exists(selectFrom('record as r').select('r.id').whereRef('r.place', '=', 'search_index.rowid').where(record)),
  );
}

/** The highest places in a range that match a query, at most so many. */
async function findIn(
  db: Database,
  search: Search,
  narrowing: Pick<Narrowing, 'record' | 'places'>,
  query: TokenQuery,
  range: PlaceRange,
  most: number,
): Promise<number[]> {
  if (!narrowing.record) return search.index.find(db, query, { ...range, among: narrowing.places }, most);
  const places = narrowed(db, search, narrowing, query, range);
  // Chosen places come in no order.
  const rows = await (narrowing.places ? places : places.limit(most)).execute();
  return rows
    .map(({ place }) => place)
    .sort(byRecency)
    .slice(0, most);
}

/** What a record has to have and what not, whatever part of it has the words. */
const wholeQuery = (search: Search, narrowing: Narrowing): TokenQuery =>
  queryOf(
    search,
    narrowing,
    search.query.groups.length > 0 ? [wantedTokens(search.query.groups, search.expansions)] : [],
  );

/** The same with all words in the names. */
const namesQuery = (search: Search, narrowing: Narrowing): TokenQuery =>
  queryOf(search, narrowing, [wantedTokens(search.query.groups, search.expansions, true)]);

function queryOf(
  { query: { without }, expansions }: Search,
  { kinds, tokens }: Narrowing,
  words: TokenQuery[],
): TokenQuery {
  const wanted = [...words, ...tokens];
  // What only excludes has to exclude from something.
  const these = wanted.length > 0 ? { all: wanted } : { any: kinds.map(({ record }) => allOf(record)) };
  return without.length > 0 ? { these, without: unwantedTokens(without, expansions) } : these;
}

/** A match: its place, and where it comes before others; the lowest tier is the first. */
interface Match {
  tier: number;
  place: number;
}

/** The tiers of `newest`, and what they are called in cursors. */
const NAMED = 0;
const IN_NAMES = 1;
const ELSEWHERE = 2;

/** A record that matches, and the place of a list that it stands at. */
export interface Matched {
  record: RecordName;
  at: Place;
}

/** The best of all matches behind a place. */
export async function findMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  after?: Place,
): Promise<Matched[]> {
  const last = after && readKey(after[0]);
  const find = search.ranking === 'exact' ? rankedMatches : newestMatches;
  const matches = await find(db, search, narrowing, limit, last);
  const found = await recordsAt(
    db,
    matches.map(({ place }) => place),
  );
  return matches.flatMap((match): Matched[] => {
    const one = found.get(match.place);
    return one === undefined ? [] : [{ record: one.record, at: [writeKey(match), one.id] }];
  });
}

const writeKey = ({ tier, place }: Match): string => `${tier}/${place}`;

/** Where a list goes on; what is no key of a match goes on from the beginning. */
function readKey(key: string): Match | undefined {
  const [, tier, place] = /^([0-9])\/([0-9]{1,16})$/.exec(key) ?? [];
  return tier === undefined || place === undefined ? undefined : { tier: Number(tier), place: Number(place) };
}

const isBehind = ({ tier, place }: Match, last: Match | undefined): boolean =>
  !last || tier > last.tier || (tier === last.tier && byRecency(last.place, place) < 0);

/** All matches, in order of where they have the words: in names, or also in summaries, in quotations, in texts. */
async function rankedMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  last: Match | undefined,
): Promise<Match[]> {
  const { found, named, query, expansions } = search;
  const tiers = new Map(found.map((place) => [place, LAST_TIER]));
  const { groups } = query;
  const range = { from: Math.min(...found), below: Math.max(...found) + 1 };
  // Where only the records tell which of them match, others in between may be many.
  const places = narrowing.record || narrowing.places ? found : undefined;
  for (let tier = IN_NAMES, left = found.length; tier < LAST_TIER && left > 0 && groups.length > 0; tier++) {
    const words =
      tier === IN_NAMES ? wantedTokens(groups, expansions, true) : inFirst(tier, wantedTokens(groups, expansions));
    const these = { all: [words, ...narrowing.tokens] };
    for (const place of await findIn(db, search, places ? { places } : {}, these, range, MOST_RANKED)) {
      if (tiers.get(place) !== LAST_TIER) continue;
      tiers.set(place, tier);
      left -= 1;
    }
  }
  for (const place of named) tiers.set(place, NAMED);
  return [...tiers]
    .map(([place, tier]): Match => ({ place, tier }))
    .filter((match) => isBehind(match, last))
    .sort((one, other) => one.tier - other.tier || byRecency(one.place, other.place))
    .slice(0, limit);
}

/** Words that stand in a source's text. */
const LAST_TIER = 4;

/** Matches with the words in their names, the newest first, and then the others. */
async function newestMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  last: Match | undefined,
): Promise<Match[]> {
  const named = search.named.map((place) => ({ tier: NAMED, place }));
  const found = named.filter((match) => isBehind(match, last));
  const inNames = search.query.groups.length > 0 ? namesQuery(search, narrowing) : undefined;
  const others = wholeQuery(search, narrowing);
  const phases: [number, TokenQuery | undefined][] = [
    [IN_NAMES, inNames],
    [ELSEWHERE, inNames ? { these: others, without: inNames } : others],
  ];
  for (const [tier, query] of phases) {
    if (!query || found.length >= limit || (last && last.tier > tier)) continue;
    const places: number[] = [];
    for (const { record, from, below } of narrowing.kinds) {
      const end = last?.tier === tier ? Math.min(below, placeBehind(record, last.place)) : below;
      // Those that were named came before.
      const most = limit - found.length + named.length;
      for (const place of await findIn(db, search, narrowing, query, { from, below: end }, most))
        if (!search.named.includes(place)) places.push(place);
    }
    found.push(
      ...places
        .sort(byRecency)
        .slice(0, limit - found.length)
        .map((place) => ({ tier, place })),
    );
  }
  return found.slice(0, limit);
}

/** The records that stand at these places. */
export async function recordsAt(db: Database, places: readonly number[]): Promise<Map<number, Reference>> {
  const found = new Map<number, Reference>();
  for (let from = 0; from < places.length; from += CHUNK) {
    const rows = await db
      .selectFrom('record')
      .select(['place', 'record', 'id'])
      .where('place', 'in', places.slice(from, from + CHUNK))
      .execute();
    for (const { place, ...one } of rows) if (place !== null) found.set(place, one);
  }
  return found;
}

/** Places looked up by one query. */
const CHUNK = 1000;
