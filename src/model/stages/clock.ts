/** What is known of a partnership by clocks: how far it had got on a day, by what had been published until a day. */
import { type Bounds, isUndated } from '../dates/edtf.js';
import type { UncertainDate, UncertainDateInput } from '../dates/uncertain-date.js';
import { possibleRanges, unitedDate } from '../dates/united.js';
import type { Citation } from '../evidence/citation.js';
import { names } from '../schema.js';
import { STAGES } from '../vocabulary/vocabulary.js';
import { daysUntil, type MovableStep, movableStep, possibleStages } from './possible.js';
import { establish, type Stage, type Standing, type Step, standing, standingOf } from './stages.js';

/** The days that the clocks stand at; a clock that is absent isn't asked. */
export interface Clock {
  /** What was true on this day. */
  trueOn?: string | undefined;
  /** What had been published by this day. */
  publishedUntil?: string | undefined;
}

/** A milestone with what others say of its date. */
export interface DisputableStep extends Pick<Step, 'stage' | 'polarity'> {
  /** The preferred date. */
  date: UncertainDate;
  /** Other dates that are as good, and the sources that give them. */
  others: readonly { date: UncertainDateInput; sources: readonly string[] }[];
  citations: readonly Reported[];
  /** Whether somebody says that it was otherwise. */
  isDisputed?: boolean;
}

type Reported = Pick<Citation, 'source' | 'status'>;

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
  /** What the certain stage rests on, and whether somebody says that it was otherwise. */
  behind: { citations: Reported[]; isDisputed: boolean };
  possible_stages: Stage[];
  undated_stages: Stage[];
}

/** Whether something had been reached or published by a day. */
export type Answer = 'certain' | 'possible' | 'undated' | 'no';

const BEST_FIRST: readonly Answer[] = ['certain', 'possible', 'undated', 'no'];
const bestOf = (answers: readonly Answer[]): Answer => BEST_FIRST.find((one) => answers.includes(one)) ?? 'no';

/** Whether something is known to have been reached or published, or may have been. */
export const mayBe = (answer: Answer): boolean => answer === 'certain' || answer === 'possible';

/** Whether all of several things are so: as surely as the least sure of them. */
export const leastOf = (answers: readonly Answer[]): Answer =>
  BEST_FIRST.findLast((one) => answers.includes(one)) ?? 'certain';

/** Returns whether one of some sources had been published by a day; certain when none is asked. */
export const publicationsOf =
  (published: Course['published'], until: string | undefined) =>
  (sources: readonly string[]): Answer =>
    until === undefined ? 'certain' : bestOf(sources.map((source) => untilDay(published(source), until)));

/** Whether something that lies in some bounds had happened by a day; certain when none is asked. */
export function untilDay(bounds: Bounds, day: string | undefined): Answer {
  const { earliest, latest } = bounds;
  if (day === undefined || (latest !== undefined && latest <= day)) return 'certain';
  if (isUndated(bounds)) return 'undated';
  return earliest === undefined || earliest <= day ? 'possible' : 'no';
}

/** Undated things that are looked at in every combination, and a limit beyond which only all of them together are. */
const MAX_COMBINED = 8;

/** A milestone as far as it was known. */
export interface KnownStep extends Step {
  /** Its place among the milestones. */
  index: number;
  citations: Reported[];
  /** Whether somebody says that it was otherwise. */
  isDisputed: boolean;
  /** The days on which it may lie, under every version of its date that may have been published. */
  ranges: () => readonly Bounds[];
  /** Whether it had been reported. */
  reported: Answer;
}

/** What was known of a partnership. */
export interface Known {
  steps: readonly KnownStep[];
  /** The same for the same steps. */
  key: string;
}

/** Returns what of a partnership was known by a day, or is without one; undefined when nothing had surely been published. */
export function readCourse(course: Course): (until: string | undefined) => Known | undefined {
  const { steps } = course;
  const publications = new Map<string, Bounds>();
  const publishedOnce = (source: string): Bounds => {
    const bounds = publications.get(source) ?? course.published(source);
    publications.set(source, bounds);
    return bounds;
  };
  const datesOf = steps.map(readDates);
  return (until) => {
    const publishedBy = publicationsOf(publishedOnce, until);
    if (until !== undefined && publishedBy(course.sources) !== 'certain') return undefined;
    let key = '';
    const known = steps.flatMap(({ stage, polarity, others, citations, isDisputed = false }, index): KnownStep[] => {
      const isPublished = citations.map(({ source }) => publishedBy([source]) === 'certain');
      const reported = isPublished.includes(true) ? 'certain' : publishedBy(citations.map(({ source }) => source));
      if (reported === 'no') return [];
      const versions = others.map((one) => mayBe(publishedBy(one.sources)));
      const dates = datesOf[index]?.(versions);
      if (!dates) return [];
      key += `${index}${reported}${isPublished}/${versions};`;
      const certain = isPublished.includes(false) ? citations.filter((_one, at) => isPublished[at]) : citations;
      return [{ index, stage, ...(polarity && { polarity }), ...dates, citations: [...certain], isDisputed, reported }];
    });
    return { steps: known, key };
  };
}

