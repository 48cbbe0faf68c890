/** Lists as files: CSV for spreadsheets, and JSON one to a line. */
import { once } from 'node:events';
import { get as request } from 'node:http';
import t from 'tap';
import { writeRandomly } from '../support/random-register.js';
import { type Answer, anEvent, type Json, openRegister, populate, type TestRegister } from '../support/register.js';
import { COLLECTIONS, opened, pages } from './reading-lists.js';

const lines = ({ text }: Answer): Json[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The address of a list as a file. */
const asFile = (address: string, form: 'csv' | 'ndjson') => address.replace(/^\/[a-z]+/, `$&.${form}`);

t.test('a file holds the whole list, in its order, under its filters', async (t) => {
  const register = await openRegister(t);
  await writeRandomly(register, 7);
  const asked = [
    ...COLLECTIONS.flatMap((collection) => [`/${collection}`, `/${collection}?sort=-updated_at`]),
    '/events?party=party-1,party-2',
    '/partnerships?topic=cbdc&sort=id',
    '/events?from=2025-01-01&date_match=possible',
    '/events?party=nobody',
  ];
  for (const address of asked) {
    const expected = await pages(register, address);
    t.strictSame(lines(await register.get(asFile(address, 'ndjson'))), expected, address);
    const { text } = await register.get(asFile(address, 'csv'));
    t.strictSame(
      opened(text).map(({ id }) => id),
      expected.map(({ id }) => id),
      address,
    );
  }
});

t.test('a file is sent whatever is accepted', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const [form, type] of [
    ['csv', 'text/csv; charset=utf-8; header=present'],
    ['ndjson', 'application/x-ndjson; charset=utf-8'],
  ]) {
    const { text } = await register.get(`/events.${form}`);
    for (const accept of ['application/json', 'text/html', 'image/png', 'text/csv;q=0', 'nonsense'])
      t.match(await register.get(`/events.${form}`, { accept }), {
        status: 200,
        text,
        headers: { 'content-type': type },
      });
  }
});

t.test('a file has an address like any other, which is no id', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const collection of COLLECTIONS)
    for (const form of ['csv', 'ndjson'] as const) {
      const url = `/${collection}.${form}`;
      t.match(await register.send({ method: 'OPTIONS', url }), {
        status: 204,
        headers: { allow: 'GET, HEAD, OPTIONS' },
      });
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
        t.match(await register.send({ method, url }), {
          status: 405,
          headers: { allow: 'GET, HEAD, OPTIONS', 'content-type': /problem/ },
        });
    }
  for (const missing of [
    '/events.xlsx',
    '/events.csv/',
    '/events.CSV',
    '/events.csv/any',
    '/search.csv',
    '/changes.ndjson',
  ])
    t.equal((await register.get(missing)).status, 404, missing);
  for (const id of ['events.csv', 'any.csv']) {
    t.equal((await register.get(`/events/${id}`)).status, 400, id);
    const created = await register.post('/events', anEvent({ id }));
    t.match(created.body, { status: 422, errors: [{ pointer: '/id', code: 'pattern' }] });
  }
});

t.test('a file can be cut down, in records and in members', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const all = await pages(register, '/events');
  t.strictSame(lines(await register.get('/events.ndjson?limit=3')), all.slice(0, 3));
  t.strictSame(lines(await register.get('/events.ndjson?limit=2147483647')), all);
  t.equal((await register.get('/events.ndjson?limit=0')).status, 400);
  const few = await register.get('/events.csv?fields=id,date&limit=1');
  t.match(few.text, /^id,date_edtf,date_basis,date_text,date_earliest,date_latest,date_precision\r\n[^\r]*\r\n$/);
  const cut = await register.get('/events.ndjson?fields=kind,id&fields=place');
  for (const line of lines(cut)) {
    const [id, kind, ...more] = Object.keys(line);
    t.strictSame([id, kind], ['id', 'kind'], 'in the order of the record');
    t.ok(more.length <= 1);
  }
  for (const wrong of ['id,name', '', 'id,id'])
    t.equal((await register.get(`/events.csv?fields=${wrong}`)).status, 400);
});

