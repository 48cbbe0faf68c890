/** A record whose members don't fit is refused, with every member that doesn't named at once. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];
const aParty = (members: object = {}) => ({ kind: 'person', name: 'Somebody', ...members });
const aSource = (members: object = {}) => ({ kind: 'filing', ...members });

/** Every place of free text: the record that has this text there, the place, and how much of it is taken. */
const texts: [string, (text: unknown) => object, string, number][] = [
  ['/parties', (name) => aParty({ name }), '/name', 1000],
  ['/parties', (name) => aParty({ aliases: [{ name }] }), '/aliases/0/name', 1000],
  ['/parties', (title) => aParty({ positions: [{ title, of: 'arcadia' }] }), '/positions/0/title', 1000],
  [
    '/parties',
    (value) => aParty({ claims: [{ predicate: 'other', value, citations: cited }] }),
    '/claims/0/value',
    1000,
  ],
  ['/parties', (summary) => aParty({ summary }), '/summary', 10_000],
  ['/sources', (title) => aSource({ title }), '/title', 1000],
  ['/sources', (dateline) => aSource({ dateline }), '/dateline', 1000],
  ['/sources', (text) => aSource({ published: { text } }), '/published/text', 1000],
  ['/events', (title) => anEvent({ title }), '/title', 1000],
  ['/events', (summary) => anEvent({ summary }), '/summary', 10_000],
  ['/events', (name) => anEvent({ place: { name } }), '/place/name', 1000],
  ['/events', (text) => anEvent({ date: { text } }), '/date/text', 1000],
  ['/events', (quote) => anEvent({ citations: [{ source: 'report', quote }] }), '/citations/0/quote', 2000],
  ['/partnerships', (title) => aPartnership({ title }), '/title', 1000],
  ['/partnerships', (summary) => aPartnership({ summary }), '/summary', 10_000],
  [
    '/partnerships',
    (note) => aPartnership({ milestones: [{ stage: 'talks', note, citations: cited }] }),
    '/milestones/0/note',
    10_000,
  ],
  [
    '/partnerships',
    (title) => aPartnership({ instruments: [{ kind: 'mou', status: 'drafted', title, citations: cited }] }),
    '/instruments/0/title',
    1000,
  ],
];

for (const [url, record, place, most] of texts) {
  const where = `${url.slice(1)}${place}`;

  t.test(`${where} takes no control characters but tab and newline`, async (t) => {
    for (const control of [
      '\0',
      '\u0001',
      '\b',
      '\v',
      // A quotation is a slice of a text that is kept byte for byte: it may go over the end of a line or page.
      ...(place.endsWith('/quote') ? [] : ['\f']),
      '\u000e',
      '\u001b',
      '\u001f',
      '\u007f',
      '\u0080',
      '\u0085',
      '\u009f',
    ])
      for (const text of [`a${control}b`, `${control}b`, `a${control}`])
        expectProblem(t, await post(url, record(text)), 422, 'validation', `${place} pattern`);
    if (!place.endsWith('/quote'))
      expectProblem(t, await post(url, record('a\r\nb')), 422, 'validation', `${place} pattern`);
    t.equal((await post(url, record('a\tb\nc'))).status, 201);
  });

  t.test(`${where} takes no half of a surrogate pair`, async (t) => {
    for (const half of ['\\ud83d', '\\udd1d', 'a\\uDBFFb', '\\udd1d\\ud83d', '\\ud83d\\ud83d\\udd1d']) {
      const body = JSON.stringify(record('HALF')).replace('HALF', half);
      const answer = await post(url, body);
      t.match(answer.status, /^4(00|22)$/);
      expectProblem(t, answer, answer.status, answer.status === 400 ? 'malformed_request' : 'validation', place);
    }
    const body = JSON.stringify(record('WHOLE')).replace('WHOLE', 'a\\ud83d\\udd1d');
    t.equal((await post(url, body)).status, 201);
  });

  t.test(`${where} takes ${most} characters, however many bytes they have, and not one more`, async (t) => {
    expectProblem(t, await post(url, record('x'.repeat(most + 1))), 422, 'validation', `${place} out_of_range`);
    expectProblem(t, await post(url, record('🤝'.repeat(most + 1))), 422, 'validation', `${place} out_of_range`);
    expectProblem(t, await post(url, record('')), 422, 'validation', `${place} out_of_range`);
    t.equal((await post(url, record(`a${'🤝'.repeat(most - 1)}`))).status, 201);
  });

  t.test(`${where} is a string and nothing else`, async (t) => {
    for (const value of [7, true, null, [], ['text'], {}, { text: 'text' }])
      expectProblem(t, await post(url, record(value)), 422, 'validation', `${place} wrong_type`);
  });
}

t.test('a name or title is not blank', async (t) => {
  for (const blank of [' ', '\n', '\t \n', '\u00a0', '\u2003', '\u3000', '\u2028']) {
    expectProblem(t, await post('/parties', aParty({ name: blank })), 422, 'validation', '/name pattern');
    expectProblem(t, await post('/events', anEvent({ title: blank })), 422, 'validation', '/title pattern');
  }
});

