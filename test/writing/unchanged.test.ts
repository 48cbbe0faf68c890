/** What changes nothing is not written: the record stays at its revision, and nobody is told. */
import t, { type Test } from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { type Answer, anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
await register.putText('report', 'They discussed signing.');
const quoted = [{ source: 'report', quote: 'discussed signing' }];
await post('/parties', { id: 'firm', kind: 'company', name: 'A firm', aliases: [{ name: 'F' }], summary: 'Its work.' });
await post('/events', anEvent({ id: 'meeting', date: { edtf: '2025-03' }, citations: quoted }));
await post('/partnerships', aPartnership({ id: 'pact', milestones: [{ stage: 'talks', citations: quoted }] }));
const ADDRESSES = ['/parties/firm', '/sources/report', '/events/meeting', '/partnerships/pact'];

const endOfLog = async (): Promise<number> => (await get('/changes')).body.meta.sequence;

/** Expects the record as it stood before, and nothing in the log. */
async function expectUnchanged(t: Test, url: string, write: (read: Json, etag: string) => Promise<Answer>) {
  const [before, end] = [await get(url), await endOfLog()];
  const answer = await write(before.body, String(before.headers.etag));
  t.same([answer.status, answer.headers.etag, answer.text], [200, before.headers.etag, before.text], url);
  t.equal((await get(url)).text, before.text);
  t.equal(await endOfLog(), end, 'the feed gets nothing');
}

for (const url of ADDRESSES) {
  t.test(`${url}: put back as it was read it stays as it is`, async (t) => {
    await expectUnchanged(t, url, (read, etag) => put(url, read, { 'if-match': etag }));
    await expectUnchanged(t, url, (read) => put(url, read, { 'if-match': '*' }));
    await expectUnchanged(t, url, (read) => put(`${url}?dry_run=true`, read, { 'if-match': '*' }));
  });

  t.test(`${url}: patched with what it says, or with nothing, it stays as it is`, async (t) => {
    await expectUnchanged(t, url, (_read, etag) => patch(url, {}, { 'if-match': etag }));
    await expectUnchanged(t, url, (read, etag) => patch(url, read, { 'if-match': etag }));
    await expectUnchanged(t, url, (_read, etag) => patch(`${url}?dry_run=true`, {}, { 'if-match': etag }));
  });
}

t.test('the order of members makes no difference', async (t) => {
  await expectUnchanged(t, '/parties/firm', (read) =>
    put('/parties/firm', Object.fromEntries(Object.entries(read).reverse()), { 'if-match': '*' }),
  );
});

t.test('removing what is not there changes nothing', async (t) => {
  await expectUnchanged(t, '/parties/firm', () => patch('/parties/firm', { country: null }, { 'if-match': '*' }));
});

t.test('the same text stored again changes nothing', async (t) => {
  await expectUnchanged(t, '/sources/report', async () => {
    const answer = await register.putText('report', 'They discussed signing.');
    const { citations, ...source } = answer.body;
    t.same(citations, { matched: 0, moved: 0, stale: 0, changed: [] });
    return { ...answer, text: JSON.stringify(source) };
  });
  const other = await register.putText('report', 'They discussed signing!');
  t.equal(other.body.revision, 3);
});

t.test('conditions are checked all the same, and what is sent is, too', async (t) => {
  const { body } = await get('/parties/firm');
  expectProblem(t, await put('/parties/firm', body), 428, 'precondition_required');
  expectProblem(t, await put('/parties/firm', body, { 'if-match': '"7"' }), 412, 'precondition_failed');
  expectProblem(t, await patch('/parties/firm', { kind: 'firm' }, { 'if-match': '*' }), 422, 'validation', '/kind');
});

t.test('bringing a record back is a change, whatever it says', async (t) => {
  await post('/parties', { id: 'back', kind: 'company', name: 'Back' });
  const { body } = await get('/parties/back');
  await register.delete('/parties/back', { 'if-match': '*' });
  const answer = await put('/parties/back', { kind: body.kind, name: body.name });
  t.same([answer.status, answer.body.revision], [201, 3]);
});

t.test('a batch says of each operation whether it changed anything', async (t) => {
  const end = await endOfLog();
  const before = (await get('/parties/firm')).body;
  const operations = [
    { operation: 'patch', record: 'party', id: 'firm', if_match: '*', patch: { name: before.name } },
    {
      operation: 'replace',
      record: 'party',
      id: 'coinworks',
      if_match: '*',
      document: (await get('/parties/coinworks')).body,
    },
    { operation: 'patch', record: 'source', id: 'report', if_match: '*', patch: {}, text: 'They discussed signing!' },
    { operation: 'create', record: 'party', document: { id: 'new', kind: 'company', name: 'New' } },
    { operation: 'append', record: 'party', id: 'gazette', citation: { source: 'report' } },
  ];
  const { status, body } = await post('/batch', { operations });
  t.equal(status, 200);
  t.same(
    body.results.map(({ operation, status, changed }: Json) => [operation, status, changed]),
    [
      ['patch', 200, false],
      ['replace', 200, false],
      ['patch', 200, false],
      ['create', 201, true],
      ['append', 201, true],
    ],
  );
  t.strictSame(body.results[0].document, before);
  t.equal(body.results[0].revision, before.revision);
  t.equal(await endOfLog(), end + 2);
});

t.test('a record that says the same is made anew all the same when another one changes beside it', async (t) => {
  await post('/parties', { id: 'bank', kind: 'company', name: 'A bank', country: 'FR' });
  await post('/events', anEvent({ id: 'visit', parties: [{ party: 'bank', role: 'host' }] }));
  const pact = { title: 'Bank', parties: [{ party: 'arcadia' }, { party: 'bank' }] };
  const milestones = [{ stage: 'talks', citations: [{ source: 'report' }] }];
  await post('/partnerships', { id: 'bank-pact', ...pact, milestones });
  const { status, body } = await post('/batch', {
    operations: [
      { operation: 'patch', record: 'event', id: 'visit', if_match: '*', patch: {} },
      { operation: 'patch', record: 'partnership', id: 'bank-pact', if_match: '*', patch: {} },
      { operation: 'patch', record: 'party', id: 'bank', if_match: '*', patch: { country: 'DE', kind: 'state' } },
    ],
  });
  t.equal(status, 200);
  t.same(
    body.results.map(({ changed }: Json) => changed),
    [false, true, true],
    'the scope of the partnership follows from the kinds of its parties',
  );
  const found = async (query: string) => (await get(`/events?${query}`)).body.data.map(({ id }: Json) => id);
  t.same(await found('country=DE'), ['visit'], 'the event is found by the new country');
  t.notOk((await found('country=FR')).includes('visit'));
});
