/** Where a source comes from: what it was made from, and what that was made from in the end. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { expectProblem } from '../support/expect-problem.js';
import { endsOf } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { anEvent, type Json, openRegister, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
const from = (...sources: string[]) => sources.map((source) => ({ source, relation: 'copy' }));
const aSource = (id: string, ...sources: string[]) => ({ id, kind: 'news_article', derived_from: from(...sources) });

/** A register in which b was made from a, c from b, and so on. */
async function chained(t: Test, ids: string): Promise<TestRegister> {
  const register = await openRegister(t);
  for (const [index, id] of [...ids].entries())
    t.equal((await register.post('/sources', aSource(id, ...ids.slice(Math.max(0, index - 1), index)))).status, 201);
  return register;
}

const originOf = async ({ get }: TestRegister, id: string) => (await get(`/sources/${id}`)).body.origin;
const found = async ({ get }: TestRegister, query: string) =>
  (await get(`/sources?sort=id&${query}`)).body.data.map(({ id }: Json) => id);

t.test('the origin of a source is the one at the end of its chain', async (t) => {
  const register = await chained(t, 'abcd');
  t.equal(await originOf(register, 'a'), undefined);
  for (const id of 'bcd') t.equal(await originOf(register, id), 'a');
  t.same(await found(register, 'origin=a'), ['b', 'c', 'd']);
  t.same(await found(register, 'derived_from=a,b'), ['b', 'c']);
});

t.test('a source whose chains end at several has no origin, and has one as soon as they end at one', async (t) => {
  const register = await chained(t, 'ab');
  await register.post('/sources', aSource('x'));
  await register.post('/sources', aSource('both', 'b', 'x'));
  await register.post('/sources', aSource('copy', 'both'));
  t.same([await originOf(register, 'both'), await originOf(register, 'copy')], [undefined, undefined]);
  await register.patch('/sources/x', { derived_from: from('a') }, any);
  t.same([await originOf(register, 'both'), await originOf(register, 'copy')], ['a', 'a']);
  await register.patch('/sources/both', { derived_from: from() }, any);
  t.same([await originOf(register, 'both'), await originOf(register, 'copy')], [undefined, 'both']);
});

t.test('origins follow a change further along, with one revision each', async (t) => {
  const register = await chained(t, 'abcd');
  await register.post('/sources', aSource('late'));
  // Of two chains to the same end one is longer; neither is ahead of the other.
  await register.post('/sources', aSource('twice', 'b', 'd'));
  await register.patch('/sources/a', { derived_from: from('late') }, any);
  for (const id of ['b', 'c', 'd', 'twice']) {
    const { data } = (await register.get(`/sources/${id}/revisions`)).body;
    t.match(data, [{ operation: 'create' }, { operation: 'recomputed', revision: 2 }]);
    t.equal(data.length, 2, id);
    t.equal(await originOf(register, id), 'late');
  }
  const difference = await register.get('/sources/d/difference?from=1&to=2');
  t.match(difference.body, [
    { path: '/revision' },
    { path: '/updated_at' },
    { op: 'replace', path: '/origin', value: 'late' },
  ]);
  t.same(await found(register, 'origin=a'), []);
  await register.patch('/sources/c', { title: 'Called otherwise' }, any);
  t.equal((await register.get('/sources/d')).body.revision, 2, 'what does not concern it leaves it as it is');
});

t.test('no source goes back to itself, however long the way', async (t) => {
  const register = await chained(t, 'abcdefgh');
  const circle = await register.patch('/sources/a', { derived_from: from('h') }, any);
  expectProblem(t, circle, 422, 'validation', '/derived_from/0/source circular_reference');
  const second = { derived_from: [...from('x'), ...from('c')] };
  await register.post('/sources', aSource('x'));
  const put = await register.put('/sources/b', { kind: 'filing', ...second }, any);
  expectProblem(t, put, 422, 'validation', '/derived_from/1/source circular_reference');
  const self = await register.patch('/sources/a', { derived_from: from('a') }, any);
  expectProblem(t, self, 422, 'validation', '/derived_from/0/source self_reference');
  const itself = await register.post('/sources', aSource('new', 'new'));
  expectProblem(t, itself, 422, 'validation', '/derived_from/0/source self_reference');
  t.equal((await register.patch('/sources/a', { derived_from: from('x') }, any)).status, 200);
});

t.test('a circle is found when its sources are written together', async (t) => {
  const register = await chained(t, 'abc');
  const create = (id: string, ...sources: string[]) => ({
    operation: 'create',
    record: 'source',
    document: aSource(id, ...sources),
  });
  const patch = (id: string, ...sources: string[]) => ({
    operation: 'patch',
    record: 'source',
    id,
    if_match: '*',
    patch: { derived_from: from(...sources) },
  });
  const sent = (...operations: object[]) => register.post('/batch', { operations });
  const all = await sent(create('one', 'two'), create('two', 'three'), create('three', 'one'));
  expectProblem(
    t,
    all,
    422,
    'validation',
    ...[0, 1, 2].map((index) => `/operations/${index}/document/derived_from/0/source circular_reference`),
  );
  const mixed = await sent(create('new', 'c'), patch('a', 'new'));
  expectProblem(
    t,
    mixed,
    422,
    'validation',
    '/operations/0/document/derived_from/0/source circular_reference',
    '/operations/1/patch/derived_from/0/source circular_reference',
  );
  t.equal((await sent(patch('b'), patch('a', 'c'))).status, 200, 'a chain may be turned round in one step');
  t.same([await originOf(register, 'a'), await originOf(register, 'c')], ['b', 'b']);
});

