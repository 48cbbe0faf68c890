/** A register from before there was a search: all of it is found after the next start, and nothing it says is different. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { RESOURCES } from '../../src/app.js';
import { packageFile } from '../../src/db/package-file.js';
import { openSqlite } from '../../src/db/sqlite.js';
import { indexAll } from '../../src/maintenance/reindex.js';
import { command } from '../support/command.js';
import { emptyFolder, reader } from '../support/process.js';
import { type Json, openRegister, type TestRegister, writerKey } from '../support/register.js';
import { q } from './asking.js';

const FIRST = '0001_register.sql';
const LATER = [
  '0002_search.sql',
  '0003_imprecise_dates.sql',
  '0004_feed.sql',
  '0005_keys.sql',
  '0006_redaction.sql',
  '0007_idempotency.sql',
];
/** What lists and suggestions were not found by then. */
const LATER_FILTERS = ['evidence', 'name_start', 'name_word'];
/** What an entry of the log says. */
const LOGGED = 'sequence, record, id, revision, operation, at, actor, reason, document, hash';
const COLLECTIONS = ['parties', 'sources', 'events', 'partnerships'];

t.test('a register from before is indexed at its start, once, and then answers as one that was made now', async (t) => {
  const register = await changed(t);
  const file = await madeBefore(register, join(emptyFolder(t), 'before.db'));
  const records = await documents(register);
  const engine = openSqlite(file, false);
  t.same(await engine.migrate(), LATER);
  t.equal(await indexAll(engine, RESOURCES), records.length);
  t.same(await engine.migrate(), []);
  t.equal(await indexAll(engine, RESOURCES), 0, 'a second start indexes nothing');
  await engine.close();

  const get = await reader(t, file);
  for (const url of questions(records)) {
    const [now, before] = [await register.get(url, writerKey), await get(url)];
    t.equal(now.status, 200, url);
    t.equal(before.body, now.text, url);
  }
});

t.test('histories, ETags and the log of a register from before stay as they are', async (t) => {
  const register = await changed(t);
  const file = await madeBefore(register, join(emptyFolder(t), 'before.db'));
  const log = `select ${LOGGED} from change order by sequence`;
  const asTables = () => {
    const database = new Sqlite(file, { readonly: true });
    const rows = database.prepare(log).all();
    database.close();
    return rows;
  };
  const logged = asTables();
  const engine = openSqlite(file, false);
  await engine.migrate();
  await indexAll(engine, RESOURCES);
  await engine.close();
  t.same(asTables(), logged);
  t.ok(logged.length > 70);

  const get = await reader(t, file);
  const addresses = (await documents(register)).map(([collection, { id }]) => `/${collection}/${id}`);
  for (const address of [...addresses, '/events/gone']) {
    const [now, before] = [await register.get(address, writerKey), await get(address)];
    t.equal(before.statusCode, now.status, address);
    t.equal(before.headers.etag, now.headers.etag, `the ETag of ${address}`);
    t.equal(before.body, now.text, address);
    const revisions = `${address}/revisions`;
    t.equal((await get(revisions)).body, (await register.get(revisions, writerKey)).text, revisions);
  }
});

t.test('migrate says how many records it indexed anew', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const cwd = emptyFolder(t);
  await madeBefore(register, join(cwd, 'before.db'));
  const env = { DATABASE_URL: 'sqlite:./before.db' };
  const { length } = await documents(register);
  const first = await command(t, cwd, ['migrate'], env);
  t.same(first, { code: 0, stdout: `applied ${LATER.join(', ')}\nindexed ${length} records anew\n`, stderr: '' });
  const second = await command(t, cwd, ['migrate'], env);
  t.same(second, { code: 0, stdout: 'the tables are up to date\n', stderr: '' });
});

