/** A single record with the records that it refers to. */
import t, { type Test } from 'tap';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const PACT = '/partnerships/arcadia-and-borduria';

async function populated(t: Test, now?: () => Date): Promise<TestRegister> {
  const register = await openRegister(t, { ...(now && { now }) });
  await populate(register);
  await register.post('/partnerships', aPartnership());
  return register;
}

t.test('a record has what it refers to as a member, as a list has it beside its records', async (t) => {
  const register = await populated(t);
  const plain = await register.get(PACT);
  const { status, headers, body } = await register.get(`${PACT}?expand=parties,sources`);
  t.equal(status, 200);
  t.notOk('etag' in headers, 'what is expanded has no ETag');
  const { included, ...record } = body;
  t.same(record, plain.body);
  t.same(Object.keys(included.parties), ['arcadia', 'borduria']);
  t.same(included.parties.arcadia, (await register.get('/parties/arcadia')).body);
  t.same(Object.keys(included.sources), ['report']);
  const list = (await register.get('/partnerships?expand=parties,sources')).body;
  t.same(included, list.included);
  t.same((await register.get(`${PACT}?expand=parties&expand=sources`)).body, body);
  t.same((await register.get(`${PACT}?expand=events`)).body.included, { events: {} });
  t.equal((await register.get(`${PACT}?expand=parties`, { 'if-none-match': '"1"' })).status, 200);
  t.same(Object.keys((await register.get('/sources/report?expand=parties')).body.included.parties), ['gazette']);
});

t.test('sentences and records are added together', async (t) => {
  const register = await populated(t);
  await register.putText('report', 'It is said. They met, and left.');
  await register.post('/events', anEvent({ id: 'e', citations: [{ source: 'report', quote: 'They met' }] }));
  const { body } = await register.get('/events/e?expand=context,sources');
  t.equal(body.citations[0].context, 'They met, and left.');
  t.same(Object.keys(body.included.sources), ['report']);
  t.notOk('included' in (await register.get('/events/e?expand=context')).body);
});

t.test('what was read may be sent back', async (t) => {
  const register = await populated(t);
  const { body } = await register.get(`${PACT}?expand=parties`);
  const put = await register.put(PACT, { ...body, summary: 'New.' }, { 'if-match': '*' });
  t.equal(put.status, 200, put.text);
  t.match(put.body, { revision: 2, summary: 'New.' });
  t.notOk('included' in put.body);
  const patch = await register.patch(PACT, { included: {}, summary: 'Newer.' }, { 'if-match': '*' });
  t.match(patch.body, { revision: 3, summary: 'Newer.' });
});

t.test('of an instant also what it refers to is what was said then', async (t) => {
  let clock = Date.parse('2026-01-01T00:00:00.000Z');
  const now = () => {
    clock += 1000;
    return new Date(clock);
  };
  const register = await populated(t, now);
  const then = new Date(clock).toISOString();
  const before = (await register.get('/parties/arcadia')).body;
  await register.patch('/parties/arcadia', { name: 'New Arcadia' }, { 'if-match': '*' });
  await register.patch(PACT, { parties: [{ party: 'arcadia' }, { party: 'coinworks' }] }, { 'if-match': '*' });
  await register.delete('/parties/borduria', { 'if-match': '*' });
  const { included } = (await register.get(`${PACT}?expand=parties&recorded_at=${then}`)).body;
  t.same(Object.keys(included.parties), ['arcadia', 'borduria']);
  t.same(included.parties.arcadia, before);
  t.equal((await register.get(`${PACT}?expand=parties`)).body.included.parties.arcadia.name, 'New Arcadia');
});

t.test('what cannot be added is refused, and what is not there stays so', async (t) => {
  const register = await populated(t);
  const cases: [string, Json][] = [
    [`${PACT}?expand=partys`, { status: 400, errors: [{ parameter: 'expand', code: 'unknown_value' }] }],
    [`${PACT}?expand=`, { status: 400, errors: [{ parameter: 'expand' }] }],
    [`${PACT}?expand=parties,parties`, { status: 400, errors: [{ parameter: 'expand' }] }],
    ['/partnerships/nothing?expand=parties', { status: 404, code: 'not_found' }],
  ];
  for (const [url, expected] of cases) t.match((await register.get(url)).body, expected, url);
  await register.delete('/parties/coinworks', { 'if-match': '*' });
  t.match((await register.get('/parties/coinworks?expand=parties')).body, { status: 410, code: 'gone' });
});
