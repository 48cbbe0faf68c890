/**
 * The order in which PostgreSQL goes through the docids. Its index of lexemes is in no order, so all matches would have to
 * be gathered and sorted to find the lowest. Instead the docids are cut into windows, the lowest first and each larger
 * than the one before, and a search ends with the window in which it has found enough.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../tables.js';

/** Some docids from the first to before the last, and the runs that they are. */
export interface Window {
  readonly from: number;
  readonly below: number;
  readonly runs: readonly number[];
}

/** Docids that were taken at equal distances, roughly, and which share of all they are. */
export interface Samples {
  readonly docids: readonly number[];
  readonly share: number;
}

/** How long the runs are that the index knows, as powers of two: see `docid_runs` in the migration. */
const POWERS = [28, 31, 34, 37, 40, 43, 46, 49] as const;
const [SHORTEST] = POWERS;
const LONGEST = 49;
const isOneOfRuns = (at: number, end: number) => (power: number) => at % 2 ** power === 0 && at + 2 ** power <= end;

/** By how much a window is larger than the one before. */
const GROWTH = 3;
/** A window has about as many docids as these for each that is looked for. */
const FOR_EACH = 2;
/** Fewer docids than these are not worth a window. */
const MIN_IN_WINDOW = 300;

/** Windows that together are a range. */
export function windowsOver({ docids, share }: Samples, from: number, below: number, limit: number): Window[] {
  const within = docids.filter((docid) => docid >= from && docid < below);
  const step = Math.ceil(Math.max(limit * FOR_EACH, MIN_IN_WINDOW) * share);
  // Records of another sort begin with another of the longest runs: words that are rare in one may be common in the next.
  const starts = within
    .map((docid) => docid - (docid % 2 ** LONGEST))
    .filter((start, index, all) => start > from && index > 0 && start !== all[index - 1]);
  return [from, ...starts].flatMap((start, index) => {
    const end = starts[index] ?? below;
    const samples = within.filter((docid) => docid >= start && docid < end);
    return growing(samples, start, end, step);
  });
}

/** The first window is meant for a query that nearly all records match. */
function growing(samples: readonly number[], from: number, below: number, first: number): Window[] {
  const windows: Window[] = [];
  let start = from;
  let last = 0;
  for (let step = first; start < below; step *= GROWTH) {
    last += step;
    const end = Math.min(below, endBetween(samples[last], samples[last + Math.ceil(step / 4)]) ?? below);
    if (end > start) windows.push({ from: start, below: end, runs: runsOf(start, end) });
    start = Math.max(start, end);
  }
  return windows;
}

/** An end of a window behind one sample and before another, where the longest run ends: then the window is few runs. */
function endBetween(sample: number | undefined, farthest: number | undefined): number | undefined {
  if (sample === undefined || farthest === undefined) return undefined;
  const ends = POWERS.map((power) => (Math.floor(sample / 2 ** power) + 1) * 2 ** power);
  return ends.findLast((end) => end <= farthest) ?? ends[0];
}

/** The longest runs that together have all docids of a range, as `docid_runs` numbers them. */
function runsOf(from: number, below: number): number[] {
  const runs: number[] = [];
  const end = Math.ceil(below / 2 ** SHORTEST) * 2 ** SHORTEST;
  for (let at = Math.floor(from / 2 ** SHORTEST) * 2 ** SHORTEST; at < end; ) {
    const power = POWERS.findLast(isOneOfRuns(at, end)) ?? SHORTEST;
    runs.push((at / 2 ** power) * 64 + power);
    at += 2 ** power;
  }
  return runs;
}

/** The windows as rows of `w`: where each begins and ends, and its runs. */
export const rowsOf = (windows: readonly Window[]): RawBuilder<unknown> =>
  sql`unnest(${windows.map(({ from }) => from)}::bigint[], ${windows.map(({ below }) => below)}::bigint[],
    ${windows.map(({ runs }) => `{${runs.join()}}`)}::text[]) as w (docid_from, docid_below, runs)`;

/** Pages of the table that samples are taken from. */
const SAMPLED_PAGES = 2000;
/** For how long samples are used: old ones make searches slower at most. */
const SAMPLES_AGE_MS = 60_000;

/** Takes samples of the docids, and remembers them for a while. */
export function openSamples(): (db: Database) => Promise<Samples> {
  let samples: Samples = { docids: [], share: 1 };
  let takenAt = Number.NEGATIVE_INFINITY;
  return async (db) => {
    if (performance.now() - takenAt < SAMPLES_AGE_MS) return samples;
    takenAt = performance.now();
    const { rows } = await sql<{ docids: string[] | null; share: number }>`
      with pages as (select greatest(pg_relation_size('search_index') / current_setting('block_size')::int, 1) as of_all)
      select (select array_agg(rowid order by rowid)::text[] from search_index
          tablesample system ((select least(100, 100.0 * ${SAMPLED_PAGES} / of_all) from pages))) as docids,
        (select least(1, ${SAMPLED_PAGES} / of_all::float8) from pages) as share`.execute(db);
    samples = { docids: rows[0]?.docids?.map(Number) ?? [], share: rows[0]?.share ?? 1 };
    return samples;
  };
}
