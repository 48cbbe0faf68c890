/** Words that are the name of a party also find what it takes part in, and what it published. */
import t from 'tap';
import { openRegister, type TestRegister } from '../support/register.js';
import { ids, q, search } from './asking.js';

const made = async (register: TestRegister, path: string, ...bodies: object[]) => {
  for (const body of bodies) {
    const { status, text } = await register.post(path, body);
    if (status !== 201) throw new Error(text);
  }
};
const party = (id: string, name: string, ...aliases: string[]) => ({
  id,
  kind: 'company',
  name,
  ...(aliases.length > 0 && { aliases: aliases.map((alias) => ({ name: alias })) }),
});
const event = (id: string, title: string, parties: readonly string[], members: object = {}) => ({
  id,
  kind: 'meeting',
  title,
  ...(parties.length > 0 && { parties: parties.map((one) => ({ party: one, role: 'attendee' })) }),
  citations: [{ source: 'report' }],
  ...members,
});

/** Parties with an event, a partnership and a source, whose own words have nothing of their names. */
async function openParties(t: Parameters<typeof openRegister>[0]): Promise<TestRegister> {
  const register = await openRegister(t);
  await made(
    register,
    '/parties',
    party('garnet', 'Amara Bin Garnet', 'The Envoy'),
    party('onyx', 'Onyx Exchange'),
    party('herald', 'The Daily Herald'),
  );
  await made(register, '/sources', {
    id: 'report',
    kind: 'news_article',
    title: 'A report',
    publisher: 'herald',
    published: { edtf: '2025-01-01' },
  });
  await made(
    register,
    '/events',
    event('both', 'A talk', ['garnet', 'onyx'], { date: { edtf: '2025-03-01' } }),
    event('one', 'A visit', ['garnet'], { date: { edtf: '2025-02-01' } }),
    event('neither', 'A lunch', [], { date: { edtf: '2025-02-01' }, mentions: ['garnet'] }),
  );
  await made(register, '/partnerships', {
    id: 'pact',
    title: 'A pact',
    parties: [{ party: 'garnet' }, { party: 'onyx' }],
    milestones: [{ stage: 'talks', date: { edtf: '2025-01-05' }, citations: [{ source: 'report' }] }],
  });
  return register;
}

t.test('a name, any word of it and an alias find events, partnerships and sources', async (t) => {
  const register = await openParties(t);
  for (const typed of ['garnet', 'Amara Garnet', '"amara bin garnet"', 'envoy', 'garn*', '"the envoy"', 'garnet OR x'])
    t.same(ids((await register.get(`/events?${q(typed)}`)).body), ['both', 'one'], typed);
  t.same(ids(await search(register, 'garnet onyx')), ['both', 'pact'], 'each by the name of another party');
  t.same(ids(await search(register, 'envoy visit')), ['one'], 'one word by a name, the other in its title');
  t.same(ids((await register.get('/sources?q=herald')).body), ['report']);
  t.same(ids((await register.get('/partnerships?q=onyx&sort=id')).body), ['pact']);
  t.same(ids((await register.get('/events?q=garnet&kind=meeting&from=2025-02-15&sort=-updated_at')).body), ['both']);
  t.same(
    ids((await register.get('/events?q="garnet+amara"&spelling=exact')).body),
    [],
    'the words of a phrase in a row',
  );
  t.same(ids((await register.get('/events?q="garnet+onyx"')).body), [], 'no phrase reaches from a name into the next');
  const lines = (await register.get('/events.ndjson?q=garnet')).text.trim().split('\n');
  t.same(
    lines.map((line) => JSON.parse(line).id),
    ['both', 'one'],
    'files, too',
  );
  t.match((await register.get('/events?q=garnet&total=true&facets=party')).body.meta, { total: 2 });
});

t.test('what a word finds by a name it excludes by the name, too', async (t) => {
  const register = await openParties(t);
  t.same(ids((await register.get('/events?q=-onyx&sort=id')).body), ['neither', 'one']);
  t.same(ids((await register.get('/events?q=garnet+-onyx')).body), ['one']);
  t.same(ids((await register.get('/events?q=-"onyx+exchange"&sort=id')).body), ['neither', 'one']);
});

t.test('a renaming changes what is found, and writes nothing else than the party', async (t) => {
  const register = await openParties(t);
  const { revision } = (await register.get('/events/one')).body;
  await register.patch('/parties/garnet', { name: 'Beryl Jade', aliases: null }, { 'if-match': '*' });
  t.same(ids((await register.get('/events?q=jade')).body), ['both', 'one']);
  t.same(ids((await register.get('/events?q=garnet')).body), []);
  t.equal((await register.get('/events/one')).body.revision, revision);
});

