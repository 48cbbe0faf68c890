/** Text that nobody can read is refused, and white space around names is taken away. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { places, runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const cited = [{ source: 'report' }];
const insisting = { 'if-match': '*' };
const aParty = (members: object = {}) => ({ kind: 'company', name: 'Some Firm', ...members });
const aPerson = (members: object = {}) => aParty({ kind: 'person', ...members });
const instrument = { kind: 'mou', status: 'drafted', citations: cited };

/** Every text of a record that says something to a reader. */
const NAMES: [string, string, (value: unknown) => object][] = [
  ['/parties', '/name', (name) => aParty({ name })],
  ['/parties', '/aliases/0/name', (name) => aParty({ aliases: [{ name }] })],
  ['/parties', '/positions/0/title', (title) => aPerson({ positions: [{ title, of: 'arcadia' }] })],
  ['/sources', '/title', (title) => ({ kind: 'filing', title })],
  ['/sources', '/dateline', (dateline) => ({ kind: 'filing', dateline })],
  ['/events', '/title', (title) => anEvent({ title })],
  ['/events', '/place/name', (name) => anEvent({ place: { name } })],
  ['/partnerships', '/title', (title) => aPartnership({ title })],
  ['/partnerships', '/instruments/0/title', (title) => aPartnership({ instruments: [{ ...instrument, title }] })],
];
const PROSE: typeof NAMES = [
  ['/parties', '/summary', (summary) => aParty({ summary })],
  ['/parties', '/claims/0/value', (value) => aParty({ claims: [{ predicate: 'mandate', value, citations: cited }] })],
  ['/events', '/summary', (summary) => anEvent({ summary })],
  ['/events', '/date/text', (text) => anEvent({ date: { edtf: '2025', text } })],
  ['/partnerships', '/summary', (summary) => aPartnership({ summary })],
  [
    '/partnerships',
    '/milestones/0/note',
    (note) => aPartnership({ milestones: [{ stage: 'talks', citations: cited, note }] }),
  ],
];

const INVISIBLE = [
  ...['\u200b', '\u2060', '\u00ad', '\u3164', '\u2800', '\u115f', '\u1160', '\uffa0', '\u200c', '\u200d', '\ufeff'],
  ...['\u034f', '\u061c', '\u180b', '\u180e', '\u2061', '\u2064', '\ufe0f', '\u{e0100}', '\u{e0041}', '\u{1d173}'],
  // Marks without a letter, and signs of direction.
  ...[
    '\u0301',
    '\u0903',
    '\u20dd',
    '\u064b',
    '\u05b0',
    '\u3099',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202e',
    '\u2066',
    '\u2069',
  ],
  ...[' ', '\t', '\n', '\u00a0', '\u1680', '\u2003', '\u2028', '\u202f', '\u205f', '\u3000'],
];

for (const [url, pointer, record] of [...NAMES, ...PROSE])
  t.test(`${url} ${pointer} is refused when there is nothing to read in it`, async (t) => {
    for (const one of INVISIBLE)
      for (const text of [one, one.repeat(3), ` ${one}\u200b`])
        expectProblem(t, await post(url, record(text)), 422, 'validation', `${pointer} pattern`);
    const [error] = expectProblem(t, await post(url, record('\u3164')), 422, 'validation', `${pointer} pattern`);
    t.match(error.detail, 'something to read');
  });

t.test('whatever is put together of what cannot be seen is refused', async (_t) => {
  const invisible = fc.array(fc.constantFrom(...INVISIBLE), { minLength: 1, maxLength: 12 }).map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(invisible, fc.constantFrom(...NAMES, ...PROSE), async (text, [url, pointer, record]) => {
      const { status, body } = await post(url, record(text));
      const [error] = body.errors ?? [];
      if (status !== 422 || error.pointer !== pointer || error.code !== 'pattern')
        throw new Error(`${status} ${JSON.stringify(body)}`);
      const query = await get(`/parties?name=${encodeURIComponent(text)}`);
      if (query.status !== 400) throw new Error(`name=: ${query.status}`);
    }),
    { numRuns: runs(300) },
  );
});

t.test('a reason for a change is something to read', async (t) => {
  const reason = (text: string) => ({ 'change-reason': `UTF-8''${encodeURIComponent(text)}` });
  for (const text of ['\u200b', '\u3164\u2800', '\u0301', '\u202e'])
    expectProblem(
      t,
      await post('/parties', aParty(), reason(text)),
      400,
      'invalid_parameter',
      'Change-Reason: pattern',
    );
});

t.test('what can be seen is kept as it is printed, with all that is invisible inside', async (t) => {
  const names = [
    ...[
      'می\u200cخواهم',
      'क्\u200dष',
      '👨\u200d👩\u200d👧',
      '☀\ufe0f',
      'co\u00adoperate',
      '\u200fشركة\u200f',
      'a\u202eb',
      '\u200bx',
    ],
    ...['№', '?', '…', '—', '$', '·', '´', '𓀀', '\u0640', 'ㄱ', 'e\u0301', '٤', '\u0600٤', '\u{1fae9}', '\ue000'],
  ];
  for (const name of names) {
    const { status, body } = await post('/parties', aParty({ name }));
    t.equal(status, 201, name);
    t.equal(body.name, name);
  }
});

