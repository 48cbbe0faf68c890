/** Lists as tables: what is in the cells, and that no spreadsheet takes it for anything else. */
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { type Json, openRegister } from '../support/register.js';
import { COLLECTIONS, opened, pages } from './reading-lists.js';

/** The value of a cell, without what keeps it from being a formula. */
const unescaped = (cell: string): string => cell.replace(/^'/, '');

/** The entries of a list in a cell. */
const entriesOf = (cell: string): string[] =>
  cell.split(/(?<!(?<!\\)(?:\\\\)*\\); /).map((entry) => entry.replaceAll(/\\([\\;])/g, '$1'));

t.test('a table has the values of the records, and what others are called', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const names = new Map<string, string>();
  for (const collection of COLLECTIONS)
    for (const { id, name, title } of await pages(register, `/${collection}`))
      names.set(`${collection}/${id}`, name ?? title ?? '');
  let compared = 0;
  for (const collection of COLLECTIONS) {
    const records = new Map((await pages(register, `/${collection}`)).map((record) => [record.id, record]));
    for (const row of opened((await register.get(`/${collection}.csv`)).text)) {
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
    '\n=1+1',
    '  =1+1',
    '\u200b=1+1',
    '\u00a0@here',
    ...Array.from('＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−﬩⩵⩶', (sign) => `${sign}1`),
    '— no formula',
    '€ 1 = 1',
  ];
  for (const [index, name] of names.entries())
    await register.post('/parties', {
      id: `party-${100 + index}`,
      kind: 'company',
      name,
      aliases: [{ name }, { name: 'b; c' }],
      summary: name,
    });
  const { text } = await register.get('/parties.csv?sort=id');
  for (const cell of parse(text).flat()) t.notMatch(cell.normalize('NFKC'), /^([\t\r\n]|[\s\p{Cf}]*[=+\-−@])/u);
  t.match(text, /,— no formula,/, 'what is none is left as it is');
  const rows = opened(text);
  t.strictSame(
    rows.map(({ summary }) => unescaped(summary ?? '')),
    names,
  );
  t.strictSame(
    rows.map(({ name }) => unescaped(name ?? '')),
    names.map((name) => name.trim()),
  );
  t.strictSame(
    rows.map(({ aliases_name }) => entriesOf(unescaped(aliases_name ?? ''))),
    names.map((name) => [name.trim(), 'b; c']),
  );
});

t.test(
  'a table begins with its header, also when nothing is in it, and with a byte-order mark on request',
  async (t) => {
    const register = await openRegister(t);
    const { text, headers } = await register.get('/sources.csv');
    t.match(
      text,
      /^record,id,revision,created_at,updated_at,kind,title,publisher,publisher_name,attributed_to,.*\r\n$/,
    );
    t.match(headers, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="sources.csv"',
    });
    t.equal((await register.get('/sources.csv?bom=true')).text, `\uFEFF${text}`);
    t.equal((await register.get('/sources.csv?bom=false')).text, text);
    t.equal((await register.get('/sources.ndjson')).text, '');
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
    const [header = ''] = (await register.get(`/${collection}.csv`)).text.split('\r\n');
    const [, listed = ''] = /`a_c`\): ([^;]*);/.exec(schemas[table].description) ?? [];
    const columns = [...listed.matchAll(/`(\w+)(?:\{([^}]*)\})?`/g)].flatMap(([, name = '', parts]) =>
      parts === undefined ? [name] : parts.split(',').map((part) => `${name}${part}`),
    );
    t.strictSame(header.split(','), columns);
  }
});

t.test('every sign that Unicode holds to be one of a formula is taken for it', async (t) => {
  const register = await openRegister(t);
  const signs = Array.from({ length: 0x11_0000 }, (_, point) => point)
    .filter((point) => point < 0xd8_00 || point > 0xdf_ff)
    .map((point) => String.fromCodePoint(point))
    .filter((sign) => /^[=+\-@]/.test(sign.normalize('NFKC')));
  t.ok(signs.length > 15);
  for (const [index, sign] of signs.entries())
    await register.post('/parties', { id: `party-${index}`, kind: 'company', name: `${sign}SUM` });
  for (const { name = '' } of opened((await register.get('/parties.csv')).text)) t.match(name, /^'/);
});

t.test('a cell with what some spreadsheet separates cells by is quoted', async (t) => {
  const register = await openRegister(t);
  const names = ['a;b', 'a,b', 'a\tb', 'a\nb', 'a"b', 'a|b'];
  for (const name of names) await register.post('/parties', { kind: 'company', name });
  const { text } = await register.get('/parties.csv?fields=name&sort=created_at');
  t.equal(text, 'name\r\n"a;b"\r\n"a,b"\r\n"a\tb"\r\n"a\nb"\r\n"a""b"\r\na|b\r\n');
});

t.test('a publisher is called as it was printed, or else as the party is', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'wire', kind: 'media', name: 'The Wire' });
  for (const members of [
    { id: 'a', publisher: 'wire' },
    { id: 'b', publisher: 'wire', publisher_name: 'Wire (morning edition)' },
    { id: 'c', publisher_name: 'Lagoon Daily' },
    { id: 'd' },
  ])
    await register.post('/sources', { kind: 'news_article', ...members });
  const columns = (fields: string) => register.get(`/sources.csv?sort=id&fields=${fields}`);
  t.equal(
    (await columns('publisher,publisher_name')).text,
    'publisher,publisher_name\r\nwire,The Wire\r\nwire,Wire (morning edition)\r\n,Lagoon Daily\r\n,\r\n',
  );
  t.equal(
    (await columns('publisher_name')).text,
    'publisher_name\r\n\r\nWire (morning edition)\r\nLagoon Daily\r\n\r\n',
  );
});
