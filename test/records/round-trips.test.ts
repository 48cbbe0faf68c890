/** What was read can be edited and put back: computed members don't stand in the way. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t, { seeded: true });
const { get, post, put, patch } = register;
await populate(register);

/** Everything of a record but what tells its revisions apart. */
const content = ({ revision, updated_at, ...rest }: Json): Json => rest;

async function everyRecord(visit: (url: string, text: string, etag: string) => Promise<void>): Promise<number> {
  let seen = 0;
  for (const collection of ['parties', 'sources', 'events', 'partnerships']) {
    const { body } = await get(`/${collection}?limit=200`);
    for (const { id } of body.data) {
      const { text, headers } = await get(`/${collection}/${id}`);
      await visit(`/${collection}/${id}`, text, String(headers.etag));
      seen += 1;
    }
  }
  return seen;
}

t.test('every one of the first records can be put back as it was read', async (t) => {
  const seen = await everyRecord(async (url, text, etag) => {
    const { status, body } = await put(url, text, { 'if-match': etag });
    t.equal(status, 200, url);
    t.strictSame(body, JSON.parse(text));
  });
  t.ok(seen > 40);
});

t.test('every one of the first records can be sent back as a patch of itself', async (t) => {
  await everyRecord(async (url, text, etag) => {
    const { status, body } = await patch(url, text, { 'if-match': etag });
    t.equal(status, 200, url);
    t.strictSame(body, JSON.parse(text));
  });
});

/** The same instant as programs in Go, Python and elsewhere write it. */
const spellings = (instant: string): string[] => {
  const [second, milliseconds = ''] = instant.slice(0, -1).split('.');
  const inOffset = (hours: number) => new Date(Date.parse(instant) + hours * 3_600_000).toISOString().slice(0, -1);
  return [
    `${second}.${milliseconds.replace(/0+$/, '') || '0'}Z`,
    `${second}.${milliseconds}000000Z`,
    `${second}.${milliseconds}000+00:00`,
    `${second}.${milliseconds}-00:00`,
    `${inOffset(5)}+05:00`,
    `${inOffset(-3)}000-03:00`,
    instant.toLowerCase(),
  ];
};

t.test('instants may come back as other programs write them, and are the same', async (t) => {
  for (const url of ['/parties/arcadia', '/sources/report', '/partnerships/pakistan-hsx']) {
    const { body } = await get(url);
    for (const name of ['created_at', 'updated_at'])
      for (const spelling of spellings(body[name])) {
        const sent = { ...body, [name]: spelling };
        t.equal((await put(url, sent, { 'if-match': '*' })).status, 200, spelling);
        t.equal((await patch(url, { [name]: spelling }, { 'if-match': '*' })).status, 200, spelling);
        const [record, id] = [body.record, body.id];
        const operation = { operation: 'replace', record, id, if_match: '*', document: sent };
        t.equal((await post('/batch', { operations: [operation] })).status, 200, spelling);
      }
    t.strictSame((await get(url)).body, body);
  }
});

t.test('another instant is refused, however near it is, and so is what is none', async (t) => {
  const { body } = await get('/parties/arcadia');
  const { updated_at } = body;
  const others = [`${updated_at.slice(0, -1)}001Z`, `${updated_at.slice(0, -1)}+01:00`, updated_at.slice(0, 10), 0];
  for (const other of [...others, updated_at.slice(0, -1), updated_at.replace('T', ' '), Date.parse(updated_at)])
    expectProblem(
      t,
      await put('/parties/arcadia', { ...body, updated_at: other }, { 'if-match': '*' }),
      ...([422, 'validation', '/updated_at computed_member'] as const),
    );
});

