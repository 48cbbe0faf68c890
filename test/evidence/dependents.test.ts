/** What is computed from other records follows them: each change elsewhere is a revision, so that an ETag never lies. */
import t, { type Test } from 'tap';
import { anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

async function world(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  const parties = [{ party: 'arcadia' }, { party: 'coinworks' }];
  await register.post('/partnerships', aPartnership({ id: 'deal', parties }));
  await register.post('/events', anEvent({ id: 'talks', parties: [{ party: 'coinworks', role: 'attendee' }] }));
  return register;
}

const patch = (register: TestRegister, path: string, body: object) => register.patch(path, body, { 'if-match': '*' });

t.test('the scope of a partnership follows the kind of its principals', async (t) => {
  const register = await world(t);
  t.equal((await register.get('/partnerships/deal')).body.scope, 'state_company');
  const changed = await patch(register, '/parties/coinworks', { kind: 'government_body', country: 'DE' });
  t.equal(changed.status, 200);
  const { body, headers } = await register.get('/partnerships/deal');
  t.equal(body.scope, 'state_state');
  t.equal(headers.etag, '"2"');
  t.equal(body.updated_at, changed.body.updated_at);
  const { body: history } = await register.get('/partnerships/deal/revisions');
  t.match(history.data[1], { revision: 2, operation: 'recomputed', at: changed.body.updated_at, actor: 'tester' });
  t.same(
    (await register.get('/partnerships?scope=state_state')).body.data.map(({ id }: { id: string }) => id),
    ['deal'],
  );
  t.same((await register.get('/partnerships?scope=state_company')).body.data, []);
  t.equal((await register.get('/events/talks')).body.revision, 1, 'an event computes nothing from it');
});

t.test('the scope follows the country of a principal', async (t) => {
  const register = await world(t);
  await register.post('/partnerships', aPartnership({ id: 'both' }));
  t.equal((await register.get('/partnerships/both')).body.scope, 'state_state');
  await patch(register, '/parties/borduria', { country: 'FR' });
  t.equal((await register.get('/partnerships/both')).body.scope, 'other', 'two bodies of one state');
});

t.test('a party that gets another name leaves every other record as it is', async (t) => {
  const register = await world(t);
  await patch(register, '/parties/coinworks', { name: 'Coinworks AG', aliases: [{ name: 'CW' }], summary: 'A firm.' });
  t.equal((await register.get('/partnerships/deal')).body.revision, 1);
  t.equal((await register.get('/events/talks')).body.revision, 1);
});

t.test('a party is found by its new country in what it takes part in', async (t) => {
  const register = await world(t);
  const found = async (country: string) =>
    (await register.get(`/events?country=${country}`)).body.data.map(({ id }: { id: string }) => id);
  t.same(await found('SE'), []);
  await patch(register, '/parties/coinworks', { country: 'SE' });
  t.same(await found('SE'), ['talks']);
  await patch(register, '/parties/coinworks', { country: null });
  t.same(await found('SE'), []);
});

t.test('a principal cannot become what a principal must not be', async (t) => {
  const register = await world(t);
  for (const body of [{ kind: 'media' }, { kind: 'unnamed_group' }, { named: false }]) {
    const refused = await patch(register, '/parties/coinworks', body);
    t.equal(refused.status, 422, JSON.stringify(body));
    t.equal(refused.body.code, 'validation');
    t.match(refused.body.detail, 'partnership "deal"', 'it says which record depends on it');
  }
  t.match((await register.get('/parties/coinworks')).body, { revision: 1, kind: 'company' });
  t.match((await register.get('/partnerships/deal')).body, { revision: 1, scope: 'state_company' });
  const put = await register.put('/parties/coinworks', { kind: 'media', name: 'Coinworks' }, { 'if-match': '*' });
  t.equal(put.status, 422, 'nor by replacing it');
});

t.test('whoever is no principal may become anything', async (t) => {
  const register = await world(t);
  t.equal((await patch(register, '/parties/borduria', { kind: 'media' })).status, 200);
  const parties = [{ party: 'arcadia' }, { party: 'gazette', role: 'observer' }, { party: 'borduria' }];
  t.equal((await register.post('/partnerships', aPartnership({ parties }))).status, 422);
});

t.test('a date that follows from the publication follows it when it changes', async (t) => {
  const register = await world(t);
  const date = async (path: string) => (await register.get(path)).body.date;
  t.match(await date('/events/talks'), { edtf: '[..2025-08-02]', basis: 'bounded' });
  await patch(register, '/sources/report', { published: { edtf: '2025-07' } });
  t.match(await date('/events/talks'), { edtf: '[..2025-07-31]', latest: '2025-07-31' });
  const { body: deal } = await register.get('/partnerships/deal');
  t.match(deal.milestones[0].date, { edtf: '[..2025-07-31]' });
  t.match(deal.stage_since, { edtf: '[..2025-07-31]' });
  t.equal(deal.revision, 2);
  await patch(register, '/sources/report', { published: null });
  t.same(await date('/events/talks'), { basis: 'unresolved', precision: 'unknown' });
  const { body } = await register.get('/events?to=2025-12-31');
  t.same([body.data, body.meta.left_out], [[], { possible: 0, undated: 1 }]);
});

t.test('a date that a person wrote stays when the publication changes', async (t) => {
  const register = await world(t);
  await register.post('/events', anEvent({ id: 'dated', date: { edtf: '2025-03', text: 'In March' } }));
  await patch(register, '/sources/report', { published: { edtf: '2025-07-01' } });
  t.match((await register.get('/events/dated')).body, { revision: 1, date: { edtf: '2025-03' } });
});

t.test('a change that is refused by what depends on it leaves no trace', async (t) => {
  const register = await world(t);
  const before = (await register.get('/parties/coinworks/revisions')).body;
  await patch(register, '/parties/coinworks', { kind: 'media', country: 'SE' });
  t.same((await register.get('/parties/coinworks/revisions')).body, before);
  t.same((await register.get('/parties?country=SE')).body.data, []);
  t.same((await register.get('/events?country=SE')).body.data, []);
});

t.test('what a write recomputes has the ETag that the next write needs', async (t) => {
  const register = await world(t);
  await patch(register, '/parties/coinworks', { kind: 'civil_society' });
  const stale = await register.patch('/partnerships/deal', { summary: 'A deal.' }, { 'if-match': '"1"' });
  t.equal(stale.status, 412);
  const fresh = await register.patch('/partnerships/deal', { summary: 'A deal.' }, { 'if-match': '"2"' });
  t.equal(fresh.status, 200);
  t.equal(fresh.body.scope, 'state_organization');
  t.equal(fresh.body.revision, 3);
});
