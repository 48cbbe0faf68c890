/** Turns matches into hits: the record, the member with the words, and a snippet. */
import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import type { RawJson } from '../../model/json/raw-json.js';
import type { Members } from '../../model/members.js';
import type { SearchQuery } from '../../model/words/search-query.js';
import { findMatches, snippet, type TextMatch } from '../../model/words/snippets.js';
import { type Definition, lookedUpByName } from '../definition.js';
import { type Passage, passagesOf, TIERS } from '../document/passages.js';
import { present } from '../document/present.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';
import { readPassage } from '../read/texts.js';
import type { Matched } from './ranking.js';

/** UTF-16 units of texts that are searched for the snippets of one page. */
const MAX_READ = 1_000_000;

/** Parties that a hit says it was found by. */
export const MAX_MATCHED = 100;

/** A record that was found, with its document as it is stored. */
export interface Found {
  definition: Definition;
  id: string;
  document: string;
}

export interface HitOptions {
  query: SearchQuery;
  /** The parties that the query names. */
  parties: ReadonlySet<string>;
  /** Whether words of restricted texts may be shown. */
  mayRead: boolean;
  /** Whether hits include the document. */
  whole: boolean;
}

/** The records of matches, in their order. */
export async function documentsOf(
  db: Database,
  definitions: readonly Definition[],
  matched: readonly Matched[],
): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const definition of definitions) {
    const ids = matched.flatMap(({ record, at: [, id] }) => (record === definition.record ? [id] : []));
    for (const [id, document] of await documentsAt(db, definition.record, ids))
      found.set(`${definition.record}/${id}`, { definition, id, document });
  }
  return matched.flatMap(({ record, at: [, id] }) => found.get(`${record}/${id}`) ?? []);
}

/** A record that was found, as it is shown. */
export interface Hit {
  record: RecordName;
  id: string;
  title?: string;
  /** The member in which most of the words stand. */
  member?: string;
  snippet?: string;
  /** The parties by whose names it is found, too. */
  matched_parties?: string[];
  document?: RawJson;
}

/** The hits, in the order of the records. */
export async function hitsOf(
  { db, definitions }: Reading,
  found: readonly Found[],
  options: HitOptions,
): Promise<Hit[]> {
  const hits: Hit[] = [];
  let left = MAX_READ;
  const { query } = options;
  const records = found.map(({ document, ...one }) => {
    const members: Members = JSON.parse(document);
    return { ...one, document, members, parties: partiesIn(one.definition, members, options.parties) };
  });
  const namesOf = await partyNames(
    db,
    definitions,
    records.flatMap(({ parties }) => parties),
    query,
  );
  for (const { definition, id, document, members, parties } of records) {
    const passages = passagesOf(definition, members);
    const named = parties.flatMap((party) => namesOf.get(party) ?? []);
    if (definition.foundBy && named.length > 0)
      passages.push({ tier: 'names', member: definition.foundBy.member, text: named.join('; ') });
    let best = bestOf(passages, query);
    if (!best || best.sighting.groups < query.groups.length) {
      const text = Number(members.text_length) > left ? undefined : await readPassage(db, members);
      left -= text?.text.length ?? 0;
      best = text ? bestOf(best ? [best.passage, text] : [text], query) : best;
    }
    const title = definition.nameOf(members);
    hits.push({
      record: definition.record,
      id,
      ...(title !== undefined && { title }),
      ...(best && { member: best.passage.member }),
      ...(best && mayShow(best.passage, members, options) && { snippet: snippet(best.passage.text, best.sighting) }),
      ...(parties.length > 0 && { matched_parties: parties }),
      ...(options.whole && { document: present(document) }),
    });
  }
  return hits;
}

/** The parties of a record that are among these. */
const partiesIn = ({ foundBy }: Definition, members: Members, among: ReadonlySet<string>): string[] =>
  foundBy && among.size > 0
    ? [...new Set(foundBy.parties(members).filter((party) => among.has(party)))].slice(0, MAX_MATCHED)
    : [];

/** The name or alias of each party that has most words of the query. */
async function partyNames(
  db: Database,
  definitions: readonly Definition[],
  parties: readonly string[],
  query: SearchQuery,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  if (parties.length === 0) return names;
  for (const definition of lookedUpByName(definitions))
    for (const [id, document] of await documentsAt(db, definition.record, [...new Set(parties)])) {
      const best = bestOf(
        passagesOf(definition, JSON.parse(document)).filter(({ tier }) => tier === 'names'),
        query,
      );
      if (best) names.set(id, best.passage.text);
    }
  return names;
}

/** The passage with most of the query's groups; among equals the one of the higher tier. A query that only excludes gets the name. */
function bestOf(
  passages: readonly Passage[],
  query: SearchQuery,
): { passage: Passage; sighting: TextMatch } | undefined {
  let best: { passage: Passage; sighting: TextMatch } | undefined;
  for (const tier of TIERS)
    for (const passage of passages) {
      if (passage.tier !== tier || best?.sighting.groups === query.groups.length) continue;
      const sighting = findMatches(passage.text, query);
      if (!best || sighting.groups > best.sighting.groups) best = { passage, sighting };
    }
  return best;
}

const mayShow = ({ tier }: Passage, { text_access }: Members, { mayRead }: HitOptions): boolean =>
  tier !== 'text' || mayRead || text_access === 'public';
