/** When a source's text comes, changes or goes, every citation of it is checked again, and the records follow. */
import t, { type Test } from 'tap';
import { anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

const TEXT = '🤝 The ministers met by video. They discussed signing a memorandum. The ministers left.';
const QUOTE = 'discussed signing a memorandum';
const cited = { source: 'report', quote: QUOTE };

async function populated(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  return register;
}

const at = (text: string, quote: string): number => [...text.slice(0, text.indexOf(quote))].length;
const operations = async (register: TestRegister, path: string): Promise<string[]> =>
  (await register.get(`${path}/revisions`)).body.data.map(({ operation }: { operation: string }) => operation);
const citation = async (register: TestRegister, path = '/events/talks') => (await register.get(path)).body.citations[0];

t.test('storing a text checks every citation of the source, wherever it is', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.post('/parties', {
    id: 'a-minister',
    kind: 'person',
    name: 'A minister',
    positions: [{ title: 'Minister', of: 'arcadia', citations: [cited] }],
    claims: [{ predicate: 'other', value: 'content', citations: [cited] }],
  });
  await register.post(
    '/partnerships',
    aPartnership({
      id: 'both',
      milestones: [{ stage: 'talks', citations: [cited] }],
      instruments: [{ kind: 'mou', status: 'under_discussion', citations: [cited] }],
      citations: [cited],
    }),
  );
  const found = { ...cited, start: at(TEXT, QUOTE), end: at(TEXT, QUOTE) + QUOTE.length, status: 'matched' };
  await register.putText('report', TEXT);
  t.same((await register.get('/events/talks')).body.citations, [found]);
  const { body: person } = await register.get('/parties/a-minister');
  t.same([person.positions[0].citations, person.claims[0].citations], [[found], [found]]);
  const { body: both } = await register.get('/partnerships/both');
  t.same([both.milestones[0].citations, both.instruments[0].citations, both.citations], [[found], [found], [found]]);
  t.equal(both.evidence, 'matched');
});

t.test('what changes gets a recomputed revision and a new ETag, in the transaction of the text', async (t) => {
  const register = await populated(t);
  const made = await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  const stored = await register.putText('report', TEXT, { 'change-reason': 'the report came in' });
  const { headers, body } = await register.get('/events/talks');
  t.equal(headers.etag, '"2"');
  t.equal(body.updated_at, stored.body.updated_at);
  t.equal(body.created_at, made.body.created_at);
  const { body: history } = await register.get('/events/talks/revisions');
  t.match(history.data, [
    { revision: 1, operation: 'create' },
    { revision: 2, operation: 'recomputed', at: stored.body.updated_at, actor: 'tester', reason: 'the report came in' },
  ]);
  const revisions = [1, 2].map(async (number) => (await register.get(`/events/talks/revisions/${number}`)).body);
  const [first, second] = await Promise.all(revisions);
  t.same(first.document, made.body, 'what it said before is kept');
  t.same(second.document, body);
  const outdated = await register.put('/events/talks', anEvent(), { 'if-match': made.headers.etag as string });
  t.equal(outdated.status, 412, 'the ETag of before is outdated');
});

t.test('what does not change gets no revision', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.post('/events', anEvent({ id: 'elsewhere', citations: [{ source: 'report' }] }));
  await register.putText('report', TEXT);
  await register.putText('report', `${TEXT} And so on.`);
  t.same(await operations(register, '/events/talks'), ['create', 'recomputed']);
  t.same(
    await operations(register, '/events/elsewhere'),
    ['create', 'recomputed'],
    'that there is a text now, and no more',
  );
});

t.test('words that moved are followed', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.putText('report', TEXT);
  const moved = `Corrected. 😀😀 ${TEXT}`;
  await register.putText('report', moved);
  t.match(await citation(register), { start: at(moved, QUOTE), end: at(moved, QUOTE) + 30, status: 'matched' });
  t.equal((await register.get('/events/talks')).body.revision, 3);
});

t.test('of words in many places the one that is meant is followed', async (t) => {
  const register = await populated(t);
  await register.putText('report', 'again and '.repeat(40));
  const meant = { source: 'report', quote: 'again', start: 350 };
  await register.post('/events', anEvent({ id: 'talks', citations: [meant] }));
  await register.putText('report', `🤝 ${'again and '.repeat(40)}`);
  t.match(await citation(register), { start: 352, end: 357, status: 'matched' });
});

t.test('words that are gone make the citation stale, and words that come back make it matched', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.post(
    '/partnerships',
    aPartnership({ id: 'both', milestones: [{ stage: 'talks', citations: [cited] }] }),
  );
  await register.putText('report', TEXT);
  await register.putText('report', 'The report was withdrawn.');
  t.match(await citation(register), { ...cited, status: 'stale' });
  t.equal((await register.get('/partnerships/both')).body.evidence, 'stale');
  await register.putText('report', TEXT);
  t.match(await citation(register), { ...cited, start: at(TEXT, QUOTE), status: 'matched' });
  t.equal((await register.get('/partnerships/both')).body.evidence, 'matched');
  t.same(await operations(register, '/events/talks'), ['create', 'recomputed', 'recomputed', 'recomputed']);
});

