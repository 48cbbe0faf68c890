/** Reads the parameters of a list, or of the same list as a file. */
import { nextInstant } from '../../model/dates/instant.js';
import { Refusal } from '../../model/refusal.js';
import { type Condition, type Definition, type FilterValues, sortsOf } from '../../register/definition.js';
import type { ClockFilter } from '../../register/index/clock-filter.js';
import type { DateRange } from '../../register/list/dates.js';
import { type ListQuery, RELEVANCE } from '../../register/list/query.js';
import { type ClockQuery, clockIn } from './clocks.js';
import { expectWords } from './words.js';

/** The parameters that lists and files share, as their schemas let them through. */
export interface Selection extends ClockQuery {
  [filter: string]: unknown;
  q?: string;
  spelling?: 'exact';
  from?: string;
  to?: string;
  date_match?: 'certain' | 'possible' | 'any';
  id?: string[];
  updated_since?: string;
  sort?: string;
}

/** Everything that decides which records are listed, and in which order. */
export function listQueryOf(definition: Definition, query: Selection): ListQuery {
  const { q, spelling, from, to, date_match = 'certain', id, updated_since } = query;
  if (q !== undefined) expectWords(q);
  if (from !== undefined && to !== undefined && from > to) {
    const detail = `the range ends (${to}) before it begins (${from})`;
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'to', code: 'out_of_range', detail }] });
  }
  const usual = q === undefined ? sortsOf(definition)[0] : RELEVANCE;
  const sort = query.sort ?? usual;
  if (q === undefined && sort === RELEVANCE) {
    const detail = 'this order is that of a search: send q, too, or leave it out';
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'sort', code: 'not_without_q', detail }] });
  }
  const clock = clockFilterOf(definition, query);
  if (clock?.stages && sort !== usual) {
    const detail = `with stage and a clock the order is ${usual}: leave sort out`;
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'sort', code: 'not_together', detail }] });
  }
  const publishedUntil = clock ? undefined : query.published_until;
  const dates: DateRange | undefined =
    clock || (from === undefined && to === undefined)
      ? undefined
      : { match: date_match, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return {
    conditions: conditionsOf(definition, query, clock ? STANDING : []),
    ...(id && { ids: id.toSorted() }),
    ...(updated_since !== undefined && { updatedSince: nextInstant(updated_since) }),
    ...(dates && { dates }),
    ...(publishedUntil !== undefined && { publishedUntil }),
    ...(clock && { clock }),
    ...(q !== undefined && { words: { typed: q, isExact: spelling === 'exact' } }),
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
  };
}

/** The values of the filters that are asked for. */
export const valuesOf = (definition: Definition, query: Selection): FilterValues =>
  Object.fromEntries(
    Object.keys(definition.filters).flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[name, [value].flat().map(String).toSorted()]];
    }),
  );

/** The filters that ask how far a record has got, and by whose word: with a clock, by that. */
const STANDING = ['stage', 'reached', 'evidence', 'min_independent', 'max_independent'];

function clockFilterOf(definition: Definition, query: Selection): ClockFilter | undefined {
  const clock = definition.periods && clockIn(query);
  if (!clock) return undefined;
  const { stage, reached, evidence, min_independent, max_independent } = valuesOf(definition, query);
  const { from, to, date_match = 'certain' } = query;
  const [minIndependent, maxIndependent] = [min_independent, max_independent].map((one) => one && Number(one[0]));
  return { ...clock, match: date_match, stages: stage, reached, evidence, minIndependent, maxIndependent, from, to };
}

/** @param others filters that are asked otherwise: they are only checked */
function conditionsOf(definition: Definition, query: Selection, others: readonly string[]): Condition[] {
  const values = valuesOf(definition, query);
  return Object.entries(definition.filters).flatMap(([name, filter]) => {
    const given = values[name];
    if (given === undefined) return [];
    const conditions = filter.conditions ? filter.conditions(given, values) : [{ filter: name, anyOf: given }];
    return others.includes(name) ? [] : conditions;
  });
}
