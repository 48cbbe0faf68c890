/** What strangers found: every word that is meant, in an order that holds. */
import t from 'tap';
import { openRegister } from '../support/register.js';
import { ids, q, search, texts } from './asking.js';

t.test('a prefix matches every word that begins so, however many there are', async (t) => {
  const register = await openRegister(t);
  const words = Array.from({ length: 700 }, (_, index) => `prefab${index.toString(36)}x`);
  await texts(
    register,
    ...Array.from({ length: 7 }, (_, index) => words.slice(100 * index, 100 * index + 100).join(' ')),
  );
  await register.post('/sources', { id: 'other', kind: 'news_article', text_access: 'public' });
  await register.putText('other', 'nothing of the kind');
  for (const typed of ['pre*', 'pref*', 'prefab*', 'PREFA*'])
    t.equal((await search(register, typed, '&total=true')).meta.total, 7, typed);
  t.same(ids(await search(register, '-prefab*')), ['other']);
  t.same(ids(await search(register, 'noth* -pref*')), ['other']);
  const byId = (await register.get(`/sources?${q('prefab*')}&sort=id&limit=3`)).body;
  t.same(ids(byId), ['text-0', 'text-1', 'text-2']);
});

t.test('names come first also where other kinds, or what is excluded, has the words in many names', async (t) => {
  const register = await openRegister(t);
  await texts(register, 'zebra lynx');
  await register.post('/sources', { id: 'titled', kind: 'filing', title: 'Zebra', published: { edtf: '1999' } });
  const event = (id: string, title: string, summary: string) =>
    register.post('/events', { id, kind: 'meeting', title, summary, citations: [{ source: 'text-0' }] });
  for (let index = 0; index < 210; index++) await event(`e-${index}`, 'Zebra lynx excluded', 'nothing');
  await event('in-title', 'Lynx', 'nothing');
  await event('in-summary', 'Talk', 'On a lynx');
  t.same(ids(await search(register, 'zebra', '&record=source,party')), ['titled', 'text-0']);
  t.same(ids(await search(register, 'lynx -excluded')), ['in-title', 'in-summary', 'text-0']);
});

t.test(
  'a list of few matches goes on as it was begun, when there are many by now, and the other way round',
  async (t) => {
    const register = await openRegister(t);
    await texts(register, ...Array.from({ length: 8 }, () => 'gapword'));
    const event = (id: string) =>
      register.post('/events', { id, kind: 'meeting', title: 'Gapword', citations: [{ source: 'text-0' }] });
    for (let index = 0; index < 190; index++) await event(`e-${index}`);
    const first = await search(register, 'gapword', '&limit=192');
    t.match(first.meta, { ranking: 'exact' });
    for (let index = 190; index < 210; index++) await event(`e-${index}`);
    const second = await search(register, 'gapword', `&limit=192&cursor=${first.page.next}`);
    t.match(second.meta, { ranking: 'exact' });
    const seen = [...ids(first), ...ids(second)];
    t.equal(new Set(seen).size, seen.length);
    t.same(seen.filter((id) => id.startsWith('text-')).length, 8, 'none is passed over');

    const many = await search(register, 'gapword', '&limit=200');
    t.match(many.meta, { ranking: 'newest' });
    for (let index = 0; index < 30; index++) await register.delete(`/events/e-${index}`, { 'if-match': '*' });
    const rest = await search(register, 'gapword', `&limit=200&cursor=${many.page.next}`);
    t.match(rest.meta, { ranking: 'newest' });
    t.same(
      ids(rest).filter((id) => ids(many).includes(id)),
      [],
      'none comes twice',
    );
  },
);

t.test(
  'a snippet holds no carriage return, turns no page round, and marks letters that stand together as one',
  async (t) => {
    const register = await openRegister(t);
    await texts(register, 'first\r\nthe opal\r\n\u202elast', '证券交易所');
    t.equal((await search(register, 'opal')).data[0].snippet, 'first\nthe <mark>opal</mark>\nlast');
    t.equal((await search(register, '证券')).data[0].snippet, '<mark>证券</mark>交易所');
  },
);

t.test('what was searched for can be typed, and gives the same', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const typed of ['Salvdor -bitcoin', 'Salvdor OR bnance', 'Salvdor part*', 'bin-Sakib', 'Salvdor Pakstan']) {
    const { data, meta } = await search(register, typed);
    t.ok(meta.searched_for, typed);
    t.same((await search(register, meta.searched_for)).data, data, `${typed}: ${meta.searched_for}`);
  }
  await register.post('/parties', { id: 'tendar', kind: 'company', name: 'Tendar Vendors' });
  t.same(
    (await register.get('/partnerships?q=tender')).body.meta?.searched_for,
    undefined,
    'other kinds have the word',
  );
  await register.put('/parties/gone', { kind: 'company', name: 'Quizzlewick' });
  await register.delete('/parties/gone', { 'if-match': '*' });
  t.same((await search(register, 'quizzlewiik')).meta, {}, 'a name that nobody has any more is not offered');
});
