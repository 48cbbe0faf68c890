/** Services that start at the same time on an empty register make its tables, its first records and the admin key once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isSqlite, places } from '../support/place.js';
import { emptyFolder, run, serve } from '../support/process.js';

const SERVICES = 4;

t.test('services that start at once migrate and seed once, and share the admin key', async (t) => {
  const cwd = emptyFolder(t);
  const place = await places.empty();
  t.teardown(() => place.remove());
  const env = { DATABASE_URL: isSqlite ? 'sqlite:./data/register.db' : place.url };
  const services = await Promise.all(Array.from({ length: SERVICES }, () => serve(t, cwd, env)));
  const key = readFileSync(join(cwd, 'data', 'admin.key'), 'utf8').trim();
  const first = (await services[0]!.get('/changes?limit=200')).data;
  t.ok(first.length > 50);
  t.equal(new Set(first.map(({ id, record }: { id: string; record: string }) => `${record}/${id}`)).size, first.length);
  for (const [index, { get, post, stop }] of services.entries()) {
    t.same((await get('/changes?limit=200')).data, first, 'each serves the same register');
    t.equal((await post(`/batch?dry_run=true`, key, { operations: [] })).status, 422, 'each takes the key');
    if (index < SERVICES - 1) t.equal(await stop('SIGTERM'), 0);
  }
  t.match(await run(t, cwd, ['verify'], env), { code: 0, stderr: '' });
  t.notOk(readdirSync(join(cwd, 'data')).some((name) => name.startsWith('admin.key.')));
});
