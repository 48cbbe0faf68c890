/** Lists as files: CSV for spreadsheets, and JSON one to a line. */
import { once } from 'node:events';
import { get as request } from 'node:http';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { type Collection, writeRandomly } from '../support/random-register.js';
import { type Answer, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

/** The rows of a file, each by the names of its columns, as a spreadsheet shows them. */
const opened = (file: string): Record<string, string>[] => parse(file, { columns: true, bom: true });

/** The value of a cell, without what keeps it from being a formula. */
const unescaped = (cell: string): string => cell.replace(/^'/, '');

/** The entries of a list in a cell. */
const entriesOf = (cell: string): string[] =>
  cell.split(/(?<!(?<!\\)(?:\\\\)*\\); /).map((entry) => entry.replaceAll(/\\([\\;])/g, '$1'));

const lines = ({ text }: Answer): Json[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

async function pages(register: TestRegister, address: string): Promise<Json[]> {
  const records: Json[] = [];
  let cursor = '';
  do {
    const { body } = await register.get(`${address}${address.includes('?') ? '&' : '?'}limit=100${cursor}`);
    records.push(...body.data);
    cursor = body.page.next === undefined ? '' : `&cursor=${body.page.next}`;
  } while (cursor !== '');
  return records;
}

const COLLECTIONS: Collection[] = ['parties', 'sources', 'events', 'partnerships'];

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
    const also = address.includes('?') ? '&' : '?';
    t.strictSame(lines(await register.get(`${address}${also}format=ndjson`)), expected, address);
    const { text } = await register.get(`${address}${also}format=csv`);
    t.strictSame(
      opened(text).map(({ id }) => id),
      expected.map(({ id }) => id),
      address,
    );
  }
});

t.test('a table has the values of the records, and what others are called', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const names = new Map<string, string>();
  for (const collection of COLLECTIONS)
    for (const { id, name, title } of await pages(register, `/${collection}`))
      names.set(`${collection}/${id}`, name ?? title ?? '');
  let compared = 0;
  for (const collection of COLLECTIONS) {
    const records = new Map((await pages(register, `/${collection}`)).map((record) => [record.id, record]));
    for (const row of opened((await register.get(`/${collection}?format=csv`)).text)) {
      const record = records.get(row.id);
      for (const [name, value] of Object.entries<Json>(record))
        if (typeof value !== 'object') {
          t.equal(unescaped(row[name] ?? ''), String(value), `${row.id} ${name}`);
          compared += 1;
        }
      const date = record.date ?? record.stage_since ?? record.published;
      const at = 'date' in record ? 'date' : 'stage_since' in record ? 'stage_since' : 'published';
      for (const part of ['edtf', 'basis', 'earliest', 'latest', 'precision'])
        if (date) t.equal(row[`${at}_${part}`], date[part] ?? '', `${row.id} ${at} ${part}`);
      const parties = (record.parties ?? []).map(({ party }: Json) => party);
      if (parties.length > 0) {
        t.strictSame(entriesOf(row.parties_party ?? ''), parties);
        t.strictSame(
          entriesOf(row.parties_party_name ?? ''),
          parties.map((party: string) => names.get(`parties/${party}`)),
        );
        t.strictSame(
          entriesOf(row.parties_role ?? ''),
          record.parties.map(({ role }: Json) => role),
        );
      }
      if (record.publisher) t.equal(row.publisher_name, names.get(`parties/${record.publisher}`));
      if (record.citations?.length > 0)
        t.strictSame(
          entriesOf(unescaped(row.citations_quote ?? '')),
          record.citations.map(({ quote }: Json) => quote ?? ''),
        );
    }
  }
  t.ok(compared > 300);
});

t.test('no cell is a formula, and every value can be got back', async (t) => {
  const register = await openRegister(t);
  const names = [
    '=1+1',
    '+1',
    '-1',
    '@here',
    "'quoted'",
    "''",
    '"quoted"',
    'a,b',
    'a;b\\c',
    ' spaced ',
    'new\nline',
    '\tx',
  ];
  for (const name of names)
    await register.post('/parties', { kind: 'company', name, aliases: [{ name }, { name: 'b; c' }] });
  const { text } = await register.get('/parties?format=csv&sort=created_at');
  for (const cell of parse(text).flat()) t.notMatch(cell, /^[=+\-@\t\r]/);
  const rows = opened(text);
  t.strictSame(
    rows.map(({ name }) => unescaped(name ?? '')),
    names,
  );
  t.strictSame(
    rows.map(({ aliases_name }) => entriesOf(unescaped(aliases_name ?? ''))),
    names.map((name) => [name, 'b; c']),
  );
});

t.test(
  'a table begins with its header, also when nothing is in it, and with a byte-order mark on request',
  async (t) => {
    const register = await openRegister(t);
    const { text, headers } = await register.get('/sources?format=csv');
    t.match(
      text,
      /^record,id,revision,created_at,updated_at,kind,title,publisher,publisher_name,attributed_to,.*\r\n$/,
    );
    t.match(headers, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="sources.csv"',
    });
    t.equal((await register.get('/sources?format=csv&bom=true')).text, `\uFEFF${text}`);
    t.equal((await register.get('/sources?format=csv&bom=false')).text, text);
    t.equal((await register.get('/sources?format=ndjson')).text, '');
  },
);

