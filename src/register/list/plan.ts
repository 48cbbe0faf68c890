/** Chooses how a list is read: which scan of the database answers a query. */
import type { Condition, Definition } from '../definition.js';
import type { ClockFilter, ClockMatch } from '../index/clock-filter.js';
import { comparePositions, compareTexts, type KeysetPosition } from '../index/keyset.js';
import { indexValue } from '../index/tokens.js';
import type { Reading } from '../read/reading.js';
import { matchingDocids, type Narrowing, type Search } from '../search/matches.js';
import { prepareSearch, type Words } from '../search/prepare.js';
import { resumeSearch } from '../search/ranking.js';
import type { Correction } from '../search/spelling.js';
import type { DateRange } from './dates.js';
import { narrowingOf } from './narrowing.js';
import { type ListQuery, RELEVANCE, type Restrictions } from './query.js';
import { docidsOfRecords, MAX_SAMPLED, positionsByDocid, rarityOf, sampleCondition, sampleUpdated } from './samples.js';

/** No record can match. */
export interface NoScan {
  readonly kind: 'nothing';
  readonly instead?: Correction;
}

/** Scans the index rows of the first condition, in the default order. */
export interface IndexScan {
  readonly kind: 'index';
  readonly definition: Definition;
  readonly restrictions: Restrictions;
  readonly descending: boolean;
}

/** Scans the rows that hold by the clocks, in the default order. */
export interface ClockScan {
  readonly kind: 'clock';
  readonly definition: Definition;
  readonly restrictions: Restrictions & { readonly clock: ClockFilter };
  readonly descending: boolean;
}

/** Scans the records themselves, in another order. */
export interface RecordScan {
  readonly kind: 'record';
  readonly definition: Definition;
  readonly restrictions: Restrictions;
  readonly sort: string;
  readonly descending: boolean;
}

/** A few known records, which are looked up and sorted. */
export interface ChosenRecords {
  readonly kind: 'chosen';
  readonly definition: Definition;
  readonly ids: readonly string[];
  readonly restrictions: Restrictions;
  readonly sort: string;
  readonly descending: boolean;
}

/** Finds the records that have some words in the search index. */
export interface TextSearch {
  readonly kind: 'text';
  readonly definition: Definition;
  readonly search: Search;
  /** What is searched for instead of the words that were typed. */
  readonly instead?: Correction;
  readonly restrictions: Restrictions;
  /** The docids that a match must be among, if given. */
  readonly among: Pick<Narrowing, 'docids'>;
  readonly order: TextOrder;
}

/**
 * The order of a search: by relevance, or all matches sorted by another key. Too many matches are not sorted: then a scan
 * in that order looks each record up in the search index.
 */
type TextOrder =
  | { readonly kind: 'relevance' }
  | { readonly kind: 'sorted'; readonly positions: readonly KeysetPosition[]; readonly descending: boolean }
  | IndexScan
  | ClockScan
  | RecordScan;

export type ListPlan = NoScan | IndexScan | ClockScan | RecordScan | ChosenRecords | TextSearch;

const NOTHING: NoScan = { kind: 'nothing' };

/** More matches of a search than this are found by a scan in their order instead of being sorted. */
const MAX_SORTED = 10_000;

/** Plans a list. The choice affects only speed: every scan finds the same records in the same order. */
export async function plan(reading: Reading, definition: Definition, asked: ListQuery): Promise<ListPlan> {
  const query = asIndexed(asked);
  const obvious = obviousPlan(definition, query);
  if (obvious) return obvious;
  return query.words === undefined
    ? sampledPlan(reading, definition, query)
    : textPlan(reading, definition, query, query.words);
}

/** The plan of a query for which there is only one; undefined when it depends on what the database holds. */
export function obviousPlan(definition: Definition, asked: ListQuery): ListPlan | undefined {
  const query = asIndexed(asked);
  const { conditions, updatedSince, ids, words, sort, descending } = query;
  if (words !== undefined) return undefined;
  if (ids) return { kind: 'chosen', definition, ids, restrictions: restrictionsOf(query), sort, descending };
  const isSimple =
    updatedSince === undefined && conditions.length <= (sort === definition.sort && !query.clock ? 1 : 0);
  return isSimple ? scanOf(definition, query) : undefined;
}

/** The query with the values of its conditions in the form that the index stores. */
const asIndexed = (query: ListQuery): ListQuery => ({
  ...query,
  conditions: query.conditions.map(({ filter, anyOf }) => ({
    filter,
    anyOf: anyOf.map((one) => indexValue(filter, one)),
  })),
});

