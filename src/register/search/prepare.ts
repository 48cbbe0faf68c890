/** Prepares searches: finds records of just the typed name, and corrects misspelt names. */
import { sql } from 'kysely';
import type { Reference } from '../../model/refusal.js';
import { names } from '../../model/schema.js';
import { RECORD_NAMES } from '../../model/vocabulary/vocabulary.js';
import { readQuery } from '../../model/words/search-query.js';
import { lookedUpByName } from '../definition.js';
import { docidsOf } from '../index/docids.js';
import { plainName } from '../index/names.js';
import { indexValue, inNames, wantedTokens } from '../index/tokens.js';
import type { Reading } from '../read/reading.js';
import { expansionsOf, partiesNamedIn } from './expansions.js';
import { MAX_RANKED, matchingDocids, type Narrowing, ofKinds, recordsByDocid, type Search } from './matches.js';
import { type Correction, suggestCorrection } from './spelling.js';

/** With fewer matches than this, an answer also suggests names that are close. */
const FEW = 3;

/** Records with the typed name that come first, of each kind. */
const MAX_NAMED = 20;

/** The words of a search. */
export interface Words {
  readonly typed: string;
  /** Whether nothing else is searched for or suggested when no record has them. */
  readonly isExact: boolean;
}

/** What becomes of the words of a search. */
export interface Prepared {
  /** Undefined when nothing matches. */
  readonly search?: Search | undefined;
  /** What is searched for instead, because no record has the words. It depends on the words alone, not on filters. */
  readonly instead?: Correction;
}

/** Prepares a search for the words or, when no record has them, for the closest names. */
export async function prepareSearch(
  reading: Reading,
  { typed, isExact }: Words,
  narrowing: Narrowing,
): Promise<Prepared> {
  const asTyped = await parse(reading, typed);
  const found = await find(reading, asTyped, narrowing);
  if (found) return { search: found };
  if (isExact) return {};
  // If any record has the words, they are not misspelt: the filters exclude it.
  if ((await matchingDocids(reading.db, asTyped, ofKinds(names(RECORD_NAMES)), 1)).length > 0) return {};
  const instead = await suggestCorrection(reading, asTyped.query, false);
  if (!instead) return {};
  const search = await find(reading, await parse(reading, instead.typed), narrowing);
  return { search, instead };
}

/** The records whose names are close to what was typed, when there are few matches. */
export async function closeByName(
  reading: Reading,
  { typed, isExact }: Words,
  { search, instead }: Prepared,
): Promise<Reference[]> {
  if (isExact) return [];
  const isFound = search !== undefined && instead === undefined;
  if (isFound && search.found.length >= FEW) return [];
  const corrected = instead ?? (await suggestCorrection(reading, readQuery(typed), isFound));
  return corrected ? recordsOf(reading, corrected) : [];
}

/** The records whose names have all words of the correction or, if there are none, any of its corrected words. */
async function recordsOf({ db, tokens, definitions }: Reading, { typed, names }: Correction): Promise<Reference[]> {
  for (const wanted of [readQuery(typed).groups, readQuery(names.join(' OR ')).groups]) {
    const query = wantedTokens(wanted, inNames(new Map()));
    const found: Reference[] = [];
    for (const { record } of lookedUpByName(definitions)) {
      const docids = await tokens.find(db, query, docidsOf(record), MAX_SUGGESTED);
      const records = [...(await recordsByDocid(db, docids)).values()];
      found.push(...records.sort((one, other) => (one.id < other.id ? -1 : 1)));
    }
    if (found.length > 0) return found.slice(0, MAX_SUGGESTED);
  }
  return [];
}
const MAX_SUGGESTED = 5;

/** The typed query, before it is searched for. */
async function parse(reading: Reading, typed: string): Promise<Search> {
  const query = readQuery(typed);
  const expansions = await expansionsOf(reading.db, query);
  const parties = await partiesNamedIn(reading, query, expansions);
  return { index: reading.tokens, typed, query, expansions, parties, named: [], ranking: 'exact', found: [] };
}

async function find(reading: Reading, search: Search, narrowing: Narrowing): Promise<Search | undefined> {
  const found = await matchingDocids(reading.db, search, narrowing, MAX_RANKED + 1);
  if (found.length === 0) return undefined;
  const named = await namedDocids(reading, search, narrowing);
  return { ...search, found, named, ranking: found.length > MAX_RANKED ? 'newest' : 'exact' };
}

/** The matches whose whole name is what was typed. */
async function namedDocids({ db, definitions }: Reading, search: Search, narrowing: Narrowing): Promise<number[]> {
  const name = plainName(search.typed.replaceAll(/["“”*]/g, ''));
  const docids: number[] = [];
  for (const { record } of lookedUpByName(definitions)) {
    const rows = await db
      .selectFrom('index_entry as e')
      .innerJoin('record as r', (join) => join.on('r.record', '=', record).onRef('r.id', '=', 'e.id'))
      .select('r.docid')
      .where('e.filter', '=', `${record}.name`)
      .where('e.value', '=', indexValue('name', name))
      .orderBy('e.sort')
      .orderBy('e.id')
      .limit(sql.lit(MAX_NAMED))
      .execute();
    for (const { docid } of rows) if (docid !== null) docids.push(docid);
  }
  if (docids.length === 0) return [];
  const wanted = new Set(narrowing.docids ?? docids);
  const among = docids.filter((docid) => wanted.has(docid));
  return matchingDocids(db, search, { ...narrowing, docids: among }, MAX_NAMED);
}
