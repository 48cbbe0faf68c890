/** The facets and the histogram of a list, each bucket with the address that selects it. */

import { parseEdtf } from '../../model/dates/edtf.js';
import { refersTo } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import type { TSchema } from '../../model/schema.js';
import { type Definition, type FilterValues, facetsOf } from '../definition.js';
import type { Reading } from '../read/reading.js';
import {
  type Aggregation,
  type BucketCounts,
  type Counting,
  countBuckets,
  PERIODS,
  periodsOf,
  SPANNING,
  UNDATED,
  valuesOf,
} from './counts.js';
import { namesOf } from './export.js';
import type { LeftOut } from './pages.js';
import { type ListPlan, plan } from './plan.js';
import type { ListQuery } from './query.js';
import type { NamedRecord } from './unknown.js';

/** The parameters of a list that its counts depend on. */
export interface CountQuery {
  [parameter: string]: unknown;
  facets?: string[];
  /** The date and the period: `date:month`. */
  histogram?: string;
  from?: string;
  to?: string;
  date_match?: 'certain' | 'possible' | 'any';
}

/** A requested list, with what counting needs. */
export interface Asked {
  definition: Definition;
  /** Makes addresses of the list with some parameters replaced. */
  addresses(parameters: readonly string[]): (asking: string) => { href?: string };
  parameters: CountQuery;
  /** The values of its filters. */
  values: FilterValues;
  query: ListQuery;
  plan: ListPlan;
  /** The records that its date filter left out, if they were counted with the page. */
  leftOut: LeftOut | undefined;
  /** The records that its filters name and that are not there. */
  unknown: readonly NamedRecord[];
  /** The query without some of its parameters. */
  without(parameters: readonly string[]): ListQuery;
}

/** The maximum of buckets of a facet, besides the selected ones. */
export const MAX_BUCKETS = 50;

/** The maximum of years, months or days of a histogram. */
export const MAX_PERIODS = 1000;

/** `facets` and `histogram` of a list's meta, if requested. */
export async function countsOf(reading: Reading, asked: Asked): Promise<Members> {
  const { definition, parameters, values, query } = asked;
  const wanted = facetsOf(definition).filter((facet) => parameters.facets?.includes(facet));
  const aggregations = new Map<string, Aggregation>(
    wanted.map((facet) => [
      facet,
      facet === 'year' ? periodsOf('year', query.clock) : valuesOf(definition, facet, values),
    ]),
  );
  const period = PERIODS.find((one) => parameters.histogram?.endsWith(`:${one}`));
  if (period) aggregations.set('histogram', periodsOf(period, query.clock));
  const buckets = await bucketsOf(reading, asked, [...aggregations.values()]);

  const meta: Members = {};
  const facets: [string, Members][] = [];
  for (const [name, aggregation] of aggregations) {
    const found = buckets.get(aggregation);
    if (!found) continue;
    if (name === 'histogram') meta.histogram = histogramOf(asked, aggregation, found);
    else if (name === 'year') facets.push([name, yearsOf(asked, aggregation, found)]);
    else facets.push([name, await facetOf(reading, asked, name, found)]);
    await reading.pause();
  }
  return { ...(parameters.facets && { facets: Object.fromEntries(facets) }), ...meta };
}

/** Counts the aggregations. Those with the same own parameters in the request share a plan. */
async function bucketsOf(
  reading: Reading,
  asked: Asked,
  aggregations: readonly Aggregation[],
): Promise<Map<Aggregation, BucketCounts>> {
  const { definition, parameters, without } = asked;
  const together = new Map<string, Aggregation[]>();
  for (const aggregation of aggregations) {
    const sent = aggregation.own.filter((parameter) => parameters[parameter] !== undefined).join();
    together.set(sent, [...(together.get(sent) ?? []), aggregation]);
  }
  const countings: Counting[] = [];
  for (const [sent, group] of together) {
    const counted = sent === '' ? asked.plan : await plan(reading, definition, without(sent.split(',')));
    countings.push({ plan: counted, aggregations: group });
  }
  return countBuckets(reading, definition, countings);
}