t.test('taking a text away leaves its quotations unchecked', async (t) => {
  const register = await populated(t);
  await register.putText('report', TEXT);
  await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.delete('/sources/report/text', { 'if-match': '*' });
  t.match(await citation(register), { ...cited, status: 'unchecked' });
  t.same(await operations(register, '/events/talks'), ['create', 'recomputed']);
  t.same(await operations(register, '/sources/report'), ['create', 'patch', 'patch']);
});

t.test(
  'a quotation that was unchecked and is not in the text becomes stale, and the text is stored all the same',
  async (t) => {
    const register = await populated(t);
    await register.post('/events', anEvent({ id: 'talks', citations: [{ source: 'report', quote: 'Zebras' }] }));
    t.equal((await register.putText('report', TEXT)).status, 201);
    t.match(await citation(register), { quote: 'Zebras', status: 'stale' });
  },
);

/** A register whose event has a stale citation, and one that stands. */
async function withStale(t: Test) {
  const register = await populated(t);
  await register.putText('report', TEXT);
  const standing = { source: 'report', quote: 'met by video' };
  await register.post('/events', anEvent({ id: 'talks', citations: [cited, standing] }));
  const milestone = { stage: 'talks', citations: [cited] };
  await register.post('/partnerships', aPartnership({ id: 'both', milestones: [milestone] }));
  await register.putText('report', 'The ministers met by video.');
  const { body: event } = await register.get('/events/talks');
  t.same(
    event.citations.map(({ status }: { status: string }) => status),
    ['stale', 'matched'],
  );
  return { register, event };
}

t.test('an unchanged stale citation stays on put, patch and append', async (t) => {
  const { register, event } = await withStale(t);
  const [stale] = event.citations;
  const put = await register.put('/events/talks', { ...event, title: 'Renamed' }, { 'if-match': '*' });
  t.equal(put.status, 200);
  t.same(put.body.citations[0], stale);
  const patched = await register.patch('/events/talks', { citations: event.citations }, { 'if-match': '*' });
  t.equal(patched.status, 200);
  t.same(patched.body.citations[0], stale);
  const renamed = await register.patch('/events/talks', { title: 'Once more' }, { 'if-match': '*' });
  t.same(renamed.body.citations[0], stale);
  const appended = await register.post('/events/talks/citations', { source: 'report', quote: 'The ministers' });
  t.equal(appended.status, 201);
  t.same(appended.body.citations[0], stale);
  t.match(appended.body.citations[2], { start: 0, status: 'matched' });
});

t.test('a changed stale citation is refused', async (t) => {
  const { register, event } = await withStale(t);
  const [stale, standing] = event.citations;
  for (const change of [{ quote: 'discussed signing' }, { start: stale.start + 1 }]) {
    const citations = [{ ...stale, ...change }, standing];
    const put = await register.put('/events/talks', { ...event, citations }, { 'if-match': '*' });
    t.match(put, { status: 422, body: { errors: [{ code: 'quote_not_found', pointer: '/citations/0/quote' }] } });
    const patched = await register.patch('/events/talks', { citations }, { 'if-match': '*' });
    t.match(patched, { status: 422, body: { errors: [{ code: 'quote_not_found', pointer: '/citations/0/quote' }] } });
  }
  t.same((await register.get('/events/talks')).body, event, 'nothing was written');
});

t.test('a new citation of words that are gone is refused, also beside a stale one of the same words', async (t) => {
  const { register, event } = await withStale(t);
  const [{ start }] = event.citations;
  for (const words of [cited, { ...cited, start }]) {
    const appended = await register.post('/events/talks/citations', words);
    t.match(appended, { status: 422, body: { errors: [{ code: 'quote_not_found' }] } });
    const milestone = { stage: 'signed', citations: [words] };
    const claimed = await register.post('/partnerships/both/milestones', milestone);
    t.match(claimed, { status: 422, body: { errors: [{ code: 'quote_not_found' }] } });
  }
  t.equal((await register.get('/partnerships/both')).body.stage, 'talks');
});

t.test('a record that is brought back is not said to match words that went while it was away', async (t) => {
  const register = await populated(t);
  await register.putText('report', TEXT);
  const { body: event } = await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.delete('/events/talks', { 'if-match': '*' });
  await register.putText('report', 'The report was withdrawn.');
  const { id: _id, record: _record, revision: _revision, created_at: _made, updated_at: _at, ...written } = event;
  const { status, body } = await register.put('/events/talks', written);
  t.equal(status, 422);
  t.match(body, { errors: [{ code: 'quote_not_found' }] });
});

t.test('a record that is brought back is checked against a text that came while it was away', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [cited] }));
  await register.delete('/events/talks', { 'if-match': '*' });
  await register.putText('report', TEXT);
  const { status, body } = await register.put('/events/talks', anEvent({ citations: [cited] }));
  t.equal(status, 201);
  t.match(body.citations, [{ start: at(TEXT, QUOTE), status: 'matched' }]);
});
