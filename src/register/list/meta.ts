/** The meta of a list: the total, how many records its date filter left out, facets and histogram. */
import { type RawBuilder, sql } from 'kysely';
import type { Members } from '../../model/members.js';
import type { Definition } from '../definition.js';
import { IMPRECISE } from '../index/derive.js';
import { straddlingCount, undatedCount } from '../index/imprecise-dates.js';
import type { Reading } from '../read/reading.js';
import { searchMeta } from '../search/search-meta.js';
import { isCountedByClock, leftOutByClock, undatedSources } from './clock-meta.js';
import type { DateRange } from './dates.js';
import { type Asked, type CountQuery, countsOf } from './facets.js';
import { count, countDates, MAX_COUNTED, matching, totalOf } from './matching.js';
import type { LeftOut } from './pages.js';
import { type ListPlan, plan, withCondition, withDates } from './plan.js';
import type { ListQuery } from './query.js';
import { withNearest } from './unknown.js';

/** The meta of a list; undefined when none was requested. */
export async function metaOf(reading: Reading, asked: Asked): Promise<Members | undefined> {
  const { query, parameters, leftOut, plan: own } = asked;
  const prepared = own.kind === 'text' || own.kind === 'nothing' ? own : {};
  const meta: Members = query.words === undefined ? {} : await searchMeta(reading, query.words, prepared);
  if (parameters.total) Object.assign(meta, totalOf(await count(reading, own)));
  if (leftOut) meta.left_out = bounded(leftOut);
  else if (query.clock) Object.assign(meta, await leftOutByClock(reading, asked, query.clock));
  else if (query.dates || query.publishedUntil !== undefined)
    meta.left_out = {
      ...(query.dates ? await leftOutOf(reading, asked, query.dates) : bounded({ possible: 0, undated: 0 })),
      ...(query.publishedUntil !== undefined && (await undatedSources(reading, asked))),
    };
  Object.assign(meta, await countsOf(reading, asked));
  if (asked.unknown.length > 0) meta.unknown = await withNearest(reading, asked.unknown);
  return Object.keys(meta).length > 0 ? meta : undefined;
}

/** Whether the meta of a list needs no query beyond that of the page. */
export const isMetaFree = (definition: Definition, parameters: CountQuery, query: ListQuery): boolean =>
  query.words === undefined &&
  !parameters.total &&
  parameters.facets === undefined &&
  parameters.histogram === undefined &&
  (query.dates === undefined || leftOutOfAll(definition, query) !== undefined) &&
  query.clock === undefined &&
  query.publishedUntil === undefined;

/** Whether the meta of a list counts what may be many records, one by one. */
export const isCounted = (definition: Definition, parameters: CountQuery, query: ListQuery): boolean =>
  parameters.facets !== undefined ||
  parameters.histogram !== undefined ||
  isCountedByClock(query) ||
  (query.dates !== undefined && leftOutOfAll(definition, query) === undefined);

/**
 * How many records a list filtered by dates alone leaves out. The counts are kept in tables, so they are expressions that
 * the query of the page reads. Undefined when the list has other filters.
 */
export function leftOutOfAll({ record }: Definition, query: ListQuery): LeftOut<RawBuilder<number>> | undefined {
  const { dates, conditions, ids, updatedSince, words, publishedUntil } = query;
  if (!dates || conditions.length > 0 || ids || updatedSince !== undefined || words !== undefined) return undefined;
  if (publishedUntil !== undefined) return undefined;
  const none = sql<number>`0`;
  return {
    possible: dates.match === 'certain' ? straddlingCount(record, dates) : none,
    undated: dates.match === 'any' ? none : undatedCount(record),
  };
}

const bounded = ({ possible, undated }: LeftOut): Members => ({
  possible: Math.min(possible, MAX_COUNTED),
  undated: Math.min(undated, MAX_COUNTED),
});

/** How many records the date filter left out, each number counted up to `MAX_COUNTED`. */
async function leftOutOf(reading: Reading, asked: Asked, dates: DateRange): Promise<Members> {
  const others = await otherDates(reading, asked);
  const undated = dates.match === 'any' ? 0 : await count(reading, withDates(others, { ...dates, match: 'undated' }));
  const imprecise = dates.match === 'certain' ? await impreciseRecords(reading, others) : { ids: [], isWhole: true };
  const possible = await countDates(reading, asked.definition, imprecise.ids, { ...dates, match: 'straddling' });
  return { ...bounded({ possible, undated }), ...(!imprecise.isWhole && { is_lower_bound: true }) };
}

/** The records whose date is not a single day, up to `MAX_COUNTED`. */
async function impreciseRecords(reading: Reading, others: ListPlan) {
  const [filter, ...anyOf] = IMPRECISE;
  const ids = await matching(reading, withCondition(withDates(others, undefined), { filter, anyOf }), MAX_COUNTED + 1);
  return { ids: ids.slice(0, MAX_COUNTED), isWhole: ids.length <= MAX_COUNTED };
}

/** A plan that can be given other dates. A plan that finds nothing is made again without dates, since they may be why. */
const otherDates = async (reading: Reading, { definition, plan: own, without }: Asked): Promise<ListPlan> =>
  own.kind === 'nothing' ? plan(reading, definition, without(['from', 'to', 'date_match'])) : own;
