/** Bodies that are made to keep the service busy are gone through and refused like any other. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { post, patch } = register;
await populate(register);
const any = { 'if-match': '*' };

/** An event as JSON, with a member as it is spelt. */
const eventWith = (name: string, spelt: string): string => {
  const others = Object.entries(anEvent()).filter(([other]) => other !== name);
  return `${JSON.stringify(Object.fromEntries(others)).slice(0, -1)},"${name}":${spelt}}`;
};

const deep = (open: string, close: string, inside = '') => open.repeat(100_000) + inside + close.repeat(100_000);

t.test('a body of 100 000 brackets is no record, or no JSON', async (t) => {
  expectProblem(t, await post('/events', deep('[', ']')), 422, 'validation', '(body) wrong_type');
  expectProblem(t, await patch('/parties/arcadia', deep('[', ']'), any), 422, 'validation', '(body) wrong_type');
  expectProblem(t, await post('/events', deep('[', '')), 400, 'malformed_request');
  expectProblem(t, await post('/events', deep('{"kind":', '}', '1')), 422, 'validation');
  t.match((await post('/events', eventWith('summary', deep('[', ']', '"\\ud83d"')))).status, /^4(00|22)$/);
});

for (const [name, place] of [
  ['title', '/title wrong_type'],
  ['kind', '/kind wrong_type'],
  ['unknown', '/unknown unknown_member'],
  ['record', '/record computed_member'],
  ['date', '/date wrong_type'],
  ['place', '/place wrong_type'],
  ['topics', '/topics/0 wrong_type'],
  ['parties', '/parties/0 wrong_type'],
  ['mentions', '/mentions/0 wrong_type'],
  ['partnerships', '/partnerships/0 wrong_type'],
  ['citations', '/citations/0 wrong_type'],
] as const)
  t.test(`100 000 brackets in ${name} are refused there`, async (t) => {
    expectProblem(t, await post('/events', eventWith(name, deep('[', ']'))), 422, 'validation', place);
  });

t.test('100 000 objects in one another are refused where the first of them is', async (t) => {
  const answer = await post('/events', eventWith('place', deep('{"name":', '}', '1')));
  expectProblem(t, answer, 422, 'validation', '/place/name wrong_type');
  expectProblem(
    t,
    await patch('/sources/report', deep('{"title":', '}', '1'), any),
    422,
    'validation',
    '/title wrong_type',
  );
});

/** A list that is as long as a body may be. */
function mebibyte(item: (number: number) => string): string {
  const items: string[] = [];
  for (let size = 0; size < 1_000_000; size += (items.at(-1)?.length ?? 0) + 1) items.push(item(items.length));
  return `[${items.join()}]`;
}

const lists: [string, string, (number: number) => string][] = [
  ['duplicates', 'topics', () => '"mining"'],
  ['near misses', 'topics', (number) => `"minin${number}"`],
  ['numbers', 'topics', () => '7'],
  ['duplicates', 'mentions', () => '"arcadia"'],
  ['unknown parties', 'mentions', (number) => `"x-${number}"`],
  ['duplicates', 'parties', () => '{"party":"arcadia","role":"host"}'],
  ['misspelt members', 'parties', () => '{"partie":"arcadia","rôle":"hots"}'],
  ['misspelt values', 'citations', () => '{"source":"report","voice":"narator"}'],
  ['lists', 'after', () => '[]'],
  ['empty citations', 'citations', () => '{}'],
];
for (const [what, name, item] of lists)
  t.test(`a mebibyte of ${what} in ${name} is refused`, async (t) => {
    const answer = await post('/events', eventWith(name, mebibyte(item)));
    const errors = expectProblem(t, answer, 422, 'validation');
    t.ok(errors.length > 0 && errors.length <= 100);
    t.ok(errors.every(({ pointer }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`)));
    t.ok(answer.text.length < 200_000, 'and the answer is none that is larger');
  });

t.test('a mebibyte of unknown members is refused', async (t) => {
  const members = mebibyte((number) => `"a${number}":1`).slice(1, -1);
  const place = eventWith('place', `{"name":"Zenda",${members}}`);
  expectProblem(t, await post('/events', place), 422, 'validation', '/place out_of_range');
  expectProblem(t, await post('/events', `{${members}}`), 422, 'validation', '(body) out_of_range');
});

t.test('alternatives within alternatives are refused, however deep', async (t) => {
  const depth = 12_000;
  const nested = `${'{"member":"/alternatives","value":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const body = `{"kind":"company","name":"x","alternatives":[${nested}]}`;
  expectProblem(t, await post('/parties', body), 422, 'validation');
});

t.test('a computed member that is nested too deep is refused, with a key for repeats as without', async (t) => {
  const body = `{"kind":"company","name":"x","conflicts":${deep('[', ']')}}`;
  for (const headers of [{}, { 'idempotency-key': 'deep' }])
    expectProblem(t, await post('/parties', body, headers), 422, 'validation');
});

t.test('an object with more members than any record has is refused without a look at each', async (t) => {
  const members = Array.from({ length: 80_000 }, (_, index) => `"q${index}":1`).join();
  expectProblem(
    t,
    await post('/check', `{"statements":[{${members}}]}`),
    422,
    'validation',
    '/statements/0 out_of_range',
  );
});

t.test('a table with more columns than there are is refused without a look at each', async (t) => {
  const csv = { 'content-type': 'text/csv' };
  const columns = Array.from({ length: 10_000 }, (_, index) => `q${index}`).join();
  const errors = Array.from({ length: 8 }, () => '(body) unknown_member');
  expectProblem(t, await post('/check.csv', columns, csv), 422, 'validation', ...errors);
  expectProblem(t, await post('/check.csv', ','.repeat(500_000), csv), 422, 'validation', '(body) format');
  const entries = `between,stage\n${'a;'.repeat(40_000)},signed\n`;
  const [first, ...others] = expectProblem(t, await post('/check.csv', entries, csv), 422, 'validation');
  t.match(first, { pointer: '/0/between', code: 'out_of_range' });
  t.ok(others.length < 100);
});

t.test('a list of a query with far more values than it takes is refused without a look at each', async (t) => {
  const answer = await register.get(`/events?kind=${','.repeat(50_000)}`);
  expectProblem(t, answer, 400, 'invalid_parameter');
  t.match(answer.body.errors[0], { parameter: 'kind', code: 'out_of_range' });
  const unknown = Array.from({ length: 2000 }, (_, index) => `q${index}=1`).join('&');
  expectProblem(t, await register.get(`/events?${unknown}`), 400, 'invalid_parameter');
});
