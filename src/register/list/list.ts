/** Finds records: a page of those that fulfil all conditions, in a total order, and how many there are. */

import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import type { Condition, Definition } from '../definition.js';
import { comparePositions, type KeysetPosition } from '../index/keyset.js';
import { countMatches, matchingDocids, type Narrowing, recordsByDocid, type Search } from '../search/matches.js';
import { prepareSearch } from '../search/prepare.js';
import { rankedPage, resumeSearch } from '../search/ranking.js';
import {
  type DateRange,
  entrySet,
  indexScan,
  inRange,
  type ListQuery,
  narrowingOf,
  type Part,
  partOf,
  RELEVANCE,
  recordScan,
} from './scans.js';

/** Counts are exact up to here, and lower bounds beyond. */
export const MAX_COUNTED = 10_000;

/** What `meta` tells of a count: how many there are, or that there are more. */
export const totalOf = (found: number): Members => ({
  total: Math.min(found, MAX_COUNTED),
  ...(found > MAX_COUNTED && { total_is_lower_bound: true }),
});

/** Rows looked at to tell which of several conditions is the rarest. */
const MAX_SAMPLED = 1000;

/** Ids looked up by one query. */
const BATCH_SIZE = 1000;

/** Alternatives in one query, SQLite takes no more than 500 in a union, and values in all of them, of which it takes 32 766. */
const MAX_MERGED = 100;
const MAX_VALUES = 30_000;

/**
 * A question made ready: the rarest condition first, which is the one that is walked along. Undefined when it is known
 * that no record fulfils one of the conditions.
 */
export async function plan(db: Database, definition: Definition, asked: ListQuery): Promise<ListQuery | undefined> {
  const question = asked.typed ? await amongRecent(db, definition, asked) : asked;
  const { conditions, updatedSince, ids, sort, typed } = question;
  const search = typed && (await prepareSearch(db, typed, await narrowing(db, definition, question)));
  if (typed && !search) return undefined;
  if (search && sort === RELEVANCE) return { ...question, search };
  // A single condition is walked along however rare it is, and comes sorted out of the index.
  if (conditions.length < 2 && updatedSince === undefined && sort === definition.sort && !search) return question;
  const matched = search && (await allMatches(db, definition, question, search));
  if (matched) return { ...question, search, matched };
  const samples: { condition?: Condition; found: string[] }[] = [];
  for (const condition of conditions) samples.push({ condition, found: await sample(db, definition, condition) });
  if (updatedSince !== undefined) samples.push({ found: await sampleUpdated(db, definition, updatedSince) });
  samples.sort((one, other) => one.found.length - other.found.length);
  const [rarest] = samples;
  if (rarest?.found.length === 0) return undefined;
  const ordered = {
    ...question,
    conditions: samples.flatMap(({ condition }) => condition ?? []),
    ...(search && { search }),
  };
  // Few records in another order than the index has, or by what it doesn't know: they are looked at one by one.
  const few = rarest !== undefined && rarest.found.length < MAX_SAMPLED && !ids;
  return few && (sort !== definition.sort || !rarest.condition) ? { ...ordered, ids: rarest.found } : ordered;
}

/** The question of a list that goes on behind a place. */
export const resume = (question: ListQuery | undefined, after: KeysetPosition | undefined): ListQuery | undefined =>
  question?.search ? { ...question, search: resumeSearch(question.search, after) } : question;

/** When few records were written lately, a search is among those. */
async function amongRecent(db: Database, definition: Definition, question: ListQuery): Promise<ListQuery> {
  const { updatedSince, ids } = question;
  if (updatedSince === undefined || ids) return question;
  const found = await sampleUpdated(db, definition, updatedSince);
  return found.length < MAX_SAMPLED ? { ...question, ids: found } : question;
}

/** The ids of all that match a search, unless they are too many to be put in another order one by one. */
async function allMatches(
  db: Database,
  definition: Definition,
  question: ListQuery,
  search: Search,
): Promise<string[] | undefined> {
  const found = await matchingDocids(db, search, await narrowing(db, definition, question), MAX_COUNTED + 1);
  if (found.length > MAX_COUNTED) return undefined;
  return [...(await recordsByDocid(db, found)).values()].map(({ id }) => id);
}

/** What a search is narrowed by; chosen records are told by their places. */
async function narrowing(db: Database, definition: Definition, question: ListQuery): Promise<Narrowing> {
  const narrowed = narrowingOf(definition, question);
  if (!question.ids) return narrowed;
  const rows = await db
    .selectFrom('record')
    .select('docid')
    .where('record', '=', definition.record)
    .where('id', 'in', [...question.ids])
    .execute();
  return { ...narrowed, docids: rows.flatMap(({ docid }) => docid ?? []) };
}

async function sample(db: Database, definition: Definition, { filter, anyOf }: Condition): Promise<string[]> {
  const rows = await db
    .selectFrom('index_entry')
    .select('id')
    .where('filter', '=', `${definition.record}.${filter}`)
    .where('value', 'in', [...anyOf])
    .limit(MAX_SAMPLED)
    .execute();
  return rows.map(({ id }) => id);
}

