/** Many writers at once, and writes that are refused: nothing is lost, doubled or left half done. */
import { createHash } from 'node:crypto';
import t from 'tap';
import { dump } from '../support/dump.js';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };
const each = <T>(count: number, work: (number: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, number) => work(number)));

t.test('writers who read, edit and put with If-Match lose none of each other’s work', async (t) => {
  await put('/parties/shared', { kind: 'company', name: 'Shared' });
  let conflicts = 0;
  await each(6, async (writer) => {
    for (let turn = 0; turn < 5; turn++)
      for (;;) {
        const { body, headers } = await get('/parties/shared');
        body.aliases = [...(body.aliases ?? []), { name: `${writer}-${turn}` }];
        const send = turn % 2 === 0 ? put : patch;
        const { status } = await send('/parties/shared', body, { 'if-match': String(headers.etag) });
        if (status === 200) break;
        t.equal(status, 412);
        conflicts += 1;
      }
  });
  const { body } = await get('/parties/shared');
  t.ok(conflicts > 0, 'they did get in each other’s way');
  t.equal(body.revision, 31);
  t.equal(new Set(body.aliases.map(({ name }: any) => name)).size, 30);
});

t.test('32 clients who count in one record lose no count', async (t) => {
  await put('/parties/counter', { kind: 'company', name: 'Counter', summary: '0' });
  await each(32, async () => {
    for (let isCounted = false; !isCounted; ) {
      const { body, headers } = await get('/parties/counter');
      const counted = { summary: String(Number(body.summary) + 1) };
      const { status } = await patch('/parties/counter', counted, { 'if-match': String(headers.etag) });
      isCounted = status === 200;
      if (!isCounted) t.equal(status, 412);
    }
  });
  const { body } = await get('/parties/counter');
  t.same([body.summary, body.revision], ['32', 33]);
});

t.test('appending at once loses nothing either', async (t) => {
  await put('/partnerships/shared', aPartnership());
  const cited = [{ source: 'report' }];
  const answers = await each(20, (number) =>
    number % 2 === 0
      ? post('/partnerships/shared/milestones', { stage: 'talks', note: `${number}`, citations: cited })
      : post('/partnerships/shared/citations', { source: 'report', quote: `${number}` }),
  );
  t.same(new Set(answers.map(({ status }) => status)), new Set([201]));
  t.equal(new Set(answers.map(({ headers }) => headers.etag)).size, 20, 'each made a revision of its own');
  const { body } = await get('/partnerships/shared');
  t.same([body.revision, body.milestones.length, body.citations.length], [21, 11, 10]);
});

t.test('of those who choose one id at once a single one gets it', async (t) => {
  const answers = await each(10, (number) => post('/parties', { id: 'wanted', kind: 'company', name: `W ${number}` }));
  t.same(answers.map(({ status }) => status).sort(), [201, ...Array(9).fill(409)]);
  const put1 = await each(10, (number) => put('/parties/wanted-too', { kind: 'company', name: `W ${number}` }));
  t.same(put1.map(({ status }) => status).sort(), [201, ...Array(9).fill(428)]);
  const winner = put1.find(({ status }) => status === 201);
  t.equal((await get('/parties/wanted-too')).text, winner?.text);
});

t.test('of those who name a record the same at once each gets an id of its own', async (t) => {
  const answers = await each(20, () => post('/parties', { kind: 'company', name: 'Same Name' }));
  t.same(new Set(answers.map(({ status }) => status)), new Set([201]));
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 20);
});

t.test('a record is never deleted and referred to at once', async (t) => {
  await each(8, async (number) => {
    const id = `contested-${number}`;
    await put(`/parties/${id}`, { kind: 'company', name: 'Contested' });
    const refer = () => post('/events', anEvent({ mentions: [id] }));
    const remove = () => register.delete(`/parties/${id}`, any);
    const [one, other] = await Promise.all(number % 2 === 0 ? [refer(), remove()] : [remove(), refer()]);
    const statuses = [one.status, other.status].sort().join();
    t.ok(['201,409', '204,422'].includes(statuses), statuses);
  });
});

