/**
 * Which stages a partnership may have on a day: each stage for which its milestones can lie so, among the days on which
 * each may, that the rules of `standing` give it. It is told without going through all orders of the milestones, of which
 * there may be too many.
 */
import { type Bounds, dayAfter, OPEN } from '../dates/edtf.js';
import { rankOf, type Stage } from './stages.js';

/** An affirmed milestone that may have been reached by the day asked for. */
export interface MovableStep {
  stage: Stage;
  /** The days until then on which it may have been reached, one range at least; the first and the last of them. */
  days: readonly Days[];
  first: string;
  last: string;
  /** Whether it may as well not have been reached by then. */
  isAvoidable: boolean;
}

/** Days as `YYYY-MM-DD`, both inclusive. */
interface Days {
  first: string;
  last: string;
}

/** The first and the last day there is: what is open begins and ends then. */
export const [FIRST_DAY, LAST_DAY] = ['0000-01-01', '9999-12-31'];

/** The days of some ranges that are not after a day. */
export const daysUntil = (ranges: readonly Bounds[], day: string): Days[] =>
  ranges.flatMap(({ earliest: first = FIRST_DAY, latest = OPEN }) =>
    first <= day ? [{ first, last: latest < day ? latest : day }] : [],
  );

/** A milestone that may have been reached on one of these days. */
export function movableStep(stage: Stage, days: readonly Days[], isAvoidable: boolean): MovableStep {
  let [first, last] = [OPEN, ''];
  for (const range of days) {
    if (range.first < first) first = range.first;
    if (range.last > last) last = range.last;
  }
  return { stage, days, first, last, isAvoidable };
}

/** The last day of a step before another day. */
function lastBefore({ days, last, first }: MovableStep, day: string): string | undefined {
  if (last < day) return last;
  if (first >= day) return undefined;
  const before = dayAfter(day, -1);
  return maximum(days.flatMap((one) => (one.first < day ? [one.last < day ? one.last : before] : [])));
}

/** Its last day that is not after another. */
function lastUntil({ days, last, first }: MovableStep, day: string): string | undefined {
  if (last <= day) return last;
  if (first > day) return undefined;
  return maximum(days.flatMap((one) => (one.first <= day ? [one.last <= day ? one.last : day] : [])));
}

function maximum(days: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const day of days) if (found === undefined || day > found) found = day;
  return found;
}

const SIGNED = rankOf('signed');
const IN_FORCE = rankOf('in_force');

/** The stages that are possible with these milestones, `unknown` among them when all may not have been reached. */
export function possibleStages(steps: readonly MovableStep[]): Set<Stage> {
  const of = (stage: Stage) => steps.filter((step) => step.stage === stage);
  const ranked = steps.filter(({ stage }) => rankOf(stage) > 0);
  const [ended, denied, suspended] = [of('ended'), of('denied'), of('suspended')];
  const breaks = [...ended, ...denied];
  /** Breaks that can't be avoided are over by this day at the earliest. */
  const breaksFrom = maximum(unavoidable(breaks).map(({ first }) => first));

  const stages = new Set<Stage>();
  if (unavoidable(steps).length === 0) stages.add('unknown');
  if (ranked.length === steps.length) {
    // Where nothing ends or stops, only what has surely been reached keeps a lower stage from holding.
    const least = Math.max(0, ...unavoidable(ranked).map(({ stage }) => rankOf(stage)));
    for (const { stage } of ranked) if (rankOf(stage) >= least) stages.add(stage);
    return stages;
  }
  // Of several ends the one that may lie last has the most room before it, and likewise of denials.
  const lastEnd = maximum(ended.map(({ last }) => last));
  if (lastEnd !== undefined && canAllBeUntil(ranked, lastEnd)) stages.add('ended');
  const lastDenial = maximum(denied.map(({ last }) => last));
  if (lastDenial !== undefined && canAllBeUntil(ranked, lastDenial) && canFollow(ended, ranked, lastDenial))
    stages.add('denied');
  const sure = unavoidable(ranked);
  const stops = [...new Set(suspended.map(({ last }) => last))];
  if (stops.some((day) => canStaySuspended(day, ranked, sure, breaksFrom))) stages.add('suspended');
  for (const stage of new Set(ranked.map((step) => step.stage)))
    if (canStand(stage, ranked, breaks, suspended, breaksFrom)) stages.add(stage);
  return stages;
}

const unavoidable = (steps: readonly MovableStep[]): MovableStep[] => steps.filter(({ isAvoidable }) => !isAvoidable);

/** Whether none of the steps need be after a day. */
const canAllBeUntil = (steps: readonly MovableStep[], day: string): boolean =>
  unavoidable(steps).every(({ first }) => first <= day);

/** Whether what has ended can have begun anew by a day: a ranked step comes after each end that can't be avoided. */
function canFollow(ended: readonly MovableStep[], ranked: readonly MovableStep[], day: string): boolean {
  const ends = unavoidable(ended);
  const last = maximum(ranked.flatMap((step) => lastUntil(step, day) ?? []));
  return ends.length === 0 || (last !== undefined && ends.every(({ first }) => first < last));
}

/**
 * Whether nothing need resume what was suspended on a day, and what had ended before that had begun anew.
 * @param sure the ranked steps that can't be avoided
 */
function canStaySuspended(
  day: string,
  ranked: readonly MovableStep[],
  sure: readonly MovableStep[],
  breaksFrom: string | undefined,
): boolean {
  if (breaksFrom !== undefined && breaksFrom >= day) return false;
  let held = 0;
  for (const step of ranked)
    if (held < SIGNED && rankOf(step.stage) > held && (lastUntil(step, day) ?? '') > (breaksFrom ?? ''))
      held = rankOf(step.stage);
  if (breaksFrom !== undefined && held === 0) return false;
  const needed = Math.min(SIGNED, held);
  return sure.every(({ first, stage }) => first <= day || rankOf(stage) < needed);
}

/**
 * Whether a ranked stage can be the highest since the last end: higher ones lie before an end, which itself lies before
 * this stage, and what was suspended is resumed by it.
 */
function canStand(
  stage: Stage,
  ranked: readonly MovableStep[],
  breaks: readonly MovableStep[],
  suspended: readonly MovableStep[],
  breaksFrom: string | undefined,
): boolean {
  const lastAt = (rank: number) =>
    maximum(ranked.filter((step) => rankOf(step.stage) === rank).map(({ last }) => last)) ?? '';
  const rank = rankOf(stage);
  const last = lastAt(rank);
  const lastBreak = maximum(breaks.flatMap((step) => lastBefore(step, last) ?? []));
  if (breaksFrom !== undefined && (lastBreak === undefined || lastBreak < breaksFrom)) return false;
  const higher = ranked.filter((step) => rankOf(step.stage) > rank);
  if (!canAllBeUntil(higher, lastBreak ?? '')) return false;
  // A later signature resumes what is in force as well.
  const resumed = rank === IN_FORCE ? maximum([last, lastAt(SIGNED)]) : last;
  return unavoidable(suspended).every(({ first }) => first < (resumed ?? ''));
}
