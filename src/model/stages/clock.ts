/** What is known of a partnership by clocks: how far it had got on a day, by what had been published until a day. */
import { isDeepStrictEqual } from 'node:util';
import { type Bounds, dayAfter, OPEN } from '../dates/edtf.js';
import type { UncertainDate, UncertainDateInput } from '../dates/uncertain-date.js';
import { possibleRanges, unitedDate } from '../dates/united.js';
import type { Citation } from '../evidence/citation.js';
import { names } from '../schema.js';
import { STAGES } from '../vocabulary/vocabulary.js';
import { daysUntil, FIRST_DAY, type MovableStep, possibleStages } from './possible.js';
import { type Stage, type Standing, type Step, standing } from './stages.js';

/** The days that the clocks stand at; a clock that is absent isn't asked. */
export interface Clock {
  /** What was true on this day. */
  trueOn?: string;
  /** What had been published by this day. */
  publishedUntil?: string;
}

/** A milestone with what others say of its date. */
export interface DisputableStep extends Pick<Step, 'stage' | 'polarity'> {
  /** The preferred date. */
  date: UncertainDate;
  /** Other dates that are as good, and the sources that give them. */
  others: readonly { date: UncertainDateInput; sources: readonly string[] }[];
  citations: readonly Pick<Citation, 'source' | 'status'>[];
}

/** A partnership as clocks see it. */
export interface Course {
  steps: readonly DisputableStep[];
  /** All sources that the record cites. */
  sources: readonly string[];
  /** When a source was published; no bounds when that isn't known. */
  published(source: string): Bounds;
}

/** What is certain, what may be, and what no date decides: three different answers. */
export interface ClockStanding extends Standing {
  possible_stages: Stage[];
  undated_stages: Stage[];
}

/** Whether something had been reached or published by a day. */
type Answer = 'certain' | 'possible' | 'undated' | 'no';

const BEST_FIRST: readonly Answer[] = ['certain', 'possible', 'undated', 'no'];
const bestOf = (answers: readonly Answer[]): Answer => BEST_FIRST.find((one) => answers.includes(one)) ?? 'no';

function untilDay({ earliest, latest }: Bounds, day: string | undefined): Answer {
  if (day === undefined || (latest !== undefined && latest <= day)) return 'certain';
  if (earliest === undefined && latest === undefined) return 'undated';
  return earliest === undefined || earliest <= day ? 'possible' : 'no';
}

/** Undated things that are looked at in every combination, and a limit beyond which only all of them together are. */
const MAX_COMBINED = 8;

/**
 * How far a partnership had got by the clocks. Undefined when nothing about it had surely been published by then.
 * A milestone counts for certain when all days on which it may lie are over, under every version of its date, and a source
 * that reports it had surely been published.
 */
export function standingAt({ steps, sources, published }: Course, clock: Clock): ClockStanding | undefined {
  const publishedBy = (some: readonly string[]): Answer =>
    clock.publishedUntil === undefined
      ? 'certain'
      : bestOf(some.map((source) => untilDay(published(source), clock.publishedUntil)));
  if (publishedBy(sources) !== 'certain') return undefined;
  const known = steps.flatMap(({ others, ...step }) => {
    const reported = publishedBy(step.citations.map(({ source }) => source));
    if (reported === 'no') return [];
    const versions = others.filter((one) => ['certain', 'possible'].includes(publishedBy(one.sources)));
    const date = unitedDate(
      step.date,
      versions.map((one) => one.date),
    );
    const citations = step.citations.filter(({ source }) => publishedBy([source]) === 'certain');
    return [{ ...step, date, citations, reported, reached: untilDay(date, clock.trueOn) }];
  });
  const certain = standing(known.filter((one) => one.reported === 'certain' && one.reached === 'certain'));
  const [possible, undecided] = clock.trueOn === undefined ? asPublished(known) : asDated(known, clock.trueOn);
  possible.delete(certain.stage);
  return {
    ...certain,
    possible_stages: inOrder(possible),
    undated_stages: inOrder(undecided).filter((stage) => stage !== certain.stage && !possible.has(stage)),
  };
}

type KnownStep = Step & { reported: Answer; reached: Answer };

const inOrder = (stages: ReadonlySet<Stage>): Stage[] => names(STAGES).filter((stage) => stages.has(stage));

