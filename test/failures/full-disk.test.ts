/** When nothing more can be stored, writes are refused, what was acknowledged is there, and it goes on when there is room. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { emptyFolder, serve } from '../support/process.js';
import { KEY } from '../support/register.js';

/** No file of a process may grow beyond so many bytes. */
const limit = (pid: number, bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);

t.test('a service whose files can not grow says so, and goes on when they can', sqliteOnly, async (t) => {
  const cwd = emptyFolder(t);
  const env = { ENTENTE_ADMIN_KEY: KEY, DATABASE_URL: 'sqlite:./register.db' };
  const service = await serve(t, cwd, env);
  const post = (id: string) =>
    service.post('/parties', KEY, { id, kind: 'company', name: id, summary: `${id} and so on. `.repeat(200) });
  const sizes = () => ['register.db', 'register.db-wal'].map((name) => statSync(join(cwd, name)).size);
  t.equal((await post('before')).status, 201);
  limit(service.pid, Math.max(...sizes()) + 300_000);

  const acknowledged: string[] = [];
  const refusals: { status: number; type: string | null; wait: string | null }[] = [];
  for (let round = 0; refusals.length < 20; round += 1) {
    const ids = Array.from({ length: 8 }, (_, number) => `company-${round}-${number}`);
    const answers = await Promise.all(ids.map(async (id) => ({ id, answer: await post(id) })));
    for (const { id, answer } of answers)
      if (answer.status === 201) acknowledged.push(id);
      else
        refusals.push({
          status: answer.status,
          type: answer.headers.get('content-type'),
          wait: answer.headers.get('retry-after'),
        });
    if (round > 500) return t.fail('there was no limit');
  }
  for (const refusal of refusals) t.match(refusal, { status: 503, type: /^application\/problem\+json/, wait: /^\d+$/ });
  t.equal((await fetch(`${service.address}/parties/pakistan`)).status, 200, 'reading goes on');

  limit(service.pid, 'unlimited');
  t.equal((await post('after')).status, 201);
  const { meta } = await service.get('/parties?q=company-*&total=true');
  t.ok(meta.total > 0);
  for (const id of ['before', 'after', ...acknowledged]) t.equal((await service.get(`/parties/${id}`)).id, id);
  t.equal(await service.stop('SIGTERM'), 0);

  const again = await serve(t, cwd, env);
  for (const id of ['before', 'after', ...acknowledged]) t.equal((await again.get(`/parties/${id}`)).id, id);
  t.equal(await again.stop('SIGTERM'), 0);
});
