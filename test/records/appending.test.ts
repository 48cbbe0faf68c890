/** Entries of lists are appended without reading the record first, and milestones keep their ids. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate, readerKey } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch, send } = register;
await populate(register);
const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];
const ids = ({ milestones }: Json): string[] => milestones.map(({ id }: Json) => id);

t.test('a milestone is appended, and the answer is the partnership with it', async (t) => {
  const { body: before } = await put('/partnerships/growing', aPartnership());
  const milestone = {
    stage: 'signed',
    date: { edtf: '2025-07-17', basis: 'stated' },
    note: 'At noon.',
    citations: cited,
  };
  const { status, headers, body } = await post('/partnerships/growing/milestones', milestone);
  t.equal(status, 201);
  t.equal(headers.etag, '"2"');
  t.match(body, { record: 'partnership', id: 'growing', revision: 2, stage: 'signed', reached: 'signed' });
  t.strictSame(body.milestones[0], before.milestones[0], 'the former ones stay as they are');
  t.match(body.milestones[1], milestone);
  t.equal((await get('/partnerships/growing')).text, JSON.stringify(body));
  const { body: list } = await get('/partnerships?stage=signed&id=growing');
  t.equal(list.data.length, 1, 'it is found by its new stage');
});

t.test('a citation is appended to a party, an event, a partnership', async (t) => {
  await put('/events/cited', anEvent());
  await put('/partnerships/cited', aPartnership());
  for (const [url, had] of [
    ['/parties/arcadia', 0],
    ['/events/cited', 1],
    ['/partnerships/cited', 0],
  ] as const) {
    const citation = { source: 'report', quote: 'words', voice: 'narration' };
    const { status, headers, body } = await post(`${url}/citations`, citation);
    t.same([status, headers.etag, body.citations.length], [201, '"2"', had + 1], url);
    t.strictSame(body.citations.at(-1), { ...citation, status: 'unchecked' });
    t.equal((await get(url)).text, JSON.stringify(body));
  }
  expectProblem(t, await post('/sources/report/citations', { source: 'report' }), 404, 'not_found');
});

/** The lists that can be appended to, each with the batch's name for an entry and two of them. */
const LISTS: [url: string, list: string, name: string, items: object[]][] = [
  [
    '/parties/person',
    'aliases',
    'alias',
    [{ name: 'Ann O.' }, { name: 'A. O.', rank: 'deprecated', citations: cited }],
  ],
  ['/parties/person', 'positions', 'position', ['Minister', 'Envoy'].map((title) => ({ title, of: 'arcadia' }))],
  [
    '/parties/person',
    'claims',
    'claim',
    ['one', 'two'].map((value) => ({ predicate: 'mandate', value, citations: cited })),
  ],
  ['/parties/person', 'citations', 'citation', [{ source: 'report' }, { source: 'report', quote: 'Ann' }]],
  ['/events/open', 'parties', 'party', ['host', 'participant'].map((role) => ({ party: 'arcadia', role }))],
  ['/events/open', 'citations', 'citation', [{ source: 'report' }, { source: 'report', quote: 'met' }]],
  ['/partnerships/open', 'aliases', 'alias', [{ name: 'The pact' }, { name: 'Pacte', lang: 'fr' }]],
  [
    '/partnerships/open',
    'parties',
    'party',
    [
      { party: 'coinworks', from: { edtf: '2025-05' } },
      { party: 'gazette', role: 'observer', citations: cited },
    ],
  ],
  ['/partnerships/open', 'milestones', 'milestone', ['talks', 'signed'].map((stage) => ({ stage, citations: cited }))],
  [
    '/partnerships/open',
    'instruments',
    'instrument',
    [
      { kind: 'mou', status: 'drafted', citations: cited },
      { kind: 'mou', status: 'signed', count: 2, citations: cited },
    ],
  ],
  [
    '/partnerships/open',
    'related',
    'relation',
    ['follows', 'amends'].map((relation) => ({ relation, partnership: 'growing' })),
  ],
  ['/partnerships/open', 'citations', 'citation', [{ source: 'report' }, { source: 'report', quote: 'pact' }]],
];

