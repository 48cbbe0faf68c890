/** How many independent voices partnerships, milestones and events rest on, and how that follows their sources. */
import t, { type Test } from 'tap';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
const citing = (...sources: string[]) => sources.map((source) => ({ source }));

/** A register with an agency, two papers that credit it, its own report, a copy of that and a mirror of the copy. */
async function world(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  for (const id of ['wire', 'daily', 'herald']) await register.post('/parties', { id, kind: 'media', name: id });
  const source = async (id: string, members: object) => {
    const { status, text } = await register.post('/sources', { id, kind: 'news_article', ...members });
    if (status !== 201) throw new Error(text);
  };
  await source('daily-1', { publisher: 'daily', attributed_to: ['wire'] });
  await source('herald-1', { publisher: 'herald', attributed_to: ['wire'] });
  await source('wire-1', { publisher: 'wire' });
  await source('copy', { derived_from: [{ source: 'wire-1', relation: 'copy' }] });
  await source('mirror', { derived_from: [{ source: 'copy', relation: 'mirror' }] });
  await source('alone', {});
  return register;
}

async function voices(register: TestRegister, ...sources: string[]): Promise<Json> {
  const { status, body, text } = await register.post('/events', anEvent({ citations: citing(...sources) }));
  if (status !== 201) throw new Error(text);
  return body.corroboration;
}

t.test('two articles that credit one outlet are one voice, and so is what that outlet published', async (t) => {
  const register = await world(t);
  const because = [{ same: 'credited_outlet', id: 'wire' }];
  t.same(await voices(register, 'herald-1', 'daily-1'), {
    sources: 2,
    independent: 1,
    publishers: 2,
    origins: 2,
    disputed: false,
    together: [{ sources: ['daily-1', 'herald-1'], because }],
  });
  t.match(await voices(register, 'daily-1', 'wire-1', 'alone'), {
    sources: 3,
    independent: 2,
    together: [{ sources: ['daily-1', 'wire-1'], because }],
  });
});

t.test('a copy, a translation and a mirror are one voice with their original, cited or not', async (t) => {
  const register = await world(t);
  for (const relation of ['translation', 'excerpt', 'rewrite', 'update']) {
    const derived_from = [{ source: 'wire-1', relation }];
    await register.post('/sources', { id: relation, kind: 'news_article', publisher: 'herald', derived_from });
    const shared = { independent: 1, origins: 1, together: [{ because: [{ same: 'origin', id: 'wire-1' }] }] };
    t.match(await voices(register, relation, 'wire-1'), shared, relation);
    t.match(await voices(register, relation, 'mirror'), shared, relation);
  }
  t.match(await voices(register, 'mirror', 'copy', 'wire-1'), {
    sources: 3,
    independent: 1,
    origins: 1,
    publishers: 1,
  });
});

t.test('what a source was made from speaks through it, with the outlets behind it', async (t) => {
  const register = await world(t);
  t.match(await voices(register, 'mirror', 'daily-1'), {
    independent: 1,
    origins: 2,
    together: [{ because: [{ same: 'credited_outlet', id: 'wire' }] }],
  });
});

t.test('a source that was made from several is one voice with each of them, and has no origin', async (t) => {
  const register = await world(t);
  const derived_from = ['wire-1', 'alone'].map((source) => ({ source, relation: 'rewrite' }));
  await register.post('/sources', { id: 'digest', kind: 'news_article', derived_from });
  await register.post('/sources', {
    id: 'digest-copy',
    kind: 'news_article',
    derived_from: [{ source: 'digest', relation: 'copy' }],
  });
  t.match(await voices(register, 'digest-copy'), { sources: 1, independent: 1, origins: 2 });
  t.match(await voices(register, 'digest-copy', 'alone'), { independent: 1 });
  t.match(await voices(register, 'digest-copy', 'mirror'), { independent: 1 });
});

