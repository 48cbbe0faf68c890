/** What every list takes and gives: limits, orders, links, totals, and its records cut down or expanded. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';

const COLLECTIONS = ['parties', 'sources', 'events', 'partnerships'];

const ids = async (register: TestRegister, url: string): Promise<string[]> => {
  const { status, body, text } = await register.get(url);
  if (status !== 200) throw new Error(`${url}: ${text}`);
  return body.data.map((one: Json) => one.id);
};

async function writeEvents(register: TestRegister, count: number): Promise<void> {
  await populate(register);
  const events = Array.from({ length: count }, (_, index) =>
    anEvent({ id: `event-${String(index).padStart(3, '0')}` }),
  );
  await Promise.all(events.map((event) => register.post('/events', event)));
}

t.test('a page holds 25 records unless said, and at most 200', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 205);
  for (const [query, limit] of [
    ['', 25],
    ['?limit=1', 1],
    ['?limit=200', 200],
  ] as const) {
    const { body } = await register.get(`/events${query}`);
    t.equal(body.data.length, limit);
    t.equal(body.page.limit, limit);
  }
});

t.test('a limit that is none from 1 to 200 is refused', async (t) => {
  const register = await openRegister(t);
  for (const limit of ['0', '201', '-1', '1.5', '1e2', 'all', '', '%20', '99999999999999999999', '1&limit=2', '0x10'])
    for (const collection of COLLECTIONS) {
      const { status, body } = await register.get(`/${collection}?limit=${limit}`);
      t.equal(status, 400, limit);
      t.match(body, { code: 'invalid_parameter', errors: [{ parameter: 'limit' }] });
    }
});

t.test('links lead to the first page and to the next while there is one', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 7);
  const links = (header: unknown) =>
    Object.fromEntries(
      Array.from(String(header).matchAll(/<([^>]*)>; rel="(\w+)"/g), ([, url, relation]) => [relation, url!]),
    );
  const found: string[] = [];
  const start = '/events?kind=meeting,visit&limit=3&sort=id';
  let at: string | undefined = start;
  for (let page = 0; at !== undefined; page++) {
    const { body, headers } = await register.get(at);
    found.push(...body.data.map((one: Json) => one.id));
    const { first, next } = links(headers.link);
    const query = new URL(first!, 'http://localhost').searchParams;
    t.same(
      [...query],
      [
        ['kind', 'meeting,visit'],
        ['limit', '3'],
        ['sort', 'id'],
      ],
      'first is where it began',
    );
    t.equal(next === undefined, body.page.next === undefined);
    if (next !== undefined) t.equal(new URL(next, 'http://localhost').searchParams.get('cursor'), body.page.next);
    t.ok(page < 3);
    at = next;
  }
  t.same(found, await ids(register, '/events?sort=id'));
});

t.test('a last page that is full has no next', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 6);
  const { body: first } = await register.get('/events?limit=3');
  const { body: last } = await register.get(`/events?limit=3&cursor=${first.page.next}`);
  t.equal(last.data.length, 3);
  t.notOk('next' in last.page);
});

t.test('a total counts the whole list, and is there only when asked for', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 7);
  t.equal((await register.get('/events?limit=2&total=true')).body.meta.total, 7);
  t.equal((await register.get('/events?kind=visit&total=true')).body.meta.total, 0);
  const { body } = await register.get('/events?limit=2');
  t.notOk(body.meta);
  t.equal((await register.get(`/events?limit=2&total=true&cursor=${body.page.next}`)).body.meta.total, 7);
  t.notOk((await register.get('/events?total=false')).body.meta);
  t.equal((await register.get('/events?total=yes')).status, 400);
});

t.test('the orders are those that are specified', async (t) => {
  const register = await openRegister(t);
  const { components, paths } = withWholeOperations((await register.get('/openapi.json')).body);
  const defaults: Record<string, string[]> = {
    parties: ['name', '-name'],
    sources: ['-published', 'published'],
    events: ['-date', 'date'],
    partnerships: ['-stage_since', 'stage_since'],
  };
  for (const [collection, sorts] of Object.entries(defaults)) {
    const sort = paths[`/${collection}`].get.parameters.find((one: Json) => one.name === 'sort');
    const others = ['id', '-id', 'created_at', '-created_at', 'updated_at', '-updated_at', 'relevance'];
    const { enum: orders } = components.schemas[sort.schema.$ref.split('/').at(-1)];
    t.same(orders.toSorted(), [...sorts, ...others].sort());
    t.equal((await register.get(`/${collection}?sort=title`)).status, 400);
    t.equal((await register.get(`/${collection}?sort=id,created_at`)).status, 400);
  }
});

t.test('parties come by name, whatever the case and accents, a shorter name before what it begins', async (t) => {
  const register = await openRegister(t);
  const names = [
    'the bank',
    'The Bank (Bishkek)',
    'THE BANK 2',
    'the bank governor',
    'Éire',
    'eire bank',
    'Zug',
    'ząb',
  ];
  for (const name of names.toReversed()) await register.post('/parties', { kind: 'person', name });
  const listed = async (sort: string) =>
    (await register.get(`/parties?${sort}`)).body.data.map((one: Json) => one.name);
  const expected = [
    'Éire',
    'eire bank',
    'the bank',
    'The Bank (Bishkek)',
    'THE BANK 2',
    'the bank governor',
    'ząb',
    'Zug',
  ];
  t.same(await listed(''), expected);
  t.same(await listed('sort=name'), expected);
  t.same(await listed('sort=-name'), expected.toReversed());
});

t.test('dates are sorted by their earliest day, else their latest, and the undated come last either way', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const dates: Record<string, object> = {
    'a-day': { edtf: '2025-03-05' },
    'b-before': { edtf: '[..2025-03-04]' },
    'c-month': { edtf: '2025-03' },
    'd-first-day': { edtf: '2025-03-01' },
    'e-same-day': { edtf: '2025-03-05' },
    'f-none': {},
    'g-none': {},
  };
  for (const [id, date] of Object.entries(dates)) await register.post('/events', anEvent({ id, date }));
  const inOrder = ['d-first-day', 'c-month', 'b-before', 'a-day', 'e-same-day'];
  t.same(await ids(register, '/events?sort=date'), [...inOrder, 'f-none', 'g-none']);
  t.same(await ids(register, '/events?sort=-date'), [...inOrder.toReversed(), 'g-none', 'f-none']);
  t.same(await ids(register, '/events'), await ids(register, '/events?sort=-date'));
});

t.test('expand adds the records that those of the page refer to, one level deep', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/parties', { id: 'stranger', kind: 'person', name: 'Stranger' });
  await register.post('/partnerships', aPartnership({ id: 'pair' }));
  const citations = [{ source: 'report', speaker: 'coinworks' }];
  await register.post('/events', anEvent({ id: 'talk', partnerships: ['pair'], mentions: ['arcadia'], citations }));
  const { body: plain } = await register.get('/events');
  const { body } = await register.get('/events?expand=parties,sources,partnerships');
  t.same(body.data, plain.data, 'the records themselves stay as they are');
  const at = async (url: string) => (await register.get(url)).body;
  t.same(body.included, {
    partnerships: { pair: await at('/partnerships/pair') },
    parties: { arcadia: await at('/parties/arcadia'), coinworks: await at('/parties/coinworks') },
    sources: { report: await at('/sources/report') },
  });
  const { body: repeated } = await register.get('/events?expand=sources&expand=parties&expand=partnerships');
  t.same(repeated.included, body.included);
  t.notOk(plain.included);
  t.same((await register.get('/events?expand=events')).body.included, { events: {} });
  t.equal((await register.get('/events?expand=party')).status, 400);
});

t.test('a list is JSON with whole records, whatever is accepted, and says where files are', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 1);
  const { text } = await register.get('/events');
  for (const accept of ['text/csv', 'application/x-ndjson', 'text/html', 'nonsense', 'application/json;q=0']) {
    const answer = await register.get('/events', { accept });
    t.match(answer, { status: 200, text, headers: { 'content-type': 'application/json; charset=utf-8' } }, accept);
    t.equal(answer.headers.vary, undefined);
  }
  for (const [parameter, elsewhere] of [
    ['format=csv', '/events.csv and /events.ndjson'],
    ['format=json', 'a list is JSON'],
    ['fields=id', '/events.ndjson?fields='],
    ['bom=true', '/events.csv?bom=true'],
  ] as const) {
    const [error] = expectProblem(t, await register.get(`/events?${parameter}`), 400, 'invalid_parameter');
    t.match(error, { parameter: parameter.split('=')[0], code: 'unknown_parameter' });
    t.ok(error?.detail.includes(elsewhere), error?.detail);
  }
});

t.test('chosen ids are listed as far as they exist', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 4);
  t.same(await ids(register, '/events?id=event-003,event-001&id=event-009&sort=id'), ['event-001', 'event-003']);
  t.same(await ids(register, '/events?id=event-009'), []);
  await register.delete('/events/event-001', { 'if-match': '*' });
  t.same(await ids(register, '/events?id=event-001,event-003'), ['event-003']);
  t.equal((await register.get('/events?id=Event_1')).status, 400);
});

t.test('updated_since lists what was written at or after an instant, in any time zone', async (t) => {
  let hour = 0;
  const register = await openRegister(t, { now: () => new Date(Date.UTC(2026, 0, 1, hour)) });
  await writeEvents(register, 2);
  hour = 5;
  await register.patch('/events/event-000', { summary: 'New.' }, { 'if-match': '*' });
  const since = (instant: string) => ids(register, `/events?sort=id&updated_since=${encodeURIComponent(instant)}`);
  t.same(await since('2026-01-01T00:00:00Z'), ['event-000', 'event-001']);
  t.same(await since('2026-01-01T00:00:00.001Z'), ['event-000']);
  t.same(await since('2026-01-01T05:00:00Z'), ['event-000']);
  t.same(await since('2026-01-01T07:00:00+02:00'), ['event-000']);
  t.same(await since('2026-01-01T05:00:00.001Z'), []);
  t.same(await since('2026-01-01T06:59:59-02:00'), []);
  for (const instant of ['2026-01-01', 'yesterday', '', '2026-01-01T00:00:00', '2026-02-30T00:00:00Z', '0'])
    t.equal((await register.get(`/events?updated_since=${instant}`)).status, 400, instant);
});

t.test('an unknown parameter is refused with the nearest one that there is', async (t) => {
  const register = await openRegister(t);
  const cases = [
    ['/events?partys=arcadia', 'partys', 'party'],
    ['/events?outcom=none_announced', 'outcom', 'outcome'],
    ['/partnerships?stages=signed', 'stages', 'stage'],
    ['/partnerships?Stage=signed', 'Stage', 'stage'],
    ['/parties?part-of=arcadia', 'part-of', 'part_of'],
    ['/sources?limits=5', 'limits', 'limit'],
    ['/sources?page=2&kind=filing', 'page', undefined],
  ] as const;
  for (const [url, parameter, nearest] of cases) {
    const { status, body } = await register.get(url);
    t.equal(status, 400, url);
    t.match(body, { code: 'invalid_parameter', errors: [{ parameter, code: 'unknown_parameter' }] });
    if (nearest) t.match(body.errors[0].detail, new RegExp(`\\b${nearest}\\b`));
  }
});

t.test('everything that is wrong with a query is reported at once', async (t) => {
  const register = await openRegister(t);
  const { status, body } = await register.get('/events?limit=0&kind=party&from=2025-02-30&party=A&colour=red');
  t.equal(status, 400);
  t.same(body.errors.map((error: Json) => error.parameter).sort(), ['colour', 'from', 'kind', 'limit', 'party']);
});

t.test('the same question has the same bytes for an answer', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const url of ['/events?expand=parties,sources&total=true', '/partnerships?party=pakistan&from=2025-01-01'])
    t.equal((await register.get(url)).text, (await register.get(url)).text);
});

t.test('what is deleted is listed no more, and what is brought back is', async (t) => {
  const register = await openRegister(t);
  await writeEvents(register, 2);
  const { headers } = await register.get('/events/event-000');
  await register.delete('/events/event-000', { 'if-match': String(headers.etag) });
  t.same(await ids(register, '/events?source=report'), ['event-001']);
  await register.put('/events/event-000', anEvent({ kind: 'visit' }));
  t.same(await ids(register, '/events?source=report&sort=id'), ['event-000', 'event-001']);
  t.same(await ids(register, '/events?kind=meeting'), ['event-001']);
});
