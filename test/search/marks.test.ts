/** Names are found however they are typed: on another keyboard, in other digits, with and without marks inside words. */
import fc from 'fast-check';
import t from 'tap';
import { runs } from '../support/place.js';
import { aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

/** What is one name to a reader. */
const SAME: Record<string, string[]> = {
  'kaf and yeh of three keyboards': ['پاکستان', 'پاكستان', 'پاڪستان'],
  'yeh, alef maksura and bari yeh': ['دبی', 'دبي', 'دبى', 'دبے'],
  'teh marbuta': ['القاهرة', 'القاهره', 'القاهرۃ', 'اَلقاهِرَة', 'القاهـــرة', 'القاهرہ'],
  'alef with and without hamza': ['الإمارات', 'الامارات', 'ٱلأمارات', 'ﺍﻹﻣﺎﺭﺍﺕ'],
  digits: ['Fund 2025', 'Fund ٢٠٢٥', 'Fund ۲۰۲۵', 'Fund २०२५', 'Fund ２０２５', 'Fund 𝟐𝟎𝟐𝟓', 'Fund ๒๐๒๕'],
  'stops between letters': ['U.S. Mint', 'US Mint', 'U.S Mint', 'u․s․ mint', 'U-S Mint', 'U/S Mint'],
  'stops in a form of company': ['Lagoon L.L.C.', 'Lagoon LLC', 'Lagoon llc.'],
  'hyphens between letters': ['A-B-C', 'ABC', 'A.B.C.', 'A–B–C', 'A‑B‑C', 'a·b·c'],
  apostrophes: ['O’Brien', 'OBrien', "O'Brien", 'Oʼbrien', 'O´Brien', 'O`Brien', 'O‘Brien', 'O\u00adBrien'],
  ayin: ['Sana’a', 'Sanaa', 'Sanaʿa', 'Ṣanʿāʾa'.replace('nʿā', 'na')],
  gershayim: ['כ״ץ', 'כץ', 'כ"ץ', 'כ”ץ'],
  'gershayim in a longer word': ['צה״ל', 'צהל', 'צה"ל'],
  geresh: ['צ׳רצ׳יל', 'צרציל', "צ'רצ'יל"],
  'compounds of words': ['Al-Sabah', 'AlSabah', 'Al‐Sabah'],
  'a letter and a number': ['G-20', 'G20', 'G.20'],
  'an ampersand': ['AT&T', 'ATT'],
  'points between names in Chinese': ['贝拉克·奥巴马', '贝拉克奥巴马', '贝拉克・奥巴马'],
  'a name of its own in possession': ['Moody’s', 'Moodys'],
};

const shows = ({ status, body, text }: Json, id: string): boolean => {
  if (status !== 200) throw new Error(text);
  return body.meta?.searched_for === undefined && body.data.some((one: Json) => one.id === id);
};
const isFound = async ({ get }: TestRegister, address: string, id: string): Promise<boolean> =>
  shows(await get(`${address}&limit=50`), id);

for (const [what, names] of Object.entries(SAME))
  t.test(`${what} make no difference in searches, lists, suggestions and name=`, async (t) => {
    const register = await openRegister(t);
    for (const [index, name] of names.entries()) {
      const { status, body } = await register.post('/parties', { id: `p${index}`, kind: 'company', name });
      t.equal(status, 201);
      t.equal(body.name, name, 'it is stored as it was written');
    }
    for (const typed of names) {
      const q = encodeURIComponent(typed);
      const quoted = encodeURIComponent(`"${typed.replaceAll('"', '״')}"`);
      for (const [index, name] of names.entries())
        for (const address of [
          `/search?q=${q}`,
          `/search?q=${quoted}`,
          `/parties?q=${q}`,
          `/parties?q=${quoted}&sort=id`,
          `/parties?name=${q}`,
          `/suggest?q=${q}`,
        ])
          t.ok(await isFound(register, address, `p${index}`), `${address.split('q=')[0]} ${typed} finds ${name}`);
    }
  });

t.test('all decimal digits of Unicode are one', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'digits', kind: 'company', name: 'Fund 0123456789' });
  const digits = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    .filter((character) => /\p{Nd}/u.test(character));
  t.ok(digits.length > 600);
  for (let from = 0; from < digits.length; from += 10) {
    const typed = digits.slice(from, from + 10).join('');
    t.ok(await isFound(register, `/parties?name=${encodeURIComponent(`Fund ${typed}`)}`, 'digits'), typed);
  }
});

t.test('a mark between digits is not left out, and parts of a name are found by themselves', async (t) => {
  const register = await openRegister(t);
  const named = async (id: string, name: string) => register.post('/parties', { id, kind: 'company', name });
  await named('version', 'Web 3.5');
  await named('hyphen', 'Sheikh Al-Sabah');
  await named('elision', 'Côte d’Ivoire');
  await named('initials', 'J.P. Morgan');
  t.notOk(await isFound(register, '/search?q=35&spelling=exact', 'version'));
  t.ok(await isFound(register, '/search?q=3.5', 'version'));
  for (const q of ['sabah', '"sheikh al"', '"sheikh al sabah"', 'alsabah', 'alsa*'])
    t.ok(await isFound(register, `/search?q=${q}`, 'hyphen'), q);
  for (const q of ['ivoire', '"cote d ivoire"', '"cote divoire"', 'divoire', 'div*'])
    t.ok(await isFound(register, `/search?q=${q}`, 'elision'), q);
  for (const q of ['"jp morgan"', '"j p morgan"', 'jp', 'morgan'])
    t.ok(await isFound(register, `/search?q=${q}`, 'initials'), q);
  t.notOk(await isFound(register, '/search?q=abah&spelling=exact', 'hyphen'));
});