t.test('what has to be there is asked for, all of it at once', async (t) => {
  expectProblem(t, await post('/parties', {}), 422, 'validation', '/kind required', '/name required');
  expectProblem(t, await post('/sources', {}), 422, 'validation', '/kind required');
  expectProblem(
    t,
    await post('/events', {}),
    422,
    'validation',
    ...['kind', 'title', 'citations'].map((one) => `/${one} required`),
  );
  const needed = ['title', 'parties', 'milestones'].map((one) => `/${one} required`);
  expectProblem(t, await post('/partnerships', {}), 422, 'validation', ...needed);
  const half = aPartnership({ milestones: [{}], instruments: [{}], parties: [{}, { party: 'arcadia' }] });
  expectProblem(
    t,
    await post('/partnerships', half),
    ...([422, 'validation', '/milestones/0/stage required', '/milestones/0/citations required'] as const),
    ...['kind', 'status', 'citations'].map((one) => `/instruments/0/${one} required`),
    '/parties/0/party required',
  );
});

t.test('an unknown member is refused with the name that was probably meant', async (t) => {
  const cases: [string, object, string, string][] = [
    ['/parties', aParty({ alias: [] }), '/alias', 'aliases'],
    ['/parties', aParty({ aliases: [{ name: 'x', lng: 'en' }] }), '/aliases/0/lng', 'lang'],
    ['/parties', aParty({ identifiers: { wikidta: 'Q1' } }), '/identifiers/wikidta', 'wikidata'],
    [
      '/parties',
      aParty({ positions: [{ title: 'x', of: 'arcadia', acredited_to: 'borduria' }] }),
      '/positions/0/acredited_to',
      'accredited_to',
    ],
    ['/sources', aSource({ publishers: 'gazette' }), '/publishers', 'publisher'],
    ['/sources', aSource({ published: { etdf: '2025' } }), '/published/etdf', 'edtf'],
    ['/events', anEvent({ tittle: 'x' }), '/tittle', 'title'],
    ['/events', anEvent({ Title: 'x' }), '/Title', 'title'],
    ['/events', anEvent({ place: { name: 'x', contry: 'DE' } }), '/place/contry', 'country'],
    ['/events', anEvent({ citations: [{ source: 'report', qoute: 'x' }] }), '/citations/0/qoute', 'quote'],
    ['/partnerships', aPartnership({ milestone: [] }), '/milestone', 'milestones'],
    [
      '/partnerships',
      aPartnership({ milestones: [{ stage: 'talks', polarty: 'x', citations: cited }] }),
      '/milestones/0/polarty',
      'polarity',
    ],
  ];
  for (const [url, record, pointer, meant] of cases) {
    const answer = await post(url, record);
    const [error] = expectProblem(t, answer, 422, 'validation', `${pointer} unknown_member`);
    t.match(error.detail, `did you mean ${meant}?`);
    t.match(answer.body.detail, meant);
  }
  expectProblem(t, await patch('/parties/arcadia', { nmae: 'x' }, any), 422, 'validation', '/nmae unknown_member');
  expectProblem(t, await patch('/parties/arcadia', { nmae: null }, any), 422, 'validation', '/nmae unknown_member');
  expectProblem(
    t,
    await put('/parties/arcadia', aParty({ nmae: 'x' }), any),
    422,
    'validation',
    '/nmae unknown_member',
  );
  const odd = { stage: 'talks', citations: cited, sage: 1 };
  const appended = await post('/partnerships/none/milestones', odd);
  expectProblem(t, appended, 422, 'validation', '/sage unknown_member');
});

t.test('names that objects have by birth are unknown members like any other', async (t) => {
  for (const name of [
    'constructor',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'valueOf',
    'prototype',
    '__proto__',
  ]) {
    for (const value of ['1', '{}', 'null', '{"prototype":{"x":1}}', '{"kind":"filing"}']) {
      const top = await post('/sources', `{"kind":"filing","${name}":${value}}`);
      expectProblem(t, top, 422, 'validation', `/${name} unknown_member`);
      const nested = await post('/sources', `{"kind":"filing","published":{"${name}":${value}}}`);
      expectProblem(t, nested, 422, 'validation', `/published/${name} unknown_member`);
      const patched = await patch('/sources/report', `{"${name}":${value}}`, any);
      expectProblem(t, patched, 422, 'validation', `/${name} unknown_member`);
    }
  }
  t.notOk('x' in {}, 'and nothing got into all objects');
  t.equal((await get('/sources/report')).body.revision, 1);
});

t.test('a refusal of a member with a strange name can be read', async (t) => {
  for (const name of ['a\\u0000b', 'a\\nb', 'a/b~c', '', ' ', '\\u009f', 'é', '🤝', 'x'.repeat(5000), '\\u202e'])
    expectProblem(t, await post('/sources', `{"kind":"filing","${name}":1}`), 422, 'validation');
  const [error] = expectProblem(t, await post('/sources', aSource({ 'a/b~c': 1 })), 422, 'validation');
  t.equal(error.pointer, '/a~1b~0c');
});

t.test('half a surrogate pair in the name of a member is refused', async (t) => {
  for (const body of [
    '{"kind":"filing","\\ud83d":1}',
    '{"kind":"filing","published":{"\\udd1d":1}}',
    '[{"\\ud83d":1}]',
  ])
    t.match((await post('/sources', body)).status, /^4(00|22)$/);
});