/** The stages that are possible on a day, and those that are when undated milestones and sources are let count. */
function asDated(known: readonly KnownStep[], day: string): [Set<Stage>, Set<Stage>] {
  const affirmed = known.filter(({ polarity, reached }) => polarity !== 'negated' && reached !== 'no');
  const movable = (some: readonly KnownStep[]): MovableStep[] =>
    some.map(({ stage, date, reported, reached }) => ({
      stage,
      days: daysUntil(reached === 'undated' ? [{}] : possibleRanges(date), day),
      isAvoidable: reported !== 'certain' || reached !== 'certain',
    }));
  const dated = affirmed.filter(({ reported, reached }) => reported !== 'undated' && reached !== 'undated');
  return [possibleStages(movable(dated)), possibleStages(movable(affirmed))];
}

/** The same when no day is asked for: some of what may have been published had been. */
function asPublished(known: readonly KnownStep[]): [Set<Stage>, Set<Stage>] {
  const of = (answer: Answer) => known.filter(({ reported }) => reported === answer);
  const [certain, possible, undated] = [of('certain'), of('possible'), of('undated')];
  return [stagesWith(certain, possible), stagesWith(certain, [...possible, ...undated])];
}

/** The stages of some steps together with any of others. */
function stagesWith(certain: readonly Step[], others: readonly Step[]): Set<Stage> {
  const chosen = others.length > MAX_COMBINED ? [[], ...others.map((one) => [one]), others] : subsets(others);
  return new Set(chosen.map((some) => standing([...certain, ...some]).stage));
}

const subsets = <T>(items: readonly T[]): T[][] =>
  items.reduce<T[][]>((all, item) => all.flatMap((some) => [some, [...some, item]]), [[]]);

/** A stretch of the clocks in which the answer is the same. Days are inclusive, and absent where it is open. */
export interface Period {
  true_on?: Bounds;
  published_until?: Bounds;
  standing: ClockStanding;
}

/**
 * All answers there are: for a day alone, for what was published alone, and for both. Where nothing had been published there
 * is none.
 */
export function periodsOf(course: Course): Period[] {
  const days = stretches(
    course.steps.flatMap(({ date, others }) =>
      [date, ...others.map((one) => one.date)].flatMap((one) => possibleRanges(one).flatMap(turningPoints)),
    ),
  );
  const periodsAt = (until: Bounds | undefined): Period[] =>
    joined(
      (until ? [undefined, ...days] : days).flatMap((on): Period[] => {
        const found = standingAt(course, { ...at('trueOn', on), ...at('publishedUntil', until) });
        return found ? [{ ...(on && { true_on: on }), standing: found }] : [];
      }),
    );
  const published: { until: Bounds; periods: Period[] }[] = [];
  for (const until of stretches(course.sources.flatMap((source) => turningPoints(course.published(source))))) {
    const periods = periodsAt(until);
    const last = published.at(-1);
    if (last && isDeepStrictEqual(last.periods, periods)) last.until = around(last.until, until);
    else published.push({ until, periods });
  }
  return [
    ...periodsAt(undefined),
    ...published.flatMap(({ until, periods }) => periods.map((one) => ({ ...one, published_until: until }))),
  ];
}

const at = (clock: keyof Clock, days: Bounds | undefined): Clock =>
  days ? { [clock]: days.earliest ?? days.latest ?? OPEN } : {};

/** The days on which an answer may change because of a date: two things in one range may have any order on its second day. */
const turningPoints = ({ earliest, latest }: Bounds): string[] =>
  [earliest, latest].flatMap((day) => (day === undefined ? [] : [day, dayAfter(day, 1)]));

/** All days, cut where answers may change. */
function stretches(points: readonly string[]): Bounds[] {
  const cuts = [...new Set(points)].filter((day) => day > FIRST_DAY && day < OPEN).sort();
  return [undefined, ...cuts].map((from, index) => {
    const next = cuts[index];
    return { ...(from !== undefined && { earliest: from }), ...(next !== undefined && { latest: dayAfter(next, -1) }) };
  });
}

/** Neighbouring stretches of days with the same answer as one. */
function joined(periods: readonly Period[]): Period[] {
  const whole: Period[] = [];
  for (const period of periods) {
    const last = whole.at(-1);
    if (last?.true_on && period.true_on && isDeepStrictEqual(last.standing, period.standing))
      last.true_on = around(last.true_on, period.true_on);
    else whole.push({ ...period });
  }
  return whole;
}

const around = ({ earliest }: Bounds, { latest }: Bounds): Bounds => ({
  ...(earliest !== undefined && { earliest }),
  ...(latest !== undefined && { latest }),
});
