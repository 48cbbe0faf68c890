/** Writes that are rehearsed: checked and answered like any other, and not stored. */
import t from 'tap';
import { dump } from '../support/dump.js';
import { expectProblem } from '../support/expect-problem.js';
import { type Answer, anEvent, aPartnership, openRegister, populate, writerKey } from '../support/register.js';

const now = new Date('2026-01-01T00:00:00Z');
const register = await openRegister(t, { now: () => now });
const { get, post, put, patch } = register;
const any = { 'if-match': '*' };
await populate(register);
await post('/sources', { id: 'quoted', kind: 'interview', published: { edtf: '2025-05-01' } });
await register.putText('quoted', 'The ministers met.');
await post('/events', anEvent({ id: 'met', citations: [{ source: 'quoted', quote: 'met' }] }));
await post('/partnerships', aPartnership({ id: 'old' }));
await post('/parties', { id: 'gone', kind: 'company', name: 'Gone' });
await register.delete('/parties/gone', any);

/** Every kind of write, by its address. */
const WRITES: Record<string, (query: string) => Promise<Answer>> = {
  create: (query) => post(`/events${query}`, anEvent({ id: 'new' })),
  'create by address': (query) => put(`/events/placed${query}`, anEvent()),
  replace: (query) => put(`/events/met${query}`, anEvent({ title: 'Another' }), any),
  restore: (query) => put(`/parties/gone${query}`, { kind: 'company', name: 'Back' }),
  patch: (query) => patch(`/parties/arcadia${query}`, { name: 'New Arcadia' }, any),
  'append a milestone': (query) =>
    post(`/partnerships/old/milestones${query}`, { stage: 'signed', citations: [{ source: 'report' }] }),
  'append a citation': (query) => post(`/events/met/citations${query}`, { source: 'report' }),
  'replace a text': (query) =>
    register.send({
      method: 'PUT',
      url: `/sources/quoted/text${query}`,
      headers: { ...writerKey, 'content-type': 'text/plain', ...any },
      payload: 'They talked.',
    }),
  batch: (query) =>
    post(`/batch${query}`, {
      operations: [{ operation: 'create', record: 'party', document: { kind: 'company', name: 'In a batch' } }],
    }),
  'delete a text': (query) => register.delete(`/sources/quoted/text${query}`, any),
  delete: (query) => register.delete(`/partnerships/old${query}`, any),
};

for (const [what, write] of Object.entries(WRITES))
  t.test(`${what}: a dry run answers as the write does, and stores nothing`, async (t) => {
    const before = await dump(register.engine.reader);
    const rehearsed = await write('?dry_run=true');
    t.same(await dump(register.engine.reader), before);
    t.equal(rehearsed.headers['dry-run'], 'true');
    const done = await write('?dry_run=false');
    t.equal(done.headers['dry-run'], undefined);
    t.not(done.status, 422);
    t.ok(done.status < 300, done.text);
    t.strictSame([rehearsed.status, rehearsed.text], [done.status, done.text]);
    for (const name of ['etag', 'location']) t.equal(rehearsed.headers[name], done.headers[name], name);
    t.strictNotSame(await dump(register.engine.reader), before, 'the write itself does store something');
  });

t.test('a dry run is refused for what the write would be', async (t) => {
  expectProblem(t, await post('/events?dry_run=true', anEvent({ id: 'new' })), 409, 'already_exists');
  expectProblem(
    t,
    await post('/events?dry_run=true', anEvent({ mentions: ['nobody'] })),
    422,
    'validation',
    '/mentions/0',
  );
  expectProblem(t, await put('/events/new?dry_run=true', anEvent()), 428, 'precondition_required');
  expectProblem(t, await register.delete('/sources/report?dry_run=true', any), 409, 'still_referenced');
  expectProblem(t, await post('/events?dry_run=perhaps', anEvent()), 400, 'invalid_parameter', '?dry_run wrong_type');
  expectProblem(t, await get('/events?dry_run=true'), 400, 'invalid_parameter', '?dry_run unknown_parameter');
});

t.test('what is rehearsed does not use up an Idempotency-Key', async (t) => {
  const headers = { 'idempotency-key': 'rehearsal' };
  const send = (query: string) => post(`/parties${query}`, { kind: 'company', name: 'Rehearsed' }, headers);
  t.equal((await send('?dry_run=true')).status, 201);
  const done = await send('');
  t.same([done.status, done.headers['idempotent-replayed']], [201, undefined]);
  const replayed = await send('?dry_run=true');
  t.same([replayed.body.id, replayed.headers['idempotent-replayed']], ['rehearsed', 'true'], 'as the request would be');
  t.equal(replayed.headers['dry-run'], 'true');
  const other = await post('/parties?dry_run=true', { kind: 'company', name: 'Another' }, headers);
  expectProblem(t, other, 422, 'validation', 'Idempotency-Key: key_reused');
});

t.test('what is rehearsed cannot be found, not even among others that are written at once', async (t) => {
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      post(`/parties?dry_run=${number % 2 === 0}`, {
        id: `mixed-${number}`,
        kind: 'company',
        name: `Mixedly ${number}`,
      }),
    ),
  );
  const { body } = await get('/search?q=mixedly&limit=50&total=true');
  t.equal(body.meta.total, 10);
  t.equal((await get('/parties/mixed-2')).status, 404);
  t.equal((await get('/suggest?q=mixedly&limit=50')).body.data.length, 10);
});
