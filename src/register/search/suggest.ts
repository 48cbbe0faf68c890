/** Completes typed text to names of records and to topics. */

import { sql } from 'kysely';
import { compiledOnce } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import { TOPICS } from '../../model/vocabulary/vocabulary.js';
import type { Definition } from '../definition.js';
import { passagesOf } from '../document/passages.js';
import { compareKinds } from '../index/docids.js';
import {
  beginningOf,
  bestName,
  compareOwn,
  compareRanks,
  NAME_START,
  NAME_WORD,
  type Rank,
  rankIn,
} from '../index/names.js';
import { documentsAt } from '../read/records.js';

/** A name that completes the typed text. */
export interface Suggestion {
  /** The kind of record that has the name, or `topic`. */
  kind: string;
  id: string;
  name: string;
  /** The alias that completes the typed text, if it does so better than the name. */
  matched?: string;
}

/** Index rows read for each kind: names that begin with the text, and as many again with a later word that does. */
const MAX_ROWS = 200;

const TOPIC = 'topic';

/** The kinds that are suggested, in the order in which they break ties. */
export const suggestedKinds = (definitions: readonly Definition[]): string[] => [
  ...definitions.flatMap(({ record, suggested }) => (suggested === undefined ? [] : [record])).sort(compareKinds),
  TOPIC,
];

interface Candidate {
  kind: string;
  id: string;
  rank: Rank;
}

/**
 * At most `limit` suggestions, best first.
 * @param typed the keys of the typed text
 */
export async function suggest(
  db: Database,
  definitions: readonly Definition[],
  typed: readonly string[],
  kinds: readonly string[],
  limit: number,
): Promise<Suggestion[]> {
  const candidates: Candidate[] = kinds.includes(TOPIC) ? topicsFor(typed) : [];
  const named = definitions.filter(({ record }) => kinds.includes(record));
  for (const { record } of named) for (const one of typed) candidates.push(...(await candidatesFor(db, record, one)));
  const ranked = eachOnce(candidates).sort(comparing(suggestedKinds(definitions)));

  const suggestions: Suggestion[] = [];
  // The index holds only the beginning of a key, so longer typed text is compared with the names themselves.
  for (let from = 0; from < ranked.length && suggestions.length < limit; from += limit) {
    const batch = ranked.slice(from, from + limit);
    const topics = batch.filter(({ kind }) => kind === TOPIC);
    const names = new Map(topics.map(({ id }) => [keyOf(TOPIC, id), [inWords(id)]]));
    for (const definition of named) {
      const ids = batch.filter(({ kind }) => kind === definition.record).map(({ id }) => id);
      for (const [id, document] of await documentsAt(db, definition.record, ids))
        names.set(keyOf(definition.record, id), namesIn(definition, JSON.parse(document)));
    }
    for (const { kind, id } of batch) {
      const known = names.get(keyOf(kind, id)) ?? [];
      const [name = ''] = known;
      const best = bestName(known, typed);
      if (best) suggestions.push({ kind, id, name, ...(best.name !== name && { matched: best.name }) });
    }
  }
  return suggestions.slice(0, limit);
}

const inWords = (topic: string): string => topic.replaceAll('_', ' ');

const topicsFor = (typed: readonly string[]): Candidate[] =>
  Object.keys(TOPICS).flatMap((id) => {
    const best = bestName([inWords(id)], typed);
    return best ? [{ kind: TOPIC, id, rank: best.rank }] : [];
  });

async function candidatesFor(db: Database, kind: string, typed: string): Promise<Candidate[]> {
  const from = beginningOf(typed);
  // The last code point of Unicode is in no key, and sorts after all others in UTF-8.
  const to = `${from}\u{10FFFF}`;
  const candidates: Candidate[] = [];
  for (const filter of [NAME_START, NAME_WORD])
    for (const { value, id } of await rowsBetween(db, `${kind}.${filter}`, from, to))
      candidates.push({ kind, id, rank: rankIn(filter, value) });
  return candidates;
}

const rowsBetween = compiledOnce(3, (db, filter, from, to) =>
  db
    .selectFrom('index_entry')
    .select(['value', 'id'])
    .where('filter', '=', filter)
    .where('value', '>=', from)
    .where('value', '<', to)
    .orderBy('value')
    .orderBy('sort')
    .orderBy('id')
    .limit(sql.lit(MAX_ROWS)),
);

const comparing =
  (kinds: readonly string[]) =>
  (one: Candidate, other: Candidate): number =>
    compareRanks(one.rank, other.rank) ||
    kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
    (one.id < other.id ? -1 : 1);

const keyOf = (kind: string, id: string): string => `${kind}/${id}`;

/** Each record once, with the best rank among its names. */
function eachOnce(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const one of candidates) {
    const key = keyOf(one.kind, one.id);
    const known = best.get(key);
    if (!known || compareOwn(one.rank, known.rank) < 0) best.set(key, one);
  }
  return [...best.values()];
}

/** The names of a record: its name or title, then its aliases. */
const namesIn = (definition: Definition, document: Members): string[] =>
  passagesOf(definition, document).flatMap(({ tier, text }) => (tier === 'names' ? [text] : []));
