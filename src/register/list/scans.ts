/** The queries behind lists: walks along the index, or along the records, in the order that is asked for. */
import { type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import type { Condition, Definition } from '../definition.js';
import { docidsOf, undatedDocidsOf } from '../index/docids.js';
import type { KeysetPosition } from '../index/keyset.js';
import { fulfilling } from '../index/tokens.js';
import { matches, type Narrowing, type Search, type SearchInput } from '../search/matches.js';

export interface DateRange {
  from?: string;
  to?: string;
  /** `straddling` is what is possible but not certain. */
  match: 'certain' | 'possible' | 'any' | 'straddling' | 'undated';
}

export interface ListQuery {
  conditions: readonly Condition[];
  ids?: readonly string[];
  updatedSince?: string;
  dates?: DateRange;
  sort: string;
  descending: boolean;
  /** Words that records have to have; `search` is the same made ready. */
  typed?: SearchInput;
  search?: Search;
  /** The ids of all that match the search, to be put in another order; when they are too many, each record is asked. */
  matched?: readonly string[];
}

/** The order of a search, where none is asked for. */
export const RELEVANCE = 'relevance';

type RecordRow = { r: Tables['record'] };
type Scan = SelectQueryBuilder<Tables & { e: Tables['index_entry'] }, 'e', { key: string; id: string }>;

/** The part of a list that has a date, or the part that has none; the latter comes last in either direction. */
export type Part = 'dated' | 'undated';

/** Walks along the index rows of the first condition, which carry the sort key; the other conditions are look-ups. */
export function indexScan(
  db: Database,
  definition: Definition,
  question: ListQuery,
  part: Part,
  after?: KeysetPosition,
): Scan {
  const [driver = EVERYTHING] = question.conditions;
  // Each alternative comes sorted out of the index; a union of them is a merge, and has each record once.
  const [first = '', ...rest] = driver.anyOf;
  const along = (value: string) => entries(db, definition, question, part, after).where('e.value', '=', value);
  return rest.reduce((walk, value) => walk.union(along(value)), along(first));
}

/** The index rows of the first condition's alternatives, in no order, each record once. */
export function entrySet(db: Database, definition: Definition, question: ListQuery, part: Part): Scan {
  const [driver = EVERYTHING] = question.conditions;
  return entries(db, definition, question, part)
    .where('e.value', 'in', [...driver.anyOf])
    .distinct();
}

const EVERYTHING: Condition = { filter: 'all', anyOf: [''] };

function entries(db: Database, definition: Definition, question: ListQuery, part: Part, after?: KeysetPosition): Scan {
  const { record } = definition;
  const [driver = EVERYTHING, ...others] = question.conditions;
  const { descending, dates, updatedSince } = question;
  let walk = db
    .selectFrom('index_entry as e')
    .select(['e.sort as key', 'e.id'])
    .where('e.filter', '=', `${record}.${driver.filter}`);
  const place = after && part === partOf(after) ? after : undefined;
  if (part === 'undated') {
    walk = walk.where('e.sort', '=', '');
    if (place) walk = walk.where('e.id', descending ? '<' : '>', place[1]);
  } else {
    // These bounds are wider than what is asked of the record's own dates, and let the index skip the rest. The one on
    // the side of the place is left to it: a database begins at only one of two.
    const { from, to } = dates?.match === 'certain' ? dates : {};
    if (!place || descending) walk = from === undefined ? aboveAll(walk, definition) : walk.where('e.sort', '>=', from);
    if ((!place || !descending) && to !== undefined) walk = walk.where('e.sort', '<=', `${to} ${to}`);
    // What begins in the range and ends behind it is known from its key, without a look at the record.
    if (to !== undefined) walk = walk.where(sql<SqlBool>`substr(${sql.ref('e.sort')}, 12) <= ${to}`);
    if (place) walk = walk.where(beyond(['e.sort', 'e.id'], descending, place));
  }
  for (const condition of others) walk = walk.where(holds(record, condition, 'e'));
  // What is undated needs no look at the record's dates: the sort key says so.
  const asked = part === 'undated' ? undefined : dates;
  const search = question.search && matches(db, question.search, wordsOf(definition, question));
  if (asked || updatedSince !== undefined || search)
    walk = walk.where(({ exists, selectFrom }) => {
      let row = selectFrom('record as r').select('r.id').where('r.record', '=', record).whereRef('r.id', '=', 'e.id');
      if (asked) row = row.where(inRange(asked));
      if (updatedSince !== undefined) row = row.where('r.updated_at', '>=', updatedSince);
      if (search) row = row.where(search);
      return exists(row);
    });
  return walk;
}

/** Leaves out what has no date. */
const aboveAll = (walk: Scan, { dated }: Definition): Scan =>
  dated === undefined ? walk : walk.where('e.sort', '>', '');

/** Where a place stands. */
export const partOf = ([key]: KeysetPosition): Part => (key === '' ? 'undated' : 'dated');

/** A look-up in the index: the record in the outer row fulfils the condition. */
const holds = (record: string, { filter, anyOf }: Condition, outer: 'e' | 'r') =>
  sql<SqlBool>`exists (select 1 from index_entry as o where o.filter = ${`${record}.${filter}`} and o.value in (${sql.join([...anyOf])}) and o.sort = ${sql.ref(`${outer}.sort`)} and o.id = ${sql.ref(`${outer}.id`)})`;

/** Walks along the records themselves, for the other sorts and for chosen ids. */
export function recordScan(
  db: Database,
  definition: Definition,
  question: ListQuery,
  part: Part,
  after?: KeysetPosition,
) {
  const { record } = definition;
  const { descending, updatedSince, dates, conditions, matched } = question;
  const ids = matched ?? question.ids;
  const byKey = question.sort === definition.sort;
  const column = COLUMNS.get(question.sort) ?? 'r.sort';
  const direction = descending ? 'desc' : 'asc';
  let walk = db
    .selectFrom('record as r')
    .select([`${column} as key`, 'r.id as id'])
    .where('r.record', '=', record)
    .where('r.deleted_at', 'is', null);
  if (byKey && definition.dated) walk = walk.where('r.sort', part === 'undated' ? '=' : '>', '');
  if (ids) walk = walk.where('r.id', 'in', [...ids]);
  if (updatedSince !== undefined) walk = walk.where('r.updated_at', '>=', updatedSince);
  if (dates) walk = walk.where(inRange(dates));
  if (after && (!byKey || part === partOf(after))) walk = walk.where(beyond([column, 'r.id'], descending, after));
  for (const condition of conditions) walk = walk.where(holds(record, condition, 'r'));
  if (question.search && !question.matched)
    walk = walk.where(matches(db, question.search, wordsOf(definition, question)));
  // A few chosen ids are sorted by whoever asked; anything else comes sorted out of an index.
  return ids ? walk : walk.orderBy(column, direction).orderBy('r.id', direction);
}

/** What the index of words is asked beside the words. */
export function narrowingOf({ record }: Definition, { conditions, dates, updatedSince }: ListQuery): Narrowing {
  const { from, to } = dates?.match === 'certain' ? dates : {};
  const places = dates?.match === 'undated' ? undatedDocidsOf(record) : docidsOf(record, from, to);
  // What is undated is known by its place.
  const asked = dates?.match === 'undated' ? undefined : dates;
  return {
    kinds: [{ record, ...places }],
    tokens: fulfilling(record, conditions),
    ...((asked || updatedSince !== undefined) && {
      record: (eb) =>
        eb.and([
          ...(asked ? [inRange(asked)(eb)] : []),
          ...(updatedSince === undefined ? [] : [eb('r.updated_at', '>=', updatedSince)]),
        ]),
    }),
  };
}

/** The same without what the walk itself asks of dates. */
const wordsOf = ({ record }: Definition, { conditions }: ListQuery): Narrowing => ({
  kinds: [{ record, ...docidsOf(record) }],
  tokens: fulfilling(record, conditions),
});

const COLUMNS = new Map<string, 'r.id' | 'r.created_at' | 'r.updated_at'>([
  ['id', 'r.id'],
  ['created_at', 'r.created_at'],
  ['updated_at', 'r.updated_at'],
]);

/** Behind a place in the order of two columns. */
const beyond = ([key, id]: readonly [string, string], descending: boolean, [afterKey, afterId]: KeysetPosition) =>
  sql<SqlBool>`(${sql.ref(key)}, ${sql.ref(id)}) ${sql.raw(descending ? '<' : '>')} (${afterKey}, ${afterId})`;

/** What a date range asks of the bounds of a record's date. */
export function inRange({ from, to, match }: DateRange) {
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
