/** Completes typed text to names of records and to topics. */

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { compiledOnce } from '../../db/compiled.js';
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
import { referredToBy } from '../index/references.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';

/** A name that completes the typed text. */
export interface Suggestion {
  /** The kind of record that has the name, or `topic`. */
  kind: string;
  id: string;
  name: string;
  /** The alias that completes the typed text, if it does so better than the name. */
  matched?: string;
  /** What kind of party it is, and its country. */
  party_kind?: unknown;
  country?: unknown;
}

/** What is asked for. */
export interface SuggestionQuery {
  /** The keys of the typed text. */
  typed: readonly string[];
  kinds: readonly string[];
  /** Only parties of these kinds. */
  partyKinds?: readonly string[] | undefined;
  limit: number;
}

/** Index rows read for each kind: names that begin with the text, and as many again with a later word that does. */
const MAX_ROWS = 200;

/** Rows looked through for parties of some kinds. */
const MAX_NARROWED = 2000;

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

/** At most `limit` suggestions, best first. */
export async function suggest(
  reading: Reading,
  { typed, kinds, partyKinds, limit }: SuggestionQuery,
): Promise<Suggestion[]> {
  const { db, definitions } = reading;
  const candidates: Candidate[] = kinds.includes(TOPIC) ? topicsFor(typed) : [];
  const named = definitions.filter(({ record }) => kinds.includes(record));
  for (const { record } of named)
    for (const one of typed)
      candidates.push(...(await candidatesFor(reading, record, one, record === 'party' ? partyKinds : undefined)));
  const distinct = eachOnce(candidates);
  const last = await outletsAlone(reading, distinct);
  const ranked = distinct.sort(comparing(suggestedKinds(definitions), last));

  const suggestions: Suggestion[] = [];
  // The index holds only the beginning of a key, so longer typed text is compared with the names themselves.
  for (let from = 0; from < ranked.length && suggestions.length < limit; from += limit) {
    const batch = ranked.slice(from, from + limit);
    const topics = batch.filter(({ kind }) => kind === TOPIC);
    const names = new Map(topics.map(({ id }) => [keyOf(TOPIC, id), [inWords(id)]]));
    const about = new Map<string, Pick<Suggestion, 'party_kind' | 'country'>>();
    for (const definition of named) {
      const ids = batch.filter(({ kind }) => kind === definition.record).map(({ id }) => id);
      for (const [id, document] of await documentsAt(db, definition.record, ids)) {
        const members: Members = JSON.parse(document);
        names.set(keyOf(definition.record, id), namesIn(definition, members));
        if (definition.record === 'party') about.set(keyOf(definition.record, id), aboutParty(members));
      }
    }
    for (const { kind, id } of batch) {
      const known = names.get(keyOf(kind, id)) ?? [];
      const [name = ''] = known;
      const best = bestName(known, typed);
      if (!best) continue;
      const matched = best.name !== name && { matched: best.name };
      suggestions.push({ kind, id, name, ...matched, ...about.get(keyOf(kind, id)) });
    }
  }
  return suggestions.slice(0, limit);
}

const aboutParty = ({ kind, country }: Members) => ({ party_kind: kind, ...(country !== undefined && { country }) });

const inWords = (topic: string): string => topic.replaceAll('_', ' ');

const topicsFor = (typed: readonly string[]): Candidate[] =>
  Object.keys(TOPICS).flatMap((id) => {
    const best = bestName([inWords(id)], typed);
    return best ? [{ kind: TOPIC, id, rank: best.rank }] : [];
  });

async function candidatesFor(
  reading: Reading,
  kind: string,
  typed: string,
  partyKinds: readonly string[] | undefined,
): Promise<Candidate[]> {
  const from = beginningOf(typed);
  // The last code point of Unicode is in no key, and sorts after all others in UTF-8.
  const to = `${from}\u{10FFFF}`;
  const candidates: Candidate[] = [];
  for (const filter of [NAME_START, NAME_WORD])
    for (const { value, id } of await (partyKinds
      ? rowsOfKinds(reading, `${kind}.${filter}`, from, to, partyKinds)
      : rowsBetween(reading.db, `${kind}.${filter}`, from, to)))
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

/** The same of parties of some kinds alone. */
const rowsOfKinds = (
  { db, scans }: Reading,
  filter: string,
  from: string,
  to: string,
  partyKinds: readonly string[],
): Promise<{ value: string; id: string }[]> =>
  db
    .selectFrom(
      db
        .selectFrom('index_entry')
        .select(['value', 'sort', 'id'])
        .where('filter', '=', filter)
        .where('value', '>=', from)
        .where('value', '<', to)
        .orderBy('value')
        .orderBy('sort')
        .orderBy('id')
        .limit(sql.lit(MAX_NARROWED))
        .as('e'),
    )
    .select(['e.value', 'e.id'])
    .where(isOfKind(scans, 'e', partyKinds))
    .orderBy('e.value')
    .orderBy('e.sort')
    .orderBy('e.id')
    .limit(sql.lit(MAX_ROWS))
    .execute();

/** Whether the party of a row is of one of these kinds. */
const isOfKind = (scans: Reading['scans'], row: string, kinds: readonly string[]): RawBuilder<SqlBool> =>
  sql`exists (select 1 from index_entry as k where k.filter = 'party.kind' and k.value in ${scans.list(kinds)}
    and k.sort = ${sql.ref(`${row}.sort`)} and k.id = ${sql.ref(`${row}.id`)} ${scans.forEachRow})`;

/** The outlets among the candidates to which nothing but sources refers: they are named to say who published something. */
async function outletsAlone(
  { db, scans, definitions }: Reading,
  candidates: readonly Candidate[],
): Promise<ReadonlySet<string>> {
  const parties = candidates.filter(({ kind }) => kind === 'party').map(({ id }) => id);
  if (parties.length === 0) return new Set();
  const outlets = await db
    .selectFrom('record as r')
    .select('r.id')
    .where('r.record', '=', 'party')
    .where('r.id', 'in', scans.list(parties))
    .where(isOfKind(scans, 'r', ['media']))
    .execute();
  const ids = outlets.map(({ id }) => id);
  const others = await referredToBy(
    db,
    'party',
    ids,
    definitions.map(({ record }) => record).filter((record) => record !== 'source'),
  );
  return new Set(ids.filter((id) => !others.has(id)));
}

const comparing =
  (kinds: readonly string[], last: ReadonlySet<string>) =>
  (one: Candidate, other: Candidate): number =>
    Number(isLast(one, last)) - Number(isLast(other, last)) ||
    compareRanks(one.rank, other.rank) ||
    kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
    (one.id < other.id ? -1 : 1);

const isLast = ({ kind, id }: Candidate, last: ReadonlySet<string>): boolean => kind === 'party' && last.has(id);

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
