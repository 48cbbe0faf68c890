/** What the terms of a search stand for besides themselves: the words with a prefix, and the parties with such a name. */
import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import type { SearchQuery, Term } from '../../model/words/search-query.js';
import type { Definition } from '../definition.js';
import { docidsOf } from '../index/docids.js';
import { type Expansions, inNames, longPrefixesOf } from '../index/tokens.js';
import type { Reading } from '../read/reading.js';
import { type NamedParties, recordsByDocid } from './matches.js';

/** A prefix with no more words than this is replaced by them; otherwise the index is searched by the prefix. */
const MAX_EXPANDED = 200;

/** The words that the prefixes of a query stand for. */
export async function expansionsOf(db: Database, query: SearchQuery): Promise<Expansions> {
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

/** Terms of a query that are looked up in the names of parties. */
const MAX_TERMS = 20;

/** Parties with a term in their names that are looked at: those with the shortest names. */
const MAX_LOOKED_AT = 200;

/** Parties that a term stands for: those that have most terms of the query, and of equals those with the shortest names. */
const MAX_PARTIES = 20;

const PARTY: RecordName = 'party';

/** The parties that have terms of a query in their names. */
export async function partiesNamedIn(
  { db, tokens, definitions }: Reading,
  query: SearchQuery,
  expansions: Expansions,
): Promise<NamedParties> {
  const inTheirNames = inNames(expansions);
  const found = new Map<Term, number[]>();
  const terms = new Map<number, number>();
  for (const term of [...query.groups.flat(), ...query.without].slice(0, MAX_TERMS)) {
    const docids = await tokens.find(db, inTheirNames(term), docidsOf(PARTY), MAX_LOOKED_AT);
    if (docids.length > 0) found.set(term, docids);
    for (const docid of docids) terms.set(docid, (terms.get(docid) ?? 0) + 1);
  }
  const best = new Map<Term, number[]>();
  for (const [term, docids] of found)
    best.set(
      term,
      // The lowest docids, which come first, have the shortest names.
      docids
        .toSorted((one, other) => (terms.get(other) ?? 0) - (terms.get(one) ?? 0) || one - other)
        .slice(0, MAX_PARTIES),
    );
  const records = await recordsByDocid(db, [...new Set([...best.values()].flat())]);
  const idsAt = (docids: readonly number[]): string[] => docids.flatMap((docid) => records.get(docid)?.id ?? []);
  return {
    byTerm: new Map([...best].map(([term, docids]) => [term, idsAt(docids)])),
    filters: filtersOf(definitions),
  };
}

/** The filter by which each kind of record is found by its parties. */
const filtersOf = (definitions: readonly Definition[]): Map<RecordName, string> =>
  new Map(definitions.flatMap(({ record, foundBy }) => (foundBy ? [[record, foundBy.filter]] : [])));
