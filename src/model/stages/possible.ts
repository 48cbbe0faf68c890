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
  /** The days until then on which it may have been reached, one range at least. */
  days: readonly Days[];
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

const firstOf = ({ days }: MovableStep): string => days.map(({ first }) => first).sort()[0] ?? OPEN;
const lastOf = ({ days }: MovableStep): string => maximum(days.map(({ last }) => last)) ?? '';

/** The last day of a step before another day. */
const lastBefore = ({ days }: MovableStep, day: string): string | undefined =>
  maximum(days.flatMap(({ first, last }) => (first < day ? [last < day ? last : dayAfter(day, -1)] : [])));

/** Its last day that is not after another. */
const lastUntil = (step: MovableStep, day: string): string | undefined =>
  maximum(daysUntil(asBounds(step), day).map(({ last }) => last));

const asBounds = ({ days }: MovableStep): Bounds[] =>
  days.map(({ first, last }) => ({ earliest: first, latest: last }));

const maximum = (days: readonly string[]): string | undefined => days.toSorted().at(-1);

const SIGNED = rankOf('signed');
const IN_FORCE = rankOf('in_force');

/** The stages that are possible with these milestones, `unknown` among them when all may not have been reached. */
export function possibleStages(steps: readonly MovableStep[]): Set<Stage> {
  const of = (stage: Stage) => steps.filter((step) => step.stage === stage);
  const ranked = steps.filter(({ stage }) => rankOf(stage) > 0);
  const [ended, denied, suspended] = [of('ended'), of('denied'), of('suspended')];
  const breaks = [...ended, ...denied];
  /** Breaks that can't be avoided are over by this day at the earliest. */
  const breaksFrom = maximum(unavoidable(breaks).map(firstOf));

  const stages = new Set<Stage>();
  if (unavoidable(steps).length === 0) stages.add('unknown');
  if (ranked.length === steps.length) {
    // Where nothing ends or stops, only what has surely been reached keeps a lower stage from holding.
    const least = Math.max(0, ...unavoidable(ranked).map(({ stage }) => rankOf(stage)));
    for (const { stage } of ranked) if (rankOf(stage) >= least) stages.add(stage);
    return stages;
  }
  if (ended.some((end) => canAllBeUntil(ranked, lastOf(end)))) stages.add('ended');
  if (denied.some((one) => canAllBeUntil(ranked, lastOf(one)) && canFollow(ended, ranked, lastOf(one))))
    stages.add('denied');
  if (suspended.some((one) => canStaySuspended(lastOf(one), ranked, breaksFrom))) stages.add('suspended');
  for (const stage of new Set(ranked.map((step) => step.stage)))
    if (canStand(stage, ranked, breaks, suspended, breaksFrom)) stages.add(stage);
  return stages;
}

const unavoidable = (steps: readonly MovableStep[]): MovableStep[] => steps.filter(({ isAvoidable }) => !isAvoidable);

/** Whether none of the steps need be after a day. */
const canAllBeUntil = (steps: readonly MovableStep[], day: string): boolean =>
  unavoidable(steps).every((step) => firstOf(step) <= day);

/** Whether what has ended can have begun anew by a day: a ranked step comes after each end that can't be avoided. */
function canFollow(ended: readonly MovableStep[], ranked: readonly MovableStep[], day: string): boolean {
  const ends = unavoidable(ended);
  const last = maximum(ranked.flatMap((step) => lastUntil(step, day) ?? []));
  return ends.length === 0 || (last !== undefined && ends.every((end) => firstOf(end) < last));
}

/** Whether nothing need resume what was suspended on a day, and what had ended before that had begun anew. */
function canStaySuspended(day: string, ranked: readonly MovableStep[], breaksFrom: string | undefined): boolean {
  const held = ranked.filter((step) => (lastUntil(step, day) ?? '') > (breaksFrom ?? ''));
  if (breaksFrom !== undefined && (breaksFrom >= day || held.length === 0)) return false;
  const needed = Math.min(SIGNED, Math.max(0, ...held.map(({ stage }) => rankOf(stage))));
  return unavoidable(ranked).every((step) => firstOf(step) <= day || rankOf(step.stage) < needed);
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
  const lastAt = (rank: number) => maximum(ranked.filter((step) => rankOf(step.stage) === rank).map(lastOf)) ?? '';
  const rank = rankOf(stage);
  const last = lastAt(rank);
  const lastBreak = maximum(breaks.flatMap((step) => lastBefore(step, last) ?? []));
  if (breaksFrom !== undefined && (lastBreak === undefined || lastBreak < breaksFrom)) return false;
  const higher = ranked.filter((step) => rankOf(step.stage) > rank);
  if (!canAllBeUntil(higher, lastBreak ?? '')) return false;
  // A later signature resumes what is in force as well.
  const resumed = rank === IN_FORCE ? maximum([last, lastAt(SIGNED)]) : last;
  return unavoidable(suspended).every((step) => firstOf(step) < (resumed ?? ''));
}