t.test('names and titles come first, then what is found by a party, then other words', async (t) => {
  const register = await openParties(t);
  await made(
    register,
    '/events',
    event('titled', 'Garnets', [], { date: { edtf: '2001' } }),
    event('summary', 'A dinner', [], { date: { edtf: '2026' }, summary: 'With garnet.' }),
  );
  const expected = ['garnet', 'titled', 'both', 'one', 'pact', 'summary'];
  t.same(ids(await search(register, 'garnet')), expected);
  const paged: string[] = [];
  let next = '';
  do {
    const page = await search(register, 'garnet', `&limit=1${next}`);
    paged.push(...ids(page));
    next = page.page.next && `&cursor=${page.page.next}`;
  } while (next);
  t.same(paged, expected);
});

t.test('so they do where there are more than are ranked exactly, page after page', async (t) => {
  const register = await openParties(t);
  const many = (prefix: string, count: number, members: (id: string) => object) => ({
    operations: Array.from({ length: count }, (_, index) => ({
      operation: 'create',
      record: 'event',
      document: members(`${prefix}-${index}`),
    })),
  });
  await register.post(
    '/batch',
    many('title', 90, (id) => event(id, 'Garnet', [])),
  );
  await register.post(
    '/batch',
    many('party', 90, (id) => event(id, 'A talk', ['garnet'])),
  );
  await register.post(
    '/batch',
    many('other', 90, (id) => event(id, 'A talk', [], { summary: 'Garnet.' })),
  );
  const found: string[] = [];
  let next = '';
  do {
    const { body } = await register.get(`/events?q=garnet&limit=50${next}`);
    t.equal(body.meta.ranking, 'newest');
    found.push(...ids(body));
    next = body.page.next ? `&cursor=${body.page.next}` : '';
  } while (next);
  t.equal(new Set(found).size, 272);
  t.same(
    found.map((id) => id.replace(/-.*/, '')),
    [...Array(90).fill('title'), 'both', 'one', ...Array(90).fill('party'), ...Array(90).fill('other')],
  );
});

t.test('a hit says by which party it was found, and shows its name where nothing else has the word', async (t) => {
  const register = await openParties(t);
  const [both] = (await search(register, 'garnet onyx')).data;
  t.same(both, {
    record: 'event',
    id: 'both',
    title: 'A talk',
    member: 'parties',
    snippet: 'Amara Bin <mark>Garnet</mark>; <mark>Onyx</mark> Exchange',
    matched_parties: ['garnet', 'onyx'],
  });
  const [envoy] = (await search(register, 'envoy visit')).data;
  t.match(envoy, { member: 'title', snippet: 'A <mark>visit</mark>', matched_parties: ['garnet'] });
  t.match((await search(register, 'herald', '&record=source')).data, [
    { id: 'report', member: 'publisher', snippet: 'The Daily <mark>Herald</mark>', matched_parties: ['herald'] },
  ]);
  t.notOk('matched_parties' in (await search(register, 'lunch')).data[0]);
});

t.test('a misspelt name finds by the party that was meant', async (t) => {
  const register = await openParties(t);
  const { data, meta } = await search(register, 'granet', '&record=event');
  t.equal(meta.searched_for, 'garnet');
  t.same(ids({ data }), ['both', 'one']);
  t.same((await search(register, 'garnet onix')).meta.searched_for, 'garnet onyx');
  t.same((await search(register, 'garnet onyx')).meta, { ranking: 'exact' }, 'what is found by names is no mistake');
});

t.test('a word that folding makes very long is looked for, and not corrected', async (t) => {
  const register = await openParties(t);
  // One character for a sentence of eighteen letters.
  const typed = '\u{fdfa}'.repeat(64);
  const q = Array.from({ length: 8 }, (_, index) => `${typed}${index}`).join(' ');
  const { status, body } = await register.get(`/search?q=${encodeURIComponent(q)}`);
  t.equal(status, 200);
  t.same(body.data, []);
  t.notOk('searched_for' in body.meta);
});

t.test('of many parties with a word those are meant that have most words of the search', async (t) => {
  const register = await openParties(t);
  const parties = Array.from({ length: 30 }, (_, index) => party(`m-${index}`, `Ministry ${index}`));
  await made(register, '/parties', ...parties, party('m-long', 'The Ministry of Precious and Other Minerals'));
  await made(register, '/events', ...['m-long', 'm-5', 'm-12'].map((id) => event(`of-${id}`, 'A lunch', [id])));
  t.same(ids((await register.get('/events?q=ministry+minerals')).body), ['of-m-long']);
  t.same(ids((await register.get('/events?q=minerals')).body), ['of-m-long']);
  t.same(
    ids((await register.get('/events?q=ministry')).body),
    ['of-m-5'],
    'then those with the shortest names, the newest',
  );
});

t.test('a party that is gone is found by no more, and one without a name in a search neither', async (t) => {
  const register = await openParties(t);
  await made(register, '/parties', party('gone', 'Quizzlewick'));
  await register.delete('/parties/gone', { 'if-match': '*' });
  t.same((await search(register, 'quizzlewick')).data, []);
  const words = Array.from({ length: 200 }, (_, index) => `w${index}`).join(' ');
  t.same((await search(register, `garnet ${words}`)).data, [], 'however many words there are');
});