/** Samples how many records fulfil each condition: the rarest is scanned, the others are looked up for each record. */
async function sampledPlan(reading: Reading, definition: Definition, query: ListQuery): Promise<ListPlan> {
  const { updatedSince, sort, descending } = query;
  const samples = await rarestFirst(reading, definition, query.conditions);
  const [rarest] = samples;
  const updated = updatedSince === undefined ? undefined : await sampleUpdated(reading.db, definition, updatedSince);
  if (rarest?.count === 0 || updated?.length === 0) return NOTHING;
  const ordered = { ...query, conditions: samples.map(({ condition }) => condition) };
  const isUpdatedRarer = updated !== undefined && (rarest === undefined || updated.length < rarest.count);
  const isFew = sort !== definition.sort && rarest !== undefined && rarest.count < MAX_SAMPLED;
  // Index rows have only the default order, and recently updated records have no index in that order: few are sorted here.
  const few = isUpdatedRarer
    ? updated
    : isFew
      ? await sampleCondition(reading, definition, rarest.condition)
      : undefined;
  return few && few.length < MAX_SAMPLED
    ? { kind: 'chosen', definition, ids: few, restrictions: restrictionsOf(ordered), sort, descending }
    : scanOf(definition, ordered);
}

async function textPlan(reading: Reading, definition: Definition, query: ListQuery, words: Words): Promise<ListPlan> {
  const { db } = reading;
  const chosen = query.ids ?? (await fewUpdated(reading, definition, query));
  const among = chosen ? { docids: await docidsOfRecords(db, definition, chosen) } : {};
  const restrictions = restrictionsOf(query);
  const narrowing = { ...narrowingOf(definition, restrictions), ...among };
  const { search, ...correction } = await prepareSearch(reading, words, narrowing);
  if (!search) return { ...NOTHING, ...correction };
  const text = { kind: 'text', definition, search, ...correction, restrictions, among } as const;
  const { sort, descending, conditions } = query;
  if (sort === RELEVANCE) return { ...text, order: { kind: 'relevance' } };
  const docids = await matchingDocids(db, search, narrowing, MAX_SORTED + 1);
  if (docids.length <= MAX_SORTED) {
    const positions = await positionsByDocid(db, docids, sort, query.clock);
    return { ...text, order: { kind: 'sorted', positions: positions.sort(comparePositions(descending)), descending } };
  }
  const samples = await rarestFirst(reading, definition, conditions);
  return { ...text, order: scanOf(definition, { ...query, conditions: samples.map(({ condition }) => condition) }) };
}

/** The ids of the recently updated records, if the query filters by them and they are few. */
async function fewUpdated(
  { db }: Reading,
  definition: Definition,
  { updatedSince }: ListQuery,
): Promise<string[] | undefined> {
  const updated = updatedSince === undefined ? undefined : await sampleUpdated(db, definition, updatedSince);
  return updated && updated.length < MAX_SAMPLED ? updated : undefined;
}

/** The conditions, the rarest first. */
async function rarestFirst(reading: Reading, definition: Definition, conditions: readonly Condition[]) {
  const samples: { condition: Condition; count: number; oldest: string }[] = [];
  for (const condition of conditions) samples.push({ condition, ...(await rarityOf(reading, definition, condition)) });
  return samples.sort((one, other) => one.count - other.count || compareTexts(one.oldest, other.oldest));
}

const restrictionsOf = ({ conditions, updatedSince, dates, publishedUntil, clock }: Restrictions): Restrictions => ({
  conditions,
  ...(updatedSince !== undefined && { updatedSince }),
  ...(dates && { dates }),
  ...(publishedUntil !== undefined && { publishedUntil }),
  ...(clock && { clock }),
});

function scanOf(definition: Definition, query: ListQuery): IndexScan | ClockScan | RecordScan {
  const { sort, descending, clock } = query;
  const restrictions = restrictionsOf(query);
  if (clock && sort === definition.sort)
    return { kind: 'clock', definition, restrictions: { ...restrictions, clock }, descending };
  return sort === definition.sort
    ? { kind: 'index', definition, restrictions, descending }
    : { kind: 'record', definition, restrictions, sort, descending };
}

/** The plan of a later page: a search keeps the ranking of its first page. */
export const resume = (plan: ListPlan, after: KeysetPosition | undefined): ListPlan =>
  plan.kind === 'text' ? { ...plan, search: resumeSearch(plan.search, after) } : plan;

/** The plan with another date filter, or none. For counting, not for pages. */
export const withDates = (plan: ListPlan, dates: DateRange | undefined): ListPlan =>
  restricted(plan, ({ dates: _, ...others }) => ({ ...others, ...(dates && { dates }) }));

/** The plan with one more condition. For counting, not for pages. */
export const withCondition = (plan: ListPlan, condition: Condition): ListPlan =>
  restricted(plan, ({ conditions, ...others }) => ({ ...others, conditions: [...conditions, condition] }));

/** The plan of a list by clocks with another certainty. For counting, not for pages. */
export const withMatch = (plan: ListPlan, match: ClockMatch): ListPlan =>
  restricted(plan, ({ clock, ...others }) => ({ ...others, ...(clock && { clock: { ...clock, match } }) }));

function restricted(plan: ListPlan, change: (restrictions: Restrictions) => Restrictions): ListPlan {
  if (plan.kind === 'nothing') return plan;
  const restrictions = change(plan.restrictions);
  if (plan.kind !== 'clock') return { ...plan, restrictions };
  return { ...plan, restrictions: { ...restrictions, clock: restrictions.clock ?? plan.restrictions.clock } };
}
