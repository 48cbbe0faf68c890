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

/** The milestones that decide about a statement. */
export interface Weighed<M extends KnownStep> extends Weight {
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
 * and when all that carry it are disputed or have lost their words.
 */
export function weigh<M extends KnownStep>(
  claimed: Stage,
  milestones: readonly M[],
  trueOn: string | undefined,
): Weighed<M> {
  const answers = new Map(milestones.map((one) => [one, answerOf(one, trueOn)]));
  const certain = milestones.filter((one) => answers.get(one) === 'certain');
  const affirmed = certain.filter(isAffirmed);
  const { stage: current, behind } = establish(certain);
  const carries = ({ stage }: M) => (rankOf(claimed) > 0 ? rankOf(stage) >= rankOf(claimed) : stage === claimed);
  const carrying = affirmed.filter(carries);
  const sound = carrying.filter(isSound);
  const isUndone = rankOf(claimed) < 0 && current !== claimed;
  const holding = isUndone ? [] : sound.length > 0 ? sound : carrying;
  const undoing = affirmed.filter(
    (one) => isUndone && carrying.some((undone) => certainlyAfter(one.date, undone.date)),
  );
  const denials = certain.filter(
    (one) => denies(one, claimed) && !holding.some((other) => certainlyAfter(other.date, one.date)),
  );
  const against = [...new Set([...denials, ...undoing])];
  const doubted = sound.length === 0 ? holding : [];
  const lesser = affirmed.filter((one) => rankOf(claimed) > 0 && rankOf(one.stage) > 0 && !carries(one));
  const others = milestones.filter((one) => isAffirmed(one) && carries(one));
  const shown = shownBy(holding, lesser, claimed);
  const stage = shown === 'as_much' ? claimed : shown === 'more' ? highest(holding) : current;
  const because = holding.length > 0 ? holding : [...behind];
  return {
    shown,
    isGainsaid: against.length > 0 || doubted.length > 0,
    because,
    against,
    doubted,
    stage,
    first: earliestOf(shown === 'as_much' ? holding : because.filter((one) => one.stage === stage)),
    possible: others.filter((one) => answers.get(one) === 'possible'),
    undated: others.filter((one) => answers.get(one) === 'undated'),
  };
}

const isAffirmed = ({ polarity }: KnownStep): boolean => polarity !== 'negated';

const answerOf = ({ reported, date }: KnownStep, trueOn: string | undefined): Answer =>
  leastOf([reported, untilDay(date, trueOn)]);

const LOST: CitationStatus = 'stale';

const isSound = ({ isDisputed, citations }: KnownStep): boolean =>
  !isDisputed && citations.some(({ status }) => status !== LOST);

/** Whether a milestone says that a stage was not reached: it negates that stage or one before it, or denies all of it. */
function denies(milestone: KnownStep, claimed: Stage): boolean {
  const { stage } = milestone;
  if (isAffirmed(milestone)) return rankOf(claimed) > 0 && stage === 'denied';
  return rankOf(claimed) > 0 ? rankOf(stage) > 0 && rankOf(stage) <= rankOf(claimed) : stage === claimed;
}

function shownBy(holding: readonly Pick<KnownStep, 'stage'>[], lesser: readonly unknown[], claimed: Stage) {
  if (holding.length === 0) return lesser.length > 0 ? 'less' : 'nothing';
  return rankOf(claimed) > 0 && holding.some(({ stage }) => rankOf(stage) > rankOf(claimed)) ? 'more' : 'as_much';
}
