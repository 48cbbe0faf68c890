/** Reads from a streaming replica that lags behind, goes away and comes back. */
import { once } from 'node:events';
import { get as request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import { openEngine } from '../../src/db/open.js';
import { openPool } from '../../src/db/postgres/driver.js';
import { ownServer } from '../support/own-server.js';
import { isSqlite, postgresOnly } from '../support/place.js';
import { type Json, KEY } from '../support/register.js';

/** How far the replica is behind at least, in milliseconds. */
const LAG = 1200;

if (isSqlite) t.test('reads from a replica', postgresOnly, async () => {});
else await tryReplica();

async function tryReplica(): Promise<void> {
  const primary = await ownServer(t);
  const tables = await openEngine(primary.url);
  await tables.migrate();
  await tables.close();
  const replica = await primary.replica(t, LAG);
  const engine = await openEngine(primary.url, { replica: replica.url, pool: 4 });
  const app = await buildApp({ engine, keys: [{ name: 'tester', scope: 'admin', hash: hashOf(KEY) }] });
  const pool = openPool({ connectionString: replica.url, max: 1 });
  t.teardown(async () => {
    await pool.end();
    await app.close();
    await engine.close();
  });
  /** From now on the replica learns nothing, until it may go on. */
  const holdBack = async () => void (await pool.query('select pg_wal_replay_pause()'));
  const letGoOn = async () => void (await pool.query('select pg_wal_replay_resume()'));
  const admin = { authorization: `Bearer ${KEY}`, 'if-match': '*' };
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const { statusCode, body } = await app.inject({ url, headers });
    return { status: statusCode, text: body };
  };
  const since = (sequence: string) => ({ 'log-sequence-min': sequence });
  /** Writes, and returns where the log ends with it. */
  const write = async (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object): Promise<string> => {
    const answer = await app.inject({ method, url, headers: admin, ...(payload && { payload }) });
    if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${answer.body}`);
    return String(answer.headers['log-sequence']);
  };
  const named = (name: string) => ({ kind: 'company', name });
  /** Whether reads that ask for nothing are answered from the replica: it doesn't know yet what was written just now. */
  const isReplicaUsed = async (id: string): Promise<boolean> => {
    await write('POST', '/parties', { id, ...named('Probe') });
    return (await get(`/parties/${id}`)).status === 404;
  };

  t.test('who asks for what was written never sees an older state, whatever they read', async (t) => {
    await holdBack();
    t.ok(await isReplicaUsed('probe'), 'the replica lags behind');
    await write('POST', '/parties', { id: 'beryl', ...named('Beryl 0') });
    let sequence = '0';
    for (let turn = 1; turn <= 4; turn += 1) {
      const name = `Beryl ${turn}`;
      sequence = await write('PATCH', '/parties/beryl', { name });
      const urls = ['/parties/beryl', '/parties', '/parties?q=beryl&total=true', '/parties.ndjson', '/search?q=beryl'];
      urls.push('/suggest?q=ber', `/parties/beryl/revisions/${turn + 1}`, '/changes?expand=document&limit=200');
      for (const { status, text } of await Promise.all(urls.map((url) => get(url, since(sequence)))))
        t.ok(status === 200 && text.includes(name), text.slice(0, 200));
    }
    t.equal((await get('/parties/beryl')).status, 404, 'others may');
    await letGoOn();
    while (!(await get('/parties/beryl')).text.includes('Beryl 4')) await setTimeout(50);
    t.equal((await get('/parties/beryl', since(sequence))).status, 200);
    const beyond = await get('/parties/beryl', since(String(Number(sequence) + 1)));
    t.match(beyond, { status: 412, text: `"sequence":${sequence}` });
  });

  t.test('a key is taken as soon as it is made, and refused as soon as it is revoked', async (t) => {
    const made = await app.inject({
      method: 'POST',
      url: '/keys',
      headers: admin,
      payload: { name: 'desk', scopes: ['read'] },
    });
    const { id, key }: Json = made.json();
    const bearer = { authorization: `Bearer ${key}` };
    t.equal((await get('/parties', bearer)).status, 200);
    await write('DELETE', `/keys/${id}`);
    t.equal((await get('/parties', bearer)).status, 401);
  });

  t.test('who has read the log to its end is not told that it ends before', async (t) => {
    const sequence = await write('PATCH', '/parties/beryl', { summary: 'New.' });
    t.match(await get(`/changes?after=${sequence}`), { status: 200, text: `"sequence":${sequence}` });
    const address = app.server.listening ? '' : await app.listen({ host: '127.0.0.1', port: 0 });
    const stream = request(`${address}/changes/stream`, { agent: false, headers: { 'last-event-id': sequence } });
    const [response] = await once(stream, 'response');
    t.teardown(() => response.destroy());
    await holdBack();
    const next = await write('PATCH', '/parties/beryl', { summary: 'Newer.' });
    let text = '';
    for await (const piece of response.setEncoding('utf8')) {
      text += piece;
      if (text.includes('event: change')) break;
    }
    t.notMatch(text, 'reset');
    t.match(text, `id: ${next}\nevent: change`);
    t.notMatch((await get('/parties/beryl')).text, 'Newer.', 'streams do not wait for the replica');
    await letGoOn();
  });

  t.test(
    'while the replica is away the primary answers, at once what is read at once; then the replica does again',
    async (t) => {
      const refused: string[] = [];
      let isOver = false;
      const reading = Promise.all(
        ['/parties/beryl', '/parties?total=true', '/parties?facets=kind', '/changes'].map(async (url) => {
          while (!isOver) {
            const { status, text } = await get(url);
            // What reads for long is not begun anew elsewhere.
            if (status !== 200 && !(status === 503 && url.includes('facets'))) refused.push(`${url}: ${text}`);
            await setTimeout(1);
          }
        }),
      );
      for (let turn = 0; turn < 10; turn += 1) {
        await pool.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'entente' and pid <> pg_backend_pid()",
        );
        await setTimeout(20);
      }
      await replica.stop();
      t.notOk(await isReplicaUsed('away'));
      t.equal((await get('/parties/away')).status, 200);
      await replica.start();
      for (let probe = 1; !(await isReplicaUsed(`back-${probe}`)); probe += 1) await setTimeout(100);
      await replica.stop(true);
      t.equal((await get('/parties/away')).status, 200);
      await replica.start();
      isOver = true;
      await reading;
      t.same(refused.slice(0, 5), []);
    },
  );

  t.test('while an earlier state is read at the replica, what was taken out stays in the files', async (t) => {
    const held = await pool.connect();
    await held.query('begin isolation level repeatable read; select 1 from record limit 1');
    // It is told to the primary within a second.
    await setTimeout(2 * LAG);
    await write('PATCH', '/parties/beryl', { summary: 'Taken out.' });
    for (let probe = 0; probe < 10; probe += 1) {
      t.equal(await engine.scrub(), false);
      await setTimeout(250);
    }
    await held.query('rollback');
    held.release();
    while (!(await engine.scrub())) await setTimeout(250);
  });

  t.test('a database that is no replica of the register is refused at once', async (t) => {
    const other = await ownServer(t);
    const own = await openEngine(other.url);
    await own.migrate();
    const another = await buildApp({ engine: own, keys: [{ name: 'tester', scope: 'admin', hash: hashOf(KEY) }] });
    const message = /^READ_DATABASE_URL names no replica of the register: /;
    await t.rejects(
      openEngine(primary.url, { replica: other.url }),
      { message: /it is no streaming replica$/ },
      'empty',
    );
    await t.rejects(openEngine(primary.url, { replica: `${replica.url}?sslmode=require` }), { message }, 'without TLS');
    const payload = named('Elsewhere');
    t.equal((await another.inject({ method: 'POST', url: '/parties', headers: admin, payload })).statusCode, 201);
    await own.close();
    await t.rejects(openEngine(primary.url, { replica: other.url }), {
      message: 'READ_DATABASE_URL names no replica of the register: its log is another one',
    });
    await t.rejects(openEngine(primary.url, { replica: `${other.url}-not-there` }), { message: /does not exist/ });
  });
}