/**
 * The addresses of what was counted by stages or dates. Asked by a clock and for what is merely possible, lists find more than
 * is counted, which is what is certain: then there are none.
 */
function addressesFor({ addresses, query, parameters }: Asked, replaced: readonly string[]) {
  const findMore = query.clock !== undefined && (parameters.date_match ?? 'certain') !== 'certain';
  return findMore ? () => ({}) : addresses(replaced);
}

async function facetOf(
  reading: Reading,
  asked: Asked,
  name: string,
  { counts, isLowerBound }: BucketCounts,
): Promise<Members> {
  const { definition, values } = asked;
  const filter: TSchema | undefined = definition.filters[name]?.schema;
  const chosen = values[name] ?? [];
  const address = name === 'stage' ? addressesFor(asked, [name]) : asked.addresses([name]);
  const { shown, more } = leading(counts, chosen);
  const record = filter && refersTo(filter.items);
  const references = record === undefined ? [] : shown.map(([id]) => ({ record, id }));
  const names = await namesOf(reading, references);
  const buckets = shown.map(([value, count]) => {
    const selected = chosen.includes(value);
    const then = selected ? chosen.filter((one) => one !== value) : [...chosen, value].sort();
    const asking = then.length === 0 ? '' : `${name}=${then.map(encodeURIComponent).join()}`;
    const called = names.get(`${record}/${value}`);
    return {
      value,
      ...(called !== undefined && { name: called }),
      count,
      selected,
      ...(then.length <= (filter?.maxItems ?? 1) && address(asking)),
    };
  });
  return { buckets, ...(more > 0 && { more }), ...(isLowerBound && { is_lower_bound: true }) };
}

/** The most frequent values, and the selected ones even if no record has them; and how many more there are. */
function leading(counts: ReadonlyMap<string, number>, chosen: readonly string[]) {
  const all = new Map([...chosen.map((value): [string, number] => [value, 0]), ...counts]);
  const sorted = [...all].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  const shown = sorted.filter(([value], index) => index < MAX_BUCKETS || chosen.includes(value));
  return { shown, more: sorted.length - shown.length };
}

function yearsOf(asked: Asked, { own }: Aggregation, tallied: BucketCounts): Members {
  const { counts, rest } = dated(tallied);
  const chosen = selectedYear(asked.parameters);
  const address = addressesFor(asked, own);
  const { shown, more } = leading(counts, chosen);
  const buckets = shown.map(([value, count]) => {
    const selected = chosen.includes(value);
    return { value, count, selected, ...address(selected ? '' : daysOf(value)) };
  });
  return { buckets, ...(more > 0 && { more }), ...rest };
}

function histogramOf(asked: Asked, { own }: Aggregation, tallied: BucketCounts): Members {
  const { counts, rest } = dated(tallied);
  const address = addressesFor(asked, own);
  const inOrder = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const earlier = inOrder.slice(0, -MAX_PERIODS).reduce((sum, [, count]) => sum + count, 0);
  return {
    buckets: inOrder.slice(-MAX_PERIODS).map(([value, count]) => ({ value, count, ...address(daysOf(value)) })),
    ...(earlier > 0 && { earlier }),
    ...rest,
  };
}

/** The counts of periods, and separately those of the records that surely lie in none. */
function dated({ counts, isLowerBound }: BucketCounts) {
  const [spanning, undated] = [SPANNING, UNDATED].map((value) => counts.get(value) ?? 0);
  return {
    counts: new Map([...counts].filter(([value]) => value !== SPANNING && value !== UNDATED)),
    rest: { spanning, undated, ...(isLowerBound && { is_lower_bound: true }) },
  };
}

/** The year that the date filter selects, if it selects exactly one year with certain dates. */
function selectedYear({ from = '', to, date_match = 'certain' }: CountQuery): string[] {
  const { value: { earliest, latest } = {} } = parseEdtf(from.slice(0, 4));
  return date_match === 'certain' && from === earliest && to === latest ? [from.slice(0, 4)] : [];
}

/** The parameters for the days of a year, a month or a day. */
function daysOf(period: string): string {
  const { earliest, latest } = parseEdtf(period).value ?? {};
  return `from=${earliest}&to=${latest}`;
}
