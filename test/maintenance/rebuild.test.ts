/** Everything but the log and the texts can be made anew from them, byte for byte. */
import t from 'tap';
import { openEngine } from '../../src/db/open.js';
import { rebuild } from '../../src/maintenance/rebuild.js';
import { redact } from '../../src/maintenance/redact.js';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { command } from '../support/command.js';
import { isSqlite } from '../support/place.js';
import { emptyFolder, reader } from '../support/process.js';
import { openRegister, populate } from '../support/register.js';
import { copyTo, eventful, tablesIn, tamper } from './registers.js';

const AUTHOR = { actor: 'court', reason: 'an order' };

for (const seed of [1, 2, 3])
  t.test(`a rebuild makes every table as the writes made it, register ${seed}`, async (t) => {
    const register = await eventful(t, seed);
    const [parties, sources] = ['party', 'source'].map((record) => RESOURCES.find((one) => one.record === record)!);
    const order = { definition: parties!, id: 'b', isOfText: false };
    await redact(register.engine, RESOURCES, AUTHOR, order);
    await redact(register.engine, RESOURCES, AUTHOR, { definition: sources!, id: 'source-0', isOfText: true });
    const place = await copyTo(t, register);
    const before = await tablesIn(place);
    const operations = before.change!.map((row) => (row as unknown[])[4]);
    for (const one of ['create', 'replace', 'patch', 'append', 'revert', 'delete', 'restore', 'recomputed', 'redact'])
      t.ok(operations.includes(one), one);

    const engine = await openEngine(place.url, { durable: false });
    t.equal(await rebuild(engine, RESOURCES), before.record!.length);
    await engine.close();
    const { search_word: known, name_trigram: parts, ...tables } = await tablesIn(place);
    for (const [name, rows] of Object.entries(tables)) t.same(rows, before[name], name);
    // The search remembers words that were ever there; a rebuild those that are.
    const others = (rows: unknown[] = [], all: unknown[] = []) => {
      const known = new Set(all.map((row) => JSON.stringify(row)));
      return rows.filter((row) => !known.has(JSON.stringify(row)));
    };
    t.same(others(known, before.search_word), [], 'words');
    t.same(others(parts, before.name_trigram), [], 'parts of names');
    const tokens = before.tokens!.map((row) => [String((row as unknown[])[0]).slice(1)]);
    t.same(others(known, tokens), [], 'every word is in a record');
    t.ok(known!.length > 20 && parts!.length > 20);
  });

t.test('whatever became of the tables, rebuild makes them anew from the log', async (t) => {
  const register = await eventful(t, 4);
  const folder = emptyFolder(t);
  const place = await copyTo(t, register);
  const env = { DATABASE_URL: place.url };
  t.match(await command(t, folder, ['rebuild'], env), { code: 0, stdout: /made \d+ records anew/, stderr: '' });
  const { change: _log, source_text: _texts, ...whole } = await tablesIn(place);
  const ruined = [
    'delete from index_entry',
    "update record set facets = '?', sort = 'x', docid = revision + 1000 * rank from (select record as r, id as i, row_number() over () as rank from record) as ranked where r = record and i = id",
    isSqlite ? "insert into search_index (search_index) values ('delete-all')" : 'delete from search_index',
    "insert into index_entry values ('party.refers', 'party/a', '', 'a')",
    'delete from imprecise_date',
    'delete from search_word',
    'delete from name_trigram',
    "insert into record select 'party', 'made-up', 1, 1, '', '', null, '', null, null, '{}', null, null",
  ];
  await tamper(place, ...ruined);
  t.match(await command(t, folder, ['rebuild'], env), { code: 0, stderr: '' });
  const again = await tablesIn(place);
  for (const [name, rows] of Object.entries(whole)) t.same(again[name], rows, name);
  const get = await reader(t, place.url);
  for (const url of ['/parties?limit=200&sort=name', '/search?q=topaz', '/events?from=2025-01-01&to=2025-02-01'])
    t.equal((await get(url)).body, (await register.get(url)).text, url);
});

t.test('a rebuild that is cut off leaves the register as it was', async (t) => {
  const register = await eventful(t, 5);
  const place = await copyTo(t, register);
  const before = await tablesIn(place);
  const engine = await openEngine(place.url, { durable: false });
  const failing = rebuild(engine, RESOURCES, (step) => {
    if (step === 'indexed') throw new Error('cut off');
  });
  await t.rejects(failing, { message: 'cut off' });
  await engine.close();
  t.same(await tablesIn(place), before);
});

t.test('a service that runs goes on with what another process has rebuilt', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/parties', { id: 'quartz', kind: 'company', name: 'Quartz' });
  await register.delete('/parties/quartz', { 'if-match': '*' });
  const other = await openEngine(register.url, { durable: false });
  await rebuild(other, RESOURCES);
  await other.close();
  await register.put('/parties/quartz', { kind: 'company', name: 'Quartz' });
  const { body } = await register.get('/search?q=quart*');
  t.same(
    body.data.map(({ id }: { id: string }) => id),
    ['quartz'],
    'a word that the rebuild forgot is learnt again',
  );
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});

t.test('there has to be a register to rebuild', async (t) => {
  const cwd = emptyFolder(t);
  t.match(await command(t, cwd, ['rebuild']), { code: 1, stderr: /there is no register at .*entente\.db/ });
});
