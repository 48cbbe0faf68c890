/** What the first records answer by the clocks: one by one, in lists and in files; and what is refused. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const STOOD: Record<string, Record<string, [stage: string, possible: string[], undated: string[]]>> = {
  'pakistan-kyrgyzstan': {
    '2025-06-30': ['unknown', ['talks', 'intent_announced'], []],
    '2025-07-17': ['unknown', ['talks', 'intent_announced'], []],
    '2025-08-01': ['unknown', ['talks', 'intent_announced'], []],
    '2025-08-02': ['intent_announced', [], []],
  },
  'pakistan-el-salvador': {
    '2025-06-30': ['unknown', ['talks', 'partnership_announced'], []],
    '2025-07-17': ['partnership_announced', [], []],
    '2025-08-01': ['partnership_announced', [], []],
    '2025-08-02': ['partnership_announced', [], []],
  },
  'pakistan-hsx': Object.fromEntries(
    ['2025-06-30', '2025-07-17', '2025-08-01', '2025-08-02'].map((day) => [day, ['unknown', [], ['signed']]]),
  ),
  'pakistan-united-states': Object.fromEntries(
    ['2025-06-30', '2025-07-17', '2025-08-01', '2025-08-02'].map((day) => [
      day,
      ['unknown', [], ['exploratory', 'talks']],
    ]),
  ),
};

const standing = ({ stage, possible_stages, undated_stages }: Json) => [stage, possible_stages, undated_stages];

t.test('what was true on a day is told of the first records, alone and in lists', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  for (const [id, days] of Object.entries(STOOD))
    for (const [day, expected] of Object.entries(days)) {
      const alone = await get(`/partnerships/${id}?true_on=${day}`);
      t.strictSame(standing(alone.body), expected, `${id} on ${day}`);
      t.equal(alone.headers.etag, undefined);
      const { body } = await get(`/partnerships?true_on=${day}`);
      t.strictSame(
        body.data.find((one: Json) => one.id === id),
        alone.body,
      );
    }
});

t.test('how many voices a stage rests on is that of the clock', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'later', kind: 'filing', published: { edtf: '2025-09-01' } });
  const citations = [{ source: 'report' }, { source: 'later' }];
  const milestones = [{ stage: 'signed', date: { edtf: '2025-07-01' }, citations }];
  const { body } = await register.post('/partnerships', aPartnership({ milestones }));
  const voices = async (query: string) =>
    (await register.get(`/partnerships/${body.id}?${query}`)).body.corroboration.independent;
  t.equal(body.corroboration.independent, 2);
  t.equal(await voices('true_on=2025-06-30'), 0, 'nothing was certain yet');
  t.equal(await voices('true_on=2025-07-01'), 2);
  t.equal(await voices('published_until=2025-08-31'), 1);
  t.equal(await voices('published_until=2025-09-01'), 2);
});

t.test('what had been published by a day leaves out the rest, and counts sources without a date', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const { body } = await get('/partnerships?published_until=2025-08-01&total=true&facets=stage');
  t.strictSame(
    body.data.map(({ id }: Json) => id),
    ['pakistan-el-salvador'],
  );
  t.strictSame(body.meta.left_out, { possible: 0, undated: 0, sources_undated: 1 });
  t.equal(body.meta.total, 1);
  t.match(body.meta.facets.stage.buckets, [{ value: 'partnership_announced', count: 1 }]);
  expectProblem(t, await get('/partnerships/pakistan-kyrgyzstan?published_until=2025-08-01'), 404, 'not_found');
  t.equal((await get('/partnerships/pakistan-kyrgyzstan?published_until=2025-08-02')).status, 200);
});

t.test('a table and the included records show what the clock says', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const fields = 'id,stage,possible_stages,undated_stages';
  const { text } = await get(`/partnerships.csv?true_on=2025-07-17&fields=${fields}`);
  t.match(text, 'pakistan-kyrgyzstan,unknown,"talks; intent_announced",\r\n');
  t.match(text, 'pakistan-hsx,unknown,,signed\r\n');
  const { body } = await get('/events?partnership=pakistan-kyrgyzstan&published_until=2025-08-02&expand=partnerships');
  t.strictSame(standing(body.included.partnerships['pakistan-kyrgyzstan']), ['intent_announced', [], []]);
});

t.test('clocks that do not go together, and another order than that of the clock, are refused by name', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const refused = async (url: string, parameter: string) => {
    const { status, body } = await get(url);
    t.equal(status, 400, url);
    t.equal(body.errors[0].parameter, parameter, url);
    return body.detail;
  };
  const record = '/partnerships/pakistan-hsx';
  await refused(`${record}?true_on=2025-07-17&recorded_at=2026-01-01T00:00:00Z`, 'recorded_at');
  await refused(`${record}?published_until=2025-07-17&recorded_at=2026-01-01T00:00:00Z`, 'recorded_at');
  t.match(await refused('/partnerships?true_on=2025-07-17&stage=signed&sort=id', 'sort'), '-stage_since');
  await refused('/partnerships?true_on=2025-07', 'true_on');
  await refused('/partnerships?true_on=2025-02-30', 'true_on');
  await refused('/events?true_on=2025-07-17', 'true_on');
  await refused('/parties?published_until=2025-07-17', 'published_until');
});

t.test('a cursor belongs to its clocks', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const { body } = await get('/partnerships?true_on=2025-07-17&limit=1');
  const { next } = body.page;
  t.equal((await get(`/partnerships?true_on=2025-07-17&limit=1&cursor=${next}`)).status, 200);
  t.equal((await get(`/partnerships?true_on=2025-07-18&limit=1&cursor=${next}`)).status, 400);
  t.equal((await get(`/partnerships?limit=1&cursor=${next}`)).status, 400);
});

t.test('a source or an event that is dated otherwise changes what clocks answer', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { get, patch, post } = register;
  await post('/events', anEvent({ id: 'signing', date: { edtf: '2025-03-10' } }));
  const milestones = [{ stage: 'signed', event: 'signing', citations: [{ source: 'report' }] }];
  await post('/partnerships', aPartnership({ id: 'pact', milestones }));
  const stageOf = async (query: string) => (await get(`/partnerships/pact?${query}`)).body.stage;
  t.strictSame([await stageOf('true_on=2025-03-09'), await stageOf('true_on=2025-03-10')], ['unknown', 'signed']);
  await patch('/events/signing', { date: { edtf: '2025-03-12' } }, { 'if-match': '*' });
  t.strictSame([await stageOf('true_on=2025-03-11'), await stageOf('true_on=2025-03-12')], ['unknown', 'signed']);
  await patch('/sources/report', { published: { edtf: '2025-04-01' } }, { 'if-match': '*' });
  t.equal((await get('/partnerships/pact?published_until=2025-03-31')).status, 404);
  t.equal(await stageOf('published_until=2025-04-01'), 'signed');
  await patch('/sources/report', { published: { edtf: '2025-03-20' } }, { 'if-match': '*' });
  t.equal(await stageOf('published_until=2025-03-20'), 'signed');
});

t.test('a partnership as it was on a day may be sent back where nothing else is computed', async (t) => {
  const { get, put } = await openRegister(t, { seeded: true });
  const on = async (day: string) => (await get(`/partnerships/pakistan-kyrgyzstan?true_on=${day}`)).body;
  const any = { 'if-match': '*' };
  t.equal((await put('/partnerships/pakistan-kyrgyzstan', await on('2025-08-02'), any)).status, 200);
  t.equal((await put('/partnerships/pakistan-kyrgyzstan', await on('2025-07-17'), any)).status, 422);
});
