/** What PostgreSQL has of its own: round trips, a lock over processes, connections that break. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import t from 'tap';
import { openEngine } from '../../src/db/open.js';
import type { Database } from '../../src/db/tables.js';
import { places, postgresOnly } from '../support/place.js';
import { anEvent, openRegister, populate, writerKey } from '../support/register.js';
import { listen } from '../support/statements.js';

t.test('a read by id and a page are one round trip, a create four and its commit', postgresOnly, async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const event = (id: string) =>
    anEvent({ id, date: { edtf: '2025-02-03' }, parties: [{ party: 'arcadia', role: 'host' }] });
  await register.post('/events', event('first'));
  const asked = listen(t, register);
  for (const url of ['/events/first', '/events?limit=2', '/events?kind=meeting', '/events?from=2024-01-01']) {
    asked.length = 0;
    t.equal((await register.get(url)).status, 200, url);
    t.equal(asked.length, 1, `${url}: ${asked.join('; ')}`);
  }
  asked.length = 0;
  t.equal((await register.post('/events', event('second'))).status, 201);
  t.equal(asked.pop(), 'commit');
  t.ok(asked.length <= 4, asked.join('; '));
});

t.test('ten processes that start at once migrate once', postgresOnly, async (t) => {
  const place = await places.empty();
  const engines = await Promise.all(Array.from({ length: 10 }, () => openEngine(place.url, { pool: 2 })));
  t.teardown(async () => {
    for (const engine of engines) await engine.close();
    await place.remove();
  });
  const pending = await engines[0]!.pendingMigrations();
  t.ok(pending.length > 0);
  const applied = await Promise.all(engines.map((engine) => engine.migrate()));
  t.strictSame(applied.flat().toSorted(), pending, 'each migration by one of them');
  for (const engine of engines) t.same(await engine.pendingMigrations(), []);
});

t.test('a register that must exist is not made', postgresOnly, async (t) => {
  const place = await places.empty();
  t.teardown(() => place.remove());
  await t.rejects(openEngine(place.url, { mustExist: true }), { message: /^there is no register at postgres:/ });
});

t.test('connections that break are answered by 503 at most once, and replaced', postgresOnly, async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const cut = () =>
    places.run(
      register,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  const send = async (method: 'GET' | 'POST', url: string, payload?: object) =>
    (await register.app.inject({ method, url, headers: writerKey, ...(payload && { payload }) })).statusCode;
  await cut();
  for (const ask of [
    () => send('GET', '/parties/arcadia'),
    () => send('POST', '/parties', { kind: 'company', name: 'Quartz' }),
    () => send('GET', '/events?total=true'),
  ]) {
    const first = await ask();
    t.ok([200, 201, 503].includes(first), String(first));
    if (first === 503) t.ok([200, 201].includes(await ask()));
  }
  await t.rejects(
    register.engine.write(async (db) => {
      await db.deleteFrom('search_word').execute();
      await cut();
      await db.deleteFrom('search_word').execute();
    }),
    { code: 'unavailable' },
  );
  // Those that read are noticed by themselves, or by one request.
  await send('GET', '/search?q=arcad*');
  t.same((await register.get('/search?q=arcad*')).body.data.length, 1, 'nothing of it was kept');
  t.equal(await send('POST', '/parties', { kind: 'company', name: 'Opal' }), 201);
});

t.test('a write whose commit is not heard of is not said to have changed nothing', postgresOnly, async (t) => {
  const register = await openRegister(t);
  const cut = 'perform pg_terminate_backend(pg_backend_pid()); return null;';
  await places.run(
    register,
    `create function cut() returns trigger language plpgsql as $$ begin ${cut} end $$`,
    'create constraint trigger cut after insert on change deferrable initially deferred for each row execute function cut()',
  );
  const payload = { kind: 'company', name: 'Quartz' };
  const { statusCode, body } = await register.app.inject({
    method: 'POST',
    url: '/parties',
    headers: writerKey,
    payload,
  });
  t.equal(statusCode, 503);
  t.match(JSON.parse(body).detail, /may have been carried out/);
});

t.test('a server that is not there is said in one line, without its password', postgresOnly, async (t) => {
  const command = new URL('../../src/bin/entente.js', import.meta.url);
  const url = 'postgres://someone:a-secret-word@127.0.0.1:1/entente?password=a-secret-word';
  for (const args of [['migrate'], ['verify'], ['keys', 'list']]) {
    const child = spawn(process.execPath, [command.pathname, ...args], { env: { ...process.env, DATABASE_URL: url } });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const [code] = await once(child, 'close');
    t.equal(code, 1);
    t.notMatch(said, /a-secret-word/);
    t.match(said, "postgres://someone@127.0.0.1:1/entente can't be opened as a register: connect ECONNREFUSED");
    t.equal(said.trimEnd().split('\n').length, 1, said);
  }
});

t.test(
  'a statement that is not there as it was prepared is run without, alone, in a snapshot and in a write',
  postgresOnly,
  async (t) => {
    const register = await openRegister(t);
    await populate(register);
    const { engine } = register;
    const forget = (db: Database) => sql`deallocate all`.execute(db);
    let written = 0;
    const ask = async () => {
      t.equal((await register.get('/parties/arcadia')).status, 200);
      t.equal(
        await engine.read(async (db) => (await db.selectFrom('change').select('id').limit(1).execute()).length),
        1,
      );
      t.equal((await register.post('/parties', { kind: 'company', name: `Quartz ${written++}` })).status, 201);
    };
    for (let times = 0; times < 6; times++) await ask();
    const prepared = await sql`select 1 from pg_prepared_statements`.execute(engine.reader);
    t.ok(prepared.rows.length > 1);
    await forget(engine.reader);
    await engine.write(forget);
    await ask();
  },
);

t.test(
  'statements that were prepared before another process has changed the tables still work',
  postgresOnly,
  async (t) => {
    const register = await openRegister(t);
    const { engine } = register;
    const ask = (db: Database) => db.selectFrom('migration').selectAll().execute();
    const askAll = async () => {
      for (const work of [() => ask(engine.reader), () => engine.read(ask), () => engine.write(ask)])
        t.ok((await work()).length > 0);
    };
    for (let times = 0; times < 6; times++) await askAll();
    await places.run(register, 'alter table migration add column note text');
    await askAll();
  },
);
