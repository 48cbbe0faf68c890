/** The change feed as it goes on: where it begins, how it is taken up again, and what becomes of those who don't read. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { openEngine } from '../../src/db/open.js';
import { create } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import { expectProblem } from '../support/expect-problem.js';
import { openRegister, populate, type TestRegister } from '../support/register.js';
import { addressOf, events, type Listener, listen, type Told } from './listening.js';
import { keepWriting } from './writers.js';

const QUICK = { heartbeat: 20 };
const any = { 'if-match': '*' };
const name = (register: TestRegister, id: string, more: object = {}) =>
  register.put(`/parties/${id}`, { kind: 'company', name: 'Named', ...more });
const sequencesOf = (told: Told[]): number[] => told.map(({ id }) => Number(id));

t.test('each change is sent as it is written, as the feed has it', async (t) => {
  const register = await openRegister(t, { streaming: QUICK });
  const listener = await listen(t, register, '/changes/stream?expand=document');
  t.match(listener.response.headers, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'access-control-allow-origin': '*',
  });
  for (const write of [
    () => name(register, 'told', { summary: 'Two\nlines 🚀\u2028' }),
    () => register.delete('/parties/told', { ...any, 'change-reason': 'Gone' }),
    () => name(register, 'told'),
  ]) {
    await write();
    const [told] = await events(listener, 1);
    const { text } = await register.get(`/changes?after=${Number(told?.id) - 1}&expand=document`);
    t.equal(told?.event, 'change');
    t.ok(text.startsWith(`{"data":[${told?.data}]`), `entry ${told?.id}`);
  }
});

t.test('it begins now, after a sequence, at an instant, or behind the last event that was read', async (t) => {
  let now = new Date('2025-11-01T12:00:00.000Z');
  const register = await openRegister(t, { streaming: QUICK, now: () => now });
  for (const id of ['a', 'b', 'c', 'd']) {
    await name(register, id);
    now = new Date(now.getTime() + 1000);
  }
  const first = async (query: string, headers = {}): Promise<[begins: string, first: number]> => {
    const listener = await listen(t, register, `/changes/stream${query}`, headers);
    const begins = (await listener.next())?.id ?? '';
    if (query === '' && !('last-event-id' in headers)) await name(register, 'e');
    const [told] = await events(listener, 1);
    listener.leave();
    return [begins, Number(told?.id)];
  };
  t.strictSame(await first('?after=0'), ['0', 1]);
  t.strictSame(await first('?after=2'), ['2', 3]);
  t.strictSame(await first('?since=2025-11-01T12:00:01Z'), ['1', 2]);
  t.strictSame(await first('', { 'last-event-id': '3' }), ['3', 4]);
  t.strictSame(await first('?after=0', { 'last-event-id': '3' }), ['3', 4], 'browsers repeat the address');
  t.strictSame(await first('?lastEventId=2'), ['2', 3]);
  t.strictSame(await first('?lastEventId=2&after=0'), ['2', 3]);
  t.strictSame(await first('?lastEventId=1', { 'last-event-id': '3' }), ['3', 4], 'what browsers send is newer');
  t.strictSame(await first(''), ['4', 5]);
});

t.test('a last event that is no number is refused by the name of its header, or of its parameter', async (t) => {
  const register = await openRegister(t);
  for (const wrong of ['x', '-1', '1e3', '9'.repeat(21)]) {
    const header = await register.get('/changes/stream', { 'last-event-id': wrong });
    expectProblem(t, header, 400, 'invalid_parameter', 'Last-Event-ID:');
    const parameter = await register.get(`/changes/stream?lastEventId=${wrong}`);
    expectProblem(t, parameter, 400, 'invalid_parameter', '?lastEventId');
  }
});

t.test('who has read further than the log goes is told so, and hears what comes then', async (t) => {
  const register = await openRegister(t, { streaming: QUICK });
  await name(register, 'a');
  await name(register, 'b');
  for (const [query, headers] of [
    ['', { 'last-event-id': '3' }],
    ['', { 'last-event-id': '99999999999999999999' }],
    ['?lastEventId=3', {}],
    ['?after=7', { 'last-event-id': '9' }],
    ['?lastEventId=1', { 'last-event-id': '9' }],
  ] as [string, Record<string, string>][]) {
    const listener = await listen(t, register, `/changes/stream${query}`, headers);
    t.equal(listener.response.statusCode, 200);
    const told = await listener.next();
    t.match(told, { id: '2', event: 'reset', data: '{"sequence":2}' });
    listener.leave();
  }
  const listener = await listen(t, register, '/changes/stream', { 'last-event-id': '5' });
  await listener.next();
  await name(register, 'c');
  t.match(await events(listener, 1), [{ id: '3', event: 'change' }]);
  const again = await listen(t, register, '/changes/stream', { 'last-event-id': '2' });
  t.match(await events(again, 1), [{ id: '3', event: 'change' }], 'what came with the reset is a place to go on from');
});

t.test('a reader whose connection breaks again and again gets each change once, in order', async (t) => {
  const register = await openRegister(t, { streaming: { heartbeat: 5 } });
  await populate(register);
  await register.post('/sources', { id: 'article', kind: 'news_article' });
  const breaks = fc.sample(fc.integer({ min: 0, max: 12 }), { seed: 7, numRuns: 1000 });
  const seen: Told[] = [];
  let lastId = '0';
  let last = Number.POSITIVE_INFINITY;
  const follow = async (): Promise<void> => {
    for (const most of breaks) {
      const listener: Listener = await listen(t, register, '/changes/stream?after=0', { 'last-event-id': lastId });
      for (let count = 0; count < most; count++) {
        const told = await listener.next();
        if (told?.event !== undefined) seen.push(told);
        if (seen.length >= last) break;
      }
      lastId = listener.lastId || lastId;
      listener.leave();
      if (seen.length >= last) return;
    }
  };
  const following = follow();
  await Promise.all([1, 2].map((seed) => keepWriting(register, 60, seed)));
  last = await lastOf(register);
  await following;
  t.strictSame(
    sequencesOf(seen),
    Array.from({ length: last }, (_, at) => at + 1),
  );
});

const lastOf = async ({ engine }: TestRegister): Promise<number> =>
  (await engine.reader.selectFrom('change').select('sequence').execute()).length;

t.test('what is written before a future instant is not sent', async (t) => {
  let now = new Date('2026-01-01T00:00:00Z');
  const register = await openRegister(t, { streaming: QUICK, now: () => now });
  const listener = await listen(t, register, '/changes/stream?since=2026-01-02T00:00:00Z');
  await name(register, 'early');
  now = new Date('2026-01-02T00:00:00Z');
  await name(register, 'late');
  const [told] = await events(listener, 1);
  t.match(JSON.parse(told?.data ?? ''), { id: 'late', sequence: 2 });
});

t.test('a stream ends when the key ends that it needs', async (t) => {
  const register = await openRegister(t, { streaming: QUICK, reading: 'key' });
  const { body } = await register.post('/keys', { name: 'follower', scopes: ['read'] });
  const listener = await listen(t, register, '/changes/stream', { authorization: `Bearer ${body.key}` });
  await register.delete(`/keys/${body.id}`);
  let heard: Told | undefined;
  do heard = await listener.next();
  while (heard !== undefined);
  t.equal(heard, undefined);
});

t.test('what the filters exclude is skipped, and how far the stream has come is sent all the same', async (t) => {
  const register = await openRegister(t, { streaming: QUICK });
  await name(register, 'first');
  const listener = await listen(t, register, '/changes/stream?after=0&id=wanted&operation=create');
  for (const id of ['other', 'wanted', 'another']) await name(register, id);
  await register.patch('/parties/wanted', { summary: 'Patched.' }, any);
  const [told] = await events(listener, 1);
  t.match(JSON.parse(told?.data ?? ''), { id: 'wanted', sequence: 3 });
  let heard: Told | undefined;
  do heard = await listener.next();
  while (heard?.id !== '5');
  t.ok(heard.isComment);
  t.equal(heard.event, undefined);
});

t.test('what another process writes is sent, too', async (t) => {
  const register = await openRegister(t, { streaming: QUICK });
  const listener = await listen(t, register, '/changes/stream');
  await listener.next();
  const other = await openEngine(register.url, { durable: false });
  const parties = RESOURCES.find(({ record }) => record === 'party')!;
  await other.write((db) =>
    write(db, { definitions: RESOURCES, engine: other, author: { actor: 'elsewhere' }, now: new Date() }, [
      create(parties, { members: { kind: 'company', name: 'Elsewhere' }, computed: new Map() }),
    ]),
  );
  await other.close();
  const [told] = await events(listener, 1);
  t.match(JSON.parse(told?.data ?? ''), { actor: 'elsewhere', id: 'elsewhere' });
});

/** Fills the log with more than a connection holds. */
async function fill({ engine }: TestRegister): Promise<void> {
  const sources = RESOURCES.find(({ record }) => record === 'source')!;
  const members = { kind: 'filing', title: 'x'.repeat(1000) };
  const edits = Array.from({ length: 300 }, (_, at) =>
    create(sources, { members: { ...members, id: `s-${at}` }, computed: new Map() }),
  );
  await engine.write((db) =>
    write(db, { definitions: RESOURCES, engine, author: { actor: 'tester' }, now: new Date() }, edits),
  );
  // As large as documents get.
  const document = JSON.stringify({ title: 'x'.repeat(100_000) });
  await engine.write((db) => db.updateTable('change').set({ document }).execute());
}

