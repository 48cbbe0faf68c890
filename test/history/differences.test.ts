/** The difference between two revisions: a JSON Patch that leads from the one to the other. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { difference } from '../../src/model/json/json-patch.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { aPartnership, type Json, openRegister, populate } from '../support/register.js';

/** Does what RFC 6902 says, step by step; undefined stands for no document. */
function apply(document: Json, steps: Json[]): Json {
  let root = { document: structuredClone(document) } as Json;
  for (const { op, path, value } of steps) {
    const names = `/document${path}`
      .split('/')
      .slice(1)
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = names.pop()!;
    root = structuredClone(root);
    const parent = names.reduce((at, name) => {
      if (!Object.hasOwn(at, name)) throw new Error(`${path} leads nowhere`);
      return at[name];
    }, root);
    const isThere = Object.hasOwn(parent, last) && parent[last] !== undefined;
    if (op !== 'add' && !isThere) throw new Error(`nothing stands at ${path}`);
    if (Array.isArray(parent)) {
      const at = Number(last);
      if (!/^(0|[1-9]\d*)$/.test(last) || at > parent.length) throw new Error(`${path} is no position`);
      parent.splice(at, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]));
    } else if (op === 'remove') delete parent[last];
    else Object.defineProperty(parent, last, { value, enumerable: true, writable: true, configurable: true });
  }
  return root.document;
}

const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, 1, '', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'a/b', '~', '~1', '', '0', '__proto__'), tie('value'), { maxKeys: 4 }),
  ),
})).value;
const json: fc.Arbitrary<Json> = anything.map((value) => JSON.parse(JSON.stringify(value)));

t.test('a patch applied to the one value gives the other', async () => {
  const pairs = fc.oneof(
    fc.tuple(json, json),
    // Lists that have much in common.
    fc.tuple(fc.array(json), fc.array(json), fc.array(json), fc.array(json)).map(([begin, one, other, end]) => [
      [...begin, ...one, ...end],
      [...begin, ...other, ...end],
    ]),
  );
  fc.assert(
    fc.property(pairs, ([from, to]) => isDeepStrictEqual(apply(from, difference(from, to) as Json[]), to)),
    { numRuns: runs(2000) },
  );
});

t.test('a patch has no step where nothing differs', async () => {
  fc.assert(fc.property(json, (value) => difference(value, structuredClone(value)).length === 0));
});

t.test('what is put into a long list or taken out of it is one step', async (t) => {
  const list = Array.from({ length: 1000 }, (_, at) => ({ party: `p-${at}` }));
  const longer = list.toSpliced(500, 0, { party: 'new' });
  t.strictSame(difference({ list }, { list: longer }), [{ op: 'add', path: '/list/500', value: { party: 'new' } }]);
  t.strictSame(difference({ list: longer }, { list }), [{ op: 'remove', path: '/list/500' }]);
});

const register = await openRegister(t);
const { get, put, patch, post } = register;
await populate(register);
const any = { 'if-match': '*' };
const url = '/partnerships/compared';
await put(url, aPartnership());
await patch(url, { summary: 'Patched.', topics: ['mining', 'cbdc'] }, any);
await post(`${url}/milestones`, { stage: 'intent_announced', citations: [{ source: 'report' }] });
await register.delete(url, any);
await put(url, aPartnership({ title: 'Back again', parties: [{ party: 'coinworks' }, { party: 'arcadia' }] }));
const LAST = 5;

t.test('each revision is made of each other by their difference, deletions included', async (t) => {
  const documents: Json[] = [];
  for (let revision = 1; revision <= LAST; revision++)
    documents.push((await get(`${url}/revisions/${revision}`)).body.document);
  for (let from = 1; from <= LAST; from++)
    for (let to = 1; to <= LAST; to++) {
      const { status, headers, body } = await get(`${url}/difference?from=${from}&to=${to}`);
      t.equal(status, 200);
      t.match(headers['content-type'], /^application\/json-patch\+json\b/);
      t.strictSame(apply(documents[from - 1], body), documents[to - 1], `${from}...${to}`);
    }
});

t.test('the difference says member by member what was changed', async (t) => {
  const { body } = await get(`${url}/difference?from=1&to=2`);
  const { updated_at } = (await get(`${url}/revisions/2`)).body.document;
  t.strictSame(body, [
    { op: 'replace', path: '/revision', value: 2 },
    { op: 'replace', path: '/updated_at', value: updated_at },
    { op: 'add', path: '/summary', value: 'Patched.' },
    { op: 'add', path: '/topics', value: ['mining', 'cbdc'] },
  ]);
});

t.test('a revision does not differ from itself', async (t) => {
  for (const same of [1, 4]) t.strictSame((await get(`${url}/difference?from=${same}&to=${same}`)).body, []);
});

t.test('a deletion takes the whole document away', async (t) => {
  t.strictSame((await get(`${url}/difference?from=3&to=4`)).body, [{ op: 'remove', path: '' }]);
  const { document } = (await get(`${url}/revisions/5`)).body;
  t.strictSame((await get(`${url}/difference?from=4&to=5`)).body, [{ op: 'add', path: '', value: document }]);
});

t.test('revisions that were never written cannot be compared', async (t) => {
  for (const [from, to] of [
    [1, 6],
    [6, 1],
    [7, 7],
  ]) {
    const { status, body } = await get(`${url}/difference?from=${from}&to=${to}`);
    t.same([status, body.code], [404, 'not_found'], `${from} to ${to}`);
    t.match(body.detail, /There is no revision [67] of partnership "compared"/);
  }
  t.equal((await get('/partnerships/nobody/difference?from=1&to=1')).status, 404);
});

t.test('what is no number of a revision is refused by its name', async (t) => {
  for (const number of ['x', '0', '', '1.5', '%0d%0a', '..%2f', '2147483648', '1.0']) {
    expectProblem(t, await get(`${url}/difference?from=${number}&to=1`), 400, 'invalid_parameter', '?from');
    expectProblem(t, await get(`${url}/difference?from=1&to=${number}`), 400, 'invalid_parameter', '?to');
  }
  expectProblem(t, await get(`${url}/difference`), 400, 'invalid_parameter', '?from required', '?to required');
  expectProblem(
    t,
    await get(`${url}/difference?from=1&to=2&since=1`),
    400,
    'invalid_parameter',
    '?since unknown_parameter',
  );
});

t.test('a difference has a media type of its own, whatever is accepted', async (t) => {
  for (const accept of ['text/csv', 'application/json', 'application/json-patch+json']) {
    const { status, headers } = await get(`${url}/difference?from=1&to=2`, { accept });
    t.equal(status, 200, accept);
    t.match(headers['content-type'], /^application\/json-patch\+json\b/);
  }
});
