/** Makes searches ready: what cut words stand for, whose name was typed, and what was meant by names that are misspelt. */
import type { Database } from '../db/tables.js';
import type { TokenIndex } from '../db/tokens.js';
import { fold } from '../model/folding.js';
import { readQuery, type SearchQuery } from '../model/search-query.js';
import { type Correction, correct } from './close-names.js';
import { foundPlaces, MOST_RANKED, type Narrowing, ofKinds, recordsAt, type Search, type Typed } from './matches.js';
import { placesOf } from './places.js';
import { type Expansions, longPrefixesOf, wantedTokens } from './tokens.js';

/** Fewer matches than these are few. */
const FEW = 10;

/** Words looked at for one that is cut short. */
const MOST_EXPANDED = 5000;

/** Parties of one and the same name that are put first. */
const MOST_NAMED = 20;

/** Makes a search ready, with the nearest names instead when nothing has the words; undefined when no record matches. */
export async function prepareSearch(
  db: Database,
  { index, typed }: Typed,
  narrowing: Narrowing,
): Promise<Search | undefined> {
  const query = readQuery(typed);
  const found = await ready(db, { index, typed }, query, narrowing);
  if (found) return found;
  const { tokens, record, places, kinds } = narrowing;
  if (tokens.length > 0 || record || places) {
    // Words that such records have are not misspelt: it is the rest of the question that nothing fulfils.
    const unfiltered = ofKinds(kinds.map((kind) => kind.record));
    if (await ready(db, { index, typed }, query, unfiltered)) return undefined;
  }
  const corrected = await correct(db, query, false);
  if (!corrected) return undefined;
  const instead = await ready(db, { index, typed: corrected.text }, corrected.query, narrowing);
  return instead && { ...instead, instead: corrected.text };
}

/** The ids of parties whose names are close to what was typed, when hardly anything has the words. */
export async function closeParties(
  db: Database,
  { index, typed }: Typed,
  search: Search | undefined,
): Promise<string[]> {
  const isFound = search !== undefined && search.instead === undefined;
  const corrected = isFound && search.found.length >= FEW ? undefined : await correct(db, readQuery(typed), isFound);
  return corrected ? partiesOf(db, index, corrected) : [];
}

/** Those whose names have all the words or, when there are none, one of the words of names. */
async function partiesOf(db: Database, index: TokenIndex, { query: { groups }, names }: Correction): Promise<string[]> {
  for (const wanted of [groups, [names.map((word) => ({ phrase: [word] }))]]) {
    const query = wantedTokens(wanted, new Map(), true);
    const places = await index.places(db, query, placesOf('party')).limit(MOST_SUGGESTED).execute();
    const found = await recordsAt(
      db,
      places.map(({ place }) => place),
    );
    if (found.size > 0) return [...found.values()].map(({ id }) => id).sort();
  }
  return [];
}
const MOST_SUGGESTED = 5;

async function ready(
  db: Database,
  { index, typed }: Typed,
  query: SearchQuery,
  narrowing: Narrowing,
): Promise<Search | undefined> {
  const expansions = await expansionsOf(db, query);
  const search: Search = { index, typed, query, expansions, named: [], ranking: 'exact', found: [] };
  const found = await foundPlaces(db, search, narrowing, MOST_RANKED + 1);
  if (found.length === 0) return undefined;
  const named = await namedPlaces(db, search, narrowing);
  return { ...search, found, named, ranking: found.length > MOST_RANKED ? 'newest' : 'exact' };
}

async function expansionsOf(db: Database, query: SearchQuery): Promise<Expansions> {
  const expansions = new Map<string, string[]>();
  for (const prefix of longPrefixesOf(query)) {
    const rows = await db
      .selectFrom('search_word')
      .select('word')
      .where('word', '>=', prefix)
      .where('word', '<', `${prefix}\u{10ffff}`)
      .limit(MOST_EXPANDED)
      .execute();
    expansions.set(prefix, rows.length > 0 ? rows.map(({ word }) => word) : [prefix]);
  }
  return expansions;
}

async function namedPlaces(db: Database, search: Search, narrowing: Narrowing): Promise<number[]> {
  const name = fold(search.typed.replaceAll(/["“”*]/g, ''));
  const rows = await db
    .selectFrom('index_entry as e')
    .innerJoin('record as r', (join) => join.on('r.record', '=', 'party').onRef('r.id', '=', 'e.id'))
    .select('r.place')
    .where('e.filter', '=', 'party.name')
    .where('e.value', '=', name)
    .limit(MOST_NAMED)
    .execute();
  const places = rows.flatMap(({ place }) => place ?? []);
  if (places.length === 0) return [];
  const wanted = new Set(narrowing.places ?? places);
  const among = places.filter((place) => wanted.has(place));
  return foundPlaces(db, search, { ...narrowing, places: among }, MOST_NAMED);
}
