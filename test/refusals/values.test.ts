/** Values that don't fit are refused by name: enumerations, codes, tags, addresses. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { post } = register;
await populate(register);
const cited = [{ source: 'report' }];
const aParty = (members: object = {}) => ({ kind: 'company', name: 'Some Firm', ...members });
const aSource = (members: object = {}) => ({ kind: 'filing', ...members });
const citing = (citation: object) => anEvent({ citations: [{ source: 'report', ...citation }] });
const milestone = (members: object) => aPartnership({ milestones: [{ stage: 'talks', citations: cited, ...members }] });
const instrument = (members: object) =>
  aPartnership({ instruments: [{ kind: 'mou', status: 'drafted', citations: cited, ...members }] });

t.test('a value that is none of the listed ones is refused with the one that was probably meant', async (t) => {
  const cases: [string, (value: string) => object, string, string, string][] = [
    ['/parties', (kind) => aParty({ kind }), '/kind', 'companny', 'company'],
    [
      '/parties',
      (predicate) => aParty({ claims: [{ predicate, value: 'x', citations: cited }] }),
      '/claims/0/predicate',
      'mandat',
      'mandate',
    ],
    ['/sources', (kind) => aSource({ kind }), '/kind', 'news', 'news_article'],
    ['/sources', (kind) => aSource({ kind }), '/kind', 'pres_release', 'press_release'],
    ['/sources', (text_access) => aSource({ text_access }), '/text_access', 'Public', 'public'],
    ['/sources', (basis) => aSource({ published: { edtf: '2025', basis } }), '/published/basis', 'started', 'stated'],
    ['/events', (kind) => anEvent({ kind }), '/kind', 'meating', 'meeting'],
    ['/events', (mode) => anEvent({ mode }), '/mode', 'vidoe', 'video'],
    ['/events', (outcome) => anEvent({ outcome }), '/outcome', 'discussed', 'discussed_only'],
    [
      '/events',
      (role) => anEvent({ parties: [{ party: 'arcadia', role }] }),
      '/parties/0/role',
      'signatry',
      'signatory',
    ],
    ['/events', (topic) => anEvent({ topics: ['mining', topic] }), '/topics/1', 'stablecoin', 'stablecoins'],
    ['/events', (voice) => citing({ voice }), '/citations/0/voice', 'narator', 'narration'],
    ['/partnerships', (stage) => milestone({ stage }), '/milestones/0/stage', 'sign', 'signed'],
    ['/partnerships', (polarity) => milestone({ polarity }), '/milestones/0/polarity', 'negative', 'negated'],
    ['/partnerships', (kind) => instrument({ kind }), '/instruments/0/kind', 'MOU', 'mou'],
    ['/partnerships', (status) => instrument({ status }), '/instruments/0/status', 'draft', 'drafted'],
    ['/partnerships', (quantity) => instrument({ quantity }), '/instruments/0/quantity', 'on', 'one'],
  ];
  for (const [url, record, place, value, meant] of cases) {
    const [error] = expectProblem(t, await post(url, record(value)), 422, 'validation', `${place} unknown_value`);
    if (value !== 'news' && value !== 'discussed') t.match(error.detail, `did you mean ${meant}?`, value);
    t.match(error.detail, meant, 'the right value is among those listed');
    for (const other of ['', ' ', 'nonsense', `${meant} `])
      expectProblem(t, await post(url, record(other)), 422, 'validation', `${place} unknown_value`);
  }
  expectProblem(
    t,
    await post('/partnerships', milestone({ stage: 'unknown' })),
    422,
    'validation',
    '/milestones/0/stage unknown_value',
  );
});

t.test('a country is one of ISO 3166-1, in capitals', async (t) => {
  for (const country of ['XX', 'ZZ', 'pk', 'Pk', 'PAK', 'P', '', 'UK', 'EU', 'AN', 'YU', 'SU', '586', 'Pakistan', 'РК'])
    expectProblem(t, await post('/parties', aParty({ country })), 422, 'validation', '/country unknown_value');
  expectProblem(
    t,
    await post('/events', anEvent({ place: { name: 'x', country: 'XX' } })),
    422,
    'validation',
    '/place/country unknown_value',
  );
  // Kosovo has no code of the standard's own, but the one that its users have agreed on.
  for (const country of ['XK', 'PK', 'KG', 'US', 'SV', 'AX', 'TW', 'PS', 'SS', 'VA'])
    t.equal((await post('/parties', aParty({ country }))).status, 201, country);
});

t.test('the check digits of a legal entity identifier are verified', async (t) => {
  const lei = '5493001KJTIIGC8Y1R12';
  const withLei = (value: unknown) => aParty({ identifiers: { lei: value } });
  t.equal((await post('/parties', withLei(lei))).status, 201);
  for (const wrong of [
    '5493001KJTIIGC8Y1R13',
    '5493001KJTIIGC8Y1R21',
    lei.toLowerCase(),
    '00000000000000000000',
    '5493001KJTIIGC8Y1-12',
  ])
    expectProblem(t, await post('/parties', withLei(wrong)), 422, 'validation', '/identifiers/lei format');
  for (const wrong of ['', lei.slice(0, 19), `${lei}0`, ` ${lei}`])
    expectProblem(t, await post('/parties', withLei(wrong)), 422, 'validation', '/identifiers/lei');
  // ISO 7064 MOD 97-10: letters count as 10 to 35, and the whole number leaves 1.
  const isRight = (value: string) =>
    BigInt(value.replace(/[A-Z]/g, (letter) => `${letter.charCodeAt(0) - 55}`)) % 97n === 1n && /\d\d$/.test(value);
  const characters = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  await fc.assert(
    fc.asyncProperty(fc.nat(19), characters, async (at, character) => {
      const changed = lei.slice(0, at) + character + lei.slice(at + 1);
      t.equal((await post('/parties', withLei(changed))).status, isRight(changed) ? 201 : 422, changed);
    }),
    { numRuns: runs(60) },
  );
});

t.test('a Wikidata item is a Q and a number', async (t) => {
  for (const wikidata of [
    '42',
    'q42',
    'Q',
    'Q0',
    'Q042',
    'Q4 2',
    'Q42\n',
    'P42',
    'Q４２',
    'https://www.wikidata.org/wiki/Q42',
  ])
    expectProblem(
      t,
      await post('/parties', aParty({ identifiers: { wikidata } })),
      422,
      'validation',
      '/identifiers/wikidata',
    );
});

t.test('a language is a tag of BCP 47', async (t) => {
  for (const language of [
    'e',
    'en_US',
    'en-',
    '-en',
    'en--US',
    'english language',
    'abcdefghi',
    'en-US-',
    'ën',
    '12',
    'en\n',
  ]) {
    expectProblem(t, await post('/sources', aSource({ language })), 422, 'validation', '/language');
    const aliases = [{ name: 'x', lang: language }];
    expectProblem(t, await post('/parties', aParty({ aliases })), 422, 'validation', '/aliases/0/lang');
  }
  for (const language of ['en', 'EN', 'zh-Hant', 'pt-BR', 'sr-Latn-RS', 'es-419', 'de-CH-1996', 'ur', 'ckb', 'und'])
    t.equal((await post('/sources', aSource({ language }))).status, 201, language);
});

t.test('an address is absolute, of the web, and without spaces', async (t) => {
  const wrong = [
    '',
    'example.org',
    '//example.org',
    '/path',
    'ftp://example.org',
    'javascript:alert(1)',
    'mailto:a@b.c',
  ];
  const broken = [
    'http://',
    'https:///x',
    'http://exa mple.org',
    'http://[::1',
    'https://?x',
    'https://a.org/ b',
    'http:example.org',
  ];
  for (const url of [
    ...wrong,
    ...broken,
    ' https://a.org',
    'https://a.org\n',
    'https://a.org/\0',
    'https://a.org:99999/',
  ]) {
    expectProblem(t, await post('/sources', aSource({ url })), 422, 'validation', '/url');
    expectProblem(
      t,
      await post('/parties', aParty({ identifiers: { website: url } })),
      422,
      'validation',
      '/identifiers/website',
    );
  }
  const long = `https://a.org/${'x'.repeat(2000)}`;
  expectProblem(t, await post('/sources', aSource({ url: long })), 422, 'validation', '/url out_of_range');
});
