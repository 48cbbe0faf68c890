/** The stage of milestones, sentence by sentence as specified: the slow oracle of the tests about stages. */
import { completeDate, type UncertainDate } from '../../src/model/dates/uncertain-date.js';
import type { Step } from '../../src/model/stages/stages.js';
import { byDate } from '../support/days.js';

export const RANKED = [
  'exploratory',
  'talks',
  'intent_announced',
  'partnership_announced',
  'signed',
  'in_force',
] as const;
export const STAGES = [...RANKED, 'suspended', 'ended', 'denied'] as const;

/** Days, months, bounds and nothing, near to each other, so that much is certainly after something and much is not. */
export const EDTF = [
  ...['2025-02-10', '2025-03-05', '2025-03-20', '2025-04-01', '2025-06-30', '2025-03', '2025-03~', '2025-05', '2025'],
  ...['[..2025-03-20]', '[..2025-02-10]', '[2025-03-21..]', '[2025-05..]', '[2025-02..2025-03]', '2025-03/2025-05'],
  ...['2025-04-01/..', '../2025-03-04', undefined, undefined],
];

export function dateOf(edtf: string | undefined): UncertainDate {
  const result = completeDate(edtf === undefined ? {} : { edtf });
  if (!('date' in result)) throw new Error(result.contradiction);
  return result.date;
}

/** A milestone and other dates that sources give it. */
export type Disputed = Step & { others?: UncertainDate[] };

/** Surely later under all that is said: its earliest day comes after the other's latest; what is missing is never sure. */
const isAfter = (one: Disputed, other: Disputed): boolean =>
  datesOf(one).every((later) =>
    datesOf(other).every(({ latest }) => later.earliest && latest && later.earliest > latest),
  );

/** All that is said of a date, but for what doesn't say when, if anything does. */
function datesOf({ date, others = [] }: Disputed): UncertainDate[] {
  const dated = [date, ...others].filter(({ edtf }) => edtf !== undefined);
  return dated.length > 0 ? dated : [date];
}

const isRanked = ({ stage }: Step): boolean => RANKED.some((one) => one === stage);

interface Standing {
  stage: string;
  reached: string;
  /** The milestones behind the stage. */
  giving: Step[];
  /** Those whose date may be `stage_since`, when these are others. */
  dated?: Step[];
}

/** The stage, `reached`, and the milestones that give the stage, sentence by sentence as specified. */
export function naive(milestones: Step[]): Standing {
  const affirmed = milestones.filter(({ polarity = 'affirmed' }) => polarity === 'affirmed');
  const highest = (steps: Step[]): string =>
    RANKED.toReversed().find((stage) => steps.some((one) => one.stage === stage)) ?? 'unknown';
  const reached = highest(affirmed);
  const given = (stage: string, giving: Step[]) => ({
    stage,
    reached,
    giving: giving.filter((one) => one.stage === stage),
  });

  const ends = affirmed.filter(({ stage }) => stage === 'ended' || stage === 'denied');
  const holding = ends.filter((end) => !affirmed.some((one) => isRanked(one) && isAfter(one, end)));
  for (const stage of ['ended', 'denied']) if (holding.some((one) => one.stage === stage)) return given(stage, holding);
  const counting = affirmed.filter((one) => ends.every((end) => isAfter(one, end)));
  const suspensions = counting.filter(({ stage }) => stage === 'suspended');
  /** What resumes after a suspension: signed, in force, or as far as it had got before it or perhaps before it. */
  const resuming = (suspension: Step) =>
    counting.filter((one) => {
      if (!isRanked(one) || !isAfter(one, suspension)) return false;
      const held = highest(counting.filter((other) => !isAfter(other, suspension)));
      return ['signed', 'in_force'].includes(one.stage) || isAtLeast(one.stage, held);
    });
  const suspended = suspensions.filter((one) => resuming(one).length === 0);
  if (suspended.length > 0) return given('suspended', suspended);
  const stage = highest(counting);
  const holders = counting.filter((one) => one.stage === stage);
  const resumptions = suspensions
    .filter((suspension) => holders.some((one) => !isAfter(one, suspension)))
    .map((suspension) => resuming(suspension));
  if (resumptions.length === 0) return given(stage, holders);
  // Of each suspension the first that resumes it, and of these the last.
  const firsts = resumptions.map((steps) => steps.filter((one) => steps.every((other) => order(one, other) <= 0)));
  const dated = firsts.flat().filter((one) => firsts.flat().every((other) => order(one, other) >= 0));
  return { stage, reached, giving: [...holders, ...resumptions.flat()], dated };
}

export const order = ({ date: one }: Step, { date: other }: Step): number =>
  byDate(false)({ id: '', date: one }, { id: '', date: other });

const isAtLeast = (stage: string, held: string): boolean =>
  held === 'unknown' || RANKED.indexOf(stage as never) >= RANKED.indexOf(held as never);
