/** The SQLite driver on this release of Node. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

t.test('statements and connections that nobody holds any more are garbage-collected, and the process lives on', (t) => {
  // A process of its own, in which little memory is enough to have it collected.
  const script = fileURLToPath(new URL('./collect-statements.js', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--max-old-space-size=64', script], { encoding: 'utf8' });
  t.equal(status, 0, stderr);
  t.end();
});
