/** The neighbours of parties, held against reading every partnership of a random register through. */
import fc from 'fast-check';
import t from 'tap';
import { type Asked, FILTERS, fulfils } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { type Documents, IDS, writeRandomly } from '../support/random-register.js';
import { aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const ASKED = ['stage', 'reached', 'topic', 'scope', 'role'];

const questions = fc.record({
  party: fc.constantFrom(...IDS.parties),
  asked: fc.subarray(ASKED, { maxLength: 3 }).chain((names) =>
    fc.record(
      Object.fromEntries(
        names.map((name) => {
          const values = FILTERS.partnerships[name]!;
          return [name, fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })];
        }),
      ),
    ),
  ) as fc.Arbitrary<Asked>,
  limit: fc.constantFrom(1, 3, 200),
  repeated: fc.boolean(),
});
type Question = typeof questions extends fc.Arbitrary<infer Q> ? Q : never;

/** Each pair of parties of each partnership looked at, one by one; the partnerships of a neighbour in no order. */
function expectedOf({ party, asked: { role, ...asked } }: Question, all: Documents): Json[] {
  const rolesIn = (one: Json, id: string) => [
    ...new Set(one.parties.filter((entry: Json) => entry.party === id).map((entry: Json) => entry.role ?? 'principal')),
  ];
  return IDS.parties
    .filter((other) => other !== party)
    .map((other) => {
      const shared = all.partnerships.filter(
        (one) =>
          fulfils('partnerships', one, { ...asked, between: [party, other] }, all) &&
          (role === undefined || rolesIn(one, other).some((own) => role.includes(own as string))),
      );
      const partnerships = shared.map((one) => ({
        partnership: one.id,
        stage: one.stage,
        reached: one.reached,
        roles: rolesIn(one, party),
        neighbour_roles: rolesIn(one, other),
      }));
      return { party: other, partnerships: byPartnership(partnerships), count: shared.length };
    })
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || (one.party < other.party ? -1 : 1));
}

const byPartnership = (all: Json[]): Json[] => all.sort((one, other) => (one.partnership < other.partnership ? -1 : 1));

async function listed(register: TestRegister, { party, asked, limit, repeated }: Question, total: number) {
  const query = new URLSearchParams({ limit: `${limit}` });
  for (const [name, values = []] of Object.entries(asked))
    if (repeated) for (const value of values) query.append(name, value);
    else query.set(name, values.join());
  const found: Json[] = [];
  for (let more = true; more; ) {
    const { status, body, text } = await register.get(`/parties/${party}/neighbours?${query}`);
    if (status !== 200) throw new Error(`${query}: ${text}`);
    if (body.meta.total !== total) throw new Error(`${query} counts ${body.meta.total}, not ${total}`);
    found.push(...body.data);
    more = body.page.next !== undefined;
    if (more) query.set('cursor', body.page.next);
  }
  return found.map((one) => ({ ...one, partnerships: byPartnership(one.partnerships) }));
}

t.test('neighbours are those who share a partnership, with all that is asked for', async (t) => {
  for (const seed of [1, 2]) {
    const register = await openRegister(t);
    const all = await writeRandomly(register, seed);
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const expected = expectedOf(question, all);
        const found = await listed(register, question, expected.length);
        counted += found.length;
        const [one, other] = [found, expected].map((list) => JSON.stringify(list));
        if (one !== other) throw new Error(`${JSON.stringify(question)} finds ${one}, not ${other}`);
      }),
      { numRuns: runs(120) },
    );
    t.ok(counted > runs(300), 'most questions have an answer');
  }
});

t.test('a party in several roles has all of them, and one without a role is a principal', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const parties = [
    { party: 'arcadia' },
    { party: 'arcadia', role: 'principal' },
    { party: 'borduria', role: 'signatory' },
    { party: 'borduria', role: 'implementing_body' },
    { party: 'coinworks', role: 'observer' },
  ];
  await register.post('/partnerships', aPartnership({ id: 'one', parties }));
  const { body } = await register.get('/parties/arcadia/neighbours');
  t.strictSame(body.data, [
    {
      party: 'borduria',
      partnerships: [
        {
          partnership: 'one',
          stage: 'talks',
          reached: 'talks',
          roles: ['principal'],
          neighbour_roles: ['signatory', 'implementing_body'],
        },
      ],
      count: 1,
    },
    {
      party: 'coinworks',
      partnerships: [
        { partnership: 'one', stage: 'talks', reached: 'talks', roles: ['principal'], neighbour_roles: ['observer'] },
      ],
      count: 1,
    },
  ]);
});

t.test('the partnerships of a neighbour come with the latest stage first', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const [id, date] of Object.entries({ old: '2023-01-01', undated: undefined, late: '2025-01-01' })) {
    const said = { stage: 'talks', date: date ? { edtf: date } : {}, citations: [{ source: 'report' }] };
    await register.post('/partnerships', aPartnership({ id, milestones: [said] }));
  }
  const { body } = await register.get('/parties/borduria/neighbours');
  t.same(
    body.data[0].partnerships.map((one: Json) => one.partnership),
    ['late', 'old', 'undated'],
  );
});

t.test('a party without partnerships has no neighbours; an unknown one is not found, a deleted one gone', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { status, body } = await register.get('/parties/coinworks/neighbours');
  t.equal(status, 200);
  t.strictSame(body, { data: [], page: { limit: 25 }, meta: { total: 0 } });
  t.equal((await register.get('/parties/nobody/neighbours')).status, 404);
  await register.delete('/parties/coinworks', { 'if-match': '*' });
  const gone = await register.get('/parties/coinworks/neighbours');
  t.equal(gone.status, 410);
  t.equal(gone.body.code, 'gone');
  t.ok(gone.body.deleted_at);
});

t.test('a partnership that is deleted connects nobody any more', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/partnerships', aPartnership({ id: 'one' }));
  t.equal((await register.get('/parties/arcadia/neighbours')).body.meta.total, 1);
  await register.delete('/partnerships/one', { 'if-match': '*' });
  t.equal((await register.get('/parties/arcadia/neighbours')).body.meta.total, 0);
});
