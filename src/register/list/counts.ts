/** Counts the values of filters and the periods of dates among the records that plans find. */
import type { Definition, FilterValues } from '../definition.js';
import type { ClockFilter } from '../index/clock-filter.js';
import { stagesIn } from '../index/standings.js';
import type { Reading } from '../read/reading.js';
import { holdsAt } from '../read/standings.js';
import { MAX_COUNTED, matching } from './matching.js';
import type { ListPlan } from './plan.js';

/** The indexed values of a record. */
interface Indexed {
  id: string;
  /** The values of the filters that facets count. */
  facets: Record<string, string[]>;
  earliest: string | null;
  latest: string | null;
}

/** A way to sort records into buckets that are counted. */
export interface Aggregation {
  /** The parameters that select among its buckets. They are left out of the query, so that all buckets are counted. */
  own: readonly string[];
  /** The buckets of a record, each once. */
  of(record: Indexed): Iterable<string>;
}

export interface BucketCounts {
  counts: Map<string, number>;
  /** Whether there are more records than were counted. */
  isLowerBound: boolean;
}

/** Counts the values of a filter. */
export function valuesOf({ filters }: Definition, filter: string, all: FilterValues): Aggregation {
  const { counted = (value: string) => value } = filters[filter] ?? {};
  return {
    own: [filter],
    of: ({ facets }) => {
      const values = new Set<string>();
      for (const row of facets[filter] ?? []) {
        const value = counted(row, all);
        if (value !== undefined) values.add(value);
      }
      return values;
    },
  };
}

/** The buckets of records whose date spans several periods, and of those whose date is unknown. */
export const [SPANNING, UNDATED] = ['spanning', 'undated'];

/** How many characters of a day (`2025-07-17`) name its period. */
const LENGTHS = { year: 4, month: 7, day: 10 };
type Period = keyof typeof LENGTHS;
export const PERIODS: readonly Period[] = ['year', 'month', 'day'];

/**
 * Counts the years, months or days in which dates surely lie.
 * @param clock with a stage, `date_match` is about that as well
 */
export function periodsOf(period: Period, clock: ClockFilter | undefined): Aggregation {
  const length = LENGTHS[period];
  return {
    own: clock?.stages ? ['from', 'to'] : ['from', 'to', 'date_match'],
    of: ({ earliest, latest }) => {
      if (earliest === null && latest === null) return [UNDATED];
      const [first, last] = [earliest, latest].map((day) => day?.slice(0, length));
      return [first !== undefined && first === last ? first : SPANNING];
    },
  };
}

/** Records read by one query, in one slice. */
const BATCH_SIZE = 250;

/** Aggregations over the same records. */
export interface Counting {
  plan: ListPlan;
  aggregations: readonly Aggregation[];
}

/** Counts each aggregation over the first `MAX_COUNTED` records of its plan. A record found by several plans is read once. */
export async function countBuckets(
  reading: Reading,
  definition: Definition,
  countings: readonly Counting[],
): Promise<Map<Aggregation, BucketCounts>> {
  const buckets = new Map<Aggregation, BucketCounts>();
  const concerned = new Map<string, readonly Aggregation[]>();
  for (const { plan, aggregations } of countings) {
    const found = await matching(reading, plan, MAX_COUNTED + 1);
    const isLowerBound = found.length > MAX_COUNTED;
    for (const aggregation of aggregations) buckets.set(aggregation, { counts: new Map(), isLowerBound });
    for (const id of found.slice(0, MAX_COUNTED)) {
      const others = concerned.get(id);
      concerned.set(id, others ? [...others, ...aggregations] : aggregations);
    }
  }
  const ids = [...concerned.keys()];
  const clock = countings
    .map(({ plan }) => (plan.kind === 'nothing' ? undefined : plan.restrictions.clock))
    .find(Boolean);
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    for (const record of await indexed(reading, definition, ids.slice(from, from + BATCH_SIZE), clock))
      for (const aggregation of concerned.get(record.id) ?? []) {
        const { counts } = buckets.get(aggregation) ?? {};
        for (const value of aggregation.of(record)) counts?.set(value, (counts.get(value) ?? 0) + 1);
      }
    await reading.pause();
  }
  return buckets;
}

/** @param clock what is known by it stands in place of what is stored */
async function indexed(
  { db, scans }: Reading,
  { record }: Definition,
  ids: readonly string[],
  clock: ClockFilter | undefined,
): Promise<Indexed[]> {
  const rows = await db
    .selectFrom('record')
    .select(['id', 'facets', 'earliest', 'latest'])
    .where('record', '=', record)
    .where('id', 'in', scans.list(ids))
    .execute();
  const records = rows.map(({ facets, ...row }): Indexed => ({ ...row, facets: JSON.parse(facets) }));
  if (!clock) return records;
  const standings = await db
    .selectFrom('standing as s')
    .select(['s.id', 's.stage', 's.reached', 's.evidence', 's.earliest', 's.latest'])
    .where('s.id', 'in', scans.list(ids))
    .where(holdsAt(clock, 's'))
    .execute();
  const byId = new Map(standings.map((one) => [one.id, one]));
  return records.map((one) => {
    const { stage = '', reached = '', evidence, earliest = null, latest = null } = byId.get(one.id) ?? {};
    const known = { stage: [stage], reached: stagesIn(reached), evidence: evidence ? [evidence] : [] };
    return { id: one.id, earliest, latest, facets: { ...one.facets, ...known } };
  });
}
