/** All that clocks answer of a partnership, as stretches of days in which the answer is the same. */
import { type Bounds, dayAfter, OPEN } from '../dates/edtf.js';
import type { Corroboration } from '../evidence/corroboration.js';
import { type ClockStanding, type Course, type KnownStep, readCourse, standingOn } from './clock.js';
import { FIRST_DAY } from './possible.js';

/** A stretch of the clocks in which the answer is the same. Days are inclusive, and absent where it is open. */
export interface Period {
  true_on?: Bounds;
  published_until?: Bounds;
  standing: ClockStanding;
  /** How many voices the stage rests on, where that was counted. */
  corroboration?: Corroboration;
}

/**
 * All answers there are: for a day alone, for what was published alone, and for both. Where nothing had been published there
 * is none.
 */
export function periodsOf(course: Course): Period[] {
  const knownBy = readCourse(course);
  const everything = knownBy(undefined) ?? { steps: [], key: '' };
  const onDays = answersOn(everything.steps);
  const answersBy = new Map([[everything.key, [answered(standingOn(everything.steps, undefined)), ...onDays]]]);
  const published: { until: Bounds; key: string; answers: readonly Answered[] }[] = [];
  const publications = stretches(course.sources.flatMap((source) => turningPoints(course.published(source))));
  for (const until of fewer(publications, MAX_WORK / (onDays.length * course.steps.length))) {
    const known = knownBy(until.earliest ?? FIRST_DAY);
    if (!known) continue;
    const { steps, key: knownKey } = known;
    const answers = answersBy.get(knownKey) ?? [answered(standingOn(steps, undefined)), ...answersOn(steps)];
    answersBy.set(knownKey, answers);
    const key = answers.map((one) => one.key).join('\n');
    const last = published.at(-1);
    if (last?.key === key) last.until = around(last.until, until);
    else published.push({ until, key, answers });
  }
  return [
    ...onDays.map(periodOf),
    ...published.flatMap(({ until, answers }) => answers.map((one) => ({ ...periodOf(one), published_until: until }))),
  ];
}

/** Answers times milestones that are computed for one partnership, about: some twenty of each in every combination. */
const MAX_WORK = 50_000;

/**
 * At most so many stretches. Of more, neighbours are taken for one, in which only what had been published at its beginning
 * is known; the last, in which all is known, stays as it is.
 */
function fewer(all: readonly Bounds[], limit: number): readonly Bounds[] {
  const size = Math.ceil(all.length / Math.max(1, limit));
  const last = all.at(-1);
  if (size <= 1 || !last) return all;
  const others = all.slice(0, -1);
  const groups = Array.from({ length: Math.ceil(others.length / size) }, (_, index) =>
    others.slice(index * size, (index + 1) * size),
  );
  return [...groups.map((group) => around(group[0] ?? last, group.at(-1) ?? last)), last];
}

/** An answer, and the days on which it is true where days are asked for. */
interface Answered {
  on?: Bounds;
  standing: ClockStanding;
  /** The same for the same answer on the same days. */
  key: string;
}

const answered = (standing: ClockStanding, on?: Bounds, text = JSON.stringify(standing)): Answered => ({
  standing,
  ...(on && { on }),
  key: `${on?.earliest}/${on?.latest} ${text}`,
});

const periodOf = ({ on, standing }: Answered): Period => ({ ...(on && { true_on: on }), standing });

/** What is answered on all days, by what was known. Neighbouring days with the same answer are one stretch. */
function answersOn(known: readonly KnownStep[]): Answered[] {
  const days = stretches(known.flatMap(({ ranges }) => ranges().flatMap(turningPoints)));
  const found: { on: Bounds; standing: ClockStanding; text: string }[] = [];
  for (const on of days) {
    const standing = standingOn(known, on.earliest ?? FIRST_DAY);
    const text = JSON.stringify(standing);
    const last = found.at(-1);
    if (last?.text === text) last.on = around(last.on, on);
    else found.push({ on, standing, text });
  }
  return found.map(({ on, standing, text }) => answered(standing, on, text));
}

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

const around = ({ earliest }: Bounds, { latest }: Bounds): Bounds => ({
  ...(earliest !== undefined && { earliest }),
  ...(latest !== undefined && { latest }),
});
