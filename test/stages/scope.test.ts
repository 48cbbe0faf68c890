/** Between whom a partnership is: computed from its principals, and made anew when they change. */
import fc from 'fast-check';
import t from 'tap';
import { runs } from '../support/place.js';
import { aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

const STATES = ['FR', 'DE', 'IT', 'ES'];
const PARTIES: { id: string; kind: string; country?: string }[] = [
  ...STATES.map((country) => ({ id: `state-${country.toLowerCase()}`, kind: 'state', country })),
  ...STATES.map((country) => ({ id: `body-${country.toLowerCase()}`, kind: 'government_body', country })),
  // Their countries make companies and organisations no states.
  { id: 'company-a', kind: 'company', country: 'FR' },
  { id: 'company-b', kind: 'company' },
  { id: 'bank', kind: 'intergovernmental_organization' },
  { id: 'institute', kind: 'civil_society', country: 'DE' },
  { id: 'person', kind: 'person', country: 'IT' },
];

async function writeParties(register: TestRegister): Promise<void> {
  await populate(register);
  for (const party of PARTIES) await register.post('/parties', { name: party.id, ...party });
}

/** As the contract defines each scope; undefined where a definition leaves it open. */
function expected(ids: string[]): string | undefined {
  const parties = PARTIES.filter(({ id }) => ids.includes(id));
  const isState = (kind: string) => kind === 'state' || kind === 'government_body';
  const states = new Set(parties.filter(({ kind }) => isState(kind)).map(({ country }) => country)).size;
  const others = parties.filter(({ kind }) => !isState(kind)).map(({ kind }) => kind);
  if (others.length === 0) return states === 1 ? 'other' : states === 2 ? 'state_state' : 'multilateral';
  if (states > 1) return undefined;
  if (others.every((kind) => kind === 'company')) return states === 1 ? 'state_company' : 'company_company';
  const areOrganisations = others.every(
    (kind) => kind === 'intergovernmental_organization' || kind === 'civil_society',
  );
  return areOrganisations && states === 1 ? 'state_organization' : 'other';
}

t.test('the scope follows from the principals, in any order, and lists find it', async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  let number = 0;
  const principals = fc.shuffledSubarray(
    PARTIES.map(({ id }) => id),
    { minLength: 2, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(principals, fc.boolean(), async (ids, isSaid) => {
      const scope = expected(ids);
      fc.pre(scope !== undefined);
      number += 1;
      const parties = ids.map((party) => (isSaid ? { party, role: 'principal' } : { party }));
      const { body } = await register.put(`/partnerships/p-${number}`, aPartnership({ parties }));
      if (body.scope !== scope) throw new Error(`${ids} are ${body.scope}, not ${scope}`);
      const { body: page } = await register.get(`/partnerships?id=p-${number}&scope=${scope}`);
      if (page.data.length !== 1) throw new Error('it is not found');
    }),
    { numRuns: runs(40) },
  );
});

t.test('who carries out, helps or watches does not change the scope', async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  const parties = [
    { party: 'state-fr', role: 'principal' },
    { party: 'state-de', role: 'principal' },
    { party: 'company-a', role: 'implementing_body' },
    { party: 'state-it', role: 'facilitator' },
    { party: 'bank', role: 'observer' },
  ];
  t.equal((await register.post('/partnerships', aPartnership({ parties }))).body.scope, 'state_state');
});

t.test('when a principal turns out to be of another kind, the scope is computed anew', async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  const parties = [{ party: 'state-fr' }, { party: 'company-b' }];
  await register.post('/partnerships', aPartnership({ id: 'pair', parties }));
  await register.patch('/parties/company-b', { kind: 'civil_society' }, { 'if-match': '*' });
  const { body, headers } = await register.get('/partnerships/pair');
  t.match(body, { scope: 'state_organization', revision: 2 });
  t.equal(headers.etag, '"2"');
  const { body: history } = await register.get('/partnerships/pair/revisions');
  t.same(
    history.data.map((one: any) => one.operation),
    ['create', 'recomputed'],
  );
  const count = async (scope: string) => (await register.get(`/partnerships?scope=${scope}`)).body.data.length;
  t.same([await count('state_company'), await count('state_organization')], [0, 1]);
});

t.test('another name or summary of a principal computes nothing anew', async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  await register.post('/partnerships', aPartnership({ id: 'pair' }));
  await register.patch('/parties/arcadia', { name: 'Republic of Arcadia', summary: 'New.' }, { 'if-match': '*' });
  t.equal((await register.get('/partnerships/pair')).body.revision, 1);
});

t.test('a principal that could not be one any more stays what it is', async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  await register.post('/partnerships', aPartnership({ id: 'pair' }));
  for (const change of [{ kind: 'media' }, { kind: 'unnamed_group' }, { named: false }]) {
    const { status } = await register.patch('/parties/arcadia', change, { 'if-match': '*' });
    t.equal(status, 422, JSON.stringify(change));
  }
  t.equal((await register.get('/parties/arcadia')).body.revision, 1);
});

t.test('another country of a party moves its records between the countries they are found by', async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  await register.post('/partnerships', aPartnership({ parties: [{ party: 'state-es' }, { party: 'company-a' }] }));
  const count = async (country: string) => (await register.get(`/partnerships?country=${country}`)).body.data.length;
  t.same([await count('FR'), await count('JP')], [1, 0]);
  await register.patch('/parties/company-a', { country: 'JP' }, { 'if-match': '*' });
  t.same([await count('FR'), await count('JP')], [0, 1]);
});