/** The first records, some of which were changed, deleted and given a text. */
async function changed(t: Test): Promise<TestRegister> {
  const register = await openRegister(t, { seeded: true });
  const { body } = await register.get('/events?limit=2');
  const [event] = body.data;
  const [{ source }] = event.citations;
  const insisting = { 'if-match': '*' };
  await register.patch(`/events/${event.id}`, { summary: 'A lagoon was seen.' }, insisting);
  await register.patch('/parties/pakistan', { aliases: [{ name: 'Land of the Pure' }] }, insisting);
  await register.post('/sources', { id: 'gazette', kind: 'news_article', text_access: 'public' });
  await register.putText('gazette', '🚀 The ministers of 中华 met at a lagoon.\n');
  const gone = { id: 'gone', kind: 'meeting', title: 'A lagoon that is gone', citations: [{ source }] };
  t.equal((await register.post('/events', gone)).status, 201);
  t.equal((await register.delete('/events/gone', insisting)).status, 204);
  // Of equals the last comes first, also when it is one that was brought back.
  const twin = (id: string) => register.put(`/parties/${id}`, { kind: 'company', name: `Topaz ${id}` });
  for (const id of ['a', 'b', 'c']) t.equal((await twin(id)).status, 201);
  await register.delete('/parties/a', insisting);
  t.equal((await twin('a')).status, 201);
  return register;
}

/** Every record, each with its collection. */
async function documents(register: TestRegister): Promise<[collection: string, document: Json][]> {
  const all: [string, Json][] = [];
  for (const collection of COLLECTIONS) {
    const { body } = await register.get(`/${collection}?limit=200`);
    for (const document of body.data) all.push([collection, document]);
  }
  return all;
}

/** Writes the register into a file as it would have been made with the first tables alone. */
async function madeBefore({ engine }: TestRegister, file: string): Promise<string> {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list`.execute(engine.reader);
  const database = new Sqlite(file);
  database.exec('create table migration (name text primary key, applied_at text not null) strict');
  database.exec(readFileSync(packageFile(`db/migrations/sqlite/${FIRST}`), 'utf8'));
  database.prepare('insert into migration values (?, ?)').run(FIRST, '2026-01-01T00:00:00.000Z');
  database.prepare('attach ? as now').run(rows[0]!.file);
  const later = LATER_FILTERS.map((filter) => `'${filter}'`).join();
  database.exec(`
    insert into record
    select record, id, revision, created_at, updated_at, deleted_at, sort, earliest, latest, (
      select json_group_array(json(value)) from json_each(entries) where value ->> 0 not in (${later})
    ), document
    from now.record order by now.record.rowid;
    insert into index_entry
    select * from now.index_entry where substr(filter, instr(filter, '.') + 1) not in (${later});
    insert into reference   select * from now.reference;
    insert into source_text select * from now.source_text;
    insert into change      select ${LOGGED} from now.change;
  `);
  database.close();
  return file;
}

/** What only an index can answer: searches, suggestions, filters and counts. */
function questions(records: [string, Json][]): string[] {
  const called = records.flatMap(([, { name, title }]): string[] => [name ?? title ?? []].flat());
  const typed = [
    ...called,
    ...[
      'sign',
      'lagoon',
      '中',
      '🚀',
      's*',
      'crypt*',
      '"virtual assets"',
      'pakistan -signing',
      'land OR hsx',
      'gone',
      'topaz',
    ],
    ...['Salvdor', 'kyrgystan', 'binanse', '-pakistan', 'history.state', 'nothing-of-that-kind'],
  ];
  const facets: Record<string, string> = {
    parties: 'facets=kind,country',
    sources: 'facets=kind,publisher,year&histogram=published:month',
    events: 'facets=kind,topic,outcome,party,country,year&histogram=date:month',
    partnerships: 'facets=stage,reached,topic,scope,party,country,evidence,year&histogram=stage_since:month',
  };
  const lists = COLLECTIONS.flatMap((collection) =>
    ['', '&q=pakistan', '&q=lagoon', '&q=kyrgyz*&sort=id', '&q=a+OR+the&total=true'].map(
      (more) => `/${collection}?${facets[collection]}${more}`,
    ),
  );
  return [
    ...typed.map((one) => `/search?${q(one)}&total=true&limit=200&expand=record`),
    ...[...'abcdefghijklmnopqrstuvwxyz', 'land of', 'the pure', 'virtual a'].map(
      (one) => `/suggest?${q(one)}&limit=50`,
    ),
    ...lists,
    ...['matched', 'unchecked', 'reference', 'stale'].map((one) => `/partnerships?evidence=${one}&total=true`),
    ...['certain', 'possible', 'any'].map(
      (one) => `/events?from=2025-03-10&to=2025-07-20&date_match=${one}&total=true`,
    ),
    '/events?q=pakistan&from=2025-03-10&to=2025-07-20&total=true',
    '/parties/pakistan/neighbours',
  ];
}
