/** The one door to the engines: which URLs it takes, and that nobody goes around it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readConfig } from '../../src/config.js';
import { folderBeside, shownPlace } from '../../src/db/database-url.js';
import { openEngine } from '../../src/db/open.js';
import { packageFile } from '../../src/db/package-file.js';
import { emptyFolder } from '../support/process.js';

t.test('a URL of SQLite names a file, from the folder where the command is run', async (t) => {
  t.equal(shownPlace('sqlite:./data/entente.db'), resolve('data/entente.db'));
  t.equal(shownPlace('sqlite:/var/lib/entente.db'), '/var/lib/entente.db');
  t.equal(shownPlace('sqlite:with a : in it'), resolve('with a : in it'));
  t.equal(folderBeside('sqlite:/var/lib/entente.db'), '/var/lib');
});

t.test('other URLs are refused by the settings and by the door, and nothing is made', async (t) => {
  for (const url of [
    'postgres:entente',
    'postgres://a b/',
    'mysql://localhost/register',
    'entente.db',
    'sqlite:',
    'postgres://h/r?sslmode=prefer',
    'postgres://h/r?sslmode=require&sslmode=none',
  ]) {
    t.throws(() => readConfig({ DATABASE_URL: url }), /^DATABASE_URL is .*; it should be sqlite: and a file/, url);
    await t.rejects(openEngine(url), { message: /^the database should be sqlite: and a file/ });
  }
});

t.test('a replica is a PostgreSQL database, and of one', async (t) => {
  t.equal(readConfig({ READ_DATABASE_URL: '' }).readDatabase, undefined);
  t.equal(readConfig({ READ_DATABASE_URL: 'postgres://replica/entente' }).readDatabase, 'postgres://replica/entente');
  for (const url of ['sqlite:./data/entente.db', 'replica', 'postgres://replica/entente?sslmode=prefer'])
    t.throws(
      () => readConfig({ READ_DATABASE_URL: url }),
      /^READ_DATABASE_URL is .*; it should be the URL of a PostgreSQL/,
      url,
    );
  await t.rejects(openEngine('sqlite:register.db', { replica: 'postgres://replica/entente' }), {
    message: 'SQLite has no replica to read from; leave READ_DATABASE_URL out',
  });
});

t.test('a register that must exist is not made', async (t) => {
  const file = join(emptyFolder(t), 'new', 'register.db');
  const url = `sqlite:${file}`;
  await t.rejects(openEngine(url, { mustExist: true }), { message: `there is no register at ${file}` });
  t.notOk(existsSync(dirname(file)));
  await (await openEngine(url)).close();
  t.ok(existsSync(file));
  await (await openEngine(url, { mustExist: true })).close();
});

t.test('what an engine is made of is imported by its door alone, and by the files of its folder', async (t) => {
  const importing = ['src', 'test'].flatMap((folder) =>
    readdirSync(packageFile(folder), { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path))
      .filter(
        (path) =>
          path.endsWith('.ts') && /(from |import\()'.*\/(sqlite|postgres)\/(?!driver\.)[^/]*'/.test(sourceOf(path)),
      ),
  );
  t.same(importing, ['src/db/open.ts']);
});

const sourceOf = (path: string): string => readFileSync(packageFile(path), 'utf8');

/** What a compiled file imports when it is loaded, with what that imports. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  const text = readFileSync(file, 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export) (?:[^;]*? from )?'([^']+)'/gm)) {
    const path = name.startsWith('.') ? join(dirname(file), name) : name;
    if (seen.has(path)) continue;
    seen.add(path);
    if (name.startsWith('.')) loadedBy(path, seen);
  }
  return seen;
}

t.test('the command loads no package before it knows what is wanted', async (t) => {
  const command = fileURLToPath(new URL('../../src/bin/entente.js', import.meta.url));
  const loaded = [...loadedBy(command)];
  t.ok(
    loaded.some((path) => path.endsWith('config.js')),
    'the settings are in the help',
  );
  t.same(
    loaded.filter((path) => !path.startsWith('node:') && !path.startsWith('/')),
    [],
  );
});

t.test('commands that serve nobody do not load what serves', async (t) => {
  for (const name of ['keys', 'migrate', 'seed', 'maintenance', 'copy']) {
    const loaded = [...loadedBy(fileURLToPath(new URL(`../../src/bin/${name}.js`, import.meta.url)))];
    t.ok(
      loaded.some((path) => path.endsWith('db/open.js')),
      name,
    );
    t.same(
      loaded.filter((path) => path.includes('fastify')),
      [],
      name,
    );
  }
});