t.test('a reader that takes nothing is cut off, and goes on where it was', async (t) => {
  const register = await openRegister(t, { streaming: { ...QUICK, patience: 50 } });
  await fill(register);
  await addressOf(register);
  const connected = once(register.app.server, 'connection');
  const listener = await listen(t, register, '/changes/stream?after=0&expand=document');
  const [socket] = (await connected) as [Socket];
  // It is not listened to before it is closed.
  await once(socket, 'close');
  const read: number[] = [];
  for (let told = await listener.next(); told; told = await listener.next())
    if (told.event !== undefined) read.push(Number(told.id));
  t.ok(read.length > 0 && read.length < 300, 'it has read a part');
  const again = await listen(t, register, '/changes/stream', { 'last-event-id': listener.lastId });
  const rest = await events(again, 300 - read.length);
  t.strictSame(
    [...read, ...sequencesOf(rest)],
    Array.from({ length: 300 }, (_, at) => at + 1),
  );
});

t.test('no more may be connected at once than are allowed', async (t) => {
  const register = await openRegister(t, { streaming: { ...QUICK, maxOpen: 2 } });
  const address = await addressOf(register);
  const listeners = [await listen(t, register, '/changes/stream'), await listen(t, register, '/changes/stream')];
  const refusal = await fetch(`${address}/changes/stream`);
  t.equal(refusal.status, 503);
  t.match(refusal.headers.get('retry-after'), /^\d+$/);
  t.match(await refusal.json(), { code: 'unavailable', detail: /2 streams are open/ });
  listeners[0]?.leave();
  let status = 503;
  while (status === 503) {
    const again = await fetch(`${address}/changes/stream`);
    status = again.status;
    await again.body?.cancel();
  }
  t.equal(status, 200, 'who leaves makes room');
});

t.test('a HEAD request has the headers and ends', async (t) => {
  const register = await openRegister(t);
  const answer = await fetch(`${await addressOf(register)}/changes/stream?after=0`, { method: 'HEAD' });
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  t.equal(await answer.text(), '');
});

t.test('streams end cleanly when the service is closed, also those that nobody reads', async (t) => {
  const register = await openRegister(t);
  await fill(register);
  const reading = await listen(t, register, '/changes/stream');
  await reading.next();
  const stalled = await listen(t, register, '/changes/stream?after=0&expand=document');
  await stalled.next();
  const [, rest] = await Promise.all([register.app.close(), reading.next()]);
  t.equal(rest, undefined);
  t.ok(reading.response.complete, 'it was ended, not cut');
});
