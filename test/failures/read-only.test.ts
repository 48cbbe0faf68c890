/** While the database file may not be written, the service reads; as soon as it may be, it writes again. */
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import { openEngine } from '../../src/db/open.js';
import { packageFile } from '../../src/db/package-file.js';
import { RESOURCES } from '../../src/resources/index.js';
import { loadRecords } from '../../src/transfer/load.js';
import { sqliteOnly } from '../support/place.js';
import { KEY } from '../support/register.js';

/** Nobody: who may do everything may also write what is read-only. */
const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;
async function unprivileged<T>(work: () => T | Promise<T>): Promise<T> {
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'entente-read-only-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'register.db');
const first = await openEngine(`sqlite:${file}`);
await first.migrate();
await loadRecords(first, RESOURCES, packageFile('db/seed'), { actor: 'entente' });
await first.close();
for (const path of [folder, file]) if (isRoot) chownSync(path, NOBODY, NOBODY);

t.test(
  'reads are answered and writes refused while the file is read-only, and taken when it is not',
  sqliteOnly,
  async (t) => {
    chmodSync(file, 0o444);
    const engine = await unprivileged(() => openEngine(`sqlite:${file}`));
    const app = await buildApp({ engine, keys: [{ name: 'tester', scope: 'admin', hash: hashOf(KEY) }] });
    await app.ready();
    t.teardown(async () => {
      await app.close();
      await engine.close();
    });
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const read = (url: string) => unprivileged(() => app.inject({ url }));
    const write = () =>
      unprivileged(() =>
        app.inject({
          method: 'POST',
          url: '/parties',
          headers,
          payload: { id: 'coinworks', kind: 'company', name: 'C' },
        }),
      );

    for (const url of ['/parties/pakistan', '/events', '/search?q=pakistan'])
      t.equal((await read(url)).statusCode, 200);
    for (let turn = 0; turn < 3; turn += 1) {
      const refusal = await write();
      t.same([refusal.statusCode, refusal.json().code], [503, 'unavailable']);
      t.match(refusal.headers['content-type'], /^application\/problem\+json/);
      t.equal((await read('/parties/coinworks')).statusCode, 404);
    }
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    t.equal((await write()).statusCode, 201);
    t.equal((await read('/parties/coinworks')).statusCode, 200);
    t.equal((await write()).statusCode, 409);
  },
);