async function sampleUpdated(db: Database, { record }: Definition, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('record')
    .select('id')
    .where('record', '=', record)
    .where('deleted_at', 'is', null)
    .where('updated_at', '>=', since)
    .limit(MAX_SAMPLED)
    .execute();
  return rows.map(({ id }) => id);
}

/** The places of at most `limit` records behind a place. */
export async function pageKeys(
  db: Database,
  definition: Definition,
  question: ListQuery,
  limit: number,
  after?: KeysetPosition,
): Promise<KeysetPosition[]> {
  if (question.search && question.sort === RELEVANCE) {
    const found = await rankedPage(db, question.search, await narrowing(db, definition, question), limit, after);
    return found.map(({ at }) => at);
  }
  const places: KeysetPosition[] = [];
  for (const part of partsOf(definition, question)) {
    if (places.length >= limit || (after && part === 'dated' && partOf(after) === 'undated')) continue;
    places.push(...(await findPart(db, definition, question, part, limit - places.length, after)));
  }
  return places;
}

async function findPart(
  db: Database,
  definition: Definition,
  question: ListQuery,
  part: Part,
  limit: number,
  after: KeysetPosition | undefined,
): Promise<KeysetPosition[]> {
  const inOrder = (places: KeysetPosition[]): KeysetPosition[] =>
    places.sort((one, other) => (question.descending ? comparePositions(other, one) : comparePositions(one, other)));
  const chosen = question.matched ?? question.ids;
  if (question.sort !== definition.sort || chosen) {
    const walk = recordScan(db, definition, question, part, after);
    const rows = await (chosen ? walk : walk.limit(limit)).execute();
    const places = rows.map(({ key, id }): KeysetPosition => [key, id]);
    return chosen ? inOrder(places).slice(0, limit) : places;
  }
  const [driver, ...others] = question.conditions;
  const direction = question.descending ? 'desc' : 'asc';
  const found = new Map<string, KeysetPosition>();
  for (const conditions of driver ? inGroups(driver, others).map((group) => [group, ...others]) : [[]]) {
    const rows = await indexScan(db, definition, { ...question, conditions }, part, after)
      .orderBy('key', direction)
      .orderBy('id', direction)
      .limit(limit)
      .execute();
    for (const { key, id } of rows) found.set(id, [key, id]);
  }
  return inOrder([...found.values()]).slice(0, limit);
}

/** The condition in parts that one query takes: each alternative repeats the values of the other conditions. */
function inGroups({ filter, anyOf }: Condition, others: readonly Condition[]): Condition[] {
  const values = others.reduce((sum, other) => sum + other.anyOf.length, 20);
  const size = Math.max(1, Math.min(MAX_MERGED, Math.floor(MAX_VALUES / values)));
  return Array.from({ length: Math.ceil(anyOf.length / size) }, (_, index) => ({
    filter,
    anyOf: anyOf.slice(index * size, (index + 1) * size),
  }));
}

/** The parts in which a question can find anything; only the default sort of what is dated has two. */
function partsOf(definition: Definition, { sort, dates }: ListQuery): Part[] {
  if (!definition.dated || sort !== definition.sort) return ['dated'];
  if (dates?.match === 'undated') return ['undated'];
  return dates && dates.match !== 'any' ? ['dated'] : ['dated', 'undated'];
}

/** The ids of the records that fulfil all conditions, in no order: the first that are found, at most `most`. */
export async function matching(
  db: Database,
  definition: Definition,
  asked: ListQuery,
  most: number,
): Promise<string[]> {
  if (asked.search) {
    const places = await matchingDocids(db, asked.search, await narrowing(db, definition, asked), most);
    return [...(await recordsByDocid(db, places)).values()].map(({ id }) => id);
  }
  const question = { ...asked, sort: definition.sort };
  const ids: string[] = [];
  for (const part of partsOf(definition, question)) {
    const rows = await setOf(db, definition, question, part, most - ids.length).execute();
    for (const { id } of rows) ids.push(id);
  }
  return ids;
}

/** What is counted: the records of one part, in no order. */
const setOf = (db: Database, definition: Definition, question: ListQuery, part: Part, most: number) =>
  question.ids
    ? recordScan(db, definition, question, part).limit(most)
    : entrySet(db, definition, question, part).limit(most);

/** How many records fulfil all conditions, counted no further than one beyond `MAX_COUNTED`. */
export async function count(db: Database, definition: Definition, asked: ListQuery): Promise<number> {
  if (asked.search) return countMatches(db, asked.search, await narrowing(db, definition, asked), MAX_COUNTED + 1);
  const question = { ...asked, sort: definition.sort };
  let sum = 0;
  for (const part of partsOf(definition, question)) {
    const { rows } = await db
      .selectFrom(setOf(db, definition, question, part, MAX_COUNTED + 1 - sum).as('found'))
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    sum += Number(rows);
  }
  return sum;
}

/** How many of these records have a date that fulfils what is asked of it. */
export async function countDates(
  db: Database,
  { record }: Definition,
  ids: readonly string[],
  dates: DateRange,
): Promise<number> {
  let sum = 0;
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    const { rows } = await db
      .selectFrom('record as r')
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .where('r.record', '=', record)
      .where('r.id', 'in', ids.slice(from, from + BATCH_SIZE))
      .where(inRange(dates))
      .executeTakeFirstOrThrow();
    sum += Number(rows);
  }
  return sum;
}
