/** What `entente copy` refuses: with one clear line, and nothing is changed at either place. */
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { command } from '../support/command.js';
import { dump } from '../support/dump.js';
import { isSqlite, postgresOnly } from '../support/place.js';
import { emptyFolder, failed } from '../support/process.js';
import { openRegister, populate } from '../support/register.js';
import { copy, emptyPlace, verified } from './moving.js';

t.test('options that are missing, unknown or no URL', async (t) => {
  const folder = emptyFolder(t);
  const [from, to] = [`sqlite:${join(folder, 'a.db')}`, `sqlite:${join(folder, 'b.db')}`];
  const secret = 'postgres//entente:a-secret-word@host/entente';
  const refusals: [args: string[], line: string][] = [
    [[], '--from should be sqlite: and a file'],
    [['--from', from], '--to should be sqlite: and a file'],
    [['--to', to], '--from should be sqlite: and a file'],
    [['--from', 'mysql://host/register', '--to', to], '--from should be sqlite: and a file'],
    [['--from', from, '--to', secret], '--to should be sqlite: and a file'],
    [['--from', from, '--to', to, '--all'], "Unknown option '--all'"],
    [['--from', from, '--to', to, 'more'], "Unexpected argument 'more'"],
    [['--from', from, '--to', to], `there is no register at ${join(folder, 'a.db')}`],
  ];
  for (const [args, line] of refusals) {
    const result = await command(t, folder, ['copy', ...args]);
    failed(t, args.join(' '), result, line);
    t.notMatch(result.stdout + result.stderr, 'a-secret-word');
  }
  t.notOk(existsSync(join(folder, 'b.db')), 'nothing was made');
});

t.test('a place that holds another register, or one that was written to since it was copied', async (t) => {
  const source = await openRegister(t);
  await populate(source);
  const other = await openRegister(t);
  await other.post('/parties', { kind: 'company', name: 'Of another register' });
  const place = await emptyPlace(t);
  t.equal((await copy(t, source, place)).code, 0);
  const copied = await openRegister(t, { at: place });
  const line = /holds another register, or one that was written to since it was copied; nothing was changed there/;
  const refused = async (target: typeof other) => {
    const [before, state] = [await dump(source.engine.reader), await dump(target.engine.reader)];
    failed(t, target.url, await copy(t, source, target), line);
    t.same(await dump(target.engine.reader), state);
    t.same(await dump(source.engine.reader), before);
  };
  await refused(other);
  const { body } = await copied.post('/keys', { name: 'desk', scopes: ['read'] });
  await refused(copied);
  await copied.delete(`/keys/${body.id}`);
  await refused(copied);
  await copied.post('/parties', { kind: 'company', name: 'Written to the copy' });
  await refused(copied);
  await source.post('/parties', { kind: 'company', name: 'Written to the source' });
  await refused(copied);
  failed(t, 'older', await copy(t, copied, source), line);
});

t.test('a key that was revoked at the copy is not brought back', async (t) => {
  const source = await openRegister(t);
  await populate(source);
  const { body } = await source.post('/keys', { name: 'desk', scopes: ['read'] });
  const place = await emptyPlace(t);
  t.equal((await copy(t, source, place)).code, 0);
  const copied = await openRegister(t, { at: place });
  await copied.delete(`/keys/${body.id}`);
  failed(t, 'revoked', await copy(t, source, place), /written to since/);
  await source.delete(`/keys/${body.id}`);
});

t.test('the same register by another name', async (t) => {
  const source = await openRegister(t);
  await populate(source);
  const before = await verified(t, source);
  const link = join(emptyFolder(t), 'link.db');
  if (isSqlite) symlinkSync(source.file, link);
  const other = isSqlite
    ? { url: `sqlite:${link}`, file: link }
    : { url: `${source.url}?application_name=x`, file: '' };
  for (const target of [source, other])
    failed(t, target.url, await copy(t, source, target), '--from and --to are the same register');
  t.equal(await verified(t, source), before);
});

t.test('a register whose tables are not up to date', async (t) => {
  const source = await openRegister(t);
  await source.engine.write(async (db) => {
    await db.schema.dropTable('unfinished_copy').execute();
    await db.deleteFrom('migration').where('name', '=', '0010_copy.sql').execute();
  });
  failed(
    t,
    'source',
    await copy(t, source, await emptyPlace(t)),
    /are not up to date; run entente migrate there first/,
  );
  await populate(source);
  const other = await openRegister(t);
  failed(
    t,
    'target',
    await copy(t, other, source),
    /there is a register at .* already, and its tables are not up to date/,
  );
});

t.test('a server that is not there, a database that is not, a role that is not', postgresOnly, async (t) => {
  const source = await openRegister(t);
  const wrong = (change: (url: URL) => void): string => {
    const url = new URL(source.url);
    url.password = 'a-secret-word';
    change(url);
    return String(url);
  };
  const urls: [url: string, line: RegExp][] = [
    [wrong((url) => Object.assign(url, { port: '1' })), /can't be opened as a register: connect ECONNREFUSED/],
    [wrong((url) => Object.assign(url, { pathname: '/nowhere' })), /can't be opened as a register: database "nowhere"/],
    [wrong((url) => Object.assign(url, { username: 'nobody' })), /can't be opened as a register: .*nobody/],
  ];
  for (const [url, line] of urls)
    for (const [from, to] of [
      [url, source.url],
      [source.url, url],
    ] as const) {
      const result = await command(t, emptyFolder(t), ['copy', '--from', from, '--to', to]);
      failed(t, url, result, line);
      t.notMatch(result.stdout + result.stderr, 'a-secret-word');
    }
});
