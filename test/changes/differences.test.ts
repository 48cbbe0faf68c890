/** The feed up to an instant, and with the old and new values of each change. */
import t, { type Test } from 'tap';
import { redact } from '../../src/maintenance/redact.js';
import { RESOURCES } from '../../src/resources/index.js';
import { anEvent, type Json, openRegister, populate, type TestRegister } from '../support/register.js';
import { listen as listenToStatements } from '../support/statements.js';
import { events, listen } from './listening.js';

const any = { 'if-match': '*' };
const url = '/events/eventful';

/** An event that goes through everything, one change a second from 12:00:06 on. */
async function openStory(t: Test): Promise<TestRegister> {
  let clock = Date.parse('2025-11-01T12:00:00.000Z');
  const now = () => {
    clock += 1000;
    return new Date(clock);
  };
  const register = await openRegister(t, { now });
  await populate(register);
  await register.put(url, anEvent());
  await register.patch(url, { summary: 'Patched.', topics: ['mining', 'cbdc'] }, any);
  await register.post(`${url}/citations`, { source: 'report', quote: 'quoted' });
  await register.patch(url, { title: 'Another', summary: null, topics: ['cbdc'] }, any);
  await register.patch('/sources/report', { published: { edtf: '2025-08-01' } }, any);
  await register.delete(url, any);
  await register.put(url, anEvent());
  return register;
}

const without = ({ old: _, ...step }: Json) => step;

t.test('each change has what it took from and gave to the record, as its history compares it', async (t) => {
  const { get } = await openStory(t);
  const { data } = (await get('/changes?id=eventful&expand=difference')).body;
  t.equal(data.length, 7);
  for (const { revision, difference, document } of data) {
    t.notOk(document);
    if (revision === 1) continue;
    const { body } = await get(`${url}/difference?from=${revision - 1}&to=${revision}`);
    t.same(difference.map(without), body, `revision ${revision}`);
  }
  t.match(data[0].difference, [{ op: 'add', path: '', value: { id: 'eventful', revision: 1 } }]);
  const stepsOf = (revision: number) =>
    data[revision - 1].difference.filter(({ path }: Json) => !/revis|updat/.test(path));
  t.same(stepsOf(2), [
    { op: 'add', path: '/summary', value: 'Patched.' },
    { op: 'add', path: '/topics', value: ['mining', 'cbdc'] },
  ]);
  t.same(
    stepsOf(4).sort((one: Json, other: Json) => (one.path < other.path ? -1 : 1)),
    [
      { op: 'remove', path: '/summary', old: 'Patched.' },
      { op: 'replace', path: '/title', value: 'Another', old: 'A meeting' },
      { op: 'remove', path: '/topics/0', old: 'mining' },
    ],
  );
  t.match(data[5].difference, [{ op: 'remove', path: '', old: { title: 'Another' } }], 'a deletion');
  t.match(data[6].difference, [{ op: 'add', path: '', value: { title: 'A meeting' } }], 'what was brought back');
});

t.test('documents and differences come together, and page by page', async (t) => {
  const { get } = await openStory(t);
  const whole = (await get('/changes?expand=document,difference&limit=200')).body.data;
  t.ok(whole.every(({ difference }: Json) => difference.length > 0));
  const paged: Json[] = [];
  let next = '';
  do {
    const { body } = await get(`/changes?expand=document,difference&limit=3${next}`);
    paged.push(...body.data);
    next = body.page.next ? `&cursor=${body.page.next}` : '';
  } while (next);
  t.same(paged, whole);
});

t.test('what the records of a page said before is read at once', async (t) => {
  const register = await openStory(t);
  const { get } = register;
  const asked = listenToStatements(t, register);
  const countOf = async (address: string) => {
    asked.length = 0;
    await get(address);
    return asked.length;
  };
  t.equal(
    await countOf('/changes?expand=difference&limit=50'),
    (await countOf('/changes?expand=document&limit=50')) + 1,
  );
});

t.test('a difference to what was taken out for good is not there, and who took it out is said', async (t) => {
  const register = await openStory(t);
  const definition = RESOURCES.find(({ record }) => record === 'event')!;
  const author = { actor: 'registrar', reason: 'an order' };
  await redact(register.engine, RESOURCES, author, { definition, id: 'eventful', isOfText: false, revisions: [2] });
  const { data } = (await register.get('/changes?id=eventful&expand=difference')).body;
  const said = data.map(({ difference, redaction }: Json) => [difference !== undefined, redaction?.reason]);
  t.same(said.slice(0, 4), [
    [true, undefined],
    [false, 'an order'],
    [false, 'an order'],
    [true, undefined],
  ]);
  const plain = (await register.get('/changes?id=eventful')).body.data;
  t.ok(plain.every((one: Json) => !('redaction' in one)));
  t.match((await register.get('/changes?id=eventful&expand=document')).body.data[1], { redaction: author });
});

