/** The proof sheet: a row for each citation anywhere in the records of a list. */
import fc from 'fast-check';
import t from 'tap';
import { CitationRow } from '../../src/register/document/proof.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { type Collection, IDS, writeRandomly } from '../support/random-register.js';
import { type Answer, anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';
import { listen } from '../support/statements.js';
import { COLLECTIONS, opened, pages } from './reading-lists.js';

const linesOf = ({ text }: Answer): Json[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The citations of a record, found in its JSON alone: lists that are called so, wherever they stand. */
function citationsIn(value: Json, member = ''): Json[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries<Json>(value).flatMap(([name, inner]) => {
    if (name === 'citations') return inner.map((citation: Json) => ({ member, ...citation }));
    return citationsIn(inner, `${member}/${Array.isArray(value) && inner.id !== undefined ? inner.id : name}`);
  });
}

const OF_CITATION = ['member', 'source', 'quote', 'status', 'speaker', 'voice', 'start', 'end'];
const cut = (row: Json): Json =>
  Object.fromEntries(OF_CITATION.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));

/** What the sheet of some records has to hold, in the order of the records. */
const expected = (records: Json[]): Json[] =>
  records.map(({ record, id, ...members }) => ({ record, id, rows: citationsIn(members).map(cut) }));

/** The rows of a sheet, record by record. */
const grouped = (records: Json[], rows: Json[]): Json[] =>
  records.map(({ record, id }) => ({
    record,
    id,
    rows: rows.filter((row) => row.record === record && row.id === id).map(cut),
  }));

const sorted = (groups: Json[]): Json[] =>
  groups.map(({ rows, ...group }) => ({ ...group, rows: rows.map((row: Json) => JSON.stringify(row)).sort() }));

for (const seed of [1, 2])
  t.test(`the sheet of a list has each citation of each record exactly once, register ${seed}`, async (t) => {
    const register = await openRegister(t);
    await writeRandomly(register, seed);
    for (const address of [
      ...COLLECTIONS.map((collection) => `/${collection}`),
      '/partnerships?topic=cbdc&sort=id',
      '/events?party=party-1,party-2&sort=-updated_at',
      '/events?q=event',
      '/parties?source=source-1',
    ]) {
      const records = await pages(register, address);
      const [, collection = '', query = ''] = /^\/(\w+)\??(.*)/.exec(address) ?? [];
      const sheet = (form: string, more = '') => register.get(`/${collection}.${form}?${query}&rows=citations${more}`);
      const rows = linesOf(await sheet('ndjson'));
      t.strictSame(sorted(grouped(records, rows)), sorted(expected(records)), address);
      t.equal(rows.length, expected(records).flatMap((group) => group.rows).length);
      t.strictSame(
        [...new Set(rows.map(({ id }) => id))],
        records.filter((one) => citationsIn(one).length > 0).map(({ id }) => id),
        'in the order of the list',
      );
      const table = opened((await sheet('csv')).text);
      t.strictSame(
        table.map(({ id, member, source }) => ({ id, member, source })),
        rows.map(({ id, member, source }) => ({ id, member, source })),
      );
      const few = linesOf(await sheet('ndjson', '&limit=2'));
      t.strictSame(
        few,
        rows.filter(({ id }) => records.slice(0, 2).some((one) => one.id === id)),
        'limit counts records',
      );
    }
  });

const SOURCES = ['report', 'second'];
const citations = (minLength: number) =>
  fc.array(
    fc.record(
      {
        source: fc.constantFrom(...SOURCES),
        quote: fc.constantFrom('agreed', 'a "memorandum"', '=1+1', 'two\nlines; more'),
        speaker: fc.constantFrom('arcadia', 'borduria'),
        voice: fc.constantFrom('narration', 'paraphrase'),
      },
      { requiredKeys: ['source'] },
    ),
    { minLength, maxLength: 3 },
  );
const person = fc.record({
  kind: fc.constant('person'),
  name: fc.constant('Somebody'),
  citations: citations(0),
  positions: fc.array(fc.record({ title: fc.constant('Envoy'), of: fc.constant('arcadia'), citations: citations(0) }), {
    maxLength: 3,
  }),
  claims: fc.array(
    fc.record({ predicate: fc.constant('other'), value: fc.constantFrom('so', 'not so'), citations: citations(1) }),
    { maxLength: 3 },
  ),
});
const partnership = fc.record({
  title: fc.constant('A pact'),
  parties: fc.constant([{ party: 'arcadia' }, { party: 'borduria' }]),
  milestones: fc.array(
    fc.record({
      stage: fc.constantFrom('talks', 'signed'),
      date: fc.constant({ edtf: '2025' }),
      citations: citations(1),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  instruments: fc.array(
    fc.record({ kind: fc.constant('mou'), status: fc.constant('drafted'), citations: citations(1) }),
    { maxLength: 3 },
  ),
  citations: citations(0),
});

t.test('wherever citations stand in a record, and however often, the sheet has them all', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'second', kind: 'filing' });
  const written = fc.oneof(
    person.map((body): [string, object] => ['parties', body]),
    partnership.map((body): [string, object] => ['partnerships', body]),
  );
  let count = 0;
  await fc.assert(
    fc.asyncProperty(written, async ([collection, body]) => {
      const id = `record-${count++}`;
      const { status, body: stored } = await register.post(`/${collection}`, { id, ...body });
      if (status !== 201) return false;
      const rows = linesOf(await register.get(`/${collection}.ndjson?id=${id}&rows=citations`));
      const cells = opened((await register.get(`/${collection}.csv?id=${id}&rows=citations`)).text);
      const wanted = sorted(expected([stored]));
      return (
        JSON.stringify(sorted(grouped([stored], rows))) === JSON.stringify(wanted) &&
        rows.length === wanted[0].rows.length &&
        cells.every((cell, index) => cell.quote?.replace(/^'/, '') === (rows[index].quote ?? ''))
      );
    }),
    { numRuns: runs(60) },
  );
});

t.test('a row says what is stated, where, and by which source', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const source = { kind: 'news_article', title: 'Pact signed', publisher: 'gazette', url: 'https://gazette.example/1' };
  await register.post('/sources', { id: 'first', kind: 'press_release' });
  await register.post('/sources', {
    id: 'pact',
    ...source,
    published: { edtf: '2025-09' },
    derived_from: [{ source: 'first', relation: 'rewrite' }],
  });
  await register.putText('pact', 'They signed nothing.');
  const quoting = { source: 'pact', quote: 'signed nothing', speaker: 'arcadia', voice: 'paraphrase' };
  await register.post(
    '/partnerships',
    aPartnership({
      id: 'deal',
      milestones: [{ stage: 'signed', polarity: 'negated', date: { edtf: '2025-08' }, citations: [quoting] }],
      instruments: [{ kind: 'mou', title: 'A memorandum', status: 'drafted', citations: [{ source: 'report' }] }],
    }),
  );
  const [milestone] = (await register.get('/partnerships/deal')).body.milestones;
  const about = {
    source: 'pact',
    source_title: 'Pact signed',
    source_publisher: 'gazette',
    source_published: '2025-09',
    source_url: 'https://gazette.example/1',
    source_origin: 'first',
  };
  const rows = linesOf(await register.get('/partnerships.ndjson?rows=citations'));
  t.strictSame(rows, [
    {
      record: 'partnership',
      id: 'deal',
      member: `/milestones/${milestone.id}`,
      stage: 'signed',
      polarity: 'negated',
      date: { edtf: '2025-08', earliest: '2025-08-01', latest: '2025-08-31', precision: 'month' },
      quote: 'signed nothing',
      status: 'matched',
      speaker: 'arcadia',
      voice: 'paraphrase',
      start: 5,
      end: 19,
      ...about,
    },
    {
      record: 'partnership',
      id: 'deal',
      member: rows[1].member,
      stated: 'kind: mou; title: A memorandum; status: drafted',
      status: 'reference',
      source: 'report',
      source_publisher: 'gazette',
      source_published: '2025-08-02',
    },
  ]);
  const [row] = opened((await register.get('/partnerships.csv?rows=citations')).text);
  t.match(row, {
    speaker_name: 'Arcadia',
    source_publisher_name: 'The Gazette',
    source_origin: 'first',
    date_edtf: '2025-08',
  });

  await register.post('/parties', {
    id: 'somebody',
    kind: 'person',
    name: 'Somebody',
    summary: 'Long prose.',
    positions: [{ title: 'Envoy', of: 'arcadia', from: { edtf: '2025' }, citations: [{ source: 'report' }] }],
    claims: [{ predicate: 'mandate', value: 'advise', held_by: 'borduria', citations: [{ source: 'report' }] }],
    citations: [{ source: 'report' }],
  });
  const stated = linesOf(await register.get('/parties.ndjson?rows=citations&fields=member,predicate,value,stated'));
  t.strictSame(stated, [
    { member: '/positions/0', stated: 'title: Envoy; of: arcadia; from: 2025' },
    { member: '/claims/0', predicate: 'mandate', value: 'advise', stated: 'held_by: borduria' },
    { member: '', stated: 'kind: person; name: Somebody' },
  ]);
});

t.test('fields cut rows down to the members that they have', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const ofCitations = Object.keys(CitationRow.properties);
  const cutDown = await register.get('/events.csv?rows=citations&fields=quote,id&limit=1');
  t.match(cutDown.text, /^id,quote\r\n/);
  t.match(cutDown.headers['content-disposition'], /"events\.citations\.csv"/);
  t.equal((await register.get(`/events.ndjson?rows=citations&fields=${ofCitations}`)).status, 200);
  for (const [query, finding] of [
    ['rows=citations&fields=title', '?fields unknown_value'],
    ['fields=id,quote', '?fields unknown_value'],
    ['rows=records&fields=member', '?fields unknown_value'],
    ['rows=all', '?rows unknown_value'],
    ['rows=citations&rows=records', '?rows duplicate'],
  ])
    for (const form of ['csv', 'ndjson'])
      expectProblem(t, await register.get(`/events.${form}?${query}`), 400, 'invalid_parameter', finding!);
  expectProblem(t, await register.get('/events?rows=citations'), 400, 'invalid_parameter', '?rows unknown_parameter');
});

t.test('the sources of many records are read together', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const asked = listen(t, register);
  const statements: number[] = [];
  for (const count of [5, 30]) {
    for (let index = 0; index < count; index++) {
      await register.post('/sources', { id: `s-${count}-${index}`, kind: 'filing' });
      await register.post('/events', anEvent({ citations: [{ source: `s-${count}-${index}` }, { source: 'report' }] }));
    }
    asked.length = 0;
    await register.get('/events.csv?rows=citations');
    statements.push(asked.length);
  }
  t.equal(statements[0], statements[1]);
});

