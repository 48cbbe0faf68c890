/** The records that the filters of a list name: which of them are not there, and which ids are near. */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import { refersTo } from '../../model/ids.js';
import { keyOf, type Reference } from '../../model/refusal.js';
import { edits, nearestIds } from '../../model/words/nearest-name.js';
import { trigramsOf } from '../../model/words/trigrams.js';
import type { Definition, FilterValues } from '../definition.js';
import { wordsSharing } from '../index/name-words.js';
import { NAME_START, NAME_WORD } from '../index/names.js';
import type { Reading } from '../read/reading.js';

/** A record as a parameter names it. */
export interface NamedRecord extends Reference {
  parameter: string;
}

/** A record that a parameter names and that is not there. */
export interface UnknownRecord {
  parameter: string;
  id: string;
  /** The nearest ids that are. */
  nearest: readonly string[];
}

/** The records that the filters and the ids of a list name. */
export function recordsNamed(definition: Definition, values: FilterValues, ids: readonly string[] = []): NamedRecord[] {
  const byFilters = Object.entries(definition.filters).flatMap(([parameter, { schema }]) => {
    const record = refersTo(schema.items ?? schema);
    return record === undefined ? [] : (values[parameter] ?? []).map((id) => ({ parameter, record, id }));
  });
  return [...byFilters, ...ids.map((id) => ({ parameter: 'id', record: definition.record, id }))];
}

/** Whether a row of `record` is one of these records, and was not deleted. */
export const isAmong =
  ({ scans }: Pick<Reading, 'scans'>, named: readonly Reference[]) =>
  (eb: ExpressionBuilder<Tables, 'record'>): Expression<SqlBool> => {
    const kinds = [...new Set(named.map(({ record }) => record))];
    const ofKind = kinds.map((kind) => {
      const ids = named.filter(({ record }) => record === kind).map(({ id }) => id);
      return eb.and([eb('record.record', '=', kind), eb('record.id', 'in', scans.list([...new Set(ids)]))]);
    });
    return eb.and([eb.or(ofKind), eb('record.deleted_at', 'is', null)]);
  };

/** The records among these that are there. */
export async function recordsThere(reading: Reading, named: readonly Reference[]): Promise<Set<string>> {
  if (named.length === 0) return new Set();
  const rows = await reading.db
    .selectFrom('record')
    .select(['record.record', 'record.id'])
    .where(isAmong(reading, named))
    .execute();
  return new Set(rows.map(keyOf));
}

/** Unknown ids that are said. */
export const MAX_UNKNOWN = 200;
/** Ids for which others are looked for; more are only said to be unknown. */
const MAX_IDS = 10;
/** Words of an id that are looked for in names. */
const MAX_WORDS = 4;
/** Records looked at for each id: before it and behind it from A to Z, and for each word with a name that begins so. */
const MAX_ROWS = 10;
/** Words of names that are compared letter by letter, for each word. */
const MAX_COMPARED = 20;
const MAX_NEAREST = 3;

/** The unknown ones, with the nearest ids that are there. */
export async function withNearest(reading: Reading, unknown: readonly NamedRecord[]): Promise<UnknownRecord[]> {
  const searched = [...new Map(unknown.map((one) => [keyOf(one), one])).values()].slice(0, MAX_IDS);
  const words = await wordsToLookFor(reading.db, searched);
  const queries = searched.flatMap((one, index) => candidateQueries(one, index, words.get(keyOf(one)) ?? []));
  const { rows } = await sql<Candidate>`${sql.join(queries, sql` union all `)}`.execute(reading.db);
  const nearest = new Map(
    searched.map((one, index) => {
      const candidates = new Map<string, string[]>();
      for (const { at, id, word } of rows)
        if (at === index) candidates.set(id, [...(candidates.get(id) ?? []), ...(word === null ? [] : [word])]);
      return [keyOf(one), nearestIds(one.id, candidates, MAX_NEAREST)];
    }),
  );
  return unknown.slice(0, MAX_UNKNOWN).map(({ parameter, record, id }) => ({
    parameter,
    id,
    nearest: nearest.get(keyOf({ record, id })) ?? [],
  }));
}

/** A record that may be meant. */
interface Candidate {
  /** By which of the unknown ids. */
  at: number;
  id: string;
  /** The word of its name by which it was found. */
  word: string | null;
}

const wordsIn = (id: string): string[] => id.split('-').slice(0, MAX_WORDS);

/** The words to look for in names: those of each id, and for parties words of names that are close to them. */
async function wordsToLookFor(db: Database, named: readonly Reference[]): Promise<Map<string, string[]>> {
  const ofParties = named.filter(({ record }) => record === 'party').flatMap(({ id }) => wordsIn(id));
  const trigrams = new Set(ofParties.flatMap((word) => [...trigramsOf(word)]));
  const close = await wordsSharing(db, trigrams, MAX_COMPARED * ofParties.length);
  return new Map(
    named.map((one) => {
      const own = wordsIn(one.id);
      const others = own.flatMap((word) =>
        close
          .map((other) => ({ other, distance: edits(word, other) }))
          .filter(({ distance }) => distance > 0 && distance <= word.length / 3)
          .sort((a, b) => a.distance - b.distance)
          .slice(0, MAX_NEAREST)
          .map(({ other }) => other),
      );
      return [keyOf(one), one.record === 'party' ? [...own, ...others] : own];
    }),
  );
}

/** The records whose ids come right before and behind an id, and those with names in which a word begins so. */
function candidateQueries({ record, id }: Reference, index: number, words: readonly string[]): RawBuilder<unknown>[] {
  const at = sql.lit(index);
  const limit = sql.lit(MAX_ROWS);
  const beside = [
    { compare: sql`<`, order: sql`desc` },
    { compare: sql`>`, order: sql`asc` },
  ].map(
    ({ compare, order }) => sql`select ${at} as at, id, null as word from (select id from record
      where record = ${record} and deleted_at is null and id ${compare} ${id} order by id ${order} limit ${limit}) as beside`,
  );
  const named = words.flatMap((word) =>
    [NAME_START, NAME_WORD].map(
      (filter) => sql`select ${at} as at, id, cast(${word} as text) as word from (select id from index_entry
        where filter = ${`${record}.${filter}`} and value >= ${word} and value < ${`${word}\u{10ffff}`}
        order by value, sort, id limit ${limit}) as named`,
    ),
  );
  return [...beside, ...named];
}
