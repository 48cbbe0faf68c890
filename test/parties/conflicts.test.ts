/** Claims about a party that conflict: by their predicates, values and dates. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { verify } from '../../src/maintenance/verify.js';
import { coincidence, timeOf } from '../../src/model/dates/coincide.js';
import { dayAfter } from '../../src/model/dates/edtf.js';
import { RESOURCES } from '../../src/resources/index.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { type Json, openRegister, populate, type TestRegister } from '../support/register.js';

/** The days of a small world, February and some of March, as numbers; what is open reaches to its end. */
const DAYS = Array.from({ length: 32 }, (_, index) => dayAfter('2025-02-01', index));
const FEBRUARY = DAYS.flatMap((day, index) => (day.startsWith('2025-02') ? [index] : []));
const LAST = DAYS.length - 1;

/** A date in EDTF, and all stretches of days that it may mean. */
interface Meant {
  edtf: string;
  stretches: [number, number][];
}

const pairs = fc
  .tuple(fc.nat(LAST), fc.nat(LAST))
  .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other)]);
/** One end of an interval: a day, or some day of February. */
const ends = fc.oneof(
  fc.nat(LAST).map((day) => ({ edtf: DAYS[day]!, days: [day] })),
  fc.constant({ edtf: '2025-02', days: FEBRUARY }),
);
const meant: fc.Arbitrary<Meant> = fc.oneof(
  fc.nat(LAST).map((day) => ({ edtf: DAYS[day]!, stretches: [[day, day]] as [number, number][] })),
  pairs
    .filter(([from, to]) => from < to)
    .map(([from, to]) => ({
      edtf: `[${DAYS[from]}..${DAYS[to]}]`,
      stretches: DAYS.flatMap((_, day): [number, number][] => (from <= day && day <= to ? [[day, day]] : [])),
    })),
  pairs
    .filter(([from, to]) => from < to)
    .map(([one, other]) => ({
      edtf: `[${DAYS[one]},${DAYS[other]}]`,
      stretches: [
        [one, one],
        [other, other],
      ] as [number, number][],
    })),
  fc
    .tuple(ends, ends)
    .map(([from, to]) => ({
      edtf: `${from.edtf}/${to.edtf}`,
      stretches: from.days.flatMap((one) =>
        to.days.flatMap((other): [number, number][] => (one <= other ? [[one, other]] : [])),
      ),
    }))
    .filter(({ stretches }) => stretches.length > 0),
  fc.nat(LAST).map((day) => ({ edtf: `${DAYS[day]}/..`, stretches: [[day, LAST]] as [number, number][] })),
);

t.test('two dates coincide surely when they do however they are meant, and not when they never do', async () => {
  fc.assert(
    fc.property(meant, meant, (one, other) => {
      const meets = one.stretches.flatMap(([from, to]) =>
        other.stretches.map(([since, until]) => from <= until && since <= to),
      );
      const expected = meets.every(Boolean) ? 'certain' : meets.some(Boolean) ? 'possible' : 'no';
      const found = coincidence(timeOf(one), timeOf(other));
      if (found !== expected) throw new Error(`${one.edtf} and ${other.edtf}: ${found}, not ${expected}`);
      return found === coincidence(timeOf(other), timeOf(one));
    }),
    { numRuns: runs(2000) },
  );
});

t.test('nothing is sure of what has no date', async (t) => {
  for (const edtf of [undefined, '2025', '2025-03-04/..', '[..2025-03-04]']) {
    const date = edtf === undefined ? {} : { edtf };
    t.equal(coincidence(timeOf(date), timeOf()), 'possible', `${edtf}`);
  }
});

async function world(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  return register;
}

const citations = [{ source: 'report' }];
const claim = (predicate: string, value: string, edtf?: string, members: object = {}) => ({
  predicate,
  value,
  ...(edtf && { date: { edtf } }),
  citations,
  ...members,
});
const claiming = async (register: TestRegister, ...claims: object[]): Promise<Json> => {
  const { status, body, text } = await register.post('/parties', { kind: 'company', name: 'Firm', claims });
  if (status !== 201) throw new Error(text);
  return body;
};
const inShort = ({ conflicts = [] }: Json) =>
  conflicts.map(({ claims, certainty }: Json) => `${claims.join()} ${certainty}`);

