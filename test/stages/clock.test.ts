/** What clocks answer, held against every day on which milestones may lie and every combination of what may be so. */

import fc from 'fast-check';
import t from 'tap';
import type { Bounds } from '../../src/model/dates/edtf.js';
import { boundsOf } from '../../src/model/dates/uncertain-date.js';
import { possibleRanges } from '../../src/model/dates/united.js';
import type { Course, DisputableStep } from '../../src/model/stages/clock.js';
import { periodsOf } from '../../src/model/stages/periods.js';
import type { Step } from '../../src/model/stages/stages.js';
import { runs } from '../support/place.js';
import { standingAt } from '../support/standing-at.js';
import { dateOf, naive, STAGES } from './naive.js';

/** A world of six days. */
const DAYS = ['2025-03-01', '2025-03-02', '2025-03-03', '2025-03-04', '2025-03-05', '2025-03-06'];
const EDTF = [
  ...DAYS,
  ...['[2025-03-02..2025-03-04]', '[2025-03-01..2025-03-03]', '[2025-03-03..2025-03-06]', '[2025-03-01..2025-03-06]'],
  ...['[2025-03-01,2025-03-05]', '[2025-03-02,2025-03-03,2025-03-06]', '[..2025-03-03]', '[2025-03-04..]', undefined],
];
/** Beyond the six days, where open dates may lie too. */
const [BEFORE, AFTER] = [
  ['2025-02-24', '2025-02-25', '2025-02-26', '2025-02-27', '2025-02-28'],
  ['2025-03-07', '2025-03-08', '2025-03-09', '2025-03-10', '2025-03-11'],
];
const ALL_DAYS = [...BEFORE, ...DAYS, ...AFTER];

const daysOf = (edtf: string): string[] =>
  ALL_DAYS.filter((day) =>
    possibleRanges({ edtf }).some(
      ({ earliest, latest }) => (earliest ?? '') <= day && (latest === undefined || day <= latest),
    ),
  );

interface Written {
  stage: (typeof STAGES)[number];
  polarity: 'affirmed' | 'negated';
  /** The versions of its date, the preferred one first. */
  dates: (string | undefined)[];
}

const written: fc.Arbitrary<Written> = fc.record({
  stage: fc.constantFrom(...STAGES),
  polarity: fc.constantFrom('affirmed' as const, 'affirmed' as const, 'affirmed' as const, 'negated' as const),
  dates: fc.tuple(fc.constantFrom(...EDTF), fc.constantFrom(...EDTF, undefined, undefined, undefined)),
});

const dated = ({ dates }: Written): string[] => dates.filter((one) => one !== undefined);

const courseOf = (milestones: readonly Written[]): Course => ({
  steps: milestones.map(
    ({ stage, polarity, dates: [preferred, ...others] }): DisputableStep => ({
      stage,
      polarity,
      date: dateOf(preferred),
      others: others.flatMap((edtf) => (edtf === undefined ? [] : [{ date: { edtf }, sources: ['s'] }])),
      citations: [{ source: 's', status: 'reference' }],
    }),
  ),
  sources: ['s'],
  published: (): Bounds => ({}),
});

/** The days by `on` on which each affirmed milestone may lie; undefined when it may be later. */
const daysOfEach = (milestones: readonly Written[], on: string, withUndated: boolean): (string | undefined)[][] =>
  milestones
    .filter(({ polarity }) => polarity === 'affirmed')
    .map((one) => {
      const days = dated(one).flatMap(daysOf);
      const reached = days.filter((day) => day <= on);
      if (days.length === 0) return withUndated ? [undefined, ...ALL_DAYS.filter((day) => day <= on)] : [undefined];
      return [...new Set([...reached, ...(days.length > reached.length ? [undefined] : [])])];
    });

const worldsOf = (milestones: readonly Written[], on: string): number =>
  daysOfEach(milestones, on, true).reduce((product, days) => product * days.length, 1);

/** The stages of all worlds on a day: each milestone on each day on which it may lie, and not yet reached when that is later. */
function stagesOfWorlds(milestones: readonly Written[], on: string, withUndated: boolean): Set<string> {
  const worlds = daysOfEach(milestones, on, withUndated);
  const affirmed = milestones.filter(({ polarity }) => polarity === 'affirmed');
  const stages = new Set<string>();
  const go = (index: number, steps: Step[]): void => {
    const one = affirmed[index];
    if (!one) stages.add(naive(steps).stage);
    else
      for (const day of worlds[index]!)
        go(index + 1, day === undefined ? steps : [...steps, { stage: one.stage, date: dateOf(day), citations: [] }]);
  };
  go(0, []);
  return stages;
}