t.test('the stream has differences, too', async (t) => {
  const register = await openStory(t);
  const listener = await listen(t, register, '/changes/stream?after=5&expand=difference');
  const told = await events(listener, 8);
  const { data } = (await register.get('/changes?after=5&expand=difference')).body;
  t.same(
    told.map((one) => JSON.parse(one.data ?? '')),
    data,
  );
});

t.test('changes up to an instant end before it, and spans that follow one another have each once', async (t) => {
  const { get } = await openStory(t);
  const all = (await get('/changes?limit=200')).body.data;
  const instants = all.map(({ at }: Json) => at);
  for (const until of [...instants, '2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z', '2025-11-01T13:00:03+01:00']) {
    const { body } = await get(`/changes?limit=200&until=${encodeURIComponent(until)}`);
    const before = all.filter(({ at }: Json) => Date.parse(at) < Date.parse(until));
    t.same(body.data, before, until);
    t.equal(body.meta.sequence, before.length);
    t.notOk(body.page.next);
    const after = (await get(`/changes?limit=200&since=${encodeURIComponent(until)}`)).body.data;
    t.same([...body.data, ...after], all);
  }
  const [from, to] = [instants[2], instants[9]];
  const paged: Json[] = [];
  let next = '';
  do {
    const { body } = await get(`/changes?limit=2&since=${from}&until=${to}${next}`);
    paged.push(...body.data);
    next = body.page.next ? `&cursor=${body.page.next}` : '';
  } while (next);
  t.same(paged, all.slice(2, 9));
  // Half a millisecond later.
  const later = instants[3]!.replace('Z', '5Z');
  const untilLater = (await get(`/changes?limit=200&until=${later}`)).body.data;
  t.same(
    untilLater,
    all.filter(({ at }: Json) => at <= instants[3]!),
  );
  t.same((await get(`/changes?limit=200&since=${later}`)).body.data, all.slice(untilLater.length));
  t.same((await get(`/changes?id=eventful&until=${instants[7]}`)).body.data.length, 2);
  t.same((await get(`/changes?after=10&until=${from}`)).body, {
    data: [],
    page: { limit: 25 },
    meta: { sequence: 10 },
  });
});

t.test('a span that ends before it begins is refused, and so is an end that is no instant', async (t) => {
  const { get } = await openStory(t);
  for (const query of [
    'since=2025-01-02T00:00:00Z&until=2025-01-01T00:00:00Z',
    'since=2025-01-02T00:00:00Z&until=2025-01-02T01:00:00%2B01:00',
  ])
    t.match((await get(`/changes?${query}`)).body, {
      status: 400,
      errors: [{ parameter: 'until', code: 'out_of_range', detail: /ends .* before it begins/ }],
    });
  t.match((await get('/changes?until=yesterday')).body, { status: 400, errors: [{ parameter: 'until' }] });
  t.match((await get('/changes?until=2025-02-30T00:00:00Z')).body, { status: 400, errors: [{ parameter: 'until' }] });
  t.match((await get('/changes/stream?until=2025-01-01T00:00:00Z')).body, {
    status: 400,
    errors: [{ parameter: 'until', code: 'unknown_parameter', detail: /changes\?until=/ }],
  });
  t.match((await get('/changes?expand=differences')).body, { status: 400, errors: [{ code: 'unknown_value' }] });
  const { page } = (await get('/changes?limit=1&until=2030-01-01T00:00:00Z')).body;
  t.match((await get(`/changes?limit=1&cursor=${page.next}`)).body, { errors: [{ code: 'cursor' }] });
});

t.test('a page of large records ends early, and goes on', async (t) => {
  const register = await openRegister(t);
  const summary = (letter: string) => letter.repeat(10_000);
  const aliases = (letter: string) =>
    Array.from({ length: 400 }, (_, index) => ({ name: `${index} ${letter.repeat(900)}` }));
  await register.put('/parties/p', { kind: 'company', name: 'P' });
  for (const letter of 'abcdefgh')
    await register.patch('/parties/p', { summary: summary(letter), aliases: aliases(letter) }, any);
  const { body } = await register.get('/changes?expand=difference');
  t.ok(body.data.length > 1 && body.data.length < 9, `${body.data.length} changes`);
  t.equal(body.meta.sequence, body.data.at(-1).sequence);
  const rest = (await register.get(`/changes?expand=difference&cursor=${body.page.next}`)).body;
  t.equal(rest.data[0].sequence, body.meta.sequence + 1);
  t.equal(body.data.length + rest.data.length, 9);
});
