/** The limits of answers that the contract states are kept, and what lies beyond them can be told. */
import t from 'tap';
import { redact } from '../../src/maintenance/redact.js';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { anEvent, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
const aParty = (more: object = {}) => ({ kind: 'company', name: 'Works', ...more });
const times = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** Creates so many records, in batches. */
async function createMany({ post }: TestRegister, record: string, documents: object[]): Promise<void> {
  for (let at = 0; at < documents.length; at += 500) {
    const operations = documents.slice(at, at + 500).map((document) => ({ operation: 'create', record, document }));
    await post('/batch', { operations });
  }
}

t.test('a difference of more than 200 steps replaces whole members', async (t) => {
  const { put, get } = await openRegister(t);
  const aliases = (word: string) => times(201, (number) => ({ name: `${word} ${number}` }));
  await put('/parties/many', aParty({ aliases: aliases('One'), summary: 'Before.' }));
  await put('/parties/many', aParty({ aliases: aliases('Other'), summary: 'After.' }), any);
  const { body } = await get('/parties/many/difference?from=1&to=2');
  const { updated_at } = (await get('/parties/many')).body;
  t.strictSame(
    body.toSorted((one: Json, other: Json) => (one.path < other.path ? -1 : 1)),
    [
      { op: 'replace', path: '/aliases', value: aliases('Other') },
      { op: 'replace', path: '/revision', value: 2 },
      { op: 'replace', path: '/summary', value: 'After.' },
      { op: 'replace', path: '/updated_at', value: updated_at },
    ],
  );
});

t.test('a page includes the first thousand records of a kind that it refers to', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const ids = times(1001, (number) => `p-${String(number).padStart(4, '0')}`);
  await createMany(
    register,
    'party',
    ids.map((id) => aParty({ id })),
  );
  await register.post('/events', anEvent({ parties: [], mentions: ids.toReversed().slice(0, 600) }));
  await register.post('/events', anEvent({ parties: [], mentions: ids.toReversed().slice(600) }));
  const { included, data } = (await register.get('/events?expand=parties&sort=created_at')).body;
  const mentioned = data.flatMap(({ mentions }: Json) => mentions);
  t.equal(mentioned.length, 1001);
  t.strictSame(Object.keys(included.parties), mentioned.slice(0, 1000).sort());
});

t.test('a histogram has the latest thousand days, and says how many matches lie before', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const days = times(1003, (number) => new Date(Date.UTC(2020, 0, 1 + number)).toISOString().slice(0, 10));
  await createMany(
    register,
    'event',
    [...days, '2020-01-02'].map((edtf) => anEvent({ date: { edtf, basis: 'stated' } })),
  );
  const { buckets, earlier } = (await register.get('/events?histogram=date:day&limit=1')).body.meta.histogram;
  t.strictSame(
    buckets.map(({ value }: Json) => value),
    days.slice(3),
  );
  t.equal(earlier, 4);
  const fewer = (await register.get(`/events?histogram=date:month&limit=1`)).body.meta.histogram;
  t.notOk('earlier' in fewer);
});

t.test('more than a thousand revisions are taken out by several entries of the log', async (t) => {
  const register = await openRegister(t);
  await register.put('/parties/busy', aParty());
  for (let number = 0; number < 1001; number++)
    await register.patch('/parties/busy', { summary: `Take ${number}.` }, any);
  const definition = RESOURCES.find(({ record }) => record === 'party')!;
  const order = { definition, id: 'busy', isOfText: false };
  await redact(register.engine, RESOURCES, { actor: 'registrar', reason: 'an order' }, order);
  const { data } = (await register.get('/parties/busy/revisions?limit=2')).body;
  const sizes = times(2, (number) => number);
  const entries = await Promise.all(sizes.map((at) => register.get(`/parties/busy/revisions/${1003 + at}`)));
  t.same(
    entries.map(({ body }) => body.redacted.revisions.length),
    [1000, 1],
  );
  t.equal(data.length, 2);
  t.equal((await register.get('/parties/busy')).body.summary, 'Take 1000.');
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});