t.test('what has no place in a file is refused, with where it has one', async (t) => {
  const register = await openRegister(t);
  for (const [address, parameter, elsewhere] of [
    ['/events.csv?total=true', 'total', 'the list at /events'],
    ['/events.csv?cursor=YWJj', 'cursor', 'the list at /events'],
    ['/events.ndjson?expand=parties', 'expand', 'the list at /events'],
    ['/events.csv?format=ndjson', 'format', '/events.csv or /events.ndjson'],
    ['/events.ndjson?bom=true', 'bom', '/events.csv?bom=true'],
  ] as const) {
    const { status, body } = await register.get(address);
    t.equal(status, 400);
    t.match(body.errors, [{ parameter, code: 'unknown_parameter' }]);
    t.ok(body.detail.includes(elsewhere), body.detail);
  }
});

t.test('HEAD describes a file without reading it', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { status, headers, text } = await register.send({ method: 'HEAD', url: '/events.csv' });
  t.equal(status, 200);
  t.match(headers, { 'content-type': /^text\/csv/, 'content-disposition': 'attachment; filename="events.csv"' });
  t.equal(headers.link, undefined, 'it has no pages');
  t.equal(text, '');
});

/** Enough records for a file that doesn't fit into what the system keeps for a client that doesn't read. */
async function fill(register: TestRegister): Promise<number> {
  await populate(register);
  const summary = 'long '.repeat(2000);
  const count = 700;
  for (let from = 0; from < count; from += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        register.post('/parties', {
          id: `filler-${from + index}`,
          kind: 'company',
          name: `Filler ${from + index}`,
          summary,
        }),
      ),
    );
  return count + 4;
}

t.test('a file shows one moment, whatever is written while it is read', async (t) => {
  const register = await openRegister(t);
  const count = await fill(register);
  const address = await register.app.listen({ host: '127.0.0.1', port: 0 });
  const before = lines(await register.get('/parties.ndjson?sort=id'));
  const sent = request(`${address}/parties.ndjson?sort=id`);
  const [answer] = await once(sent, 'response');
  const [first] = await once(answer, 'readable').then(() => [answer.read()]);
  await register.delete('/parties/filler-699', { 'if-match': '*' });
  await register.patch('/parties/filler-698', { summary: 'short' }, { 'if-match': '*' });
  await register.post('/parties', { id: 'zebra', kind: 'company', name: 'Zebra' });
  let text = String(first);
  for await (const part of answer) text += part;
  t.equal(before.length, count);
  t.strictSame(
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
    before,
  );
  t.equal(lines(await register.get('/parties.ndjson')).length, count);
});

t.test('a client that goes away ends the reading, and so do many of them', async (t) => {
  const register = await openRegister(t);
  await fill(register);
  const address = await register.app.listen({ host: '127.0.0.1', port: 0 });
  for (let round = 0; round < 40; round++) {
    const sent = request(`${address}/parties.csv`);
    const [answer] = await once(sent, 'response');
    answer.on('error', () => {});
    await once(answer, 'readable');
    const closed = new Promise((resolve) => answer.once('close', resolve));
    sent.destroy();
    await closed;
  }
  t.equal((await register.get('/parties.csv?limit=1')).status, 200);
});

t.test('when too many files are read at once, another is refused until one is done', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const views = await Promise.all(Array.from({ length: 16 }, () => register.engine.openRead()));
  const refused = await register.app.inject('/events.csv');
  t.equal(refused.statusCode, 503);
  t.match(refused.json(), { code: 'unavailable' });
  t.match(refused.headers, { 'retry-after': /^\d+$/, 'content-type': /problem/ });
  for (const view of views) await view.close();
  t.equal((await register.get('/events.csv')).status, 200);
});
