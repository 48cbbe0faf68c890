/** Finds records: a page of those that fulfil all conditions, in a total order, and how many there are. */
import { type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../db/tables.js';
import type { RecordName } from '../model/ids.js';
import type { Place } from './cursor.js';
import type { Condition, Definition } from './definition.js';

/** Counts are exact up to here, and lower bounds beyond. */
export const MOST_COUNTED = 10_000;

/** Rows looked at to tell which of several conditions is the rarest, and ids looked up at once. */
const MOST_SAMPLED = 1000;

export interface DateRange {
  from?: string;
  to?: string;
  /** `straddling` is what is possible but not certain. */
  match: 'certain' | 'possible' | 'any' | 'straddling' | 'undated';
}

export interface Question {
  conditions: readonly Condition[];
  ids?: readonly string[];
  updatedSince?: string;
  dates?: DateRange;
  sort: string;
  descending: boolean;
}

type EntryRow = { e: Tables['index_entry'] };
type RecordRow = { r: Tables['record'] };
type Walk = SelectQueryBuilder<Tables & EntryRow, 'e', { key: string; id: string }>;

/** The places of at most `limit` records behind a place. */
export async function findPlaces(
  db: Database,
  definition: Definition,
  question: Question,
  limit: number,
  after?: Place,
): Promise<Place[]> {
  if (question.sort !== definition.sort || question.ids) return recordWalk(db, definition, question, limit, after);
  const driven = await rarestFirst(db, definition, question);
  const { descending } = question;
  const direction = descending ? 'desc' : 'asc';
  const places: Place[] = [];
  // What has no date comes last in either direction, so it is a walk of its own.
  for (const undated of [false, true]) {
    if (places.length >= limit || (undated ? !definition.dated : after?.[0] === '')) continue;
    const rows = await entryWalk(db, definition, driven, undated, after)
      .orderBy('key', direction)
      .orderBy('id', direction)
      .limit(limit - places.length)
      .execute();
    for (const { key, id } of rows) places.push([key, id]);
  }
  return places;
}

/** How many records fulfil all conditions, counted no further than one beyond `MOST_COUNTED`. */
export async function count(db: Database, definition: Definition, question: Question): Promise<number> {
  if (question.ids) return (await recordWalk(db, definition, question, MOST_COUNTED + 1)).length;
  const driven = await rarestFirst(db, definition, question);
  let sum = 0;
  for (const undated of definition.dated ? [false, true] : [false]) {
    const walk = entryWalk(db, definition, driven, undated).limit(MOST_COUNTED + 1 - sum);
    const { rows } = await db
      .selectFrom(walk.as('found'))
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    sum += Number(rows);
  }
  return sum;
}

/** The current documents of these records, in their order, as rendered. */
export async function documentsAt(
  db: Database,
  record: RecordName,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += MOST_SAMPLED) {
    const rows = await db
      .selectFrom('record')
      .select(['id', 'document'])
      .where('record', '=', record)
      .where('id', 'in', ids.slice(from, from + MOST_SAMPLED))
      .execute();
    for (const { id, document } of rows) if (document !== null) found.set(id, document);
  }
  return new Map(ids.flatMap((id): [string, string][] => (found.has(id) ? [[id, found.get(id) ?? '']] : [])));
}

/** The conditions, the one with the fewest records first: it is the one that is walked along. */
async function rarestFirst(db: Database, definition: Definition, question: Question): Promise<Question> {
  const { conditions } = question;
  if (conditions.length < 2) return question;
  const sizes = new Map<Condition, number>();
  for (const condition of conditions) {
    const sample = db
      .selectFrom('index_entry')
      .select('id')
      .where('filter', '=', `${definition.record}.${condition.filter}`)
      .where('value', 'in', [...condition.anyOf])
      .limit(MOST_SAMPLED);
    const { rows } = await db
      .selectFrom(sample.as('sample'))
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    sizes.set(condition, Number(rows));
  }
  return {
    ...question,
    conditions: conditions.toSorted((one, other) => (sizes.get(one) ?? 0) - (sizes.get(other) ?? 0)),
  };
}

