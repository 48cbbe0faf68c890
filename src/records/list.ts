/** Finds records: a page of those that fulfil all conditions, in a total order, and how many there are. */
import type { Database } from '../db/tables.js';
import type { RecordName } from '../model/ids.js';
import type { Place } from './cursor.js';
import type { Condition, Definition } from './definition.js';
import { entrySet, entryWalk, type Part, partOf, type Question, recordWalk } from './walks.js';

/** Counts are exact up to here, and lower bounds beyond. */
export const MOST_COUNTED = 10_000;

/** Rows looked at to tell which of several conditions is the rarest, and ids looked up at once. */
const MOST_SAMPLED = 1000;

/** Alternatives in one query: SQLite takes no more than 500 in a union. */
const MOST_MERGED = 100;

/** The places of at most `limit` records behind a place. */
export async function findPlaces(
  db: Database,
  definition: Definition,
  asked: Question,
  limit: number,
  after?: Place,
): Promise<Place[]> {
  const question = await rarestFirst(db, definition, asked);
  const places: Place[] = [];
  for (const part of question ? partsOf(definition, question) : []) {
    if (!question || places.length >= limit || (after && part === 'dated' && partOf(after) === 'undated')) continue;
    places.push(...(await findPart(db, definition, question, part, limit - places.length, after)));
  }
  return places;
}

async function findPart(
  db: Database,
  definition: Definition,
  question: Question,
  part: Part,
  limit: number,
  after: Place | undefined,
): Promise<Place[]> {
  if (question.sort !== definition.sort || question.ids) {
    const rows = await recordWalk(db, definition, question, part, after).limit(limit).execute();
    return rows.map(({ key, id }): Place => [key, id]);
  }
  const [driver, ...others] = question.conditions;
  const direction = question.descending ? 'desc' : 'asc';
  const found = new Map<string, Place>();
  for (const conditions of driver ? inGroups(driver).map((group) => [group, ...others]) : [[]]) {
    const rows = await entryWalk(db, definition, { ...question, conditions }, part, after)
      .orderBy('key', direction)
      .orderBy('id', direction)
      .limit(limit)
      .execute();
    for (const { key, id } of rows) found.set(id, [key, id]);
  }
  const inOrder = [...found.values()].sort(comparePlaces);
  return (question.descending ? inOrder.reverse() : inOrder).slice(0, limit);
}

/** In the order of the database: by bytes, which is by code points. */
const comparePlaces = (one: Place, other: Place): number =>
  Buffer.compare(Buffer.from(one[0]), Buffer.from(other[0])) ||
  Buffer.compare(Buffer.from(one[1]), Buffer.from(other[1]));

const inGroups = ({ filter, anyOf }: Condition): Condition[] =>
  Array.from({ length: Math.ceil(anyOf.length / MOST_MERGED) }, (_, index) => ({
    filter,
    anyOf: anyOf.slice(index * MOST_MERGED, (index + 1) * MOST_MERGED),
  }));

/** The parts in which a question can find anything; only the default sort of what is dated has two. */
function partsOf(definition: Definition, { sort, dates }: Question): Part[] {
  if (!definition.dated || sort !== definition.sort) return ['dated'];
  if (dates?.match === 'undated') return ['undated'];
  return dates && dates.match !== 'any' ? ['dated'] : ['dated', 'undated'];
}

/** How many records fulfil all conditions, counted no further than one beyond `MOST_COUNTED`. */
export async function count(db: Database, definition: Definition, asked: Question): Promise<number> {
  const question = await rarestFirst(db, definition, { ...asked, sort: definition.sort });
  let sum = 0;
  for (const part of question ? partsOf(definition, question) : []) {
    if (!question) continue;
    const most = MOST_COUNTED + 1 - sum;
    const found = question.ids
      ? recordWalk(db, definition, question, part).limit(most).as('found')
      : entrySet(db, definition, question, part).limit(most).as('found');
    const { rows } = await db
      .selectFrom(found)
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

/**
 * The conditions, the one with the fewest records first: it is the one that is walked along. Undefined when there is
 * one that no record fulfils.
 */
async function rarestFirst(db: Database, definition: Definition, question: Question): Promise<Question | undefined> {
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
    if (Number(rows) === 0) return undefined;
    sizes.set(condition, Number(rows));
  }
  return {
    ...question,
    conditions: conditions.toSorted((one, other) => (sizes.get(one) ?? 0) - (sizes.get(other) ?? 0)),
  };
}