t.test('days of computed dates may come back as instants, as Python writes them, and are the same', async (t) => {
  const body = (await get('/partnerships')).body.data.find(({ stage_since }: Json) => stage_since?.latest);
  const url = `/partnerships/${body.id}`;
  const since = body.stage_since;
  for (const rest of ['T00:00:00', 'T00:00:00Z', 'T00:00:00.000Z', 'T00:00:00+00:00']) {
    const days = Object.entries<string>(since).filter(([name]) => ['earliest', 'latest'].includes(name));
    const sent = { ...since, ...Object.fromEntries(days.map(([name, day]) => [name, day + rest])) };
    const answer = await put(url, { ...body, stage_since: sent }, { 'if-match': '*' });
    t.equal(answer.status, 200, rest);
    t.strictSame(answer.body, body);
  }
  for (const latest of [
    `${since.latest}T00:00:01`,
    `${since.latest}T00:00:00+01:00`,
    '1999-01-01T00:00:00',
    0,
    [since.latest],
  ])
    expectProblem(
      t,
      await put(url, { ...body, stage_since: { ...since, latest } }, { 'if-match': '*' }),
      ...([422, 'validation', '/stage_since computed_member'] as const),
    );
});

const quoted = { source: 'report', quote: 'The ministers met' };
const fullest: [string, Json, (record: Json) => void][] = [
  [
    '/parties/fullest',
    {
      kind: 'person',
      name: 'Rudolf Rassendyll',
      named: true,
      aliases: [{ name: 'The King', lang: 'en' }],
      country: 'GB',
      part_of: 'coinworks',
      positions: [
        { title: 'Envoy', of: 'arcadia', accredited_to: 'borduria', from: { edtf: '2024' }, citations: [quoted] },
      ],
      identifiers: { wikidata: 'Q42', lei: '5493001KJTIIGC8Y1R12', website: 'https://example.org/' },
      claims: [
        { predicate: 'mandate', value: 'advise', date: { edtf: '2025-XX' }, held_by: 'gazette', citations: [quoted] },
      ],
      summary: 'An envoy.',
      citations: [quoted],
    },
    (party) => {
      party.claims[0].value = 'decide';
      delete party.positions[0].from;
    },
  ],
  [
    '/sources/fullest',
    {
      kind: 'interview',
      title: 'Questions',
      publisher: 'gazette',
      attributed_to: ['coinworks'],
      published: { edtf: '2025-08', basis: 'stated', text: 'August' },
      dateline: 'STRELSAU',
      language: 'de-CH',
      url: 'https://example.org/interview?id=7#top',
      text_access: 'public',
    },
    (source) => {
      source.title = 'Questions and answers';
      source.published.text = 'Aug.';
    },
  ],
  [
    '/events/fullest',
    anEvent({
      summary: 'They met.',
      date: { edtf: '[2025-07..2025-12]', text: 'in the second half' },
      mode: 'in_person',
      place: { name: 'Zenda', country: 'DE' },
      parties: [{ party: 'arcadia', role: 'host' }],
      mentions: ['coinworks'],
      topics: ['mining'],
      partnerships: [],
      outcome: 'discussed_only',
      after: [],
      citations: [quoted, { source: 'report', via: ['gazette'], speaker: 'arcadia', voice: 'direct_quote', sic: true }],
    }),
    (event) => {
      event.citations[0].voice = 'narration';
      event.place.name = 'Castle of Zenda';
    },
  ],
  [
    '/partnerships/fullest',
    aPartnership({
      summary: 'They work together.',
      topics: ['mining'],
      milestones: [
        { stage: 'signed', date: { edtf: '2025-07-17' }, note: 'At noon.', citations: [quoted] },
        { stage: 'in_force', polarity: 'negated', citations: [{ source: 'report' }] },
      ],
      instruments: [{ kind: 'mou', title: 'Memorandum', status: 'signed', quantity: 'one', citations: [quoted] }],
      citations: [quoted],
    }),
    (partnership) => {
      partnership.milestones[0].note = 'At one o’clock.';
      partnership.instruments[0].title = 'Memorandum of understanding';
    },
  ],
];

for (const [url, members, edit] of fullest)
  t.test(`${url.split('/')[1]}: get, edit, put keeps everything but what was edited`, async (t) => {
    t.equal((await put(url, members)).status, 201);
    const { body, headers } = await get(url);
    const edited = structuredClone(body);
    edit(edited);
    const { status, body: after } = await put(url, edited, { 'if-match': String(headers.etag) });
    t.equal(status, 200);
    t.strictSame(content(after), content((await get(url)).body));
    const undone = await put(url, body.text_access ? { ...members, id: 'fullest' } : members, { 'if-match': '*' });
    t.strictSame(content(undone.body), content(body), 'and putting the former members back gives the former record');
    edit(body);
    for (const name of Object.keys(members)) t.match(after[name], body[name], name);
  });

