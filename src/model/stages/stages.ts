/** How far a partnership has got: the rules that turn milestones into a stage. */

import type { Bounds } from '../dates/edtf.js';
import { certainlyAfter, dateKey, type UncertainDate } from '../dates/uncertain-date.js';
import { bestStatus, type Citation, type CitationStatus } from '../evidence/citation.js';
import type { Static } from '../schema.js';
import { enumeration, names } from '../schema.js';
import { RANKED_STAGES, STAGES } from '../vocabulary/vocabulary.js';

export const Stage = enumeration('Stage', 'How far a partnership has got.', STAGES);
export type Stage = Static<typeof Stage>;

/** The ranked stages, weakest first; the rank is the index. */
const RANKED = names(RANKED_STAGES);
const RANKS: ReadonlyMap<string, number> = new Map(RANKED.map((stage, rank) => [stage, rank]));
export type RankedStage = keyof typeof RANKED_STAGES;
export const ReachedStage = enumeration(
  'ReachedStage',
  'A ranked stage: the furthest that a partnership ever got.',
  RANKED_STAGES,
);

const { unknown: _onlyComputed, ...reachable } = STAGES;
/** The stages that a milestone can reach: all but `unknown`. */
export const MilestoneStage = enumeration(
  'MilestoneStage',
  'The stage that a milestone reached or, negated, did not reach.',
  reachable,
);
export type MilestoneStage = Static<typeof MilestoneStage>;

/** -1 for `suspended`, `ended` and `denied`, which have no rank. */
export const rankOf = (stage: Stage): number => RANKS.get(stage) ?? -1;

/** The stage itself and all ranked ones below it. */
export const upTo = (stage: RankedStage): RankedStage[] => RANKED.slice(0, rankOf(stage) + 1);

/** What the rules need to know of a milestone. */
export interface Step {
  stage: Stage;
  polarity?: 'affirmed' | 'negated';
  date: UncertainDate;
  citations: Pick<Citation, 'status'>[];
}

/** A stage, and the milestones behind it. */
export interface Established<S extends Step = Step> {
  stage: Stage;
  /** The milestone that gives the stage, by its date; absent when the stage is `unknown`. */
  since?: S;
  /** All milestones behind the stage. */
  behind: readonly S[];
  reached: RankedStage;
}

export interface Standing {
  stage: Stage;
  /** The date of the milestone that gives the stage; absent when the stage is `unknown`. */
  stage_since?: UncertainDate;
  reached: RankedStage;
  /** The best status among the citations behind the stage. */
  evidence?: CitationStatus;
}

export const standing = (milestones: readonly Step[]): Standing => standingOf(establish(milestones));

/** What a partnership says of its stage. */
export function standingOf({ stage, since, behind, reached }: Established): Standing {
  const evidence = bestStatus(behind.flatMap((one) => one.citations));
  return { stage, ...(since && { stage_since: since.date }), reached, ...(evidence && { evidence }) };
}

/**
 * The stage that milestones add up to. The highest affirmed rank holds, whatever weaker step came later. `ended` and
 * `denied` hold, in this order, until any ranked step is certainly later, after which only what is certainly later counts.
 * Then `suspended` holds until it is certainly resumed.
 */
export function establish<S extends Step>(milestones: readonly S[]): Established<S> {
  const affirmed = milestones.filter((one) => one.polarity !== 'negated');
  const steps = affirmed.filter((one) => rankOf(one.stage) > 0);
  const reached = highest(steps);

  for (const stage of ['ended', 'denied'] as const) {
    const ends = affirmed.filter((one) => one.stage === stage);
    const begun = lastBegin(steps);
    const holding = ends.filter((end) => !certainlyAfter(begun, end.date));
    if (holding.length > 0) return { ...given(stage, holding), reached };
  }
  const breaks = affirmed.filter((one) => one.stage === 'ended' || one.stage === 'denied');
  const over = lastEnd(breaks);
  const counting = breaks.length === 0 ? affirmed : affirmed.filter((one) => certainlyAfter(one.date, over));
  const counted = counting.filter((one) => rankOf(one.stage) > 0);
  const suspensions = counting
    .filter((one) => one.stage === 'suspended')
    .map((suspension) => ({ suspension, resuming: resuming(suspension, counted) }));
  const holding = suspensions.filter(({ resuming }) => resuming.length === 0);
  if (holding.length > 0) {
    const suspended = holding.map(({ suspension }) => suspension);
    return { ...given('suspended', suspended), reached };
  }

  const stage = highest(counted);
  const giving = counted.filter((one) => one.stage === stage);
  // What had this stage before it was suspended has it again since it was resumed the last time.
  const resumed = suspensions.filter(({ suspension }) =>
    giving.some((one) => !certainlyAfter(one.date, suspension.date)),
  );
  const [again] = resumed
    .flatMap(({ resuming }) => earliestOf(resuming) ?? [])
    .toSorted(byDate)
    .toReversed();
  const behind = new Set([...giving, ...resumed.flatMap(({ resuming }) => resuming)]);
  return { ...given(stage, [...behind], again ?? earliestOf(giving)), reached };
}

/** The latest first day of some steps: one of them is certainly after a date when this is. */
function lastBegin(steps: readonly Step[]): Bounds {
  let last: string | undefined;
  for (const { date } of steps)
    if (date.earliest !== undefined && (last === undefined || date.earliest > last)) last = date.earliest;
  return last === undefined ? {} : { earliest: last };
}

/** The latest last day of some steps, if all have one: a date that is certainly after it is so after each of them. */
function lastEnd(steps: readonly Step[]): Bounds {
  let last = '';
  for (const { date } of steps) {
    if (date.latest === undefined) return {};
    if (date.latest > last) last = date.latest;
  }
  return { latest: last };
}

/** The highest rank among some steps. */
export const highest = (steps: readonly Step[]): RankedStage =>
  RANKED[Math.max(0, ...steps.map((one) => rankOf(one.stage)))] ?? 'unknown';

/**
 * The steps by which a suspension is over: those that are certainly later, and either reach what was held before or are
 * `signed` or `in_force`.
 */
function resuming<S extends Step>(suspension: S, counted: readonly S[]): S[] {
  const later: S[] = [];
  let held = 0;
  for (const one of counted)
    if (certainlyAfter(one.date, suspension.date)) later.push(one);
    else held = Math.max(held, rankOf(one.stage));
  const needed = Math.min(held, rankOf('signed'));
  return later.filter((one) => rankOf(one.stage) >= needed);
}

/** @param since the milestone that gives the stage, by its date */
const given = <S extends Step>(stage: Stage, behind: readonly S[], since = earliestOf(behind)) => ({
  stage,
  ...(since && { since }),
  behind,
});

/** The step that comes first by its date. */
export const earliestOf = <S extends Step>(steps: readonly S[]): S | undefined => steps.toSorted(byDate)[0];

/** Earliest first, undated last; ties by the written date, so that the order of milestones makes no difference. */
function byDate({ date: one }: Step, { date: other }: Step): number {
  const [a, b] = [dateKey(one) || '~', dateKey(other) || '~'];
  const [x, y] = a === b ? [JSON.stringify(one), JSON.stringify(other)] : [a, b];
  return x === y ? 0 : x < y ? -1 : 1;
}
