/** An object of JSON has each member once: of two, one would get lost without a word. */
import fc from 'fast-check';
import t from 'tap';
import { repeatedMembers } from '../../src/model/json/repeated-members.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };

t.test('a member that stands twice is refused and named, wherever it stands', async (t) => {
  const cited = '"citations":[{"source":"report"}]';
  const cases: [string, string][] = [
    [`{"kind":"meeting","title":"A","title":"B",${cited}}`, '/title'],
    [`{"kind":"meeting","title":"A","title":"A",${cited}}`, '/title'],
    [`{"kind":"meeting","title":"A","t\\u0069tle":"B",${cited}}`, '/title'],
    [`{"kind":"meeting","title":"A" , "place":{"name":"Z","country":"DE","name":"Y"},${cited}}`, '/place/name'],
    [
      '{"kind":"meeting","title":"A","citations":[{"source":"report"},{"source":"x","source":"y"}]}',
      '/citations/1/source',
    ],
    ['{"a/b~":{"c":[[],[{"d":1,"d":2}]]}}', '/a~1b~0/c/1/0/d'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"":1,"":2}', '/'],
    ['[{"a":1,"a":1}]', '/0/a'],
  ];
  for (const [body, place] of cases) {
    const [error] = expectProblem(t, await post('/events', body), 400, 'malformed_request', `${place} duplicate`);
    t.match(error.detail, 'twice');
  }
});

t.test('every kind of body is looked at', async (t) => {
  const twice = '{"summary":"A","summary":"B"}';
  const refused = (answer: Awaited<ReturnType<typeof post>>, place: string) =>
    expectProblem(t, answer, 400, 'malformed_request', `${place} duplicate`);
  refused(await patch('/parties/arcadia', twice, any), '/summary');
  refused(await patch('/parties/arcadia', twice, { ...any, 'content-type': 'application/json' }), '/summary');
  refused(await put('/parties/arcadia', twice, any), '/summary');
  refused(await post('/parties/arcadia/citations', '{"source":"report","source":"report"}'), '/source');
  refused(
    await post('/batch', `{"operations":[{"operation":"patch","record":"party","id":"arcadia","patch":${twice}}]}`),
    '/operations/0/patch/summary',
  );
  refused(await post('/keys', '{"name":"a","name":"b","scope":"read"}'), '/name');
  t.equal((await get('/parties/arcadia')).body.revision, 1, 'nothing was changed');
});

t.test('what only looks like a name is none', async (t) => {
  const title = 'a": "b", "title": {"title": "title", [,:]}\\';
  t.equal((await post('/events', anEvent({ title, summary: '"title":"title"' }))).status, 201);
});

t.test('the same names in different objects are no repetition, and every repetition is found', async (t) => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '"', '\\', ':')), tie('value'), {
      maxKeys: 4,
    }),
  }));
  fc.assert(
    fc.property(value.object, fc.nat(2), (object, indent) => {
      const text = JSON.stringify(object, null, indent);
      t.same(repeatedMembers(text, 100), [], text);
      const [first] = Object.keys(object as object);
      if (first === undefined) return;
      const twice = `${text.slice(0, text.lastIndexOf('}'))},${JSON.stringify(first)}:0}`;
      t.same(
        repeatedMembers(twice, 100).map(({ name }) => name),
        [first],
        twice,
      );
    }),
    { numRuns: runs(500) },
  );
});

t.test('a body that is as large as it may be is looked through quickly, however deep or odd it is', async (t) => {
  const bodies = [
    '['.repeat(500_000) + ']'.repeat(500_000),
    `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`,
    `{"a":1${',"b":2'.repeat(150_000)}}`,
    JSON.stringify({ a: '\\"'.repeat(200_000) }),
  ];
  for (const body of bodies) {
    const began = performance.now();
    repeatedMembers(body, 100);
    t.ok(performance.now() - began < 3000, body.slice(0, 10));
  }
});
