/** Completes what somebody types to names of parties, titles of partnerships, and topics. */

import { compiledOnce } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import { TOPICS } from '../../model/vocabulary/vocabulary.js';
import type { Definition } from '../definition.js';
import { passagesOf } from '../document/passages.js';
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
import type { Suggestion } from './suggestion.js';

type Kind = Suggestion['kind'];

/** Index rows that are looked at for each kind: names that begin so, and as many with a later word that does. */
const MAX_ROWS = 200;

/** In which order kinds come that are equal otherwise. */
export const KINDS: readonly Kind[] = ['party', 'partnership', 'topic'];

interface Candidate {
  kind: Kind;
  id: string;
  rank: Rank;
}

/**
 * At most `limit` suggestions, the best first.
 * @param typed the key of what was typed, which isn't empty
 */
export async function suggest(
  db: Database,
  definitions: readonly Definition[],
  typed: string,
  kinds: readonly Kind[],
  limit: number,
): Promise<Suggestion[]> {
  const candidates: Candidate[] = kinds.includes('topic') ? topicsFor(typed) : [];
  const named = definitions.flatMap((definition) => {
    const kind = kinds.find((one) => one === definition.record);
    return kind ? [{ kind, definition }] : [];
  });
  for (const { kind } of named) candidates.push(...(await candidatesFor(db, kind, typed)));
  const ranked = eachOnce(candidates).sort(compare);

  const suggestions: Suggestion[] = [];
  // What was typed beyond what the index holds shows in the names alone, so that a name may turn out to be another.
  for (let from = 0; from < ranked.length && suggestions.length < limit; from += limit) {
    const batch = ranked.slice(from, from + limit);
    const topics = batch.filter(({ kind }) => kind === 'topic');
    const names = new Map(topics.map(({ id }) => [keyOf('topic', id), [inWords(id)]]));
    for (const { kind, definition } of named) {
      const ids = batch.filter((one) => one.kind === kind).map(({ id }) => id);
      for (const [id, document] of ids.length > 0 ? await documentsAt(db, definition.record, ids) : [])
        names.set(keyOf(kind, id), namesIn(definition, JSON.parse(document)));
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

const topicsFor = (typed: string): Candidate[] =>
  Object.keys(TOPICS).flatMap((id) => {
    const best = bestName([inWords(id)], typed);
    return best ? [{ kind: 'topic', id, rank: best.rank }] : [];
  });

async function candidatesFor(db: Database, kind: Kind, typed: string): Promise<Candidate[]> {
  const from = beginningOf(typed);
  // No key holds the last code point of Unicode, which is no letter; in UTF-8 all others come before it.
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
    .limit(MAX_ROWS),
);

const compare = (one: Candidate, other: Candidate): number =>
  compareRanks(one.rank, other.rank) ||
  KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
  (one.id < other.id ? -1 : 1);

const keyOf = (kind: Kind, id: string): string => `${kind}/${id}`;

/** Each once, by the name that is best. */
function eachOnce(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const one of candidates) {
    const key = keyOf(one.kind, one.id);
    const known = best.get(key);
    if (!known || compareOwn(one.rank, known.rank) < 0) best.set(key, one);
  }
  return [...best.values()];
}

/** What a record is called: its name or title, then its aliases. */
const namesIn = (definition: Definition, document: Members): string[] =>
  passagesOf(definition, document).flatMap(({ tier, text }) => (tier === 'names' ? [text] : []));