/** Walks along the index rows of the first condition, which carry the sort key; the other conditions are look-ups. */
function entryWalk(db: Database, definition: Definition, question: Question, undated: boolean, after?: Place): Walk {
  const { record } = definition;
  const [driver = { filter: 'all', anyOf: [''] }, ...others] = question.conditions;
  const { descending, dates, updatedSince } = question;

  const along = (value: string): Walk => {
    let walk = db
      .selectFrom('index_entry as e')
      .select(['e.sort as key', 'e.id'])
      .where('e.filter', '=', `${record}.${driver.filter}`)
      .where('e.value', '=', value);
    if (undated) walk = walk.where('e.sort', '=', '');
    else if (definition.dated) walk = walk.where('e.sort', '>', '');
    // Both bounds are narrower than what the record's own dates are asked, and let the index skip the rest.
    if (dates?.match === 'certain' && dates.from !== undefined) walk = walk.where('e.sort', '>=', dates.from);
    if (dates?.match === 'certain' && dates.to !== undefined) walk = walk.where('e.sort', '<=', `${dates.to}~`);
    if (after && undated === (after[0] === '')) walk = walk.where(beyond(['e.sort', 'e.id'], descending, after));
    for (const { filter, anyOf } of others)
      walk = walk.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('index_entry as o')
            .select('o.id')
            .where('o.filter', '=', `${record}.${filter}`)
            .where('o.value', 'in', [...anyOf])
            .whereRef('o.sort', '=', 'e.sort')
            .whereRef('o.id', '=', 'e.id'),
        ),
      );
    if (dates || updatedSince !== undefined)
      walk = walk.where(({ exists, selectFrom }) => {
        let row = selectFrom('record as r').select('r.id').where('r.record', '=', record).whereRef('r.id', '=', 'e.id');
        if (dates) row = row.where(inRange(dates));
        if (updatedSince !== undefined) row = row.where('r.updated_at', '>=', updatedSince);
        return exists(row);
      });
    return walk;
  };

  // Each alternative comes sorted out of the index; a union of them is a merge, and counts each record once.
  const [first = '', ...rest] = driver.anyOf;
  return rest.reduce((walk, value) => walk.union(along(value)), along(first));
}

/** Walks along the records themselves, for the other sorts and for chosen ids. */
async function recordWalk(
  db: Database,
  definition: Definition,
  question: Question,
  limit: number,
  after?: Place,
): Promise<Place[]> {
  const { record } = definition;
  const { descending, ids, updatedSince, dates, conditions } = question;
  const byKey = question.sort === definition.sort;
  const column = byKey
    ? 'r.sort'
    : question.sort === 'id'
      ? 'r.id'
      : question.sort === 'created_at'
        ? 'r.created_at'
        : 'r.updated_at';
  const direction = descending ? 'desc' : 'asc';
  const places: Place[] = [];
  for (const undated of byKey ? [false, true] : [false]) {
    if (places.length >= limit || (!undated && after?.[0] === '')) continue;
    let walk = db
      .selectFrom('record as r')
      .select([`${column} as key`, 'r.id as id'])
      .where('r.record', '=', record)
      .where('r.deleted_at', 'is', null);
    if (byKey) walk = walk.where('r.sort', undated ? '=' : '>', '');
    if (ids) walk = walk.where('r.id', 'in', [...ids]);
    if (updatedSince !== undefined) walk = walk.where('r.updated_at', '>=', updatedSince);
    if (dates) walk = walk.where(inRange(dates));
    if (after && (!byKey || undated === (after[0] === '')))
      walk = walk.where(beyond([column, 'r.id'], descending, after));
    for (const { filter, anyOf } of conditions)
      walk = walk.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('index_entry as o')
            .select('o.id')
            .where('o.filter', '=', `${record}.${filter}`)
            .where('o.value', 'in', [...anyOf])
            .whereRef('o.sort', '=', 'r.sort')
            .whereRef('o.id', '=', 'r.id'),
        ),
      );
    const rows = await walk
      .orderBy(column, direction)
      .orderBy('r.id', direction)
      .limit(limit - places.length)
      .execute();
    for (const { key, id } of rows) places.push([key, id]);
  }
  return places;
}

/** Behind a place in the order of two columns. */
const beyond = ([key, id]: readonly [string, string], descending: boolean, [afterKey, afterId]: Place) =>
  sql<SqlBool>`(${sql.ref(key)}, ${sql.ref(id)}) ${sql.raw(descending ? '<' : '>')} (${afterKey}, ${afterId})`;

/** What a date range asks of the bounds of a record's date. */
function inRange({ from, to, match }: DateRange) {
  return (eb: ExpressionBuilder<Tables & RecordRow, 'r'>): Expression<SqlBool> => {
    const dated = eb.or([eb('r.earliest', 'is not', null), eb('r.latest', 'is not', null)]);
    const certain = eb.and([
      ...(from === undefined ? [] : [eb('r.earliest', '>=', from)]),
      ...(to === undefined ? [] : [eb('r.latest', '<=', to)]),
    ]);
    const possible = eb.and([
      dated,
      ...(from === undefined ? [] : [eb.or([eb('r.latest', 'is', null), eb('r.latest', '>=', from)])]),
      ...(to === undefined ? [] : [eb.or([eb('r.earliest', 'is', null), eb('r.earliest', '<=', to)])]),
    ]);
    switch (match) {
      case 'certain':
        return eb.and([dated, certain]);
      case 'possible':
        return possible;
      case 'undated':
        return eb.not(dated);
      case 'any':
        return eb.or([possible, eb.not(dated)]);
      case 'straddling': {
        // A comparison with an absent bound is neither true nor false, so it is asked the other way round.
        const outside = [
          ...(from === undefined ? [] : [eb('r.earliest', 'is', null), eb('r.earliest', '<', from)]),
          ...(to === undefined ? [] : [eb('r.latest', 'is', null), eb('r.latest', '>', to)]),
        ];
        return eb.and([possible, eb.or(outside)]);
      }
    }
  };
}