t.test('the contract lists the columns of each table', async (t) => {
  const register = await openRegister(t);
  const { schemas } = (await register.get('/openapi.json')).body.components;
  const tables = {
    parties: 'PartyTable',
    sources: 'SourceTable',
    events: 'EventTable',
    partnerships: 'PartnershipTable',
  };
  for (const [collection, table] of Object.entries(tables)) {
    const [header = ''] = (await register.get(`/${collection}?format=csv`)).text.split('\r\n');
    const columns = [...schemas[table].description.matchAll(/^- `(\w+)`: (\S.*)$/gm)].map(([, name]) => name);
    t.strictSame(header.split(','), columns);
  }
});

t.test('the form is what Accept asks for, unless the address says it', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const type = async (accept: string, address = '/events') =>
    String((await register.get(address, { accept })).headers['content-type']).split(';')[0];
  t.equal(await type('text/csv'), 'text/csv');
  t.equal(await type('application/x-ndjson'), 'application/x-ndjson');
  t.equal(await type('text/csv;q=0.5, application/json'), 'application/json');
  t.equal(await type('*/*'), 'application/json');
  t.equal(await type('text/*'), 'text/csv');
  t.equal(await type('text/html,*/*;q=0.8'), 'application/json');
  t.equal(await type('text/csv', '/events?format=json'), 'application/json');
  t.equal(await type('application/json', '/events?format=csv'), 'text/csv');
  t.equal((await register.get('/events', { accept: 'text/html' })).status, 406);
  t.equal((await register.get('/events/any', { accept: 'text/csv' })).status, 404, 'what is no list has one form');
  t.equal((await register.get('/events')).headers.vary, 'Accept');
});

t.test('a file can be cut down, in records and in members', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { body } = await register.get('/events?limit=3');
  const rest = await pages(register, '/events');
  const after = await register.get(`/events?format=ndjson&cursor=${body.page.next}&limit=2`);
  t.strictSame(lines(after), rest.slice(3, 5));
  t.equal(lines(await register.get(`/events?format=ndjson&cursor=${body.page.next}`)).length, rest.length - 3);
  const few = await register.get('/events?format=csv&fields=id,date&limit=1');
  t.match(few.text, /^id,date_edtf,date_basis,date_text,date_earliest,date_latest,date_precision\r\n[^\r]*\r\n$/);
  const cut = await register.get('/events?format=ndjson&fields=id,kind');
  for (const line of lines(cut)) t.strictSame(Object.keys(line), ['id', 'kind']);
});

t.test('what has no place in a file is refused', async (t) => {
  const register = await openRegister(t);
  for (const [address, parameter] of [
    ['/events?format=csv&total=true', 'total'],
    ['/events?format=ndjson&expand=parties', 'expand'],
    ['/events?format=ndjson&bom=true', 'bom'],
    ['/events?bom=true', 'bom'],
  ] as const) {
    const { status, body } = await register.get(address);
    t.equal(status, 400);
    t.match(body.errors, [{ parameter, code: 'not_in_format', detail: /format=/ }]);
  }
  t.match((await register.get('/events?format=xlsx')).body.errors, [{ parameter: 'format', code: 'unknown_value' }]);
});

t.test('HEAD describes a file without reading it', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { status, headers, text } = await register.send({ method: 'HEAD', url: '/events?format=csv' });
  t.equal(status, 200);
  t.match(headers['content-type'], /^text\/csv/);
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
  const before = lines(await register.get('/parties?format=ndjson&sort=id'));
  const sent = request(`${address}/parties?format=ndjson&sort=id`);
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
  t.equal(lines(await register.get('/parties?format=ndjson')).length, count);
});

t.test('a client that goes away ends the reading, and so do many of them', async (t) => {
  const register = await openRegister(t);
  await fill(register);
  const address = await register.app.listen({ host: '127.0.0.1', port: 0 });
  for (let round = 0; round < 40; round++) {
    const sent = request(`${address}/parties?format=csv`);
    const [answer] = await once(sent, 'response');
    answer.on('error', () => {});
    await once(answer, 'readable');
    const closed = new Promise((resolve) => answer.once('close', resolve));
    sent.destroy();
    await closed;
  }
  t.equal((await register.get('/parties?format=csv&limit=1')).status, 200);
});

t.test('when too many files are read at once, another is refused until one is done', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const views = await Promise.all(Array.from({ length: 16 }, () => register.engine.openRead()));
  const refused = await register.app.inject('/events?format=csv');
  t.equal(refused.statusCode, 503);
  t.match(refused.json(), { code: 'unavailable' });
  t.match(refused.headers, { 'retry-after': /^\d+$/, 'content-type': /problem/ });
  for (const view of views) await view.close();
  t.equal((await register.get('/events?format=csv')).status, 200);
});