t.test('a write that is refused leaves nothing behind', async (t) => {
  const words = 'The ministers met. They met again.';
  await put('/sources/quoted', { kind: 'interview', published: { edtf: '2025-05-01' } });
  await register.putText('quoted', words);
  await put('/partnerships/kept', aPartnership());
  await put('/events/kept', anEvent({ mentions: ['coinworks'], partnerships: ['kept'] }));
  const quoting = (quote: string) => anEvent({ citations: [{ source: 'quoted', quote }] });
  const signed = [{ kind: 'mou', status: 'signed', citations: [{ source: 'report' }] }];
  const writes: [number, string, () => ReturnType<typeof post>][] = [
    [400, 'malformed_request', () => post('/events', '{"title": ')],
    [409, 'already_exists', () => post('/events', anEvent({ id: 'kept' }))],
    [409, 'still_referenced', () => register.delete('/parties/coinworks', any)],
    [409, 'still_referenced', () => register.delete('/partnerships/kept', any)],
    [410, 'gone', () => patch('/parties/lost', {}, any)],
    [412, 'precondition_failed', () => put('/events/kept', anEvent(), { 'if-match': '"7"' })],
    [412, 'precondition_failed', () => register.putText('quoted', 'Other words.', { 'if-match': '"1"' })],
    [422, 'validation', () => post('/events', anEvent({ title: undefined }))],
    [422, 'validation', () => post('/events', anEvent({ mentions: ['nobody'] }))],
    [422, 'validation', () => post('/events', quoting('They sang'))],
    [422, 'validation', () => post('/events', quoting('met'))],
    [422, 'validation', () => put('/events/kept', anEvent({ after: ['kept'] }), any)],
    [422, 'validation', () => patch('/partnerships/kept', { instruments: signed }, any)],
    [
      422,
      'validation',
      () => patch('/partnerships/kept', { parties: [{ party: 'arcadia' }, { party: 'gazette' }] }, any),
    ],
    [422, 'validation', () => post('/partnerships/kept/milestones', { stage: 'signed', event: 'none', citations: [] })],
    [422, 'validation', () => put('/parties/arcadia', { kind: 'media', name: 'Arcadia Today' }, any)],
    [422, 'validation', () => patch('/parties/arcadia', { named: false }, any)],
    [422, 'validation', () => register.putText('quoted', 'A\0B')],
    [428, 'precondition_required', () => register.delete('/events/kept')],
  ];
  await put('/parties/lost', { kind: 'company', name: 'Lost' });
  await register.delete('/parties/lost', any);
  const before = await dump(register.engine.reader);
  for (const [index, [status, code, write]] of writes.entries()) {
    expectProblem(t, await write(), status, code);
    t.same(await dump(register.engine.reader), before, `after ${index}: ${status} ${code}`);
  }
});

t.test('refused writes among others take nothing of theirs with them', async (t) => {
  const answers = await each(30, (number) =>
    number % 3 === 0
      ? post('/events', anEvent({ id: `among-${number}`, mentions: ['nobody'] }))
      : number % 3 === 1
        ? register.delete('/parties/arcadia', any)
        : post('/events', anEvent({ id: `among-${number}`, mentions: ['arcadia'] })),
  );
  t.same(
    answers.map(({ status }) => status),
    Array.from({ length: 30 }, (_, number) => [422, 409, 201][number % 3]),
  );
  for (let number = 2; number < 30; number += 3) t.equal((await get(`/events/among-${number}`)).status, 200);
  t.equal((await get('/events/among-3')).status, 404);
});

t.test('after all of this the log has no gap, and each entry is chained to the one before', async (t) => {
  const changes = await register.engine.reader.selectFrom('change').selectAll().orderBy('sequence').execute();
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  let hash = '';
  for (const [index, { document, hash: stored, ...entry }] of changes.entries()) {
    const { sequence, record, id, revision, operation, at, actor, reason } = entry;
    const content = document === null ? null : sha256(document);
    hash = sha256(JSON.stringify([hash, sequence, record, id, revision, operation, at, actor, reason, content]));
    if (sequence !== index + 1 || stored !== hash) return t.fail(`entry ${sequence} is out of place`);
  }
  t.ok(changes.length > 100);
});
