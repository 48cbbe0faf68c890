/** What people type, and what they find. */
import t from 'tap';
import { type Json, openRegister, type TestRegister, writerKey } from '../register.js';

const q = (typed: string) => `q=${encodeURIComponent(typed)}`;
const search = async (register: TestRegister, typed: string, more = ''): Promise<Json> =>
  (await register.get(`/search?${q(typed)}${more}`)).body;
const ids = (body: Json): string[] => body.data.map(({ id }: Json) => id);

/** Sources with these texts, readable by everybody. */
async function texts(register: TestRegister, ...all: string[]) {
  for (const [index, text] of all.entries()) {
    await register.post('/sources', { id: `text-${index}`, kind: 'news_article', text_access: 'public' });
    await register.putText(`text-${index}`, text);
  }
}

t.test('the shape of apostrophes, accents and case make no difference', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'They lauded Pakistan’s efforts in São Tomé.', 'O’Neill spoke', 'Nothing of the sort');
  for (const typed of ["Pakistan's efforts", 'PAKISTAN’S EFFORTS', 'pakistan effort', 'sao', 'SÃO tome', 'sa\u0303o'])
    t.same(ids(await search(register, typed)), ['text-0'], typed);
  t.same(ids(await search(register, "o'neill")), ['text-1']);
});

t.test('words are found in any of their forms', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'signing agreements', 'it was signed', 'a signature', 'a signal');
  t.same(ids(await search(register, 'sign')).sort(), ['text-0', 'text-1']);
  t.same(ids(await search(register, 'agreement')), ['text-0']);
  t.same(ids(await search(register, 'sign*')).sort(), ['text-0', 'text-1', 'text-2', 'text-3']);
  t.same(ids(await search(register, 'signa*')).sort(), ['text-2', 'text-3']);
});

t.test('scripts without spaces are found by any part of a word', async (t) => {
  const register = await openRegister(t);
  await texts(register, '中华人民共和国', '人の民', 'ประเทศไทย', 'Кыргызстан', 'الإمارات العربية');
  t.same(ids(await search(register, '人民')), ['text-0']);
  t.same(ids(await search(register, '民')).sort(), ['text-0', 'text-1']);
  t.same(ids(await search(register, 'ไทย')), ['text-2']);
  t.same(ids(await search(register, 'КЫРГЫЗСТАН')), ['text-3']);
  t.same(ids(await search(register, 'الامارات')), ['text-4'], 'without the hamza');
});

t.test('a phrase is words in a row, and not across the ends of what was said', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', {
    id: 'one',
    kind: 'company',
    name: 'Crypto Council',
    aliases: [{ name: 'Virtual Assets' }, { name: 'Regulatory Body' }],
  });
  t.same(ids(await search(register, '"crypto council"')), ['one']);
  t.same(ids(await search(register, '“virtual assets”')), ['one']);
  t.same(ids(await search(register, '"council crypto"')), []);
  t.same(ids(await search(register, '"assets regulatory"')), [], 'two aliases are no phrase');
  t.same(ids(await search(register, 'regulatory council')), ['one'], 'without marks they may stand anywhere');
});

t.test('words are excluded and put as alternatives', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'bitcoin in Bishkek', 'bitcoin in Zug', 'gold in Zug', 'nothing');
  t.same(ids(await search(register, 'bitcoin -zug')), ['text-0']);
  t.same(ids(await search(register, 'bishkek OR gold')).sort(), ['text-0', 'text-2']);
  t.same(ids(await search(register, 'in bishkek OR gold -bitcoin')), ['text-2']);
  t.same(ids(await search(register, '-in')), ['text-3'], 'what only excludes finds the rest');
  t.same(ids(await search(register, 'bishkek or gold')), [], 'in small letters it is a word');
  t.same(ids(await search(register, '-"in zug"')).sort(), ['text-0', 'text-3']);
});

