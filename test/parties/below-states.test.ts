/** Cities, provinces and the like: their pacts are none between states, and their bodies act for them. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };

const PARTIES = [
  { id: 'switzerland', kind: 'state', country: 'CH' },
  { id: 'lugano', kind: 'subnational', country: 'CH', subdivision: 'CH-TI', part_of: 'switzerland' },
  { id: 'lugano-office', kind: 'government_body', country: 'CH', part_of: 'lugano' },
  { id: 'lugano-desk', kind: 'government_body', country: 'CH', part_of: 'lugano-office' },
  { id: 'lugano-works', kind: 'company', part_of: 'lugano' },
  { id: 'el-salvador', kind: 'state', country: 'SV' },
  { id: 'el-salvador-office', kind: 'government_body', country: 'SV', part_of: 'el-salvador' },
  { id: 'dubai', kind: 'subnational', country: 'AE', subdivision: 'AE-DU' },
  { id: 'hong-kong', kind: 'subnational', country: 'HK', subdivision: 'CN-HK' },
  { id: 'macao', kind: 'subnational', country: 'CN', subdivision: 'CN-MO' },
  { id: 'seoul', kind: 'subnational', country: 'KR' },
  { id: 'firm', kind: 'company' },
  { id: 'bank', kind: 'intergovernmental_organization' },
  { id: 'borduria-office', kind: 'government_body', country: 'DE' },
];

async function open(t: Parameters<typeof openRegister>[0]): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  for (const party of PARTIES) {
    const { status, text } = await register.post('/parties', { name: party.id, ...party });
    if (status !== 201) throw new Error(text);
  }
  return register;
}
const between = (...ids: string[]) => aPartnership({ parties: ids.map((party) => ({ party })) });

t.test('what is agreed below states has a scope of its own', async (t) => {
  const register = await open(t);
  for (const [ids, scope] of [
    [['lugano', 'el-salvador'], 'state_subnational'],
    [['lugano-office', 'el-salvador-office'], 'state_subnational'],
    [['lugano-desk', 'el-salvador'], 'state_subnational'],
    [['lugano', 'switzerland'], 'state_subnational'],
    [['dubai', 'hong-kong'], 'subnational_subnational'],
    [['dubai', 'hong-kong', 'macao', 'lugano-desk'], 'subnational_subnational'],
    [['lugano', 'lugano-desk'], 'other'],
    [['lugano', 'lugano-works'], 'subnational_company'],
    [['lugano-works', 'el-salvador'], 'state_company'],
    [['dubai', 'firm'], 'subnational_company'],
    [['lugano-desk', 'bank'], 'subnational_organization'],
    [['dubai', 'firm', 'el-salvador'], 'other'],
    [['arcadia', 'borduria', 'el-salvador', 'dubai'], 'multilateral'],
    [['el-salvador', 'borduria-office'], 'state_state'],
  ] as [string[], string][]) {
    const { body } = await register.post('/partnerships', between(...ids));
    t.equal(body.scope, scope, ids.join());
    const { body: page } = await register.get(`/partnerships?scope=${scope}&id=${body.id}`);
    t.equal(page.data.length, 1, 'and is found by it');
  }
});

t.test('the scope follows what a principal is part of, at any depth', async (t) => {
  const register = await open(t);
  await register.post('/partnerships', { ...between('lugano-desk', 'el-salvador'), id: 'pact' });
  const scope = async () => (await register.get('/partnerships/pact')).body.scope;
  t.equal(await scope(), 'state_subnational');
  await register.patch('/parties/lugano-office', { part_of: 'switzerland' }, any);
  t.equal(await scope(), 'state_state');
  await register.patch('/parties/lugano-office', { part_of: 'lugano' }, any);
  t.equal(await scope(), 'state_subnational');
  await register.patch('/parties/lugano', { kind: 'state', subdivision: null }, any);
  t.equal(await scope(), 'state_state');
  const { body } = await register.get('/partnerships/pact/revisions');
  t.same(
    body.data.map((one: Json) => one.operation),
    ['create', 'recomputed', 'recomputed', 'recomputed'],
  );
});

t.test('principals are found by their kind, and bodies of cities by both of theirs', async (t) => {
  const register = await open(t);
  await register.post('/partnerships', { ...between('lugano-desk', 'firm'), id: 'desk' });
  await register.post('/partnerships', { ...between('dubai', 'el-salvador'), id: 'city' });
  await register.post(
    '/partnerships',
    aPartnership({
      id: 'watched',
      parties: [{ party: 'firm' }, { party: 'coinworks', role: 'signatory' }, { party: 'dubai', role: 'observer' }],
    }),
  );
  const found = async (query: string) =>
    (await register.get(`/partnerships?sort=id&${query}`)).body.data.map(({ id }: Json) => id);
  t.same(await found('principal_kind=subnational'), ['city', 'desk']);
  t.same(await found('principal_kind=government_body'), ['desk']);
  t.same(await found('principal_kind=company'), ['desk', 'watched']);
  t.same(await found('principal_kind=state,company'), ['city', 'desk', 'watched']);
  t.same(await found('principal_kind=media'), []);
  t.same(await found('q=arcadia&principal_kind=subnational'), ['city', 'desk']);
  const { body } = await register.get('/partnerships?facets=principal_kind');
  t.same(Object.fromEntries(body.meta.facets.principal_kind.buckets.map((one: Json) => [one.value, one.count])), {
    company: 2,
    subnational: 2,
    government_body: 1,
    state: 1,
  });
  await register.patch('/parties/lugano', { kind: 'civil_society', subdivision: null }, any);
  t.same(await found('principal_kind=subnational'), ['city'], 'when the city is none any more');
  t.same(await found('country=CH'), ['desk'], 'a country is that of any party');
});

t.test('a subdivision is that of the country, and of parties below a state alone', async (t) => {
  const register = await open(t);
  const { put, patch } = register;
  const region = (more: object) => ({ kind: 'subnational', name: 'A region', country: 'CH', ...more });
  const refused = async (body: object, ...findings: string[]) =>
    expectProblem(t, await put('/parties/region', body), 422, 'validation', ...findings);
  await refused({ kind: 'subnational', name: 'A region' }, '/country country_required');
  await refused(region({ subdivision: 'AE-DU' }), '/subdivision subdivision_of_other_country');
  await refused(region({ country: 'TW', subdivision: 'CN-HK' }), '/subdivision subdivision_of_other_country');
  for (const subdivision of ['CH', 'ch-ti', 'CH-', 'CH-TICI', 'CHE-TI', 'CH_TI', ''])
    await refused(region({ subdivision }), '/subdivision');
  for (const kind of ['state', 'government_body', 'company'])
    await refused(region({ kind, subdivision: 'CH-TI' }), '/subdivision only_subnational');
  expectProblem(t, await patch('/parties/lugano', { country: 'AE' }, any), 422, 'validation', '/subdivision');
  t.equal((await put('/parties/region', region({ subdivision: 'CH-GE' }))).status, 201);
  t.same(
    (await register.get('/parties?q=CH-GE')).body.data.map(({ id }: Json) => id),
    ['region'],
  );
  t.match((await register.get('/parties.csv?id=region')).text, /subdivision[\s\S]*CH-GE/);
});