t.test('white space of any script around a name is taken away, and inside it stays', async (t) => {
  const spaces = fc
    .array(fc.constantFrom(...' \t\n\r\u00a0\u1680\u2000\u2003\u2009\u2028\u2029\u202f\u205f\u3000\ufeff'), {
      maxLength: 4,
    })
    .map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(spaces, spaces, fc.constantFrom(...NAMES), async (before, after, [url, pointer, record]) => {
      const { status, body } = await post(url, record(`${before}東京\u3000Firm${after}`));
      const stored = pointer
        .split('/')
        .slice(1)
        .reduce((at: Json, name) => at?.[name], body);
      if (status !== 201 || stored !== '東京\u3000Firm') throw new Error(`${status} ${JSON.stringify(stored)}`);
    }),
    { numRuns: runs(200) },
  );
  for (const [url, , record] of PROSE) {
    const { body } = await post(url, record(' \u3000kept '));
    t.match(JSON.stringify(body), '" \u3000kept "', 'prose is kept as it is');
  }
});

t.test('names are the same with white space around them: nothing is written, and no alias stands twice', async (t) => {
  const made = await post('/parties', aParty({ id: 'spaced', name: '\u00a0Spaced\u2003', aliases: [{ name: ' S ' }] }));
  t.match(made.body, { name: 'Spaced', aliases: [{ name: 'S' }], revision: 1 });
  const again = await put('/parties/spaced', aParty({ name: 'Spaced ', aliases: [{ name: '\u3000S' }] }), insisting);
  t.match(again.body, { revision: 1 });
  t.match((await patch('/parties/spaced', { name: '\u2003Spaced' }, insisting)).body, { revision: 1 });
  const changed = await patch('/parties/spaced', { name: '\u2003Other ' }, insisting);
  t.match(changed.body, { name: 'Other', revision: 2 });
  const twice = aParty({ aliases: [{ name: 'S' }, { name: 'S\u3000' }] });
  expectProblem(t, await post('/parties', twice), 422, 'validation', '/aliases/1 duplicate');
  const longest = 'x'.repeat(1000);
  t.equal((await post('/parties', aParty({ name: ` ${longest} ` }))).body.name, longest, 'nor does it count');
});

t.test('names are trimmed in batches, too', async (t) => {
  const create = {
    operation: 'create',
    record: 'party',
    document: aParty({ id: 'batched', name: '\u3000Batched\u3000' }),
  };
  const change = {
    operation: 'patch',
    record: 'party',
    id: 'spaced',
    if_match: '*',
    patch: { name: ' Batched, too ' },
  };
  const { status, body } = await post('/batch', { operations: [create, change] });
  t.equal(status, 200);
  t.same(
    body.results.map(({ document }: Json) => document.name),
    ['Batched', 'Batched, too'],
  );
  const blank = { ...create, document: aParty({ name: '\u200b' }) };
  expectProblem(
    t,
    await post('/batch', { operations: [blank] }),
    422,
    'validation',
    '/operations/0/document/name pattern',
  );
});

t.test('a quotation and a text are kept letter by letter', async (t) => {
  await post('/sources', { id: 'spaces', kind: 'filing', text_access: 'public' });
  const text = ' \u3000The ministers met.\u00a0\u200b';
  t.equal((await register.putText('spaces', text)).status, 201);
  const quote = ' \u3000The ministers met.\u00a0\u200b';
  const { status, body } = await post('/events', anEvent({ citations: [{ source: 'spaces', quote }] }));
  t.equal(status, 201);
  t.equal(body.citations[0].quote, quote);
});

t.test('a record with an invisible name from before is read, and changed in other members', async (t) => {
  const older = await openRegister(t);
  await populate(older);
  const name = 'x'.repeat(8);
  await older.post('/parties', { id: 'old', kind: 'company', name, aliases: [{ name: 'Old' }] });
  const invisible = '\u3164'.repeat(2);
  await places.run(older, `update change set document = replace(document, '${name}', '${invisible}') where id = 'old'`);

  const read = await older.app.inject({ url: '/parties/old' });
  t.equal(read.json().name, invisible);
  const changed = await older.app.inject({
    method: 'PATCH',
    url: '/parties/old',
    headers: { authorization: 'Bearer a-key-for-tests-only', 'content-type': 'application/json', ...insisting },
    payload: { summary: 'It is old.' },
  });
  t.match(changed.json(), { name: invisible, summary: 'It is old.', revision: 2 });
  const again = await older.put('/parties/old', { kind: 'company', name: invisible }, insisting);
  expectProblem(t, again, 422, 'validation', '/name pattern');
  expectProblem(
    t,
    await older.patch('/parties/old', { name: '\u2800' }, insisting),
    422,
    'validation',
    '/name pattern',
  );
});