t.test('everything else is literal', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'On 2025-08-02 the (PCC) met near a:b, e-mail', 'In 02 of 2025, 08');
  for (const typed of [
    '2025-08-02',
    'PCC)',
    'a:b',
    'a:b*',
    'NEAR(',
    'e-mail',
    '^met +the',
    '{pcc}: met',
    'met*(',
    'pcc\u0000',
  ])
    t.same(ids(await search(register, typed)), ['text-0'], typed);
  t.same(ids(await search(register, '2025 08 02')).sort(), ['text-0', 'text-1']);
});

t.test('where there is no word, it says so', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const path of ['/search', '/events', '/parties', '/sources', '/partnerships'])
    for (const typed of ['', '"', '-', ' ', '""', '*', '—', '-"', '\u0000', '(((', '\u200b'])
      t.match(
        await register.get(`${path}?${q(typed)}`),
        { status: 400, body: { code: 'invalid_parameter', errors: [{ parameter: 'q', code: 'nothing_to_search' }] } },
        `${path} ${JSON.stringify(typed)}`,
      );
  t.match((await register.get('/search')).body.errors, [{ parameter: 'q', code: 'required' }]);
});

t.test('ten thousand characters are searched for, and no more', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const long = 'pakistan crypto* "digital finance" -gold OR '.repeat(240).slice(0, 10_000);
  t.equal((await register.get(`/search?${q(long)}`)).status, 200);
  t.equal((await register.get(`/search?${q('a'.repeat(10_000))}`)).status, 200);
  t.equal((await register.get(`/search?${q('a* '.repeat(3_333))}`)).status, 200);
  const many = Array.from({ length: 3_000 }, (_, index) => index.toString(36))
    .join(' ')
    .slice(0, 10_000);
  t.equal((await register.get(`/search?${q(many)}`)).status, 200);
  t.equal((await register.get(`/search?${q('中'.repeat(10_000))}`)).status, 200);
  t.match((await register.get(`/search?${q('a'.repeat(10_001))}`)).body.errors, [
    { parameter: 'q', code: 'out_of_range' },
  ]);
});

t.test('a misspelt name finds its party', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const misspelt = {
    Salvdor: 'el-salvador',
    'El Slavador': 'el-salvador',
    Kirgyzstan: 'kyrgyzstan',
    kirgizstan: 'kyrgyzstan',
    'bin Sakib': 'bilal-bin-saqib',
    Bynance: 'binance',
    '"Bilal bin Sakib"': 'bilal-bin-saqib',
  };
  for (const [typed, party] of Object.entries(misspelt)) {
    const { data, meta } = await search(register, typed);
    t.match(data[0], { record: 'party', id: party }, typed);
    t.ok(meta.searched_for, 'it says what it searched for');
    t.ok(
      meta.suggestions.some((one: Json) => one.party === party && one.name),
      typed,
    );
    t.ok(ids((await register.get(`/parties?${q(typed)}`)).body).includes(party), 'so does the list');
  }
});

t.test('close names are offered, too, when hardly anything has the words that were typed', async (t) => {
  const register = await openRegister(t, { seeded: true });
  await texts(register, 'Here Salvdor is misspelt.');
  const { data, meta } = await search(register, 'salvdor');
  t.same(ids({ data }), ['text-0']);
  t.notOk(meta.searched_for);
  t.ok(meta.suggestions.some(({ party }: Json) => party === 'el-salvador'));
  t.same((await search(register, 'xyzzyplugh')).meta, {}, 'nothing is close to nonsense');
  t.same((await search(register, 'pakistan')).meta, { ranking: 'exact' }, 'nothing is offered for what is found');
});

