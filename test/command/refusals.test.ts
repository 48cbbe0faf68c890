/** What the `entente` command refuses: each with one clear line and an exit code that says so. */
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { type Env, emptyFolder, failed, reader, run } from '../support/process.js';

t.test('seed refuses what the service would refuse, and names the file', async (t) => {
  const cwd = emptyFolder(t);
  const refused = async (folder: string, name: string, content: string | Buffer) => {
    mkdirSync(join(cwd, folder));
    writeFileSync(join(cwd, folder, name), content);
    failed(t, folder, await run(t, cwd, ['seed', '--texts', folder]), name.replace('.txt', ''));
  };
  await refused('unknown', 'no-such-source.txt', 'A text.');
  await refused('bytes', 'pakistan-el-salvador.txt', Buffer.from([0x61, 0xff]));
  await refused('control', 'pakistan-el-salvador.txt', 'A \0 text.');
  await refused('empty', 'pakistan-el-salvador.txt', '');
  failed(t, 'no folder', await run(t, cwd, ['seed', '--texts', 'nowhere']), 'nowhere');
  const get = await reader(t, `sqlite:${join(cwd, 'data', 'entente.db')}`);
  t.equal((await get('/sources/pakistan-el-salvador/text')).statusCode, 404);
});

t.test('a wrong setting stops the start with one clear line, before anything is made', async (t) => {
  const cwd = emptyFolder(t);
  const wrong: Env = {
    PORT: '70000',
    DATABASE_URL: 'mysql://localhost/register',
    SEED: 'some',
    ENTENTE_ADMIN_KEY: 'too-short',
    PUBLIC_URL: 'register.example.org',
    TRUST_PROXY: 'everybody',
    RATE_LIMIT: '-1',
    LOG_LEVEL: 'loud',
  };
  for (const [name, value] of Object.entries(wrong)) {
    const result = await run(t, cwd, ['serve'], { PORT: '0', [name]: value });
    failed(t, name, result, name);
    t.equal(result.stdout, '', name);
    if (name === 'ENTENTE_ADMIN_KEY' || name === 'DATABASE_URL')
      t.notMatch(result.stderr, value, 'a secret is not printed');
    else t.match(result.stderr, value, name);
  }
  for (const name of ['DATABASE_URL', 'READ_DATABASE_URL'])
    for (const url of [
      'postgres://u:top/secret@h/x',
      'postgres://h/x?password=top&sslmode=prefer',
      'u:top@h/x',
      'postgres:u:top',
    ])
      for (const command of ['serve', 'migrate']) {
        const { stderr } = await run(t, cwd, [command], { PORT: '0', [name]: url });
        t.match(stderr, `${name} is not a value that can be used; it should be`);
        t.notMatch(stderr, 'top', 'a password is not printed');
      }
  t.same(readdirSync(cwd), []);
});

t.test('a port in use and a register that cannot be opened stop the start with one clear line', async (t) => {
  const cwd = emptyFolder(t);
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const PORT = String((other.address() as { port: number }).port);
  failed(t, 'port', await run(t, cwd, ['serve'], { PORT, SEED: 'none' }), PORT);
  const elsewhere = await run(t, cwd, ['serve'], { PORT: '0', HOST: '192.0.2.1', SEED: 'none' });
  failed(t, 'host', elsewhere, 'HOST should be an address of this machine');
  writeFileSync(join(cwd, 'notes.txt'), 'This is no register, although it is a file of some length.\n'.repeat(100));
  for (const place of ['notes.txt', 'notes.txt/register.db', '.'])
    failed(t, place, await run(t, cwd, ['serve'], { PORT: '0', DATABASE_URL: `sqlite:${place}` }), cwd);
});

t.test('unknown commands and options are refused by name', async (t) => {
  const cwd = emptyFolder(t);
  for (const word of ['frobnicate', 'constructor']) {
    const result = await run(t, cwd, [word]);
    t.not(result.code, 0, word);
    t.match(result.stderr, word);
    t.notMatch(result.stderr, /^\s+at /m, `${word}: no stack`);
  }
  failed(t, 'option', await run(t, cwd, ['serve', '--port', '1']), '--port');
  failed(t, 'argument', await run(t, cwd, ['migrate', 'twice']), 'twice');
  failed(t, 'argument of openapi', await run(t, cwd, ['openapi', 'a.json', 'b.json']), 'b.json');
  failed(t, 'missing value', await run(t, cwd, ['seed', '--texts']), '--texts');
  t.same(readdirSync(cwd), []);
});