t.test('a table of records says which sources each cites, anywhere in it', async (t) => {
  const register = await openRegister(t);
  await writeRandomly(register, 3);
  for (const id of IDS.sources.slice(0, 8))
    await register.patch(`/sources/${id}`, { url: `https://${id}.example/` }, { 'if-match': '*' });
  const urls = new Map((await pages(register, '/sources')).map(({ id, url }) => [id, url]));
  for (const collection of ['events', 'partnerships', 'parties'] as Collection[]) {
    const records = new Map((await pages(register, `/${collection}`)).map((record) => [record.id, record]));
    const rows = opened((await register.get(`/${collection}.csv`)).text);
    t.equal(rows.length, records.size);
    for (const { id = '', sources = '', source_urls = '', source_count } of rows) {
      const cited = new Set(citationsIn(records.get(id)).map(({ source }) => source));
      const entries = (cell: string) => cell.split('; ').filter((entry) => entry !== '');
      t.strictSame(entries(sources).sort(), [...cited].sort());
      t.strictSame(entries(source_urls).sort(), [...cited].flatMap((source) => urls.get(source) ?? []).sort());
      t.equal(source_count, String(cited.size));
    }
  }
  const [line] = linesOf(await register.get('/events.ndjson?fields=id,source_count&limit=1'));
  t.strictSame(Object.keys(line), ['id', 'source_count']);
  const [whole] = linesOf(await register.get('/events.ndjson?limit=1'));
  t.notOk('sources' in whole, 'lines of JSON are the records as they are');
});
