/** Whether the evidence carries a statement: the decision table, and how milestones are weighed for it. */
import { certainlyAfter } from '../dates/uncertain-date.js';
import type { CitationStatus } from '../evidence/citation.js';
import { enumeration } from '../schema.js';
import { type Answer, type KnownStep, leastOf, untilDay } from '../stages/clock.js';
import { earliestOf, establish, highest, rankOf, type Stage } from '../stages/stages.js';
import { VERDICTS } from '../vocabulary/verdicts.js';

export const Verdict = enumeration('Verdict', 'Whether the evidence carries a statement.', VERDICTS);
export type Verdict = keyof typeof VERDICTS;

/**
 * How far the certain evidence goes: further than the statement, just as far, less far, or nowhere. Against it stands
 * somebody who says that it is not so, or that something else is.
 */
export interface Weight {
  shown: 'more' | 'as_much' | 'less' | 'nothing';
  isGainsaid: boolean;
}

/** The verdict for each weight of the evidence. */
export const DECISIONS: readonly (Weight & { verdict: Verdict })[] = [
  { shown: 'more', isGainsaid: false, verdict: 'understated' },
  { shown: 'more', isGainsaid: true, verdict: 'contested' },
  { shown: 'as_much', isGainsaid: false, verdict: 'supported' },
  { shown: 'as_much', isGainsaid: true, verdict: 'contested' },
  { shown: 'less', isGainsaid: false, verdict: 'overstated' },
  { shown: 'less', isGainsaid: true, verdict: 'contradicted' },
  { shown: 'nothing', isGainsaid: false, verdict: 'not_shown' },
  { shown: 'nothing', isGainsaid: true, verdict: 'contradicted' },
];

export function verdictOf({ shown, isGainsaid }: Weight): Verdict {
  const row = DECISIONS.find((one) => one.shown === shown && one.isGainsaid === isGainsaid);
  if (!row) throw new Error('the table has a row for every weight');
  return row.verdict;
}

/** From the verdict that counts most when several records bear on a statement. */
export const BY_WEIGHT: readonly Verdict[] = [
  'supported',
  'understated',
  'contested',
  'contradicted',
  'overstated',
  'not_shown',
];

/** Whether an affirmed step of a stage carries the statement that another was reached; of stages without a rank, the same one. */
export const carries = (stage: Stage, claimed: Stage): boolean =>
  rankOf(claimed) > 0 ? rankOf(stage) >= rankOf(claimed) : stage === claimed;

/** A milestone as the check weighs it. */
export interface WeighableStep extends KnownStep {
  /** Whether somebody says otherwise of it, so that it would not carry this stage. */
  isDoubted(claimed: Stage): boolean;
}

/** The milestones that decide about a statement. */
export interface Weighed<M extends WeighableStep> extends Weight {
  /** Those that carry it; where none does, those that give the stage which is shown instead. */
  because: M[];
  /** Those that say otherwise. */
  against: M[];
  /** Those that carry it, when all of them are disputed or have lost their words. */
  doubted: M[];
  /** The stage that the certain evidence shows: the one that was claimed, a higher one, or what is so instead. */
  stage: Stage;
  /** The milestone that gives this stage, the earliest of several. */
  first: M | undefined;
  /** Those that might carry it: on a day, or by a source, that may be later; or that nothing dates. */
  possible: M[];
  undated: M[];
}

/**
 * Weighs the milestones of a partnership for the statement that it reached a stage; of `suspended`, `ended` and `denied`,
 * that it is so now. What is certain counts alone. A ranked stage is carried by each milestone of that rank or above it, and
 * gainsaid by a negated one of that rank or below it and by a denial, unless a milestone that carries it is surely later;
 * and when all that carry it are disputed or have lost their words. No more and nothing else is shown instead by what is
 * gainsaid itself.
 * @param added milestones that others say should be there, too: they may stand against a statement, and carry none
 */
export function weigh<M extends WeighableStep>(
  claimed: Stage,
  milestones: readonly M[],
  added: readonly M[],
  trueOn: string | undefined,
): Weighed<M> {
  const isCertain = (one: M) => answerOf(one, trueOn) === 'certain';
  const certain = milestones.filter(isCertain);
  const affirmed = certain.filter(isAffirmed);
  const denying = [...certain, ...added.filter(isCertain)].filter(hasWords);
  const isSound = (one: M, stage: Stage) => hasWords(one) && !one.isDoubted(stage);
  /** Whether its own stage can be told: nobody gainsays it. */
  const isShown = (one: M) =>
    isSound(one, one.stage) &&
    !denying.some((other) => denies(other, one.stage) && !certainlyAfter(one.date, other.date));
  const carrying = affirmed.filter(({ stage }) => carries(stage, claimed));
  const sound = carrying.filter((one) => isSound(one, claimed));
  const isUndone = rankOf(claimed) < 0 && establish(certain).stage !== claimed;
  const holding = isUndone ? [] : sound.length > 0 ? sound : carrying;
  const undoing = affirmed.filter(
    (one) => isUndone && carrying.some((undone) => certainlyAfter(one.date, undone.date)),
  );
  const denials = denying.filter(
    (one) => denies(one, claimed) && !holding.some((other) => certainlyAfter(other.date, one.date)),
  );
  const against = [...new Set([...denials, ...undoing])];
  const doubted = sound.length === 0 ? holding : [];
  const instead = establish(certain.filter((one) => !isAffirmed(one) || rankOf(one.stage) < 0 || isShown(one)));
  const isLess = rankOf(claimed) > 0 && rankOf(instead.reached) > 0;
  const further = rankOf(claimed) > 0 ? highest(holding.filter(isShown)) : claimed;
  const isMore = rankOf(further) > rankOf(claimed);
  const shown = holding.length === 0 ? (isLess ? 'less' : 'nothing') : isMore ? 'more' : 'as_much';
  const stage = shown === 'as_much' ? claimed : shown === 'more' ? further : instead.stage;
  const because = holding.length > 0 ? holding : [...instead.behind];
  const others = milestones.filter((one) => isAffirmed(one) && carries(one.stage, claimed));
  return {
    shown,
    isGainsaid: against.length > 0 || doubted.length > 0,
    because,
    against,
    doubted,
    stage,
    first: earliestOf(shown === 'as_much' ? holding : because.filter((one) => one.stage === stage)),
    possible: others.filter((one) => answerOf(one, trueOn) === 'possible'),
    undated: others.filter((one) => answerOf(one, trueOn) === 'undated'),
  };
}

const isAffirmed = ({ polarity }: Pick<KnownStep, 'polarity'>): boolean => polarity !== 'negated';

const answerOf = ({ reported, date }: KnownStep, trueOn: string | undefined): Answer =>
  leastOf([reported, untilDay(date, trueOn)]);

const LOST: CitationStatus = 'stale';

/** Whether one of its quotations still stands in the text. */
const hasWords = ({ citations }: KnownStep): boolean => citations.some(({ status }) => status !== LOST);

/** Whether a milestone says that a stage was not reached: it negates that stage or one before it, or denies all of it. */
export function denies(milestone: Pick<KnownStep, 'stage' | 'polarity'>, claimed: Stage): boolean {
  const { stage } = milestone;
  if (isAffirmed(milestone)) return rankOf(claimed) > 0 && stage === 'denied';
  return rankOf(claimed) > 0 ? rankOf(stage) > 0 && rankOf(stage) <= rankOf(claimed) : stage === claimed;
}
