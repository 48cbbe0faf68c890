/** How far a partnership has got: the rules of stages, held against a naive reading of the specification. */
import fc from 'fast-check';
import t from 'tap';
import { unitedDate } from '../../src/model/dates/united.js';
import { type Step, standing } from '../../src/model/stages/stages.js';
import { runs } from '../support/place.js';
import { aPartnership, openRegister, populate } from '../support/register.js';
import { type Disputed, dateOf, EDTF, naive, order, RANKED, STAGES } from './naive.js';

const BEST_FIRST = ['matched', 'unchecked', 'reference', 'stale'] as const;

/** What is wrong with a standing, as `standing` and documents tell it; undefined when nothing is. */
function fault(found: ReturnType<typeof standing>, milestones: Step[]): string | undefined {
  const { stage, reached, giving, dated = giving } = naive(milestones);
  const dates = dated.filter((one) => dated.every((other) => order(one, other) <= 0)).map(({ date }) => date);
  const evidence = BEST_FIRST.find((status) => giving.some((one) => one.citations.some((it) => it.status === status)));
  const { stage: foundStage, reached: foundReached, stage_since: since, evidence: foundEvidence } = found;
  const shown = `of ${JSON.stringify(milestones.map(({ stage, polarity, date }) => [stage, polarity, date.edtf]))}`;
  if (foundStage !== stage) return `the stage is ${foundStage}, not ${stage}, ${shown}`;
  if (foundReached !== reached) return `reached is ${foundReached}, not ${reached}, ${shown}`;
  if (foundEvidence !== evidence) return `the evidence is ${foundEvidence}, not ${evidence}, ${shown}`;
  const isRight = giving.length === 0 ? !since : dates.some((date) => JSON.stringify(date) === JSON.stringify(since));
  return isRight ? undefined : `stage_since is ${JSON.stringify(since)}, not one of ${JSON.stringify(dates)}, ${shown}`;
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const polarities = fc.constantFrom(undefined, 'affirmed' as const, 'affirmed' as const, 'negated' as const);
const steps: fc.Arbitrary<Step> = fc
  .record({
    stage: fc.constantFrom(...STAGES),
    polarity: polarities,
    edtf: fc.constantFrom(...EDTF),
    citations: fc.array(fc.record({ status: fc.constantFrom(...BEST_FIRST) }), { minLength: 1, maxLength: 2 }),
  })
  .map(({ polarity, edtf, ...step }) => ({ ...step, ...(polarity && { polarity }), date: dateOf(edtf) }));
const fiveSteps = fc.array(steps, { minLength: 1, maxLength: 5, size: 'max' });

t.test('the stage of up to five milestones is that of the specification', async () => {
  fc.assert(
    fc.property(fiveSteps, (milestones) => {
      const wrong = fault(standing(milestones), milestones);
      if (wrong !== undefined) throw new Error(wrong);
    }),
    { numRuns: runs(5000) },
  );
});

t.test('where sources give milestones other dates, what is surely later is so under all of them', async () => {
  const disputed = fc
    .tuple(steps, fc.array(fc.constantFrom(...EDTF), { maxLength: 2 }))
    .map(([step, others]): Disputed => ({ ...step, others: others.map(dateOf) }));
  fc.assert(
    fc.property(fc.array(disputed, { minLength: 1, maxLength: 5, size: 'max' }), (milestones) => {
      const united = milestones.map(({ others = [], ...step }) => ({ ...step, date: unitedDate(step.date, others) }));
      const [{ stage, reached }, expected] = [standing(united), naive(milestones)];
      return stage === expected.stage && reached === expected.reached;
    }),
    { numRuns: runs(5000) },
  );
});

t.test('the order in which milestones are written decides nothing', async () => {
  fc.assert(
    fc.property(fiveSteps, (milestones) => {
      const first = JSON.stringify(standing(milestones));
      return permutations(milestones).every((order) => JSON.stringify(standing(order)) === first);
    }),
    { numRuns: runs(1000) },
  );
});

t.test('any two milestones give the stage of the specification', async (t) => {
  const all: Step[] = STAGES.flatMap((stage) =>
    ['2025-03-05', '2025-03', '[..2025-02-10]', '[2025-05..]', undefined].flatMap((edtf) =>
      (['affirmed', 'negated'] as const).map((polarity) => ({ stage, polarity, date: dateOf(edtf), citations: [] })),
    ),
  );
  const wrong = all.flatMap((one) => all.flatMap((other) => fault(standing([one, other]), [one, other]) ?? []));
  t.same(wrong.slice(0, 5), []);
});

/** A line of what somebody wrote: `ended 2025-04-01`, `not signed`. */
const standingOf = (...lines: string[]) =>
  standing(
    lines.map((line): Step => {
      const [, not, stage = '', edtf] = /^(not )?(\w+)(?: (.+))?$/.exec(line) ?? [];
      return {
        stage: STAGES.find((one) => one === stage)!,
        ...(not && { polarity: 'negated' }),
        date: dateOf(edtf),
        citations: [{ status: 'reference' }],
      };
    }),
  );

const stageOf = (...lines: string[]): string => standingOf(...lines).stage;

/** The stage and the day since when it stands. */
function sinceOf(...lines: string[]): string {
  const { stage, stage_since } = standingOf(...lines);
  return `${stage} ${stage_since?.edtf}`;
}

t.test('a later weaker step does not demote', async (t) => {
  t.equal(stageOf('signed 2025-02-10', 'talks 2025-06-30'), 'signed');
});

t.test('what somebody says was not reached gives no stage', async (t) => {
  t.equal(stageOf('not signed 2025-02-10'), 'unknown');
  t.equal(stageOf('talks', 'not signed 2025-02-10', 'not ended 2025-03-05'), 'talks');
});

t.test('an end holds until a ranked step is certainly later, and only such steps count', async (t) => {
  t.equal(stageOf('signed 2025-02-10', 'ended 2025-03-05'), 'ended');
  t.equal(stageOf('signed 2025-02-10', 'ended 2025-03-05', 'talks 2025-03-06'), 'talks');
  t.equal(stageOf('signed 2025-02-10', 'ended 2025-03-05', 'talks 2025-03'), 'ended', 'the month may be before');
  t.equal(stageOf('ended 2025-03', 'talks 2025-04-01', 'signed'), 'talks', 'an undated signing may be before');
  t.equal(stageOf('denied', 'in_force 2025-06-30'), 'denied', 'nothing is certainly after what has no date');
  t.equal(stageOf('ended 2025-02-10', 'denied 2025-05', 'talks 2025-03-05'), 'denied');
});

t.test(
  'a suspension is lifted by what certainly later reaches as much as was held before, or is signed or in force',
  async (t) => {
    t.equal(stageOf('signed 2025-02-10', 'suspended 2025-03-05', 'talks 2025-06-30'), 'suspended');
    t.equal(stageOf('signed 2025-02-10', 'suspended 2025-03-05', 'in_force 2025-06-30'), 'in_force');
    t.equal(stageOf('in_force 2025-02-10', 'suspended 2025-03-05', 'signed 2025-04-01'), 'in_force');
    t.equal(stageOf('suspended 2025-03', 'signed 2025-03-20'), 'suspended');
    t.equal(stageOf('talks 2025-02-10', 'suspended 2025-03-05', 'talks 2025-04-01'), 'talks');
    t.equal(stageOf('talks 2025-02-10', 'suspended 2025-03-05', 'exploratory 2025-04-01'), 'suspended');
    t.equal(stageOf('talks 2025-02-10', 'suspended 2025-03', 'talks 2025-03-20'), 'suspended', 'it may be before');
    t.equal(
      stageOf('signed', 'suspended 2025-03-05', 'talks 2025-04-01'),
      'suspended',
      'it may have been signed before',
    );
    t.equal(stageOf('suspended 2025-03-05', 'exploratory 2025-04-01'), 'exploratory', 'nothing was held before');
    t.equal(stageOf('talks 2025-02-10', 'suspended 2025-03-05', 'not talks 2025-04-01'), 'suspended');
  },
);

t.test('what was suspended has its stage again since it was resumed', async (t) => {
  const [held, halted] = ['talks 2025-02-10', 'suspended 2025-03-05'];
  t.equal(sinceOf(held, halted, 'talks 2025-04-01'), 'talks 2025-04-01');
  t.equal(sinceOf(held, halted, 'talks 2025-04-01', 'talks 2025-06-30'), 'talks 2025-04-01');
  t.equal(sinceOf(held, halted, 'signed 2025-06-30'), 'signed 2025-06-30');
  t.equal(sinceOf(held, halted, 'talks 2025-04-01', 'signed 2025-06-30'), 'signed 2025-06-30');
  t.equal(sinceOf('in_force 2025-02-10', halted, 'in_force 2025-06-30'), 'in_force 2025-06-30');
  t.equal(sinceOf('in_force 2025-02-10', halted, 'signed 2025-04-01'), 'in_force 2025-04-01');
  t.equal(
    sinceOf(held, halted, 'talks 2025-03-20', 'suspended 2025-04-01', 'talks 2025-06-30'),
    'talks 2025-06-30',
    'the last time',
  );
});

t.test('a suspension from before an end counts no more when there is a new beginning', async (t) => {
  t.equal(stageOf('suspended 2025-02-10', 'ended 2025-03-05', 'talks 2025-04-01'), 'talks');
});

t.test('of several that hold, an end goes before a denial and a denial before a suspension', async (t) => {
  t.equal(stageOf('suspended 2025-06-30', 'denied 2025-05', 'ended 2025-02-10'), 'ended');
  t.equal(stageOf('suspended 2025-06-30', 'denied 2025-02-10'), 'denied');
});

const text = 'They met. They signed. They began. They stopped.';
const written = fc
  .record({
    stage: fc.constantFrom(...STAGES),
    polarity: polarities,
    edtf: fc.constantFrom('as the source says', ...EDTF),
    source: fc.constantFrom('report', 'held'),
    quote: fc.constantFrom(undefined, 'They met', 'They signed'),
  })
  .map(({ stage, polarity, edtf, ...citation }) => ({
    stage,
    polarity,
    ...(edtf !== 'as the source says' && { date: { edtf } }),
    citations: [citation],
  }));

t.test('partnerships have the stage that the specification says, and are found by it', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'held', kind: 'filing' });
  await register.putText('held', text);
  let id = 0;
  const stages = fc.array(written, { minLength: 1, maxLength: 5, size: 'max' });
  await fc.assert(
    fc.asyncProperty(stages, async (milestones) => {
      id += 1;
      const { body } = await register.put(`/partnerships/p-${id}`, aPartnership({ milestones }));
      for (const [index, { stage, citations }] of milestones.entries()) {
        const kept = body.milestones[index];
        const { source, quote } = citations[0]!;
        const status = quote === undefined ? 'reference' : source === 'held' ? 'matched' : 'unchecked';
        if (kept.stage !== stage || kept.citations[0].status !== status) throw new Error(JSON.stringify(kept));
        if (!('date' in milestones[index]!)) {
          const edtf = source === 'report' ? '[..2025-08-02]' : undefined;
          if (kept.date.edtf !== edtf) throw new Error(`${kept.date.edtf} instead of ${edtf}`);
        }
      }
      const wrong = fault(body, body.milestones);
      if (wrong !== undefined) throw new Error(wrong);
      const negated = milestones.filter(({ polarity }) => polarity === 'negated').map(({ stage }) => stage);
      const found = async (query: string) =>
        (await register.get(`/partnerships?id=p-${id}&${query}`)).body.data.length === 1;
      if (!(await found(`stage=${body.stage}&reached=${body.reached}`))) throw new Error('it is not found');
      for (const stage of STAGES)
        if ((await found(`negated=${stage}`)) !== negated.includes(stage)) throw new Error(`negated=${stage}`);
      for (const [rank, stage] of RANKED.entries())
        if ((await found(`reached=${stage}`)) !== rank <= RANKED.indexOf(body.reached))
          throw new Error(`reached=${stage}`);
    }),
    { numRuns: runs(30) },
  );
});

t.test('an agreement that was not announced is kept, shown and findable', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const milestones = [
    { stage: 'talks', citations: [{ source: 'report' }] },
    { stage: 'signed', polarity: 'negated', note: 'No agreements were announced.', citations: [{ source: 'report' }] },
  ];
  const { body } = await register.post('/partnerships', aPartnership({ id: 'silent', milestones }));
  t.match(body, { stage: 'talks', reached: 'talks', milestones });
  const ids = async (query: string) =>
    (await register.get(`/partnerships?${query}`)).body.data.map((one: any) => one.id);
  t.same(await ids('negated=signed'), ['silent']);
  t.same(await ids('negated=talks'), []);
  t.same(await ids('stage=signed'), []);
  t.same(await ids('reached=signed'), []);
});
