/** Requests that are sent again with the same Idempotency-Key: carried out once, answered the same. */
import t from 'tap';
import { dump } from '../support/dump.js';
import { expectProblem } from '../support/expect-problem.js';
import { type Answer, anEvent, aPartnership, openRegister, populate, readerKey } from '../support/register.js';

const DAY = 24 * 60 * 60 * 1000;
let clock = new Date('2026-01-01T00:00:00Z');
const register = await openRegister(t, { now: () => clock });
const { get, post } = register;
await populate(register);

const keyed = (key: string) => ({ 'idempotency-key': key });
const isReplayed = ({ headers }: Answer) => headers['idempotent-replayed'] === 'true';
const entries = async () => {
  const { count } = register.engine.reader.fn;
  return register.engine.reader.selectFrom('change').select(count<number>('sequence').as('sum')).executeTakeFirst();
};

t.test('the same request with the same key is answered as before, and carried out once', async (t) => {
  const send = () => post('/events', anEvent({ title: 'Once' }), keyed('once'));
  const first = await send();
  const before = await dump(register.engine.reader);
  const again = await send();
  t.equal(first.status, 201);
  t.notOk(isReplayed(first));
  t.ok(isReplayed(again));
  for (const name of ['etag', 'location', 'content-type']) t.equal(again.headers[name], first.headers[name], name);
  t.same([again.status, again.text], [first.status, first.text]);
  t.same(await dump(register.engine.reader), before);
});

t.test('without a key a repeated request makes another record', async (t) => {
  const [first, again] = [
    await post('/events', anEvent({ title: 'Twice' })),
    await post('/events', anEvent({ title: 'Twice' })),
  ];
  t.not(first.body.id, again.body.id);
});

t.test('64 of the same at once make one record', async (t) => {
  const before = await entries();
  const answers = await Promise.all(
    Array.from({ length: 64 }, () => post('/parties', { kind: 'company', name: 'Crowded' }, keyed('crowd'))),
  );
  t.same(new Set(answers.map(({ status }) => status)), new Set([201]));
  t.equal(new Set(answers.map(({ text }) => text)).size, 1);
  t.equal(answers.filter(isReplayed).length, 63);
  t.equal((await entries())!.sum, before!.sum + 1);
});

t.test('another request under the same key is refused', async (t) => {
  await post('/events', anEvent({ title: 'Taken' }), keyed('taken'));
  const others = [
    () => post('/events', anEvent({ title: 'Another' }), keyed('taken')),
    () => post('/parties', { kind: 'company', name: 'Taken' }, keyed('taken')),
    () => post('/events/taken/citations', { source: 'report' }, keyed('taken')),
  ];
  for (const send of others) {
    const before = await dump(register.engine.reader);
    expectProblem(t, await send(), 422, 'validation', 'Idempotency-Key: key_reused');
    t.same(await dump(register.engine.reader), before);
  }
});

t.test('a refused request leaves its key free', async (t) => {
  expectProblem(t, await post('/events', anEvent({ mentions: ['nobody'] }), keyed('mended')), 422, 'validation');
  expectProblem(t, await post('/events', { title: 5 }, keyed('mended')), 422, 'validation');
  const mended = await post('/events', anEvent({ title: 'Mended' }), keyed('mended'));
  t.equal(mended.status, 201);
  t.notOk(isReplayed(mended));
});

t.test('appending twice with one key appends once', async (t) => {
  await post('/partnerships', aPartnership({ id: 'appended' }));
  const milestone = { stage: 'exploratory', citations: [{ source: 'report' }] };
  const send = () => post('/partnerships/appended/milestones', milestone, keyed('append'));
  const [first, again] = [await send(), await send()];
  t.same([first.text, isReplayed(again)], [again.text, true]);
  t.equal((await get('/partnerships/appended')).body.milestones.length, 2);
});

t.test('the answer is that of then, also when the record has changed since or is gone', async (t) => {
  const send = () => post('/parties', { id: 'changed', kind: 'company', name: 'Changed' }, keyed('changed'));
  const first = await send();
  await register.patch('/parties/changed', { summary: 'New.' }, { 'if-match': '*' });
  t.equal((await send()).text, first.text);
  await register.delete('/parties/changed', { 'if-match': '*' });
  t.equal((await send()).text, first.text);
});

t.test('a key is kept for 24 hours, and taken away after', async (t) => {
  const send = () => post('/parties', { id: 'kept', kind: 'company', name: 'Kept' }, keyed('kept'));
  const first = await send();
  clock = new Date(clock.getTime() + DAY - 1);
  t.equal((await send()).text, first.text);
  clock = new Date(clock.getTime() + 1);
  expectProblem(t, await send(), 409, 'already_exists');
  await post('/parties', { kind: 'company', name: 'Sweeper' }, keyed('sweeper'));
  const left = await register.engine.reader.selectFrom('idempotent_answer').select('key').execute();
  t.same(left, [{ key: 'sweeper' }]);
});

t.test('everybody has keys of their own', async (t) => {
  const body = { kind: 'company', name: 'Mine' };
  await post('/parties', body, keyed('shared'));
  expectProblem(t, await post('/parties', body, { ...keyed('shared'), ...readerKey }), 403, 'forbidden');
  expectProblem(t, await post('/parties', body, { ...keyed('shared'), authorization: '' }), 401, 'unauthorized');
});

t.test('a key that is none is refused by name', async (t) => {
  for (const key of ['', 'two words', 'x'.repeat(256), 'Łódź'])
    expectProblem(t, await post('/events', anEvent(), keyed(key)), 400, 'invalid_parameter');
  t.equal((await post('/events', anEvent(), keyed('x'.repeat(255)))).status, 201);
});
