/** A register from before there was a search: all of it is found after the next start, and nothing it says is different. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { openEngine } from '../../src/db/open.js';
import { packageFile } from '../../src/db/package-file.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { indexAll } from '../../src/maintenance/reindex.js';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { command } from '../support/command.js';
import { sqliteOnly } from '../support/place.js';
import { emptyFolder, reader } from '../support/process.js';
import { type Json, openRegister, type TestRegister, writerKey } from '../support/register.js';
import { q } from './asking.js';

/** The migrations, and how many of them made the tables of a register that was written before the last ones. */
const MIGRATIONS = readdirSync(packageFile('db/migrations/sqlite')).sort();
const BEFORE: Record<string, number> = { 'of the first release': 1, 'of before documents stood once': 7 };
/** What an entry of the log says. */
const LOGGED = 'sequence, record, id, revision, operation, at, actor, reason, document, hash';
const COLLECTIONS = ['parties', 'sources', 'events', 'partnerships'];

for (const [age, applied] of Object.entries(BEFORE))
  t.test(
    `a register ${age} is indexed at its start, once, and then answers as one that was made now`,
    sqliteOnly,
    async (t) => {
      const register = await changed(t);
      const file = await madeBefore(register, join(emptyFolder(t), 'before.db'), applied);
      const records = await documents(register);
      const engine = await openEngine(`sqlite:${file}`, { durable: false });
      t.same(await engine.migrate(), MIGRATIONS.slice(applied));
      t.equal(await indexAll(engine, RESOURCES), records.length);
      t.same(await engine.migrate(), []);
      t.equal(await indexAll(engine, RESOURCES), 0, 'a second start indexes nothing');
      await engine.close();

      const get = await reader(t, `sqlite:${file}`);
      for (const url of questions(records)) {
        const [now, before] = [await register.get(url, writerKey), await get(url)];
        t.equal(now.status, 200, url);
        t.equal(before.body, now.text, url);
      }
    },
  );

t.test(
  'a register whose words were folded in another way finds by the new rules after its next start',
  sqliteOnly,
  async (t) => {
    const register = await changed(t);
    const named = { id: 'obrien', kind: 'company', name: 'O’Brien of القاهرة, ٢٠٢٥' };
    t.equal((await register.post('/parties', named)).status, 201);
    const file = join(emptyFolder(t), 'before.db');
    await sql`vacuum into ${sql.lit(file)}`.execute(register.engine.reader);
    const database = new Sqlite(file);
    // What the rules of then had made: a key with the mark, and words that nobody finds by the rules of now.
    database.exec(`
    delete from migration where name = '0009_folding.sql';
    update index_entry set value = 'o''brien of القاهرة, ٢٠٢٥' where filter = 'party.name' and id = 'obrien';
    delete from index_entry where filter like '%.name_start';
    insert into search_index (search_index) values ('delete-all');
    delete from search_word;
    insert into name_trigram values ('o''b', 'o''brien');
  `);
    database.close();
    const engine = await openEngine(`sqlite:${file}`, { durable: false });
    t.same(await engine.migrate(), ['0009_folding.sql']);
    const records = await documents(register);
    t.equal(await indexAll(engine, RESOURCES), records.length);
    const { faults } = await verify(engine, RESOURCES);
    t.same(faults, [], 'and it is whole');
    await engine.close();

    const get = await reader(t, `sqlite:${file}`);
    const typed = ['obrien', "O'Brien", 'القاهره 2025'].map((one) => q(one));
    for (const url of [
      ...typed.flatMap((one) => [`/search?${one}`, `/suggest?${one}`]),
      `/parties?name=${encodeURIComponent('OBrien of القاهره 2025')}`,
      ...questions(records),
    ]) {
      const [now, before] = [await register.get(url, writerKey), await get(url)];
      t.equal(now.status, 200, url);
      t.equal(before.body, now.text, url);
    }
  },
);

t.test('histories, ETags and the log of a register from before stay as they are', sqliteOnly, async (t) => {
  const register = await changed(t);
  const file = await madeBefore(register, join(emptyFolder(t), 'before.db'), 1);
  const log = `select ${LOGGED} from change order by sequence`;
  const asTables = () => {
    const database = new Sqlite(file, { readonly: true });
    const rows = database.prepare(log).all();
    database.close();
    return rows;
  };
  const logged = asTables();
  const engine = await openEngine(`sqlite:${file}`, { durable: false });
  await engine.migrate();
  await indexAll(engine, RESOURCES);
  await engine.close();
  t.same(asTables(), logged);
  t.ok(logged.length > 70);

  const get = await reader(t, `sqlite:${file}`);
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

t.test('migrate says how many records it indexed anew', sqliteOnly, async (t) => {
  const register = await openRegister(t, { seeded: true });
  const cwd = emptyFolder(t);
  await madeBefore(register, join(cwd, 'before.db'), 1);
  const env = { DATABASE_URL: 'sqlite:./before.db' };
  const all = await documents(register);
  // All but parties say what is not known of them, and parties which of their claims conflict.
  const computed = all.filter(([, { record, claims }]) => record !== 'party' || claims);
  const first = await command(t, cwd, ['migrate'], env);
  t.same(first, {
    code: 0,
    stdout: `applied ${MIGRATIONS.slice(1).join(', ')}\nindexed ${all.length} records anew\ncomputed ${computed.length} records anew\n`,
    stderr: '',
  });
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

/**
 * Writes the register into a file as the first migrations would have made it. What its records were found by is left out:
 * it is made anew.
 */
async function madeBefore(now: TestRegister, file: string, applied: number): Promise<string> {
  const database = new Sqlite(file);
  database.exec('create table migration (name text primary key, applied_at text not null) strict');
  for (const name of MIGRATIONS.slice(0, applied)) {
    database.exec(readFileSync(packageFile(`db/migrations/sqlite/${name}`), 'utf8'));
    database.prepare('insert into migration values (?, ?)').run(name, '2026-01-01T00:00:00.000Z');
  }
  database.prepare('attach ? as now').run(now.file);
  database.exec(`
    insert into record (record, id, revision, created_at, updated_at, deleted_at, sort, entries, document)
    select r.record, r.id, r.revision, r.created_at, r.updated_at, r.deleted_at, '', '[]', c.document
    from now.record as r join now.change as c on c.sequence = r.sequence;
    insert into source_text select * from now.source_text;
  `);
  if (applied === 1) database.exec(`insert into change select ${LOGGED} from now.change`);
  else
    database.exec(`
      insert into change (${LOGGED}, redacted, document_sha256, changed)
      select ${LOGGED}, redacted, document_sha256, changed from now.change;
      insert into change_entry select * from now.change_entry where filter <> 'signature';
      insert into change_entry select 'record', record, sequence from now.change;
      insert into change_entry select 'operation', operation, sequence from now.change;
      insert into change_entry select 'changed', value, sequence from now.change, json_each(changed);
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
    ...['record=event', 'operation=patch,append', 'changed=summary,title&record=event,source', 'party=pakistan'].map(
      (filters) => `/changes?${filters}&limit=200`,
    ),
    '/events?q=pakistan&from=2025-03-10&to=2025-07-20&total=true',
    '/parties/pakistan/neighbours',
  ];
}