/** Returns the date of a step under some of its other versions, read once for each choice of them. */
function readDates({ date, others }: DisputableStep) {
  const read = new Map<string, Pick<KnownStep, 'date' | 'ranges'>>();
  return (versions: readonly boolean[]) => {
    const key = versions.join();
    const known = read.get(key);
    if (known) return known;
    const chosen = others.filter((_one, index) => versions[index]).map((one) => one.date);
    const united = unitedDate(date, chosen);
    let ranges: readonly Bounds[] | undefined;
    const dates = {
      date: united,
      ranges: () => {
        ranges ??= possibleRanges(united);
        return ranges;
      },
    };
    read.set(key, dates);
    return dates;
  };
}

/**
 * How far the known steps had led on a day, or without one by all that was known. A milestone counts for certain when all
 * days on which it may lie are over, under every version of its date, and a source that reports it had surely been published.
 */
export function standingOn(known: readonly KnownStep[], day: string | undefined): ClockStanding {
  const reached = known.map(({ date }) => untilDay(date, day));
  const isCertain = ({ reported }: KnownStep, at: number) => reported === 'certain' && reached[at] === 'certain';
  const established = establish(known.filter(isCertain));
  const certain = standingOf(established);
  const [possible, undecided] = day === undefined ? asPublished(known) : asDated(known, reached, day);
  possible.delete(certain.stage);
  const { behind } = established;
  return {
    ...certain,
    behind: {
      citations: behind.flatMap(({ citations }) => citations.map(({ source, status }) => ({ source, status }))),
      isDisputed: behind.some((one) => one.isDisputed),
    },
    possible_stages: inOrder(possible),
    undated_stages: inOrder(undecided).filter((stage) => stage !== certain.stage && !possible.has(stage)),
  };
}

const inOrder = (stages: ReadonlySet<Stage>): Stage[] =>
  stages.size === 0 ? [] : ALL_STAGES.filter((stage) => stages.has(stage));
const ALL_STAGES = names(STAGES);

/** The stages that are possible on a day, and those that are when undated milestones and sources are let count. */
function asDated(known: readonly KnownStep[], reached: readonly Answer[], day: string): [Set<Stage>, Set<Stage>] {
  const counts = ({ polarity }: KnownStep, at: number) => polarity !== 'negated' && reached[at] !== 'no';
  // Where nothing is uncertain there is nothing but what is certain.
  if (known.every((one, at) => !counts(one, at) || isSettled(one, reached[at]))) return [new Set(), new Set()];
  const dated: MovableStep[] = [];
  const affirmed: MovableStep[] = [];
  for (const [at, one] of known.entries()) {
    if (!counts(one, at)) continue;
    const answer = leastOf([one.reported, reached[at] ?? 'no']);
    const days = daysUntil(reached[at] === 'undated' ? [{}] : one.ranges(), day);
    const step = movableStep(one.stage, days, answer !== 'certain');
    affirmed.push(step);
    if (answer !== 'undated') dated.push(step);
  }
  const possible = possibleStages(dated);
  return [possible, dated.length === affirmed.length ? new Set(possible) : possibleStages(affirmed)];
}

/** Whether a step was reported and reached for certain, on a day that is known. */
const isSettled = ({ date, reported }: KnownStep, reached: Answer | undefined): boolean =>
  reported === 'certain' && reached === 'certain' && date.earliest === date.latest;

/** The same when no day is asked for: some of what may have been published had been. */
function asPublished(known: readonly KnownStep[]): [Set<Stage>, Set<Stage>] {
  const of = (answer: Answer) => known.filter(({ reported }) => reported === answer);
  const [certain, possible, undated] = [of('certain'), of('possible'), of('undated')];
  if (certain.length === known.length) return [new Set(), new Set()];
  return [stagesWith(certain, possible), stagesWith(certain, [...possible, ...undated])];
}

/** The stages of some steps together with any of others. */
function stagesWith(certain: readonly Step[], others: readonly Step[]): Set<Stage> {
  const chosen = others.length > MAX_COMBINED ? [[], ...others.map((one) => [one]), others] : subsets(others);
  return new Set(chosen.map((some) => standing([...certain, ...some]).stage));
}

const subsets = <T>(items: readonly T[]): T[][] =>
  items.reduce<T[][]>((all, item) => all.flatMap((some) => [some, [...some, item]]), [[]]);
