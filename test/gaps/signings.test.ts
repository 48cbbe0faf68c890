/** A partnership says for which signings it has no milestone, whichever record is written last. */
import fc from 'fast-check';
import t from 'tap';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const EVENTS = ['one', 'other', 'third'];
const PARTNERSHIPS = ['first', 'second'];
const milestones = (events: readonly string[]) => [
  { stage: 'talks', citations: [{ source: 'report' }] },
  ...events.map((event) => ({ stage: 'signed', event, citations: [{ source: 'report' }] })),
];

const event = fc.record({
  id: fc.constantFrom(...EVENTS),
  kind: fc.constantFrom('signing', 'meeting'),
  outcome: fc.constantFrom(undefined, 'agreement_signed', 'none_announced'),
  partnerships: fc.subarray(PARTNERSHIPS),
});
const step: fc.Arbitrary<Json> = fc.oneof(
  event.map((one) => ({ event: one })),
  fc.constantFrom(...EVENTS).map((id) => ({ removed: id })),
  fc
    .record({ id: fc.constantFrom(...PARTNERSHIPS), events: fc.subarray(EVENTS) })
    .map((partnership) => ({ partnership })),
  fc
    .tuple(event, fc.constantFrom(...PARTNERSHIPS), fc.subarray(EVENTS), fc.boolean())
    .map(([one, id, events, isFirst]) => ({ event: one, partnership: { id, events }, isFirst })),
);

const TWO_SIGNINGS = ['one', 'other'].map((id) => ({
  event: { id, kind: 'signing', outcome: undefined, partnerships: ['first'] },
}));

/** The signings that a partnership has no milestone for, by reading all records. */
async function expected({ get }: TestRegister, id: string): Promise<string[]> {
  const { body } = await get(`/partnerships/${id}`);
  const { data } = (await get('/events')).body;
  return data
    .filter(({ kind, outcome }: Json) => kind === 'signing' || outcome === 'agreement_signed')
    .filter(({ partnerships = [] }: Json) => partnerships.includes(id))
    .map((one: Json) => one.id)
    .filter((one: string) => !body.milestones.some(({ event }: Json) => event === one))
    .sort();
}

const replaced = (record: string, { id, ...document }: Json) => ({
  operation: 'replace',
  record,
  id,
  document,
  if_match: '*',
});

async function carryOut(register: TestRegister, { event, partnership, removed, isFirst = false }: Json): Promise<void> {
  const insist = { 'if-match': '*' };
  const whole = event && anEvent(event);
  const relation = partnership && aPartnership({ id: partnership.id, milestones: milestones(partnership.events) });
  if (removed) await register.delete(`/events/${removed}`, insist);
  if (!event !== !partnership) {
    const [collection, body] = event ? ['events', whole] : ['partnerships', relation];
    const { status } = await register.get(`/${collection}/${body.id}`);
    await register.put(`/${collection}/${body.id}`, body, status === 200 ? insist : {});
  } else if (event) {
    const operations = [replaced('event', whole), replaced('partnership', relation)];
    const { status } = await register.get(`/events/${event.id}`);
    if (status === 200) await register.post('/batch', { operations: isFirst ? operations : operations.reverse() });
  }
}

t.test('whatever is written, each has a notice for the signings without a milestone', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const id of PARTNERSHIPS) await register.post('/partnerships', aPartnership({ id }));
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      for (const one of steps) {
        await carryOut(register, one);
        for (const id of PARTNERSHIPS) {
          const wanted = await expected(register, id);
          const { notices = [] } = (await register.get(`/partnerships/${id}`)).body;
          const named = notices
            .filter(({ code }: Json) => code === 'event_without_milestone')
            .map(({ detail }: Json) => EVENTS.find((event) => detail.includes(`"${event}"`)));
          seen.add(wanted.length);
          if (named.join() !== wanted.join()) throw new Error(`${id} names ${named}, not ${wanted}`);
          const { data } = (await register.get('/partnerships?notice=event_without_milestone')).body;
          if (data.some((found: Json) => found.id === id) !== wanted.length > 0) throw new Error(`the list, of ${id}`);
        }
      }
    }),
    { numRuns: runs(60), examples: [[TWO_SIGNINGS]] },
  );
  t.ok(seen.size > 2, `${[...seen]}`);
});

t.test(
  'a signing in one batch with its partnership is noticed at once, and not when its milestone is there',
  async (t) => {
    const register = await openRegister(t);
    await populate(register);
    const create = (record: string, document: object) => ({ operation: 'create', record, document });
    const signing = (id: string, partnership: string) =>
      create('event', anEvent({ id, kind: 'signing', partnerships: [partnership] }));
    const without = create('partnership', aPartnership({ id: 'without' }));
    const withOne = create('partnership', aPartnership({ id: 'with', milestones: milestones(['two']) }));
    const operations = [signing('one', 'without'), without, withOne, signing('two', 'with')];
    const { status, text } = await register.post('/batch', { operations });
    t.equal(status, 200, text);
    const read = async (id: string) => (await register.get(`/partnerships/${id}`)).body;
    t.match(await read('without'), {
      revision: 1,
      notices: [{ code: 'event_without_milestone', pointer: '/milestones', detail: /"one"/ }],
    });
    const other = await read('with');
    t.equal(other.revision, 1);
    t.notOk('notices' in other);
  },
);

t.test('what only concerns a partnership changes nothing there, and many signings are a hundred notices', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/partnerships', aPartnership({ id: 'busy' }));
  await register.post('/events', anEvent({ partnerships: ['busy'] }));
  t.equal((await register.get('/partnerships/busy')).body.revision, 1);
  const operations = Array.from({ length: 120 }, (_, index) => ({
    operation: 'create',
    record: 'event',
    document: anEvent({ id: `signing-${100 + index}`, kind: 'signing', partnerships: ['busy'] }),
  }));
  await register.post('/batch', { operations: operations.slice(0, 60) });
  await register.post('/batch', { operations: operations.slice(60) });
  const { notices } = (await register.get('/partnerships/busy')).body;
  t.equal(notices.length, 100);
  t.match(notices[0].detail, /signing-100/);
});
