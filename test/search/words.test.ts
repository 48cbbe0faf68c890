/** What people type, and what they find. */
import t from 'tap';
import { type Json, openRegister } from '../support/register.js';
import { ids, q, search, texts } from './asking.js';

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
    'Bilal-bin-Sakib': 'bilal-bin-saqib',
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

t.test('words in quotation marks, and all of them with spelling=exact, are meant as they are', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const nothing = { data: [], page: { limit: 25 } };
  for (const typed of ['"Salvdor"', '“Salvdor”', '«Salvdor»', '＂Salvdor＂', '"El Salvdor"', '"Salvdor" Pakistan']) {
    t.same(await search(register, typed), { ...nothing, meta: {} }, typed);
    t.same((await register.get(`/parties?${q(typed)}`)).body, nothing, typed);
  }
  for (const typed of ['Salvdor', 'El Slavador', 'Bynance OR Salvdor', 'Pakistan Bynance']) {
    t.ok((await search(register, typed)).meta.searched_for, typed);
    t.same(await search(register, typed, '&spelling=exact'), { ...nothing, meta: {} }, typed);
    t.same((await register.get(`/parties?${q(typed)}&spelling=exact`)).body, nothing, typed);
  }
  t.same(
    await search(register, 'Salvador', '&spelling=exact'),
    await search(register, 'Salvador'),
    'what is there is found all the same',
  );
  const { data, meta } = await search(register, 'Salvdor "country"');
  t.equal(meta.searched_for, 'salvador "country"', 'the others are corrected beside them');
  t.same((await search(register, meta.searched_for)).data, data);
  t.same((await search(register, 'Salvdor "contry"')).data, []);
});

t.test('nothing else than exact is a spelling, and a cursor is of no use to another one', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const path of ['/search', '/parties', '/parties.csv', '/parties.ndjson'])
    t.match((await register.get(`${path}?q=pakistan&spelling=loose`)).body, {
      status: 400,
      errors: [{ parameter: 'spelling', code: 'unknown_value', detail: /exact/ }],
    });
  for (const path of ['/search', '/events']) {
    const { page } = (await register.get(`${path}?q=pakistan&limit=1`)).body;
    const { body } = await register.get(`${path}?q=pakistan&limit=1&spelling=exact&cursor=${page.next}`);
    t.match(body.errors, [{ parameter: 'cursor', code: 'cursor' }]);
  }
});

t.test('what was searched for instead is told where filters leave nothing of it, and counted alike', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const address = '/parties?q=Salvdor&facets=kind';
  const counted = (await register.get(address)).body;
  t.equal(counted.meta.searched_for, 'salvador');
  const buckets = (body: Json) => body.meta.facets.kind.buckets.map(({ value, count }: Json) => [value, count]);
  const none = (await register.get(`${address}&kind=company`)).body;
  t.same([none.data, none.meta.searched_for], [[], 'salvador']);
  t.same(buckets(none), [...buckets(counted), ['company', 0]]);
  t.match((await register.get('/search?q=Salvdor&record=partnership&total=true')).body.meta, {
    searched_for: 'salvador',
  });
  t.match((await register.get('/sources?q=Bynance&kind=treaty_text&total=true')).body, {
    data: [],
    meta: { searched_for: 'binance', total: 0 },
  });
  const exact = (await register.get(`${address}&spelling=exact&total=true`)).body;
  t.same(exact.meta, { total: 0, facets: { kind: { buckets: [] } } });
  const dated = (await register.get('/events?q=Salvdor&histogram=date:year&spelling=exact')).body;
  t.same(dated.meta, { histogram: { buckets: [], spanning: 0, undated: 0 } });
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

t.test('a source is found by its publisher as printed, and by its other addresses', async (t) => {
  const register = await openRegister(t);
  const members = { publisher_name: 'Lagoon Daily', other_urls: ['https://mirror.example/1'] };
  await register.post('/sources', { id: 'printed', kind: 'news_article', ...members });
  await register.post('/sources', { id: 'other', kind: 'news_article' });
  for (const typed of ['lagoon', '"lagoon daily"', 'mirror.example'])
    t.same(ids(await search(register, typed)), ['printed'], typed);
  const { data } = (await register.get('/sources?q=lagoon')).body;
  t.same(
    data.map(({ id }: Json) => id),
    ['printed'],
  );
});
