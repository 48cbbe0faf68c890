/** Clocks at the ends of the calendar, and asked for every stage at once. */
import t from 'tap';
import { STAGES } from '../../src/model/vocabulary/vocabulary.js';
import { type Json, openRegister } from '../support/register.js';

t.test('the first and the last day, and all stages at once, are answered as any', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const ids = async (query: string) => (await get(`/partnerships?${query}`)).body.data.map(({ id }: Json) => id);
  const all = `stage=${Object.keys(STAGES).join()}`;
  for (const day of ['0000-01-01', '0001-01-01', '2025-07-17', '9999-12-31'])
    for (const clock of [`true_on=${day}`, `published_until=${day}`, `true_on=${day}&published_until=${day}`]) {
      const listed = await ids(clock);
      t.strictSame(await ids(`${clock}&${all}`), listed, clock);
      t.strictSame(await ids(`${clock}&${all}&date_match=any`), listed, clock);
      for (const url of ['/events', '/sources'])
        t.equal((await get(`${url}?published_until=${day}`)).status, 200, `${url} until ${day}`);
    }
  t.equal((await ids('true_on=9999-12-31')).length, 5);
  t.equal((await ids('published_until=0000-01-01')).length, 0);
});

t.test('an event shows the voices of the day, in a list and a file as by itself', async (t) => {
  const { get, post } = await openRegister(t);
  for (const day of ['2025-05-03', '2025-05-08'])
    await post('/sources', { id: `of-${day}`, kind: 'press_release', published: { edtf: day } });
  const citations = ['2025-05-03', '2025-05-08'].map((day) => ({ source: `of-${day}` }));
  const alternatives = [{ member: '/kind', value: 'signing', citations: [{ source: 'of-2025-05-08' }] }];
  // A partnership has the same id.
  for (const id of ['one', 'other']) await post('/parties', { id, kind: 'company', name: id });
  const parties = [{ party: 'one' }, { party: 'other' }];
  const partnership = { id: 'talk', title: 'A talk', parties, milestones: [{ stage: 'talks', citations }] };
  t.equal((await post('/partnerships', partnership)).status, 201);
  await post('/events', { id: 'talk', kind: 'meeting', title: 'A talk', citations, alternatives });
  for (const [day, sources, disputed] of [
    ['2025-05-05', 1, false],
    ['2025-05-08', 2, true],
  ] as const) {
    const { body } = await get(`/events/talk?published_until=${day}`);
    t.match(body, { title: 'A talk', corroboration: { sources, independent: sources, disputed } }, day);
    t.same((await get(`/events?published_until=${day}`)).body.data, [body], day);
    t.same(JSON.parse((await get(`/events.ndjson?published_until=${day}`)).text), body, day);
  }
});

t.test('what is counted as certain has no address by which more is found', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const of = async (query: string) =>
    (await get(`/partnerships?true_on=2025-07-17&facets=stage,topic${query}`)).body.meta;
  const addresses = ({ facets }: Json) =>
    ['stage', 'topic'].map((name) => facets[name].buckets.some(({ href }: Json) => href !== undefined));
  t.same(addresses(await of('')), [true, true]);
  t.same(addresses(await of('&stage=signed&date_match=any')), [false, true]);
});
