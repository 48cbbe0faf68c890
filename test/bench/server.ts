/** A service for the benchmark of writes: `server.js FILE together|apart`, apart with a commit for each write. */

import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import type { Engine } from '../../src/db/engine.js';
import { openEngine } from '../../src/db/open.js';

const [file = '', way] = process.argv.slice(2);
const engine = await openEngine(`sqlite:${file}`);
await engine.migrate();

/** A write begins when the one before has been committed. */
function apart({ write, ...others }: Engine): Engine {
  let before: Promise<unknown> = Promise.resolve();
  return {
    ...others,
    write: (work) => {
      const own = before.then(() => write(work));
      before = own.catch(() => {});
      return own;
    },
  };
}

const app = await buildApp({
  engine: way === 'apart' ? apart(engine) : engine,
  keys: [{ name: 'bench', scope: 'admin', hash: hashOf(process.env.KEY ?? '') }],
});
process.once('SIGTERM', async () => {
  await app.close();
  await engine.close();
});
process.send?.(await app.listen({ port: 0 }));