t.test('claims of one predicate with different values conflict, surely or possibly by their dates', async (t) => {
  const register = await world(t);
  const day = '2025-03-04';
  const body = await claiming(
    register,
    claim('regulatory_status', 'licensed', day),
    claim('regulatory_status', 'banned', day),
    claim('regulatory_status', 'unregulated', '2025-03'),
    claim('regulatory_status', 'tolerated', '2024'),
    claim('mandate', 'to advise', day),
    claim('mandate', 'to supervise'),
  );
  t.same(inShort(body), [
    '/claims/0,/claims/1 certain',
    '/claims/0,/claims/2 possible',
    '/claims/1,/claims/2 possible',
    '/claims/4,/claims/5 possible',
  ]);
  t.equal(body.conflicts[0].predicate, 'regulatory_status');
});

t.test('what differs in case and spaces alone is no conflict, nor what is known to be wrong', async (t) => {
  const register = await world(t);
  const body = await claiming(
    register,
    claim('mandate', 'To advise'),
    claim('mandate', 'to  ADVISE'),
    claim('mandate', 'to rule', undefined, { rank: 'deprecated' }),
  );
  t.notOk('conflicts' in body);
});

t.test('of predicates that may have many values, only claims marked as contradicting conflict', async (t) => {
  const register = await world(t);
  const marked = { contradicts: true };
  for (const predicate of ['other', 'policy_posture']) {
    const [one, two, three] = ['has 3 offices', 'was founded in 1999', 'has 5 offices'];
    t.notOk('conflicts' in (await claiming(register, claim(predicate, one!), claim(predicate, two!))));
    const body = await claiming(
      register,
      claim(predicate, one!, undefined, marked),
      claim(predicate, two!),
      claim(predicate, three!, undefined, marked),
    );
    t.same(inShort(body), ['/claims/0,/claims/2 possible']);
  }
});

t.test('conflicts follow the claims, and can be asked for', async (t) => {
  const register = await world(t);
  const { id } = await claiming(register, claim('mandate', 'to advise', '2025-03-04'));
  const found = async (certainty: string) =>
    (await register.get(`/parties?conflict=${certainty}`)).body.data.map((one: Json) => one.id);
  t.same(await found('certain,possible'), []);
  await register.post(`/parties/${id}/claims`, claim('mandate', 'to rule', '2025'));
  t.same([await found('certain'), await found('possible')], [[], [id]]);
  const { body } = await register.post(`/parties/${id}/claims`, claim('mandate', 'to watch', '2025-03-04/..'));
  t.same(inShort(body), [
    '/claims/0,/claims/2 certain',
    '/claims/0,/claims/1 possible',
    '/claims/1,/claims/2 possible',
  ]);
  t.same([await found('certain'), await found('possible')], [[id], [id]]);
  t.equal((await register.put(`/parties/${id}`, body, { 'if-match': '*' })).body.revision, body.revision);
  const refused = await register.patch(`/parties/${id}`, { conflicts: [] }, { 'if-match': '*' });
  expectProblem(t, refused, 422, 'validation', '/conflicts computed_member');
  t.same((await verify(register.engine, RESOURCES)).faults, []);
  expectProblem(t, await register.get('/parties?conflict=sure'), 400, 'invalid_parameter', '?conflict');
});

t.test('of many conflicts the first hundred are listed, the certain ones first, and the others counted', async (t) => {
  const register = await world(t);
  const claims = Array.from({ length: 500 }, (_, index) =>
    claim('mandate', `to do ${index}`, index < 498 ? `2025-XX` : '2025-03-04'),
  );
  const body = await claiming(register, ...claims);
  t.same([body.conflicts.length, body.more_conflicts], [100, (500 * 499) / 2 - 100]);
  t.match(body.conflicts[0], { claims: ['/claims/498', '/claims/499'], certainty: 'certain' });
});
