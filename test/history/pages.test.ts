/** A long history is read in pages, and what the service writes by itself is part of it. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };

await put('/parties/long', { kind: 'company', name: 'Long' });
for (let revision = 2; revision <= 7; revision++) await patch('/parties/long', { summary: `${revision}` }, any);

const numbers = ({ data }: Json): number[] => data.map(({ revision }: Json) => revision);

t.test('a history is paged through by its cursors without gap or repetition', async (t) => {
  for (const limit of [1, 2, 3, 6, 7, 200]) {
    const seen: number[] = [];
    let url: string | undefined = `/parties/long/revisions?limit=${limit}`;
    while (url !== undefined) {
      const { status, headers, body }: Json = await get(url);
      t.equal(status, 200);
      t.equal(body.page.limit, limit);
      t.ok(body.data.length > 0 && body.data.length <= limit);
      seen.push(...numbers(body));
      url = /<([^>]*)>; rel="next"/.exec(headers.link)?.[1];
      t.equal(url !== undefined, body.page.next !== undefined, 'the link and the cursor agree');
      if (url) t.equal(new URL(url, 'http://register').searchParams.get('cursor'), body.page.next);
    }
    t.same(seen, [1, 2, 3, 4, 5, 6, 7], `in pages of ${limit}`);
  }
});

t.test('a page of the history stays as it is while revisions are added', async (t) => {
  await put('/parties/growing', { kind: 'company', name: 'Growing' });
  await patch('/parties/growing', { summary: 'Second.' }, any);
  const { body: first } = await get('/parties/growing/revisions?limit=1');
  await patch('/parties/growing', { summary: 'Third.' }, any);
  await register.delete('/parties/growing', any);
  const { body: rest } = await get(`/parties/growing/revisions?limit=50&cursor=${first.page.next}`);
  t.same([numbers(first), numbers(rest)], [[1], [2, 3, 4]]);
});

t.test('a cursor belongs to the history that it came from', async (t) => {
  const { body } = await get('/parties/long/revisions?limit=2');
  const { next } = body.page;
  for (const url of ['/parties/arcadia/revisions', '/sources/report/revisions', '/parties'])
    expectProblem(t, await get(`${url}?cursor=${next}`), 400, 'invalid_parameter', '?cursor cursor');
  const list = await get('/parties?limit=1');
  const foreign = await get(`/parties/long/revisions?cursor=${list.body.page.next}`);
  expectProblem(t, foreign, 400, 'invalid_parameter', '?cursor cursor');
  for (const broken of ['abc', next.slice(0, -1), `${next}A`, next.toUpperCase(), 'MTIz'])
    expectProblem(t, await get(`/parties/long/revisions?cursor=${broken}`), 400, 'invalid_parameter', '?cursor cursor');
});

t.test('the parameters of a history are checked', async (t) => {
  const url = '/parties/long/revisions';
  for (const limit of ['0', '201', '100000000'])
    expectProblem(t, await get(`${url}?limit=${limit}`), 400, 'invalid_parameter', '?limit out_of_range');
  for (const limit of ['-1', '1.5', '1e400', '9007199254740992', 'ten', ''])
    expectProblem(t, await get(`${url}?limit=${limit}`), 400, 'invalid_parameter', '?limit');
  const [error] = expectProblem(t, await get(`${url}?limmit=5`), 400, 'invalid_parameter', '?limmit unknown_parameter');
  t.match(error.detail, 'limit');
});

t.test(
  'what a change computes anew elsewhere is recorded there, with the same instant, actor and reason',
  async (t) => {
    await post('/sources', { id: 'dating', kind: 'news_article', published: { edtf: '2025-05-01' } });
    const citations = [{ source: 'dating' }];
    await post('/events', anEvent({ id: 'dated', citations }));
    await post('/events', anEvent({ id: 'unmoved', date: { edtf: '2025-03-31' }, citations }));
    await post('/events', anEvent({ id: 'unrelated' }));
    await post('/partnerships', aPartnership({ id: 'dated', milestones: [{ stage: 'talks', citations }] }));
    const reason = 'The paper gives another date.';
    await patch('/sources/dating', { published: { edtf: '2025-04-01' } }, { ...any, 'change-reason': reason });

    const { at } = (await get('/sources/dating/revisions/2')).body;
    for (const url of ['/events/dated', '/partnerships/dated']) {
      const { body } = await get(`${url}/revisions`);
      t.strictSame(body.data[1], { revision: 2, operation: 'recomputed', at, actor: 'tester', reason }, url);
      const { body: now, headers } = await get(url);
      t.same([now.revision, now.updated_at, headers.etag], [2, at, '"2"']);
    }
    t.equal((await get('/events/dated')).body.date.latest, '2025-04-01');
    t.equal((await get('/events/dated/revisions/1')).body.document.date.latest, '2025-05-01');
    for (const url of ['/events/unmoved', '/events/unrelated'])
      t.equal((await get(url)).body.revision, 1, `${url} says what it said`);
  },
);

t.test('a party of another kind changes the scope of its partnerships', async (t) => {
  await post('/parties', { id: 'changing', kind: 'company', name: 'Changing' });
  const parties = [{ party: 'arcadia' }, { party: 'changing' }];
  const { body: before } = await post('/partnerships', aPartnership({ id: 'scoped', parties }));
  t.equal(before.scope, 'state_company');
  await patch('/parties/changing', { kind: 'civil_society' }, any);
  const { body } = await get('/partnerships/scoped');
  t.same([body.revision, body.scope], [2, 'state_organization']);
  t.equal((await get('/partnerships/scoped/revisions/2')).body.operation, 'recomputed');
  await patch('/parties/changing', { summary: 'It has a summary now.' }, any);
  t.equal((await get('/partnerships/scoped')).body.revision, 2, 'what matters to nobody changes nobody');
});

t.test(
  'a text that is stored, replaced or taken away is a revision of the source and of what it changes',
  async (t) => {
    await post('/sources', { id: 'worded', kind: 'interview' });
    await post('/events', anEvent({ id: 'quoting', citations: [{ source: 'worded', quote: 'They met' }] }));
    await post('/events', anEvent({ id: 'pointing', citations: [{ source: 'worded' }] }));
    const status = async () => (await get('/events/quoting')).body.citations[0].status;
    const steps: [string, () => Promise<unknown>][] = [
      ['matched', () => register.putText('worded', 'They met.')],
      ['stale', () => register.putText('worded', 'They parted.')],
      ['unchecked', () => register.delete('/sources/worded/text', any)],
    ];
    t.equal(await status(), 'unchecked');
    for (const [index, [expected, step]] of steps.entries()) {
      await step();
      t.equal(await status(), expected);
      t.equal((await get('/sources/worded')).body.revision, index + 2);
      const { data } = (await get('/events/quoting/revisions')).body;
      t.match(data.at(-1), { revision: index + 2, operation: 'recomputed' });
    }
    t.equal((await get('/events/pointing')).body.revision, 3, 'that there is a text, and that there is none again');
  },
);

t.test('instants never go back, even when the clock of the machine does', async (t) => {
  const clock = ['2025-11-01T12:00:00.000Z', '2025-11-01T11:00:00.000Z', '2025-11-01T12:00:00.001Z'];
  const ticking = await openRegister(t, { now: () => new Date(clock.shift() ?? '2025-11-02T00:00:00.000Z') });
  await ticking.put('/parties/one', { kind: 'company', name: 'One' });
  for (const summary of ['Two.', 'Three.']) await ticking.patch('/parties/one', { summary }, any);
  const { data } = (await ticking.get('/parties/one/revisions')).body;
  const noon = '2025-11-01T12:00:00';
  t.same(
    data.map(({ at }: Json) => at),
    [`${noon}.000Z`, `${noon}.000Z`, `${noon}.001Z`],
  );
});