t.test('a stage rests on the milestones behind it, and each milestone on its own citations', async (t) => {
  const register = await world(t);
  const milestones = [
    { stage: 'signed', date: { edtf: '2025-03' }, citations: citing('daily-1', 'alone') },
    { stage: 'signed', date: { edtf: '2025-04' }, citations: citing('herald-1') },
    { stage: 'talks', date: { edtf: '2025-01' }, citations: citing('report') },
  ];
  const { body } = await register.post('/partnerships', aPartnership({ milestones }));
  const counts = ({ sources, independent }: Json) => [sources, independent];
  t.same(
    body.milestones.map((one: Json) => counts(one.corroboration)),
    [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
  );
  t.same(counts(body.corroboration), [3, 2]);
  const negated = [{ stage: 'signed', polarity: 'negated', citations: citing('report') }];
  const unknown = await register.post('/partnerships', aPartnership({ milestones: negated }));
  t.match(unknown.body.corroboration, { sources: 0, independent: 0, publishers: 0, origins: 0, disputed: false });
});

t.test('a milestone is disputed by one of the opposite polarity, and the stage with it', async (t) => {
  const register = await world(t);
  const milestone = (stage: string, members: object = {}) => ({ stage, citations: citing('alone'), ...members });
  const disputed = async (...milestones: object[]) => {
    const { body } = await register.post('/partnerships', aPartnership({ milestones }));
    return [body.corroboration.disputed, ...body.milestones.map((one: Json) => one.corroboration.disputed)];
  };
  const negated = { polarity: 'negated' };
  t.same(await disputed(milestone('signed'), milestone('signed', negated)), [true, true, true]);
  t.same(await disputed(milestone('signed'), milestone('in_force', negated)), [false, false, false]);
  t.same(await disputed(milestone('talks'), milestone('talks', negated), milestone('signed')), [
    false,
    true,
    true,
    false,
  ]);
});

t.test('an alternative of normal rank disputes the milestone or event in which it stands', async (t) => {
  const register = await world(t);
  const { body } = await register.post('/partnerships', aPartnership({ id: 'deal' }));
  const [{ id }] = body.milestones;
  const append = (path: string, member: string, value: unknown, rank = 'normal') =>
    register.post(`${path}/alternatives`, { member, value, rank, citations: citing('alone') });
  const disputed = async (path: string) => (await register.get(path)).body.corroboration.disputed;
  await append('/partnerships/deal', '/title', 'A deal');
  await append('/partnerships/deal', `/milestones/${id}/date`, { edtf: '2025-01' }, 'deprecated');
  t.equal(await disputed('/partnerships/deal'), false);
  await append('/partnerships/deal', `/milestones/${id}/date`, { edtf: '2025-01' });
  t.equal(await disputed('/partnerships/deal'), true);
  await register.post('/events', anEvent({ id: 'talks' }));
  t.equal(await disputed('/events/talks'), false);
  await append('/events/talks', '/title', 'Other talks');
  t.equal(await disputed('/events/talks'), true);
});

t.test('words that are gone prove nothing any more, and leave what they proved disputed', async (t) => {
  const register = await world(t);
  await register.putText('alone', 'They met in May.');
  const citations = [{ source: 'alone', quote: 'They met' }, { source: 'report' }];
  await register.post('/events', anEvent({ id: 'met', citations }));
  await register.post('/partnerships', aPartnership({ id: 'deal', milestones: [{ stage: 'talks', citations }] }));
  const read = async (path: string) => (await register.get(path)).body;
  t.match((await read('/events/met')).corroboration, { sources: 2, independent: 2, disputed: false });
  await register.putText('alone', 'Nothing is known.');
  t.match((await read('/events/met')).corroboration, { sources: 1, independent: 1, disputed: true });
  const { corroboration, milestones } = await read('/partnerships/deal');
  t.match(
    [corroboration, milestones[0].corroboration],
    [
      { sources: 1, disputed: true },
      { sources: 1, disputed: true },
    ],
  );
});

t.test('correcting a publisher changes the figures of all that rests on it, with a revision each', async (t) => {
  const register = await world(t);
  const citations = citing('alone', 'report');
  await register.post('/events', anEvent({ id: 'met', citations }));
  await register.post('/events', anEvent({ id: 'other', citations: citing('report') }));
  await register.post('/partnerships', aPartnership({ id: 'deal', milestones: [{ stage: 'talks', citations }] }));
  const expected = async (independent: number, revision: number) => {
    const [met, deal] = [(await register.get('/events/met')).body, (await register.get('/partnerships/deal')).body];
    t.match([met.corroboration, deal.corroboration, deal.milestones[0].corroboration], Array(3).fill({ independent }));
    t.same([met.revision, deal.revision], [revision, revision]);
    t.same((await register.get(`/events?max_independent=1&sort=id`)).body.data.length, independent === 1 ? 2 : 1);
  };
  await expected(2, 1);
  for (const [index, members] of [
    { publisher: 'gazette' },
    { publisher: null },
    { attributed_to: ['gazette'] },
    { attributed_to: null },
    { derived_from: [{ source: 'report', relation: 'copy' }] },
    { derived_from: null },
  ].entries()) {
    await register.patch('/sources/alone', members, any);
    await expected(index % 2 === 0 ? 1 : 2, index + 2);
  }
  await register.patch('/sources/report', { publisher_name: 'The Gazette' }, any);
  await expected(2, 7);
  await register.patch('/sources/alone', { publisher_name: 'THE GAZETTE' }, any);
  await expected(1, 8);
  const { data } = (await register.get('/events/met/revisions')).body;
  t.ok(data.slice(1).every(({ operation }: Json) => operation === 'recomputed'));
  t.equal((await register.get('/events/other')).body.revision, 1, 'what rests on one source alone stays');
  t.match(
    (await register.get('/events/met/difference?from=1&to=2')).body.map(({ path }: Json) => path).join(),
    '/corroboration/independent',
  );
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});

t.test('figures follow what a source was made from, at any depth', async (t) => {
  const register = await world(t);
  await register.post('/events', anEvent({ id: 'met', citations: citing('mirror', 'report') }));
  const state = async () => {
    const { revision, corroboration } = (await register.get('/events/met')).body;
    return [revision, corroboration.independent];
  };
  t.same(await state(), [1, 2]);
  await register.patch('/sources/wire-1', { publisher: 'gazette' }, any);
  t.same(await state(), [2, 1]);
  await register.patch('/sources/copy', { derived_from: [{ source: 'alone', relation: 'copy' }] }, any);
  t.same(await state(), [3, 2]);
  await register.patch('/sources/alone', { attributed_to: ['gazette'] }, any);
  t.same(await state(), [4, 1]);
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});

t.test('sources and what cites them may be written together, in any order', async (t) => {
  const register = await world(t);
  const create = (record: string, document: object) => ({ operation: 'create', record, document });
  const paper = (id: string, members: object) => create('source', { id, kind: 'news_article', ...members });
  const operations = [
    create('event', anEvent({ id: 'met', citations: citing('one', 'two') })),
    paper('one', { derived_from: [{ source: 'base', relation: 'copy' }] }),
    paper('two', { publisher_name: 'The Lagoon' }),
    paper('base', { publisher_name: 'THE LAGOON' }),
  ];
  t.equal((await register.post('/batch', { operations })).status, 200);
  const { body } = await register.get('/events/met');
  t.match(body, {
    revision: 1,
    corroboration: { sources: 2, independent: 1, together: [{ because: [{ same: 'publisher' }] }] },
  });
  t.notOk('id' in body.corroboration.together[0].because[0]);
});

t.test('it is computed: what was read may be sent back, and anything else is refused', async (t) => {
  const register = await world(t);
  const { body } = await register.post('/events', anEvent({ id: 'met' }));
  t.equal((await register.put('/events/met', body, any)).body.revision, 1);
  const corroboration = { ...body.corroboration, independent: 9 };
  const refused = await register.patch('/events/met', { corroboration }, any);
  expectProblem(t, refused, 422, 'validation', '/corroboration computed_member');
  const { body: deal } = await register.post('/partnerships', aPartnership({ id: 'deal' }));
  const milestones = deal.milestones.map((one: Json) => ({ ...one, corroboration }));
  const { body: put } = await register.put('/partnerships/deal', { ...deal, milestones }, any);
  t.match(put, { revision: 1, milestones: [{ corroboration: { independent: 1 } }] });
});

t.test('lists are narrowed by how many voices there are', async (t) => {
  const register = await world(t);
  const cited = ['daily-1', 'alone', 'report', 'mirror'];
  for (const count of [1, 2, 3])
    await register.post('/events', anEvent({ id: `e-${count}`, citations: citing(...cited.slice(0, count)) }));
  const found = async (query: string) =>
    (await register.get(`/events?sort=id&${query}`)).body.data.map(({ id }: Json) => id).join();
  t.equal(await found('min_independent=1'), 'e-1,e-2,e-3');
  t.equal(await found('min_independent=2'), 'e-2,e-3');
  t.equal(await found('min_independent=4'), '');
  t.equal(await found('max_independent=1'), 'e-1');
  t.equal(await found('max_independent=100'), 'e-1,e-2,e-3');
  t.equal(await found('min_independent=2&max_independent=2'), 'e-2');
  t.equal(await found('min_independent=2&q=meeting'), 'e-2,e-3');
  for (const [query, parameter] of [
    ['min_independent=3&max_independent=2', 'max_independent out_of_range'],
    ['min_independent=0', 'min_independent out_of_range'],
    ['max_independent=-1', 'max_independent out_of_range'],
    ['max_independent=101', 'max_independent out_of_range'],
    ['max_independent=1.5', 'max_independent wrong_type'],
    ['max_independent=1,2', 'max_independent wrong_type'],
  ] as const)
    for (const path of ['/events', '/partnerships', '/events.csv'])
      expectProblem(t, await register.get(`${path}?${query}`), 400, 'invalid_parameter', `?${parameter}`);
});

t.test('a table has a column for each figure', async (t) => {
  const register = await world(t);
  await register.post('/events', anEvent({ citations: citing('daily-1', 'herald-1') }));
  const { text } = await register.get('/events.csv?fields=corroboration');
  t.equal(
    text,
    'corroboration_sources,corroboration_independent,corroboration_publishers,corroboration_origins,corroboration_disputed\r\n2,1,2,2,false\r\n',
  );
});