t.test('names and titles come before other words, and the most recent first', async (t) => {
  const register = await openRegister(t);
  const event = (id: string, members: object) =>
    register.post('/events', { id, kind: 'meeting', title: 'Talk', citations: [{ source: 'text-0' }], ...members });
  await texts(register, 'zircon');
  await event('in-summary', { summary: 'On zircon', date: { edtf: '2025-05-01' } });
  await event('in-quote', { citations: [{ source: 'other', quote: 'zircon' }], date: { edtf: '2025-06-01' } });
  t.equal((await register.post('/sources', { id: 'other', kind: 'filing' })).status, 201);
  await event('in-quote', { citations: [{ source: 'other', quote: 'zircon' }], date: { edtf: '2025-06-01' } });
  await event('old-title', { title: 'Zircon', date: { edtf: '2019' } });
  await event('new-title', { title: 'Zircons', date: { edtf: '2024' } });
  await event('no-date', { title: 'Zircon' });
  await register.post('/parties', { id: 'zircon-bank', kind: 'company', name: 'Zircon Bank of the Republic' });
  await register.post('/parties', { id: 'zircon', kind: 'company', name: 'The bank', aliases: [{ name: 'ZIRCON' }] });
  t.same(ids(await search(register, 'zircon')), [
    'zircon', // just what was typed
    'zircon-bank',
    'new-title',
    'old-title',
    'no-date',
    'in-summary',
    'in-quote',
    'text-0',
  ]);
});

t.test('what is typed is looked for in all parts of one record together', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'mentions opals');
  await register.patch('/sources/text-0', { title: 'On zircon' }, { 'if-match': '*' });
  await register.post('/events', {
    id: 'both',
    kind: 'meeting',
    title: 'Zircon',
    summary: 'Opal',
    citations: [{ source: 'text-0' }],
  });
  t.same(ids(await search(register, 'zircon opal')), ['both', 'text-0']);
});

t.test('a hit names what was found, where, and shows the words safely', async (t) => {
  const register = await openRegister(t);
  await texts(
    register,
    `<script>alert("x")</script> & ${'padding '.repeat(100)}the Signing of it’s "mou" ${'more '.repeat(100)}`,
  );
  const { data } = await search(register, 'sign mou');
  t.match(data[0], { record: 'source', id: 'text-0', member: 'text' });
  t.notOk('title' in data[0]);
  t.match(data[0].snippet, /^… .*the <mark>Signing<\/mark> of it’s &quot;<mark>mou<\/mark>&quot; .* …$/s);
  t.ok(data[0].snippet.length < 400);
  const script = (await search(register, 'alert')).data[0].snippet;
  t.match(script, /^&lt;script&gt;<mark>alert<\/mark>\(&quot;x&quot;\)&lt;\/script&gt; &amp; padding/);
  await register.post('/parties', { id: 'mou', kind: 'company', name: 'MoU <Ltd>' });
  t.same((await search(register, 'mou', '&record=party')).data, [
    { record: 'party', id: 'mou', title: 'MoU <Ltd>', member: 'name', snippet: '<mark>MoU</mark> &lt;Ltd&gt;' },
  ]);
});

t.test('a hit in a restricted text names the source, and shows its words to a key alone', async (t) => {
  const register = await openRegister(t);
  await register.post('/sources', { id: 'secret', kind: 'filing', title: 'A filing' });
  await register.putText('secret', 'The moonstone was sold.');
  t.same((await search(register, 'moonstone')).data, [
    { record: 'source', id: 'secret', title: 'A filing', member: 'text' },
  ]);
  const { body, headers } = await register.get(`/search?${q('moonstone')}`, writerKey);
  t.equal(body.data[0].snippet, 'The <mark>moonstone</mark> was sold.');
  t.equal(headers.vary, 'Authorization');
});

t.test('words that are gone are not found: changed, deleted, replaced, brought back', async (t) => {
  const register = await openRegister(t);
  const party = { kind: 'company', name: 'Amethyst' };
  await register.put('/parties/gem', party);
  t.same(ids(await search(register, 'amethyst')), ['gem']);
  await register.patch('/parties/gem', { name: 'Beryl', summary: 'once so named' }, { 'if-match': '*' });
  t.same(ids(await search(register, 'amethyst')), []);
  t.same(ids(await search(register, 'beryl named')), ['gem']);
  await register.delete('/parties/gem', { 'if-match': '*' });
  t.same(ids(await search(register, 'beryl')), []);
  await register.put('/parties/gem', party);
  t.same(ids(await search(register, 'amethyst')), ['gem']);
  await texts(register, 'first words');
  await register.putText('text-0', 'second words');
  t.same(ids(await search(register, 'first')), []);
  await register.delete('/sources/text-0/text', { 'if-match': '*' });
  t.same(ids(await search(register, 'second')), []);
});