t.test('many ways to the same end are one', async (t) => {
  const register = await chained(t, 'a');
  const operations = Array.from({ length: 100 }, (_, index) => {
    const before = index < 2 ? ['a'] : [0, 1].map((side) => `s-${(index >> 1) - 1}-${side}`);
    return { operation: 'create', record: 'source', document: aSource(`s-${index >> 1}-${index % 2}`, ...before) };
  });
  t.equal((await register.post('/batch', { operations: operations.toReversed() })).status, 200);
  t.equal((await found(register, 'origin=a&limit=200')).length, 100);
  const circle = await register.patch('/sources/a', { derived_from: from('s-49-1') }, any);
  expectProblem(t, circle, 422, 'validation', '/derived_from/0/source circular_reference');
});

t.test('what a source was made from stays until nothing goes back to it', async (t) => {
  const register = await chained(t, 'abc');
  const refused = await register.delete('/sources/a', any);
  expectProblem(t, refused, 409, 'still_referenced');
  t.same(refused.body.referenced_by, [{ record: 'source', id: 'b' }]);
  const operations = [
    { operation: 'patch', record: 'source', id: 'b', if_match: '*', patch: { derived_from: null } },
    { operation: 'delete', record: 'source', id: 'a', if_match: '*' },
  ];
  t.equal((await register.post('/batch', { operations })).status, 200);
  t.same([await originOf(register, 'b'), await originOf(register, 'c')], [undefined, 'b']);
});

t.test('what it was made from has to be there, once, with a relation that is known', async (t) => {
  const register = await chained(t, 'ab');
  const [copy] = from('a');
  for (const [derived_from, finding] of [
    [from('nobody'), '/derived_from/0/source unknown_reference'],
    [[{ source: 'a' }], '/derived_from/0/relation required'],
    [[{ source: 'a', relation: 'quotation' }], '/derived_from/0/relation unknown_value'],
    [[copy, copy], '/derived_from duplicate'],
    ['a', '/derived_from wrong_type'],
  ] as const) {
    const answer = await register.patch('/sources/b', { derived_from }, any);
    const [where = '', code] = finding.split(' ');
    t.equal(answer.status, 422, finding);
    t.ok(
      answer.body.errors.some((error: Json) => error.pointer.startsWith(where) && error.code === code),
      finding,
    );
  }
  const written = await register.patch('/sources/b', { origin: 'b' }, any);
  expectProblem(t, written, 422, 'validation', '/origin computed_member');
  t.equal((await register.patch('/sources/b', { origin: 'a' }, any)).status, 200, 'what was read may be sent back');
});

t.test('events stay as they are when the origin of what they cite changes', async (t) => {
  const register = await chained(t, 'ab');
  await register.post('/events', anEvent({ id: 'talks', citations: [{ source: 'b' }] }));
  await register.post('/sources', aSource('late'));
  await register.patch('/sources/a', { derived_from: from('late') }, any);
  t.equal((await register.get('/events/talks')).body.revision, 1);
});

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const change = fc.tuple(fc.constantFrom(...IDS), fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 3 }));
const changes = fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });

/** Whether a chain of them leads back to where it began. */
function isCircular(sources: ReadonlyMap<string, string[]>): boolean {
  const leadsTo = (id: string, wanted: string, left: number): boolean =>
    left > 0 && (sources.get(id) ?? []).some((one) => one === wanted || leadsTo(one, wanted, left - 1));
  return IDS.some((id) => leadsTo(id, id, IDS.length));
}

t.test('after any changes origins are what the chains say, and no circle was taken', async (t) => {
  const register = await openRegister(t);
  for (const id of IDS) await register.post('/sources', aSource(id));
  const states = new Map<string, string[]>(IDS.map((id) => [id, []]));
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (steps) => {
      for (const step of steps) {
        const different = [...new Map(step)];
        const wanted = new Map([...states, ...different]);
        const operations = different.map(([id, sources]) => ({
          operation: 'patch',
          record: 'source',
          id,
          if_match: '*',
          patch: { derived_from: from(...sources) },
        }));
        const { status } = await register.post('/batch', { operations });
        if (isCircular(wanted)) refused++;
        if ((status === 422) !== isCircular(wanted)) return false;
        if (status === 200) for (const [id, sources] of different) states.set(id, sources);
        const { data } = (await register.get('/sources')).body;
        for (const one of data) {
          const [end, ...more] = endsOf(one, data);
          if (one.origin !== (one.derived_from.length > 0 && more.length === 0 ? end : undefined)) return false;
        }
      }
      return true;
    }),
    { numRuns: runs(30) },
  );
  t.ok(refused > 10);
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});