t.test('phrases, exclusions and beginnings hold for both forms', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const about = async (id: string, summary: string) => {
    const { status } = await register.post('/partnerships', aPartnership({ id, title: 'Talks', summary }));
    t.equal(status, 201);
  };
  await about('marked', 'They met the U.S. and the U.K. Treasury; O’Brien-Smith’s office in Sana’a was told.');
  await about('plain', 'They met the US and the UK Treasury; OBrien-Smith’s office in Sanaa was told.');
  const both = async (q: string) =>
    (await register.get(`/search?q=${encodeURIComponent(q)}`)).body.data.map(({ id }: Json) => id).sort();
  for (const q of [
    '"met the US"',
    '"the us and the uk treasury"',
    '"the U.S. and the U.K."',
    '"UK Treasury"',
    '"OBrien Smith"',
  ])
    t.same(await both(q), ['marked', 'plain'], q);
  for (const q of ['"office in Sanaa was"', '"office in Sana’a"', 'obri*', 'O’Br*', 'OBrienSmith', 'U.K.', 'uk'])
    t.same(await both(q), ['marked', 'plain'], q);
  for (const q of ['talks -Sanaa', 'talks -Sana’a', 'talks -"UK Treasury"', 'talks -obri*'])
    t.same(await both(q), [], q);
  t.same(await both('nothing OR U.K.'), ['marked', 'plain']);
});

t.test('a snippet marks the words as they are printed', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const summary = 'He said: “the U.S. asked Mr O’Brien & Co. in Sana’a, ٢٠٢٥.”';
  await register.post('/partnerships', aPartnership({ id: 'marked', title: 'Talks', summary }));
  const shown = async (q: string) => (await register.get(`/search?q=${encodeURIComponent(q)}`)).body.data[0]?.snippet;
  const escaped = (text: string) => text.replaceAll('&', '&amp;');
  for (const q of ['us', 'U.S.', '"the US asked"'])
    t.match(
      await shown(q),
      q.startsWith('"') ? '<mark>the</mark> <mark>U.S</mark>. <mark>asked</mark>' : 'the <mark>U.S</mark>. asked',
      q,
    );
  for (const q of ['obrien', 'O’Brien', 'OB*']) t.match(await shown(q), 'Mr <mark>O’Brien</mark> &amp; Co.', q);
  t.match(await shown('brien'), 'Mr O’<mark>Brien</mark>');
  t.match(await shown('sanaa 2025'), 'in <mark>Sana’a</mark>, <mark>٢٠٢٥</mark>.');
  t.equal((await shown('sanaa')).replaceAll(/<\/?mark>/g, ''), escaped(summary), 'nothing is lost of the text');
});

t.test('a misspelt name with marks inside is corrected, with them and without', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'obrien', kind: 'company', name: 'O’Brien Lagoons' });
  for (const q of ['O’Brian', 'obrian', 'O’Brein', 'Obrein']) {
    const { body } = await register.get(`/search?q=${encodeURIComponent(q)}`);
    t.same(
      body.data.map(({ id }: Json) => id),
      ['obrien'],
      q,
    );
    t.ok(body.meta.searched_for, q);
  }
});

t.test('words that stand without their marks are gone with the name', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'one', kind: 'company', name: 'O’Brien' });
  await register.patch('/parties/one', { name: 'Topaz' }, { 'if-match': '*' });
  for (const address of [
    '/search?q=obrien',
    '/search?q=obri*',
    '/suggest?q=obri',
    '/parties?name=obrien',
    '/search?q=obrian',
  ])
    t.same((await register.get(address)).body.data, [], address);
});

const letters = fc
  .array(fc.constantFrom(...'abyzABäçßΩжדכקكپ۲3中'), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(''));
const marks = fc.constantFrom(' ', ' ', '.', '-', '–', '’', "'", '״', '. ', ', ', '/', '·', ' & ');

t.test('every name finds itself, as it is and without the marks inside its words', async (t) => {
  const register = await openRegister(t);
  let number = 0;
  const named = fc
    .array(fc.tuple(letters, marks), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.flat().join(''));
  await fc.assert(
    fc.asyncProperty(named, async (name) => {
      const id = `p${number++}`;
      const { status, body } = await register.post('/parties', { id, kind: 'company', name });
      if (status !== 201 || body.name !== name.trim()) throw new Error(`${status} ${body.name}`);
      const bare = name.replace(/(?<=[\p{L}\p{N}])['’״.\-–·/](?=\p{L})|(?<=\p{L})['’״.\-–·/](?=[\p{L}\p{N}])/gu, '');
      for (const typed of [name.replace(/[^\p{L}\p{N}]+/gu, ' '), name.replace(/[^\p{L}\p{N}]+/gu, '')])
        if (!(await isFound(register, `/parties?name=${encodeURIComponent(typed)}`, id)))
          throw new Error(`${typed} is not ${name}`);
      for (const typed of [name, bare, name.toUpperCase().replaceAll('ẞ', 'SS')]) {
        const value = encodeURIComponent(typed);
        for (const address of [`/parties?name=${value}`, `/parties?q=${value}&sort=-created_at`])
          if (!(await isFound(register, address, id))) throw new Error(`${address}: ${typed} doesn't find ${name}`);
      }
    }),
    { numRuns: runs(150) },
  );
});
