/** Finds the records that a search matches: those with the words in their names first, and of equals the most recent. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Database, Tables } from '../db/tables.js';
import type { PlaceQuery, PlaceRange, TokenIndex, TokenQuery } from '../db/tokens.js';
import type { RecordName } from '../model/ids.js';
import type { Reference } from '../model/refusal.js';
import type { SearchQuery } from '../model/search-query.js';
import type { Place } from './cursor.js';
import { type Expansions, inFirst, unwantedTokens, wantedTokens } from './tokens.js';

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
  /** Whether so few records match that something else may have been meant. */
  few: boolean;
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
  /** What the index knows. */
  tokens: readonly TokenQuery[];
  range?: Omit<PlaceRange, 'among'>;
  /** What only the record tells. */
  record?: RecordCondition;
  /** The places of the only records that are wanted. */
  places?: readonly number[];
}
export type RecordCondition = (eb: ExpressionBuilder<Tables & { r: Tables['record'] }, 'r'>) => Expression<SqlBool>;

/** More matches than these are ranked `newest`. */
export const MOST_RANKED = 200;

/** The places of all records that match, the highest first. */
export const searchPlaces = (db: Database, search: Search, narrowing: Narrowing): PlaceQuery =>
  narrowed(db, search, narrowing, wholeQuery(search, narrowing));

/** How many records match, counted no further than `most`. */
export async function countMatches(db: Database, search: Search, narrowing: Narrowing, most: number): Promise<number> {
  const { rows } = await db
    .selectFrom(searchPlaces(db, search, narrowing).limit(most).as('found'))
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

/** The ids of records that match, at most `most`. */
export async function matchingIds(db: Database, search: Search, narrowing: Narrowing, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom(searchPlaces(db, search, narrowing).limit(most).as('found'))
    .innerJoin('record as r', 'r.place', 'found.place')
    .select('r.id')
    .execute();
  return rows.map(({ id }) => id);
}

function narrowed(
  db: Database,
  { index }: Search,
  { range, record, places: wanted }: Narrowing,
  query: TokenQuery,
  below = range?.below,
): PlaceQuery {
  const places = index.places(db, query, { below, from: range?.from, among: wanted });
  if (!record) return places;
  return places.where(({ exists, selectFrom }) =>
    exists(selectFrom('record as r').select('r.id').whereRef('r.place', '=', 'search_index.rowid').where(record)),
  );
}

/** What a record has to have and what not, whatever part of it has the words. */
const wholeQuery = ({ query: { groups, without }, expansions }: Search, { tokens }: Narrowing): TokenQuery =>
  excluding(
    { all: [...(groups.length > 0 ? [wantedTokens(groups, expansions)] : []), ...tokens] },
    without.length > 0 ? unwantedTokens(without, expansions) : undefined,
  );

/** The same with all words in the names. */
const namesQuery = ({ query: { groups, without }, expansions }: Search, { tokens }: Narrowing): TokenQuery =>
  excluding(
    { all: [wantedTokens(groups, expansions, true), ...tokens] },
    without.length > 0 ? unwantedTokens(without, expansions) : undefined,
  );

const excluding = (these: TokenQuery, without: TokenQuery | undefined): TokenQuery =>
  without ? { these, without } : these;

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
  !last || tier > last.tier || (tier === last.tier && place < last.place);

/** All matches, in order of where they have the words: in names, or also in summaries, in quotations, in texts. */
async function rankedMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  last: Match | undefined,
): Promise<Match[]> {
  const all = await searchPlaces(db, search, narrowing).limit(MOST_RANKED).execute();
  const tiers = new Map(all.map(({ place }) => [place, TIERS]));
  const [highest, lowest] = [all[0]?.place ?? 0, all.at(-1)?.place ?? 0];
  // Where only the records tell which of them match, others in between may be many.
  const places = narrowing.record || narrowing.places ? all.map(({ place }) => place) : undefined;
  const { groups } = search.query;
  for (let tier = TIERS - 1; tier > NAMED && groups.length > 0; tier--) {
    const words =
      tier === IN_NAMES ? wantedTokens(groups, search.expansions, true) : wantedTokens(groups, search.expansions);
    const query = { all: [tier === IN_NAMES ? words : inFirst(tier, words), ...narrowing.tokens] };
    const range = { below: highest + 1, from: lowest };
    const found = await narrowed(db, search, { tokens: [], range, ...(places && { places }) }, query).execute();
    for (const { place } of found) if (tiers.has(place)) tiers.set(place, tier);
  }
  for (const place of search.named) tiers.set(place, NAMED);
  return [...tiers]
    .map(([place, tier]): Match => ({ place, tier }))
    .filter((match) => isBehind(match, last))
    .sort((one, other) => one.tier - other.tier || other.place - one.place)
    .slice(0, limit);
}

/** The last tier: words that stand in a source's text. */
const TIERS = 4;

/** Matches with the words in their names, the newest first, and then the others. */
async function newestMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  last: Match | undefined,
): Promise<Match[]> {
  const found: Match[] = search.named
    .map((place) => ({ tier: NAMED, place }))
    .sort((one, other) => other.place - one.place)
    .filter((match) => isBehind(match, last));
  const inNames = search.query.groups.length > 0 ? namesQuery(search, narrowing) : undefined;
  const others = wholeQuery(search, narrowing);
  const phases: [number, TokenQuery | undefined][] = [
    [IN_NAMES, inNames],
    [ELSEWHERE, inNames ? { these: others, without: inNames } : others],
  ];
  for (const [tier, query] of phases) {
    if (!query || found.length >= limit || (last && last.tier > tier)) continue;
    const below = last?.tier === tier ? last.place : undefined;
    let places = narrowed(db, search, narrowing, query, below);
    if (search.named.length > 0) places = places.where('search_index.rowid', 'not in', [...search.named]);
    const rows = await places.limit(limit - found.length).execute();
    found.push(...rows.map(({ place }) => ({ tier, place })));
  }
  return found.slice(0, limit);
}

/** The records that stand at these places. */
export async function recordsAt(db: Database, places: readonly number[]): Promise<Map<number, Reference>> {
  if (places.length === 0) return new Map();
  const rows = await db
    .selectFrom('record')
    .select(['place', 'record', 'id'])
    .where('place', 'in', [...places])
    .execute();
  return new Map(rows.flatMap(({ place, ...one }): [number, Reference][] => (place === null ? [] : [[place, one]])));
}