t.test('a refused write leaves nothing to be found', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'a', kind: 'company', name: 'Refused', part_of: 'nobody' });
  t.same(ids(await search(register, 'refused')), []);
  await register.post('/parties', { id: 'a', kind: 'company', name: 'Refusal' });
  t.same(ids(await search(register, 'refusa*')), ['a'], 'words of a refused write are learnt when they are written');
});

t.test('filters of lists hold for words, too, when they depend on other records', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'x');
  await register.put('/parties/p', { kind: 'company', name: 'P', country: 'FR' });
  await register.post('/events', {
    id: 'e',
    kind: 'meeting',
    title: 'Garnet',
    parties: [{ party: 'p', role: 'host' }],
    citations: [{ source: 'text-0' }],
  });
  t.same(ids((await register.get('/events?q=garnet&country=FR')).body), ['e']);
  await register.patch('/parties/p', { country: 'DE' }, { 'if-match': '*' });
  t.same(ids((await register.get('/events?q=garnet&country=FR')).body), []);
  t.same(ids((await register.get('/events?q=garnet&country=DE&role=host')).body), ['e']);
});

t.test('record narrows a search, expand adds the documents, and total counts', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { data, meta, page } = await search(
    register,
    'pakistan',
    '&record=event,partnership&total=true&expand=record&limit=2',
  );
  t.ok(data.every(({ record }: Json) => ['event', 'partnership'].includes(record)));
  for (const { record, id, document } of data) t.match(document, { record, id, revision: 1 });
  t.ok(meta.total > 20);
  t.ok(page.next);
  t.match((await register.get(`/search?q=pakistan&record=event&cursor=${page.next}`)).body.errors, [
    { parameter: 'cursor', code: 'cursor' },
  ]);
});

t.test('the order of a search has a name, and only goes with words', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const plain = (await register.get('/events?q=pakistan')).text;
  t.equal((await register.get('/events?q=pakistan&sort=relevance')).text, plain);
  t.match((await register.get('/events?sort=relevance')).body.errors, [{ parameter: 'sort', code: 'not_without_q' }]);
});

t.test('what was found can be had as a file', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { body } = await register.get('/events?q=kyrgyz*&limit=200');
  const lines = (await register.get('/events?q=kyrgyz*&format=ndjson')).text.trim().split('\n');
  t.same(
    lines.map((line) => JSON.parse(line).id),
    ids(body),
  );
  t.ok(lines.length > 3);
});

t.test('with more than 200 matches, those with the words in their titles come first, then the newest', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'x');
  for (let index = 0; index < 230; index++)
    await register.post('/events', {
      id: `e-${index}`,
      kind: 'meeting',
      title: index % 50 === 7 ? `Topaz ${index}` : 'Talk',
      summary: 'about topaz',
      date: { edtf: `20${10 + (index % 15)}-01-01` },
      citations: [{ source: 'text-0' }],
    });
  await register.post('/parties', { id: 'topaz', kind: 'company', name: 'Topaz' });
  const found: string[] = [];
  let next = '';
  do {
    const { body } = await register.get(`/search?q=topaz&limit=100&total=true${next && `&cursor=${next}`}`);
    t.match(body.meta, { ranking: 'newest', total: 231 });
    found.push(...ids(body));
    next = body.page.next ?? '';
  } while (next);
  t.equal(new Set(found).size, 231);
  t.same(found.slice(0, 6), ['topaz', 'e-207', 'e-57', 'e-157', 'e-7', 'e-107'], 'of one day the last written first');
  const years = found.slice(6).map((id) => Number(id.slice(2)) % 15);
  t.same(
    years,
    years.toSorted((a, b) => b - a),
  );
});
