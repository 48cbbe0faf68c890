/** Values that don't fit are refused by name: types, numbers, enumerations, codes, tags, addresses, lists. */
import fc from 'fast-check';
import t from 'tap';
import { refused } from './refused.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from './register.js';

const register = await openRegister(t);
const { post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];
const aParty = (members: object = {}) => ({ kind: 'company', name: 'Some Firm', ...members });
const aSource = (members: object = {}) => ({ kind: 'filing', ...members });
const citing = (citation: object) => anEvent({ citations: [{ source: 'report', ...citation }] });
const milestone = (members: object) => aPartnership({ milestones: [{ stage: 'talks', citations: cited, ...members }] });
const instrument = (members: object) =>
  aPartnership({ instruments: [{ kind: 'mou', status: 'drafted', citations: cited, ...members }] });

t.test('nothing is null outside a merge patch', async (t) => {
  const records: [string, Json][] = [
    [
      '/parties',
      aParty({ named: 0, aliases: 0, country: 0, part_of: 0, positions: 0, identifiers: 0, claims: 0, summary: 0 }),
    ],
    ['/sources', aSource({ title: 0, publisher: 0, attributed_to: 0, published: 0, dateline: 0, language: 0, url: 0 })],
    [
      '/events',
      anEvent({ id: 0, summary: 0, date: 0, mode: 0, place: 0, parties: 0, mentions: 0, outcome: 0, after: 0 }),
    ],
    ['/partnerships', aPartnership({ id: 0, summary: 0, topics: 0, instruments: 0, citations: 0 })],
  ];
  for (const [url, record] of records) {
    const nothing = Object.fromEntries(Object.keys(record).map((name) => [name, null]));
    const findings = Object.keys(record).map((name) => `/${name} wrong_type`);
    const errors = refused(t, await post(url, nothing), 422, 'validation', ...findings);
    t.ok(errors.filter(({ code }) => code === 'wrong_type').every(({ detail }) => /null/.test(detail)));
  }
  const nested = milestone({ polarity: null, date: { edtf: null }, event: null, note: null });
  const places = ['polarity', 'date/edtf', 'event', 'note'].map((one) => `/milestones/0/${one} wrong_type`);
  refused(t, await post('/partnerships', nested), 422, 'validation', ...places);
});

t.test('every member is of its own JSON type', async (t) => {
  const cases: [string, (value: unknown) => object, string, unknown[]][] = [
    ['/parties', (named) => aParty({ named }), '/named', ['true', 1, 0, '', {}, []]],
    ['/parties', (country) => aParty({ country }), '/country', [33, ['FR'], {}, true]],
    ['/parties', (aliases) => aParty({ aliases }), '/aliases', ['Firm', { name: 'Firm' }, 7]],
    ['/parties', (alias) => aParty({ aliases: [alias] }), '/aliases/0', ['Firm', 7, ['Firm']]],
    ['/parties', (identifiers) => aParty({ identifiers }), '/identifiers', ['Q42', [], 7]],
    ['/sources', (published) => aSource({ published }), '/published', ['2025-07-17', 2025, []]],
    ['/sources', (edtf) => aSource({ published: { edtf } }), '/published/edtf', [2025, true, ['2025'], {}]],
    ['/events', (parties) => anEvent({ parties }), '/parties', ['arcadia', { party: 'arcadia', role: 'host' }]],
    ['/events', (party) => anEvent({ parties: [party] }), '/parties/0', ['arcadia', 7, []]],
    ['/events', (place) => anEvent({ place }), '/place', ['Zenda', []]],
    ['/events', (sic) => citing({ sic }), '/citations/0/sic', ['true', 1]],
    ['/events', (citations) => anEvent({ citations }), '/citations', [{ source: 'report' }, 'report']],
    ['/partnerships', (milestones) => aPartnership({ milestones }), '/milestones', [{ stage: 'talks' }, 'talks']],
  ];
  for (const [url, record, place, values] of cases)
    for (const value of values) refused(t, await post(url, record(value)), 422, 'validation', `${place} wrong_type`);
});

t.test('absurd numbers are refused as the start of a quotation', async (t) => {
  const spelt = ['-1', '1.5', '1e400', '-1e400', '9007199254740992', '8388609', '1e-1', '"0"', 'true', '[0]'];
  for (const start of spelt) {
    const body = JSON.stringify(citing({ quote: 'x', start: 'START' })).replace('"START"', start);
    refused(t, await post('/events', body), 422, 'validation', '/citations/0/start');
  }
  for (const start of ['0', '7.0', '1e2', '-0']) {
    const body = JSON.stringify(citing({ quote: 'x', start: 'START' })).replace('"START"', start);
    t.equal((await post('/events', body)).status, 201, `${start} is a whole number`);
  }
});

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
    const [error] = refused(t, await post(url, record(value)), 422, 'validation', `${place} unknown_value`);
    if (value !== 'news' && value !== 'discussed') t.match(error.detail, `did you mean ${meant}?`, value);
    t.match(error.detail, meant, 'the right value is among those listed');
    for (const other of ['', ' ', 'nonsense', `${meant} `])
      refused(t, await post(url, record(other)), 422, 'validation', `${place} unknown_value`);
  }
  refused(
    t,
    await post('/partnerships', milestone({ stage: 'unknown' })),
    422,
    'validation',
    '/milestones/0/stage unknown_value',
  );
});