t.test('every list of a record can be appended to, also in a batch', async (t) => {
  await put('/parties/person', { kind: 'person', name: 'Ann Other' });
  await put('/events/open', anEvent());
  await put('/partnerships/open', aPartnership());
  for (const [url, list, name, [first, second]] of LISTS) {
    const { body: before } = await get(url);
    const { status, headers, body } = await post(`${url}/${list}`, first);
    t.same([status, headers.etag], [201, `"${before.revision + 1}"`], `${url}/${list}`);
    t.match(body[list].at(-1), first);
    t.strictSame(body[list].slice(0, -1), before[list] ?? [], 'the former ones stay as they are');
    const [, , id] = url.split('/');
    const operation = { operation: 'append', record: before.record, id, [name]: second };
    const { body: batch } = await post('/batch', { operations: [operation] });
    t.match(batch.results?.[0], {
      status: 201,
      operation: 'append',
      document: { [list]: { length: body[list].length + 1 } },
    });
    t.match((await get(url)).body[list].at(-1), second, `${name} in a batch`);
  }
  expectProblem(t, await post('/partnerships/open/topics', {}), 404, 'not_found');
});

t.test('what is appended agrees with the record', async (t) => {
  await put('/partnerships/agreeing', aPartnership());
  const refused = async (url: string, item: object, ...findings: string[]) =>
    expectProblem(t, await post(url, item), 422, 'validation', ...findings);
  const signed = { kind: 'mou', status: 'signed', citations: cited };
  await refused('/partnerships/agreeing/instruments', signed, '/status instrument_without_milestone');
  await refused('/partnerships/agreeing/parties', { party: 'arcadia' }, '(body) duplicate');
  await refused('/partnerships/agreeing/parties', { party: 'gazette' }, '/party ineligible_party');
  await refused(
    '/partnerships/agreeing/related',
    { relation: 'follows', partnership: 'agreeing' },
    '/partnership self_reference',
  );
  await refused('/parties/arcadia/positions', { title: 'King', of: 'borduria' }, '(body) only_persons');
  t.equal((await get('/partnerships/agreeing')).body.revision, 1);
});

t.test('appending needs no If-Match, and honours one', async (t) => {
  await put('/events/guarded', anEvent());
  const url = '/events/guarded/citations';
  t.equal((await post(url, { source: 'report' })).status, 201);
  expectProblem(
    t,
    await post(url, { source: 'report' }, { 'if-match': '"1"' }),
    ...([412, 'precondition_failed', 'If-Match: condition'] as const),
  );
  t.equal((await post(url, { source: 'report' }, { 'if-match': '"2"' })).status, 201);
  t.equal((await get('/events/guarded')).body.citations.length, 3);
});

t.test('what is wrong with an appended item is named by its place in what was sent', async (t) => {
  await put('/partnerships/strict', aPartnership());
  const url = '/partnerships/strict/milestones';
  expectProblem(t, await post(url, {}), 422, 'validation', '/citations required', '/stage required');
  expectProblem(t, await post(url, { stage: 'unknown', citations: cited }), 422, 'validation', '/stage unknown_value');
  const odd = {
    stage: 'talks',
    date: { edtf: '2025', basis: 'bounded' },
    event: 'none',
    citations: [{ source: 'none' }],
  };
  const pointers = [
    '/event unknown_reference',
    '/citations/0/source unknown_reference',
    '/date/basis contradictory_date',
  ];
  const answer = await post(url, odd);
  // References are looked at first; the date may be reported at once or after they are mended.
  const errors = expectProblem(t, answer, 422, 'validation');
  t.same(
    pointers.slice(0, 2).filter((one) => !errors.some(({ pointer, code }) => `${pointer} ${code}` === one)),
    [],
  );
  const mended = { ...odd, event: undefined, citations: cited };
  expectProblem(t, await post(url, mended), 422, 'validation', '/date/basis contradictory_date');
  expectProblem(t, await post('/events/none/citations', { source: 'report' }), 404, 'not_found');
  t.equal((await get('/partnerships/strict')).body.revision, 1);
});

t.test('appending needs a key that writes', async (t) => {
  const request = { method: 'POST', url: '/parties/arcadia/citations', payload: '{"source":"report"}' } as const;
  const type = { 'content-type': 'application/json' };
  expectProblem(t, await send({ ...request, headers: type }), 401, 'unauthorized');
  expectProblem(t, await send({ ...request, headers: { ...type, ...readerKey } }), 403, 'forbidden');
});

