/** Makes searches ready: what cut words stand for, whose name was typed, and what was meant by names that are misspelt. */
import type { Database } from '../../db/tables.js';
import type { TokenIndex } from '../../db/tokens.js';
import { names } from '../../model/schema.js';
import { RECORD_NAMES } from '../../model/vocabulary/vocabulary.js';
import { fold } from '../../model/words/folding.js';
import { readQuery, type SearchQuery } from '../../model/words/search-query.js';
import { docidsOf } from '../index/docids.js';
import { type Expansions, longPrefixesOf, wantedTokens } from '../index/tokens.js';
import {
  MAX_RANKED,
  matchingDocids,
  type Narrowing,
  ofKinds,
  recordsByDocid,
  type Search,
  type SearchInput,
} from './matches.js';
import { type Correction, suggestCorrection } from './spelling.js';

/** Fewer matches than these are few. */
const FEW = 3;

/** Words that a search may put in the place of one that is cut short; for more it asks the index what begins so. */
const MAX_EXPANDED = 200;

/** Parties of one and the same name that are put first. */
const MAX_NAMED = 20;

/** Makes a search ready, with the nearest names instead when nothing has the words; undefined when no record matches. */
export async function prepareSearch(
  db: Database,
  { index, typed }: SearchInput,
  narrowing: Narrowing,
): Promise<Search | undefined> {
  const search = await read(db, { index, typed });
  const found = await ready(db, search, narrowing);
  if (found) return found;
  // Words that any record has are not misspelt: it is the rest of the question that nothing fulfils.
  if ((await matchingDocids(db, search, ofKinds(names(RECORD_NAMES)), 1)).length > 0) return undefined;
  const instead = await suggestCorrection(db, index, search.query, false);
  if (!instead) return undefined;
  const corrected = await ready(db, await read(db, { index, typed: instead.typed }), narrowing);
  return corrected && { ...corrected, instead };
}

/** The ids of parties whose names are close to what was typed, when hardly anything has the words. */
export async function closeParties(
  db: Database,
  { index, typed }: SearchInput,
  search: Search | undefined,
): Promise<string[]> {
  const isFound = search !== undefined && search.instead === undefined;
  if (isFound && search.found.length >= FEW) return [];
  const corrected = search?.instead ?? (await suggestCorrection(db, index, readQuery(typed), isFound));
  return corrected ? partiesOf(db, index, corrected) : [];
}

/** Those whose names have all the words or, when there are none, one of the words of names. */
async function partiesOf(db: Database, index: TokenIndex, { typed, names }: Correction): Promise<string[]> {
  for (const wanted of [readQuery(typed).groups, readQuery(names.join(' OR ')).groups]) {
    const query = wantedTokens(wanted, new Map(), true);
    const found = await recordsByDocid(db, await index.find(db, query, docidsOf('party'), MAX_SUGGESTED));
    if (found.size > 0) return [...found.values()].map(({ id }) => id).sort();
  }
  return [];
}
const MAX_SUGGESTED = 5;

/** What was typed, not yet looked for. */
async function read(db: Database, { index, typed }: SearchInput): Promise<Search> {
  const query = readQuery(typed);
  return { index, typed, query, expansions: await expansionsOf(db, query), named: [], ranking: 'exact', found: [] };
}

async function ready(db: Database, search: Search, narrowing: Narrowing): Promise<Search | undefined> {
  const found = await matchingDocids(db, search, narrowing, MAX_RANKED + 1);
  if (found.length === 0) return undefined;
  const named = await namedDocids(db, search, narrowing);
  return { ...search, found, named, ranking: found.length > MAX_RANKED ? 'newest' : 'exact' };
}

async function expansionsOf(db: Database, query: SearchQuery): Promise<Expansions> {
  const expansions = new Map<string, string[]>();
  for (const prefix of longPrefixesOf(query)) {
    const rows = await db
      .selectFrom('search_word')
      .select('word')
      .where('word', '>=', prefix)
      .where('word', '<', `${prefix}\u{10ffff}`)
      .limit(MAX_EXPANDED + 1)
      .execute();
    const words = rows.length > 0 ? rows.map(({ word }) => word) : [prefix];
    if (words.length <= MAX_EXPANDED) expansions.set(prefix, words);
  }
  return expansions;
}

async function namedDocids(db: Database, search: Search, narrowing: Narrowing): Promise<number[]> {
  const name = fold(search.typed.replaceAll(/["“”*]/g, ''));
  const rows = await db
    .selectFrom('index_entry as e')
    .innerJoin('record as r', (join) => join.on('r.record', '=', 'party').onRef('r.id', '=', 'e.id'))
    .select('r.docid')
    .where('e.filter', '=', 'party.name')
    .where('e.value', '=', name)
    .limit(MAX_NAMED)
    .execute();
  const docids = rows.flatMap(({ docid }) => docid ?? []);
  if (docids.length === 0) return [];
  const wanted = new Set(narrowing.docids ?? docids);
  const among = docids.filter((docid) => wanted.has(docid));
  return matchingDocids(db, search, { ...narrowing, docids: among }, MAX_NAMED);
}