t.test('a deleted record can be put back as it was last read', async (t) => {
  for (const [url, members] of fullest) {
    const again = url.replace('fullest', 'again');
    const { text } = await put(again, { ...members, id: 'again' });
    await register.delete(again, { 'if-match': '*' });
    const { status, body } = await put(again, text);
    t.equal(status, 201, again);
    t.strictSame(content(body), content(JSON.parse(text)));
  }
});

t.test('computed members at the top that differ are refused, with what to write instead', async (t) => {
  await put('/partnerships/fixed', aPartnership());
  await put('/sources/fixed', { kind: 'filing' });
  const cases: [string, object, string[]][] = [
    ['/partnerships/fixed', { stage: 'signed' }, ['/stage']],
    ['/partnerships/fixed', { stage_since: { edtf: '2020' }, scope: 'other' }, ['/scope', '/stage_since']],
    ['/partnerships/fixed', { reached: 'in_force', evidence: 'matched' }, ['/evidence', '/reached']],
    ['/sources/fixed', { text_length: 7 }, ['/text_length']],
    ['/sources/fixed', { text_sha256: 'ab' }, ['/text_sha256']],
    ['/parties/arcadia', { revision: 7, created_at: '2020-01-01T00:00:00.000Z' }, ['/created_at', '/revision']],
    ['/parties/arcadia', { record: 'event', updated_at: 7 }, ['/record', '/updated_at']],
  ];
  for (const [url, changed, pointers] of cases) {
    const { body } = await get(url);
    const findings = pointers.map((pointer) => `${pointer} computed_member`);
    expectProblem(t, await put(url, { ...body, ...changed }, { 'if-match': '*' }), 422, 'validation', ...findings);
    expectProblem(t, await patch(url, changed, { 'if-match': '*' }), 422, 'validation', ...findings);
    t.strictSame((await get(url)).body, body);
  }
  const [error] = expectProblem(
    t,
    await patch('/partnerships/fixed', { stage: 'signed' }, { 'if-match': '*' }),
    422,
    'validation',
  );
  t.match(error.detail, 'milestone');
  const [text] = expectProblem(
    t,
    await patch('/sources/fixed', { text_length: 1 }, { 'if-match': '*' }),
    422,
    'validation',
  );
  t.match(text.detail, '/sources/{id}/text');
});

t.test('a computed member can’t be removed by a patch', async (t) => {
  await put('/partnerships/unremoved', aPartnership());
  for (const name of ['stage', 'revision', 'record', 'created_at'])
    expectProblem(
      t,
      await patch('/partnerships/unremoved', { [name]: null }, { 'if-match': '*' }),
      ...([422, 'validation', `/${name} computed_member`] as const),
    );
});

t.test('a new record can’t bring computed members of its own', async (t) => {
  expectProblem(
    t,
    await post('/partnerships', aPartnership({ stage: 'signed' })),
    422,
    'validation',
    '/stage computed_member',
  );
  expectProblem(t, await post('/events', anEvent({ record: 'party' })), 422, 'validation', '/record computed_member');
  t.equal((await post('/events', anEvent({ record: 'event' }))).status, 201);
});

t.test('nested computed members are ignored, and computed anew', async (t) => {
  const wrong = { earliest: '1999-01-01', latest: '1999-01-02', precision: 'year' };
  const { status, body } = await post(
    '/partnerships',
    aPartnership({
      milestones: [
        {
          id: 'not-an-id',
          stage: 'talks',
          date: { edtf: '2025-03', ...wrong },
          citations: [{ source: 'report', quote: 'they spoke', end: 7, status: 'matched' }],
        },
      ],
    }),
  );
  t.equal(status, 201);
  const [milestone] = body.milestones;
  t.match(milestone.id, /^m-[0-9a-f]{8}$/);
  t.strictSame(milestone.date, { edtf: '2025-03', earliest: '2025-03-01', latest: '2025-03-31', precision: 'month' });
  t.strictSame(milestone.citations, [{ source: 'report', quote: 'they spoke', status: 'unchecked' }]);
});
