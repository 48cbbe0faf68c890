/** How far a partnership has got: the rules that turn milestones into a stage. */

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

export interface Standing {
  stage: Stage;
  /** The date of the milestone that gives the stage; absent when the stage is `unknown`. */
  stage_since?: UncertainDate;
  reached: RankedStage;
  /** The best status among the citations behind the stage. */
  evidence?: CitationStatus;
}

/**
 * The stage that milestones add up to. The highest affirmed rank holds, whatever weaker step came later. `ended`,
 * `denied` and `suspended` hold, in this order, until something is certainly later: any ranked step for the first two,
 * after which only what is certainly later counts; `signed` or `in_force` for a suspension.
 */
export function standing(milestones: Step[]): Standing {
  const affirmed = milestones.filter((one) => one.polarity !== 'negated');
  const steps = affirmed.filter((one) => rankOf(one.stage) > 0);
  const reached = RANKED[Math.max(0, ...steps.map((one) => rankOf(one.stage)))] ?? 'unknown';

  const breaks = affirmed.filter((one) => one.stage === 'ended' || one.stage === 'denied');
  const afterBreaks = (one: Step): boolean => breaks.every((end) => certainlyAfter(one.date, end.date));

  const after = (interruption: Step) => steps.filter((one) => certainlyAfter(one.date, interruption.date));
  const holds = (interruption: Step): boolean =>
    interruption.stage === 'suspended'
      ? afterBreaks(interruption) &&
        !after(interruption).some((one) => one.stage === 'signed' || one.stage === 'in_force')
      : after(interruption).length === 0;

  for (const stage of ['ended', 'denied', 'suspended'] as const) {
    const holding = affirmed.filter((one) => one.stage === stage && holds(one));
    if (holding.length > 0) return { ...given(stage, holding), reached };
  }

  const counting = steps.filter(afterBreaks);
  const stage = RANKED[Math.max(0, ...counting.map((one) => rankOf(one.stage)))] ?? 'unknown';
  return {
    ...given(
      stage,
      counting.filter((one) => one.stage === stage),
    ),
    reached,
  };
}

function given(stage: Stage, milestones: Step[]): Pick<Standing, 'stage' | 'stage_since' | 'evidence'> {
  const [first] = milestones.toSorted((one, other) => compareDates(one.date, other.date));
  const evidence = bestStatus(milestones.flatMap((one) => one.citations));
  return { stage, ...(first && { stage_since: first.date }), ...(evidence && { evidence }) };
}

/** Earliest first, undated last; ties by the written date, so that the order of milestones makes no difference. */
function compareDates(one: UncertainDate, other: UncertainDate): number {
  const [a, b] = [dateKey(one) || '~', dateKey(other) || '~'];
  const [x, y] = a === b ? [JSON.stringify(one), JSON.stringify(other)] : [a, b];
  return x === y ? 0 : x < y ? -1 : 1;
}
