/** Ids are chosen by the writer or made from a name, and never used for anything else again. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { post, put } = register;
await populate(register);

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const company = (name: string, members: object = {}) => ({ kind: 'company', name, ...members });
const made = async (name: string): Promise<string> => (await post('/parties', company(name))).body.id;

t.test('a chosen id is kept as it is', async (t) => {
  for (const id of ['a', '0', '2025', 'a-1-b', `${'a'.repeat(39)}-${'b'.repeat(40)}`]) {
    const { status, headers, body } = await post('/parties', company('Some Name', { id }));
    t.same([status, body.id, headers.location], [201, id, `/parties/${id}`]);
  }
});

t.test('a chosen id that is taken is refused', async (t) => {
  expectProblem(t, await post('/parties', company('Another Arcadia', { id: 'arcadia' })), 409, 'already_exists');
});

t.test('a chosen id that was once used is refused', async (t) => {
  await post('/parties', company('Short Lived', { id: 'short-lived' }));
  await register.delete('/parties/short-lived', { 'if-match': '*' });
  expectProblem(t, await post('/parties', company('Newcomer', { id: 'short-lived' })), 409, 'already_exists');
});

t.test('what is no id is refused', async (t) => {
  const bad = ['A', 'a_b', 'a b', '-a', 'a-', 'a--b', 'ä', 'a.b', 'a/b', '../a', 'a\n', 'Ａ', '中', 'a\u200b'];
  for (const id of bad)
    expectProblem(t, await post('/parties', company('X', { id })), 422, 'validation', '/id pattern');
  expectProblem(t, await post('/parties', company('X', { id: 'a'.repeat(81) })), 422, 'validation', '/id out_of_range');
  for (const id of [7, true, ['a'], {}, null])
    expectProblem(t, await post('/parties', company('X', { id })), 422, 'validation', '/id wrong_type');
});

t.test('an id is made from the name of a party and the title of anything else', async (t) => {
  t.equal(await made('Virtual Assets Authority'), 'virtual-assets-authority');
  t.equal((await post('/events', anEvent({ title: 'Talks in Strelsau, 2025' }))).body.id, 'talks-in-strelsau-2025');
  t.equal((await post('/sources', { kind: 'filing', title: 'The  Filing.' })).body.id, 'the-filing');
  t.equal((await post('/partnerships', aPartnership({ title: 'Arcadia – Borduria' }))).body.id, 'arcadia-borduria');
});

t.test('accents, ligatures and quotation marks don’t keep a name from becoming an id', async (t) => {
  t.equal(await made('São Tomé Bourse'), 'sao-tome-bourse');
  t.equal(await made('Łódź Straße'), 'lodz-strasse');
  t.equal(await made('ＦＵＬＬ Ｗｉｄｔｈ'), 'full-width');
});

t.test('a name that was used before gets a number', async (t) => {
  t.same(
    [await made('Twin Peaks'), await made('Twin peaks!'), await made('TWIN PEAKS')],
    ['twin-peaks', 'twin-peaks-2', 'twin-peaks-3'],
  );
});

t.test('a number that somebody chose is passed over', async (t) => {
  for (const id of ['pair-2', 'pair-3']) await post('/parties', company('Chosen', { id }));
  t.same([await made('Pair'), await made('Pair')], ['pair', 'pair-4']);
});

t.test('the id of a deleted record is not made again', async (t) => {
  t.equal(await made('Phoenix'), 'phoenix');
  await register.delete('/parties/phoenix', { 'if-match': '*' });
  t.equal(await made('Phoenix'), 'phoenix-2');
});

t.test('many records of one name get different ids', async (t) => {
  const ids = [];
  for (let i = 0; i < 40; i++) ids.push(await made('Legion'));
  t.equal(new Set(ids).size, 40);
  t.ok(ids.every((id) => /^legion(-\d+)?$/.test(id)));
});

t.test('where nothing Latin is left the id is a UUID of version 7', async (t) => {
  for (const name of ['Банк России', '中国人民银行', 'بنك', '한국은행', '🏦', '—', '…!?'])
    t.match(await made(name), UUID7, name);
  t.match((await post('/sources', { kind: 'filing' })).body.id, UUID7, 'a source without anything else');
});

t.test('the id of a source without a title is made from its publisher and its day', async (t) => {
  const url = 'https://www.lagoon-daily.example:8080/2025/1?x=1';
  for (const [members, expected] of [
    [{ publisher: 'gazette', published: { edtf: '2025-08-02' } }, 'gazette-2025-08-02'],
    [{ publisher: 'gazette', published: { edtf: '2025-08-02~' } }, 'gazette-2025-08-02-2'],
    [{ publisher: 'gazette', published: { edtf: '2025-08' }, url, publisher_name: 'Daily' }, 'gazette-2025-08'],
    [{ publisher: 'gazette', published: { edtf: '2025-08-02/2025-08-09' } }, 'gazette-2025-08-2'],
    [{ publisher: 'gazette', published: { edtf: '2025' } }, 'gazette-2025'],
    [{ publisher: 'gazette', published: { edtf: '2024-12-31/2025-01-01' } }, 'gazette'],
    [{ publisher: 'gazette', published: { edtf: '[..2025-08-02]' } }, 'gazette-2'],
    [{ publisher: 'gazette', published: { text: 'on Tuesday' } }, 'gazette-3'],
    [{ publisher: 'gazette' }, 'gazette-4'],
    [{ publisher_name: 'Le Journal d’Été', published: { edtf: '2025-08-02' }, url }, 'le-journal-dete-2025-08-02'],
    [{ url, published: { edtf: '2025-08-02' } }, 'lagoon-daily-example-2025-08-02'],
    [{ url }, 'lagoon-daily-example'],
    [{ publisher_name: '人民日报', url, published: { edtf: '2025-08-03' } }, 'lagoon-daily-example-2025-08-03'],
    [{ title: '人民', publisher: 'gazette', published: { edtf: '2025-08-04' } }, 'gazette-2025-08-04'],
    [{ title: 'A Title', publisher: 'gazette', published: { edtf: '2025-08-02' } }, 'a-title'],
    [{ url: 'http://192.0.2.1/a', published: { edtf: '2025-08-02' } }, '192-0-2-1-2025-08-02'],
    [
      { publisher_name: 'long '.repeat(40).trim(), published: { edtf: '2025-08-02' } },
      `${'long-'.repeat(14).slice(0, -1)}-2025-08-02`,
    ],
  ] as const)
    t.equal((await post('/sources', { kind: 'filing', ...members })).body.id, expected, JSON.stringify(members));
});

t.test('what is Latin in a name of several scripts makes the id', async (t) => {
  t.equal(await made('Ростелеком (Rostelecom)'), 'rostelecom');
});

t.test('a long name makes an id of at most 80 characters, numbered ones included', async (t) => {
  for (const name of ['x'.repeat(1000), `${'word '.repeat(199)}word`, `${'y'.repeat(79)} tail`]) {
    const ids = [await made(name), await made(name), await made(name)];
    t.equal(new Set(ids).size, 3);
    for (const id of ids) t.ok(id.length <= 80 && ID.test(id), id);
  }
});

t.test('any name makes an id, and a different one each time', async (t) => {
  const names = fc
    .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }), fc.string({ minLength: 1, maxLength: 90 }))
    .filter((name) => name.isWellFormed() && /[^\s]/u.test(name));
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const { status, body } = await post('/parties', company(name));
      // A name may be refused for what it is (control characters, nothing to see), never for its id.
      if (status !== 201) return status === 422 && body.errors.every((error: any) => error.pointer === '/name');
      const fits = ID.test(body.id) && body.id.length <= 80 && !seen.has(body.id);
      seen.add(body.id);
      return fits;
    }),
    { numRuns: runs(150) },
  );
  t.ok(seen.size > runs(50), 'most names are taken');
});

t.test('an id in the body of a PUT may repeat the address, and may not differ from it', async (t) => {
  t.equal((await put('/parties/repeated', company('Repeated', { id: 'repeated' }))).status, 201);
  expectProblem(
    t,
    await put('/parties/addressed', company('X', { id: 'other' })),
    422,
    'validation',
    '/id id_mismatch',
  );
  const other = await put('/parties/repeated', company('X', { id: 'other' }), { 'if-match': '*' });
  expectProblem(t, other, 422, 'validation', '/id id_mismatch');
});

t.test('an id in a merge patch may repeat the address, and may not differ from it', async (t) => {
  const { patch } = register;
  t.equal((await patch('/parties/coinworks', { id: 'coinworks' }, { 'if-match': '*' })).status, 200);
  for (const id of ['other', null, 7]) {
    const answer = await patch('/parties/coinworks', { id }, { 'if-match': '*' });
    expectProblem(t, answer, 422, 'validation', '/id id_mismatch');
  }
});
