/** What a list by clocks leaves out: what may be so but isn't certain, and sources of which nobody knows when they were published. */
import { sql } from 'kysely';
import type { Members } from '../../model/members.js';
import type { ClockFilter } from '../index/clock-filter.js';
import { countUndatedSources, undatedSourcesOf } from '../index/publications.js';
import { uncertainStageCount } from '../index/uncertain-stages.js';
import type { Reading } from '../read/reading.js';
import type { Asked } from './facets.js';
import { count, MAX_COUNTED, matching } from './matching.js';
import { plan, withDates, withMatch } from './plan.js';
import type { ListQuery } from './query.js';

/** Records looked up by one query. */
const BATCH_SIZE = 1000;
/** Undated sources that are looked at when a list would hold all records: of more, it is told that there are so many at least. */
const MAX_UNDATED = 100;

/** `left_out`, unless nothing can be left out. */
export async function leftOutByClock(reading: Reading, asked: Asked, clock: ClockFilter): Promise<Members> {
  const { match, publishedUntil } = clock;
  const isUncertain = asksHowSure(clock);
  if (!isUncertain && publishedUntil === undefined) return {};
  // A plan that finds nothing is made again for all that may be so, since that it is not sure may be why.
  const wide =
    asked.plan.kind === 'nothing' && isUncertain
      ? await plan(reading, asked.definition, { ...asked.query, clock: { ...clock, match: 'any' } })
      : asked.plan;
  const stage = stageAlone(asked.query);
  const countOf = async (other: 'straddling' | 'undated') => {
    if (!isUncertain) return 0;
    if (stage === undefined) return Math.min(await count(reading, withMatch(wide, other)), MAX_COUNTED);
    const uncertainty = other === 'undated' ? other : 'possible';
    const records = uncertainStageCount(asked.definition.record, clock, uncertainty, stage);
    const { rows } = await sql<{ records: number }>`select ${records} as records`.execute(reading.db);
    return Math.min(Number(rows[0]?.records ?? 0), MAX_COUNTED);
  };
  const possible = match === 'certain' ? await countOf('straddling') : 0;
  const undated = match === 'any' ? 0 : await countOf('undated');
  const sources = publishedUntil === undefined ? {} : await undatedSources(reading, asked);
  return { left_out: { possible, undated, ...sources } };
}

/** Whether what a list by clocks leaves out is found by looking at records, which may be many. */
export function isCountedByClock(query: ListQuery): boolean {
  const { clock, publishedUntil = clock?.publishedUntil } = query;
  if (publishedUntil !== undefined && !isEverything(query)) return true;
  return clock !== undefined && asksHowSure(clock) && stageAlone(query) === undefined;
}

/** Whether a list asks what may be more or less sure: a stage, or when it was reached. */
const asksHowSure = ({ stages, from, to }: ClockFilter): boolean =>
  stages !== undefined || from !== undefined || to !== undefined;

/** The stage that a list asks for by one clock and nothing else: how many it leaves out is kept in a table. */
function stageAlone({ clock, ...others }: ListQuery): string | undefined {
  const { trueOn, publishedUntil, match, stages = [], ...asked }: ClockFilter = clock ?? { match: 'certain' };
  const [stage, ...more] = stages;
  const isOneClock = (trueOn === undefined) !== (publishedUntil === undefined);
  const isAlone = more.length === 0 && isOneClock && isEverything({ ...others, clock: { ...asked, match } });
  return isAlone ? stage : undefined;
}

/** How many sources without a date are cited by what the list would hold if it weren't asked what had been published. */
export async function undatedSources(reading: Reading, { definition, without }: Asked): Promise<Members> {
  const query = without(['published_until']);
  const { record } = definition;
  if (record === 'source') {
    const isWanted = !query.dates || query.dates.match === 'any';
    const planned = await plan(reading, definition, query);
    return bounded(isWanted ? await count(reading, withDates(planned, { match: 'undated' })) : 0);
  }
  if (isEverything(query)) {
    const { sources, isWhole } = await countUndatedSources(reading.db, record, MAX_UNDATED);
    return bounded(sources, isWhole);
  }
  const found = await matching(reading, await plan(reading, definition, query), MAX_COUNTED + 1);
  const ids = found.slice(0, MAX_COUNTED);
  const sources = new Set<string>();
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    const some = reading.scans.list(ids.slice(from, from + BATCH_SIZE));
    for (const source of await undatedSourcesOf(reading.db, record, some)) sources.add(source);
    await reading.pause();
  }
  return bounded(sources.size, found.length <= MAX_COUNTED);
}

const bounded = (sources: number, isWhole = sources <= MAX_COUNTED): Members => ({
  sources_undated: Math.min(sources, MAX_COUNTED),
  ...(!isWhole && { is_lower_bound: true }),
});

/** Whether a list holds all records of its kind. On any day, every partnership stands somewhere. */
function isEverything({ conditions, ids, updatedSince, words, dates, clock }: ListQuery): boolean {
  const { trueOn: _on, publishedUntil: _until, match: _match, ...asked }: Partial<ClockFilter> = clock ?? {};
  return (
    conditions.length === 0 &&
    !ids &&
    updatedSince === undefined &&
    words === undefined &&
    !dates &&
    Object.values(asked).every((one) => one === undefined)
  );
}