t.test('a country is one of ISO 3166-1, in capitals', async (t) => {
  for (const country of [
    'XX',
    'ZZ',
    'pk',
    'Pk',
    'PAK',
    'P',
    '',
    'UK',
    'EU',
    'AN',
    'YU',
    'SU',
    'XK',
    '586',
    'Pakistan',
    'РК',
  ])
    refused(t, await post('/parties', aParty({ country })), 422, 'validation', '/country unknown_value');
  refused(
    t,
    await post('/events', anEvent({ place: { name: 'x', country: 'XX' } })),
    422,
    'validation',
    '/place/country unknown_value',
  );
  for (const country of ['PK', 'KG', 'US', 'SV', 'AX', 'TW', 'PS', 'SS', 'VA'])
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
    refused(t, await post('/parties', withLei(wrong)), 422, 'validation', '/identifiers/lei format');
  for (const wrong of ['', lei.slice(0, 19), `${lei}0`, ` ${lei}`])
    refused(t, await post('/parties', withLei(wrong)), 422, 'validation', '/identifiers/lei');
  const characters = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  await fc.assert(
    fc.asyncProperty(fc.nat(19), characters, async (at, character) => {
      const changed = lei.slice(0, at) + character + lei.slice(at + 1);
      const { status } = await put('/parties/lei', withLei(changed), { 'if-none-match': '"0"', ...(await held()) });
      t.equal(status < 300, changed === lei, changed);
    }),
    { numRuns: 60 },
  );
  async function held() {
    return (await register.get('/parties/lei')).status === 200 ? any : {};
  }
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
    refused(
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
    refused(t, await post('/sources', aSource({ language })), 422, 'validation', '/language');
    const aliases = [{ name: 'x', lang: language }];
    refused(t, await post('/parties', aParty({ aliases })), 422, 'validation', '/aliases/0/lang');
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
    refused(t, await post('/sources', aSource({ url })), 422, 'validation', '/url');
    refused(
      t,
      await post('/parties', aParty({ identifiers: { website: url } })),
      422,
      'validation',
      '/identifiers/website',
    );
  }
  const long = `https://a.org/${'x'.repeat(2000)}`;
  refused(t, await post('/sources', aSource({ url: long })), 422, 'validation', '/url out_of_range');
});

t.test('lists have a longest length', async (t) => {
  const times = <T>(count: number, item: (number: number) => T) =>
    Array.from({ length: count }, (_, number) => item(number));
  const ids = (count: number) => times(count, (number) => `x-${number}`);
  const cases: [string, (count: number) => object, string, number][] = [
    ['/parties', (count) => aParty({ aliases: times(count, (number) => ({ name: `${number}` })) }), '/aliases', 500],
    ['/parties', (count) => aParty({ citations: times(count, () => ({ source: 'report' })) }), '/citations', 500],
    ['/events', (count) => anEvent({ citations: times(count, () => ({ source: 'report' })) }), '/citations', 500],
    [
      '/partnerships',
      (count) => aPartnership({ milestones: times(count, () => ({ stage: 'talks', citations: cited })) }),
      '/milestones',
      500,
    ],
  ];
  for (const [url, record, place, most] of cases) {
    refused(t, await post(url, record(most + 1)), 422, 'validation', `${place} out_of_range`);
    t.equal((await post(url, record(most))).status, 201, `${most} in ${url}${place}`);
  }
  refused(t, await post('/events', anEvent({ mentions: ids(1001) })), 422, 'validation', '/mentions out_of_range');
  const parties = ids(1001).map((party) => ({ party, role: 'host' }));
  refused(t, await post('/events', anEvent({ parties })), 422, 'validation', '/parties out_of_range');
  refused(
    t,
    await post('/partnerships', aPartnership({ milestones: [] })),
    422,
    'validation',
    '/milestones out_of_range',
  );
  refused(t, await post('/events', anEvent({ citations: [] })), 422, 'validation', '/citations out_of_range');
});

t.test('what stands in a list twice is refused at its second place', async (t) => {
  const cases: [string, object, string][] = [
    [
      '/parties',
      aParty({ aliases: [{ name: 'A', lang: 'en' }, { name: 'B' }, { lang: 'en', name: 'A' }] }),
      '/aliases/2',
    ],
    ['/sources', aSource({ attributed_to: ['gazette', 'arcadia', 'gazette'] }), '/attributed_to/2'],
    ['/events', anEvent({ topics: ['mining', 'mining'] }), '/topics/1'],
    ['/events', anEvent({ mentions: ['arcadia', 'arcadia'] }), '/mentions/1'],
    [
      '/events',
      anEvent({
        parties: [
          { party: 'arcadia', role: 'host' },
          { role: 'host', party: 'arcadia' },
        ],
      }),
      '/parties/1',
    ],
    ['/events', citing({ via: ['gazette', 'gazette'] }), '/citations/0/via/1'],
    ['/partnerships', aPartnership({ topics: ['cbdc', 'mining', 'cbdc'] }), '/topics/2'],
  ];
  for (const [url, record, place] of cases)
    refused(t, await post(url, record), 422, 'validation', `${place} duplicate`);
  const two = [
    { party: 'arcadia', role: 'host' },
    { party: 'arcadia', role: 'speaker' },
  ];
  t.equal((await post('/events', anEvent({ parties: two }))).status, 201, 'two roles of one party are two entries');
  refused(
    t,
    await patch('/parties/arcadia', { aliases: [{ name: 'A' }, { name: 'A' }] }, any),
    422,
    'validation',
    '/aliases/1 duplicate',
  );
});
