/** What a search answers: hits, and how they are put. */
import t from 'tap';
import { type Json, openRegister, writerKey } from '../support/register.js';
import { ids, q, search, texts } from './asking.js';

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
  const { body } = await register.get(`/search?${q('moonstone')}`, writerKey);
  t.equal(body.data[0].snippet, 'The <mark>moonstone</mark> was sold.');
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

t.test('what dates leave out of a search is counted, also when they leave out all of it', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'x');
  for (const [id, edtf] of Object.entries({ a: '2024', b: '2025-03-01', c: undefined, d: '2025-02/2025-08' }))
    await register.post('/events', {
      id,
      kind: 'meeting',
      title: 'Onyx',
      date: edtf === undefined ? {} : { edtf },
      citations: [{ source: 'text-0' }],
    });
  const { body } = await register.get('/events?q=onyx&from=2025-03-01&to=2025-03-31');
  t.same([ids(body), body.meta.left_out], [['b'], { possible: 1, undated: 1 }]);
  const none = (await register.get('/events?q=onyx&from=2025-04-01&to=2025-04-30')).body;
  t.same([ids(none), none.meta], [[], { left_out: { possible: 1, undated: 1 } }]);
});

t.test('words are not taken for misspelt ones where a filter leaves out what has them', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { meta, data } = (await register.get('/events?q=lauded&kind=licence_granted')).body;
  t.same([meta, data], [undefined, []]);
});

t.test('what was found can be had as a file', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { body } = await register.get('/events?q=kyrgyz*&limit=200');
  const lines = (await register.get('/events.ndjson?q=kyrgyz*')).text.trim().split('\n');
  t.same(
    lines.map((line) => JSON.parse(line).id),
    ids(body),
  );
  t.ok(lines.length > 3);
});

t.test('a file of a misspelt name is empty, because a file cannot tell what was searched for instead', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const [typed, right] of [
    ['Salvdor', 'Salvador'],
    ['Salvdor OR Bynance', 'Salvador OR Binance'],
  ] as const)
    for (const more of ['', '&sort=name', '&kind=state', '&spelling=exact']) {
      const of = (form: string, words: string) =>
        register.get(`/parties.${form}?q=${encodeURIComponent(words)}${more}`);
      t.equal((await of('ndjson', typed)).text, '', typed);
      t.equal((await of('csv', typed)).text.split('\r\n').length, 2, 'a header alone');
      t.ok((await of('ndjson', right)).text.includes('"el-salvador"'), right);
    }
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