t.test('a list that is full takes no more', async (t) => {
  await put('/events/full', anEvent({ citations: Array.from({ length: 500 }, () => ({ source: 'report' })) }));
  const errors = expectProblem(t, await post('/events/full/citations', { source: 'report' }), 422, 'validation');
  t.match(errors, [{ code: 'out_of_range', detail: '500' }]);
  t.equal((await get('/events/full')).body.citations.length, 500);
});

t.test('a milestone keeps its id while it is edited, moved and joined by others', async (t) => {
  const milestones = [
    { stage: 'talks', citations: cited },
    { stage: 'intent_announced', citations: cited },
    { stage: 'signed', citations: cited },
  ];
  const { body: made } = await put('/partnerships/edited', aPartnership({ milestones }));
  const [talks, intent, signed] = ids(made);
  t.equal(new Set(ids(made)).size, 3);

  const edited = structuredClone(made);
  Object.assign(edited.milestones[0], { stage: 'exploratory', note: 'On second thoughts.', date: { edtf: '2025-03' } });
  edited.milestones[0].citations = [{ source: 'report', quote: 'other words' }];
  edited.milestones[2].polarity = 'negated';
  const { body: put1 } = await put('/partnerships/edited', edited, any);
  t.strictSame(ids(put1), [talks, intent, signed], 'edited');

  const moved = { milestones: [put1.milestones[2], put1.milestones[0], put1.milestones[1]] };
  const { body: put2 } = await patch('/partnerships/edited', moved, any);
  t.strictSame(ids(put2), [signed, talks, intent], 'moved');

  const joined = { milestones: [{ stage: 'talks', citations: cited }, ...put2.milestones] };
  const { body: put3 } = await patch('/partnerships/edited', joined, any);
  t.strictSame(ids(put3).slice(1), [signed, talks, intent], 'joined');
  t.notOk([signed, talks, intent].includes(ids(put3)[0]), 'the new one has an id of its own');

  const { body: appended } = await post('/partnerships/edited/milestones', { stage: 'talks', citations: cited });
  t.strictSame(ids(appended).slice(0, 4), ids(put3), 'appended to');
  t.equal(new Set(ids(appended)).size, 5);
});

t.test('milestones that say the same have different ids', async (t) => {
  const milestones = Array.from({ length: 12 }, () => ({ stage: 'talks', citations: cited }));
  const { body } = await put('/partnerships/alike', aPartnership({ milestones }));
  t.equal(new Set(ids(body)).size, 12);
  const { body: again } = await put('/partnerships/alike', body, any);
  t.strictSame(ids(again), ids(body));
  const { milestones: made } = body;
  const { body: doubled } = await patch('/partnerships/alike', { milestones: [...made, made[0]] }, any);
  t.strictSame(ids(doubled).slice(0, 12), ids(body));
  t.equal(new Set(ids(doubled)).size, 13, 'one that is sent twice is two');
});

t.test('an id that no milestone of the partnership has is not taken over', async (t) => {
  const { body: other } = await put('/partnerships/other', aPartnership());
  const [foreign] = ids(other);
  const milestone = { id: foreign, stage: 'in_force', citations: cited };
  const { body } = await put('/partnerships/alien', aPartnership({ milestones: [milestone] }));
  t.not(ids(body)[0], foreign);
});

t.test('a milestone without a date takes that of its sources, and follows them', async (t) => {
  await put('/sources/moving', { kind: 'news_article', published: { edtf: '2025-05' } });
  const milestones = [{ stage: 'talks', citations: [{ source: 'moving' }, { source: 'report' }] }];
  const { body } = await put('/partnerships/following', aPartnership({ milestones }));
  const bound = { edtf: '[..2025-05-31]', basis: 'bounded', latest: '2025-05-31', precision: 'bound' };
  t.strictSame(body.milestones[0].date, bound);
  await patch('/sources/moving', { published: { edtf: '2025-04-02' } }, any);
  const { body: after } = await get('/partnerships/following');
  t.match(after.milestones[0].date, { edtf: '[..2025-04-02]', latest: '2025-04-02' });
  t.strictSame(ids(after), ids(body));
});