function fault(milestones: readonly Written[], on: string): string | undefined {
  const found = standingAt(courseOf(milestones), { trueOn: on });
  if (!found) return 'nothing was answered';
  const sure = milestones.filter((one) => {
    const days = dated(one).flatMap(daysOf);
    return days.length > 0 && days.every((day) => day <= on);
  });
  const certain = naive(
    courseOf(sure).steps.map(({ others, ...step }) => ({
      ...step,
      citations: [],
      others: others.map((one) => dateOf(one.date.edtf)),
    })),
  );
  const possible = stagesOfWorlds(milestones, on, false);
  const undated = stagesOfWorlds(milestones, on, true);
  const expected = {
    stage: certain.stage,
    reached: certain.reached,
    possible_stages: [...possible].filter((stage) => stage !== certain.stage).sort(),
    undated_stages: [...undated].filter((stage) => stage !== certain.stage && !possible.has(stage)).sort(),
  };
  const { stage, reached, possible_stages, undated_stages } = found;
  const shown = {
    stage,
    reached,
    possible_stages: possible_stages.toSorted(),
    undated_stages: undated_stages.toSorted(),
  };
  return JSON.stringify(shown) === JSON.stringify(expected)
    ? undefined
    : `on ${on}: ${JSON.stringify(shown)} instead of ${JSON.stringify(expected)}`;
}

t.test('what was true on a day is that of all days on which milestones may lie', async () => {
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 4 }), fc.constantFrom(...DAYS), (milestones, on) => {
      const wrong = fault(milestones, on);
      if (wrong !== undefined) throw new Error(wrong);
    }),
    { numRuns: runs(1000) },
  );
});

t.test('what was true of five milestones is that of all days, too, where these are not too many', async () => {
  fc.assert(
    fc.property(fc.array(written, { minLength: 5, maxLength: 5 }), fc.constantFrom(...DAYS), (milestones, on) => {
      fc.pre(worldsOf(milestones, on) <= 5000);
      const wrong = fault(milestones, on);
      if (wrong !== undefined) throw new Error(wrong);
    }),
    { numRuns: runs(100) },
  );
});

const publishedOn = fc.constantFrom(
  '2025-03-02',
  '2025-03-05',
  '[2025-03-02..2025-03-04]',
  '[..2025-03-03]',
  undefined,
);

t.test('the periods of a partnership hold the answer of every day, by all clocks', async () => {
  const source = fc.nat({ max: 2 });
  const cited = fc.array(fc.tuple(written, source, source), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(cited, fc.tuple(publishedOn, publishedOn, publishedOn), (milestones, publications) => {
      const course: Course = {
        steps: courseOf(milestones.map(([one]) => one)).steps.map((step, index) => ({
          ...step,
          others: step.others.map((one) => ({ ...one, sources: [String(milestones[index]![2])] })),
          citations: [{ source: String(milestones[index]![1]), status: 'reference' }],
        })),
        sources: [...new Set(milestones.flatMap(([, one, other]) => [String(one), String(other)]))],
        published: (one) => boundsOf(dateOf(publications[Number(one)])),
      };
      const periods = periodsOf(course);
      for (const on of [undefined, ...ALL_DAYS])
        for (const until of on === undefined ? ALL_DAYS : [undefined, ...ALL_DAYS]) {
          const clock = { ...(on && { trueOn: on }), ...(until && { publishedUntil: until }) };
          const holding = periods.filter((one) => holds(one.true_on, on) && holds(one.published_until, until));
          const found = holding.map((one) => one.standing);
          const expected = standingAt(course, clock);
          if (JSON.stringify(found) !== JSON.stringify(expected ? [expected] : []))
            throw new Error(
              `${JSON.stringify(clock)}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`,
            );
        }
    }),
    { numRuns: runs(100) },
  );
});

/** Whether a stretch of days has a day; what is not asked has none. */
const holds = (days: Bounds | undefined, day: string | undefined): boolean =>
  days === undefined || day === undefined
    ? days === day
    : (days.earliest ?? '') <= day && (days.latest === undefined || day <= days.latest);
