/** The `entente` command: what it prints, writes and answers, and how it stops. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { SETTINGS } from '../../src/config.js';
import { emptyFolder, reader, run, serve } from '../support/process.js';
import { KEY } from '../support/register.js';

t.test('serve makes a register, says where everything is, and keeps it all through a second start', async (t) => {
  const cwd = emptyFolder(t);
  const env = { DATABASE_URL: 'sqlite:./kept/register.db' };
  const first = await serve(t, cwd, env);
  const file = join(cwd, 'kept', 'admin.key');
  t.match(first.printed, `${first.address}/docs`);
  t.match(first.printed, file);
  t.equal(statSync(file).mode & 0o777, 0o600);
  const key = readFileSync(file, 'utf8').trim();
  t.ok(key.length >= 16);
  t.notMatch(first.printed, key, 'the key itself is not printed');
  for (const path of ['/partnerships', '/events', '/parties', '/sources'])
    t.ok((await first.get(path)).data.length > 0, path);
  t.equal((await first.get('/openapi.json')).openapi, '3.1.0');
  t.equal((await fetch(`${first.address}/docs`)).status, 200);
  t.equal((await first.post('/parties', 'no-key-of-this-one', { kind: 'company', name: 'Coinworks' })).status, 401);
  t.equal((await first.post('/parties', key, { kind: 'company', name: 'Coinworks' })).status, 201);
  const parties = await first.get('/parties?total=true&limit=200');
  t.equal(await first.stop('SIGTERM'), 0);

  const second = await serve(t, cwd, env);
  t.same(await second.get('/parties?total=true&limit=200'), parties);
  t.equal((await second.get('/parties/coinworks')).revision, 1);
  t.equal(readFileSync(file, 'utf8').trim(), key, 'the same key');
  t.equal((await second.post('/parties', key, { kind: 'company', name: 'Otherworks' })).status, 201);
  t.equal(await second.stop('SIGINT'), 0);
});

t.test('serve begins empty with SEED=none, and takes the admin key from the settings', async (t) => {
  const cwd = emptyFolder(t);
  const { get, post, printed, stop } = await serve(t, cwd, { SEED: 'none', ENTENTE_ADMIN_KEY: KEY });
  for (const path of ['/partnerships', '/events', '/parties', '/sources']) t.same((await get(path)).data, [], path);
  t.equal((await post('/parties', KEY, { kind: 'company', name: 'Coinworks' })).status, 201);
  t.notMatch(printed, KEY);
  t.equal(await stop('SIGTERM'), 0);
  t.ok(existsSync(join(cwd, 'data', 'entente.db')), 'the register is where it is unless said');
  t.notOk(existsSync(join(cwd, 'data', 'admin.key')), 'no key was made');
});

t.test('serve stops at SIGTERM also while a client keeps its connection', async (t) => {
  const { address, stop } = await serve(t, emptyFolder(t), { SEED: 'none' });
  const client = request(`${address}/parties`, { headers: { connection: 'keep-alive' } }).end();
  const [answer] = await once(client, 'response');
  answer.resume();
  await once(answer, 'end');
  t.equal(await stop('SIGTERM'), 0);
  client.destroy();
});

t.test('seed loads the first records and attaches texts, byte for byte', async (t) => {
  const cwd = emptyFolder(t);
  const texts = join(cwd, 'texts');
  mkdirSync(texts);
  const text = '🤝 Not the article.\r\n\f\n';
  // A byte-order mark is dropped.
  writeFileSync(join(texts, 'pakistan-el-salvador.txt'), `\uFEFF${text}`);
  writeFileSync(join(texts, 'notes.md'), 'Not a text.');
  const { code, stdout } = await run(t, cwd, ['seed', '--texts', 'texts']);
  t.equal(code, 0);
  t.match(stdout, 'pakistan-el-salvador');
  const get = await reader(t, `sqlite:${join(cwd, 'data', 'entente.db')}`);
  t.equal((await get('/sources/pakistan-el-salvador/text')).body, text);
  t.equal((await get('/sources/pakistan-el-salvador')).json().text_length, [...text].length);
  const total = (await get('/parties?total=true')).json().meta.total;
  t.ok(total > 0);
  t.equal((await run(t, cwd, ['seed'])).code, 0);
  t.equal((await get('/parties?total=true')).json().meta.total, total, 'a second time nothing is loaded');
});

t.test('when it has ended, the whole register is in its one file', async (t) => {
  const cwd = emptyFolder(t);
  t.equal((await run(t, cwd, ['seed'])).code, 0);
  t.same(readdirSync(join(cwd, 'data')), ['entente.db']);
  const { post, stop } = await serve(t, cwd, { ENTENTE_ADMIN_KEY: KEY });
  t.equal((await post('/parties', KEY, { kind: 'company', name: 'Coinworks' })).status, 201);
  t.equal(await stop('SIGTERM'), 0);
  t.same(readdirSync(join(cwd, 'data')), ['entente.db']);
});

t.test('migrate makes the tables once, and nothing else', async (t) => {
  const cwd = emptyFolder(t);
  const first = await run(t, cwd, ['migrate']);
  t.match(first, { code: 0, stdout: '0001_', stderr: '' });
  const second = await run(t, cwd, ['migrate']);
  t.match(second, { code: 0, stdout: 'up to date', stderr: '' });
  t.notOk(existsSync(join(cwd, 'data', 'admin.key')));
  const get = await reader(t, `sqlite:${join(cwd, 'data', 'entente.db')}`);
  t.same((await get('/parties')).json().data, []);
});

t.test('openapi prints the contract or writes it to a file, the same bytes, without a register', async (t) => {
  const cwd = emptyFolder(t);
  const { code, stdout, stderr } = await run(t, cwd, ['openapi']);
  t.match({ code, stderr }, { code: 0, stderr: '' });
  t.equal(JSON.parse(stdout).info.title, 'Entente');
  t.match(await run(t, cwd, ['openapi', 'contract.json']), { code: 0, stdout: '', stderr: '' });
  t.equal(readFileSync(join(cwd, 'contract.json'), 'utf8'), stdout);
  t.same(readdirSync(cwd), ['contract.json']);
});

t.test('help names every command and every setting', async (t) => {
  const { code, stdout, stderr } = await run(t, emptyFolder(t), ['--help']);
  t.match({ code, stderr }, { code: 0, stderr: '' });
  for (const word of ['serve', 'seed', 'migrate', 'openapi', ...Object.keys(SETTINGS)]) t.match(stdout, word);
});
