/** The command that serves the register over HTTP until it is told to stop. */
import { parseArgs } from 'node:util';
import { VERSION } from '../api/contract/openapi.js';
import { buildApp } from '../app.js';
import { shownPlace } from '../db/database-url.js';
import { signingKey } from '../register/certificates/keys.js';
import { adminKey } from './admin-key.js';
import { bringUpToDate } from './migrate.js';
import { replaysOf } from './replays.js';
import { say } from './say.js';
import { loadFirstRecords } from './seed.js';
import { withEngine } from './with-engine.js';

/** How long requests may take to finish once the service stops. */
const SHUTDOWN_GRACE_MS = 5_000;

/** What the system says of a host that it can't listen at. */
const NO_ADDRESS = ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

export async function serve(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  await withEngine(
    { mayReadReplica: true },
    async (engine, { database, host, port, seed, adminKey: chosen, ...settings }) => {
      await bringUpToDate(engine);
      const { key, secret, file } = adminKey(database, chosen);
      if (seed === 'first') await loadFirstRecords(engine);
      await signingKey(engine, new Date());
      const replays = replaysOf(database);
      const app = await buildApp({ engine, keys: [key], secrets: [secret], replay: replays.replay, ...settings });
      const stopped = atSignal(async () => {
        const overdue = setTimeout(() => app.server.closeAllConnections(), SHUTDOWN_GRACE_MS);
        // A database that doesn't answer doesn't hold the process; what wasn't committed is taken back by it.
        const giveUp = () => {
          process.stderr.write('the database does not answer; stopped all the same\n');
          process.exit(1);
        };
        setTimeout(giveUp, 4 * SHUTDOWN_GRACE_MS).unref();
        await app.close();
        await replays.close();
        clearTimeout(overdue);
      });
      const address = await app.listen({ host, port }).catch((failure: NodeJS.ErrnoException) => {
        const { code = '', message } = failure;
        if (code === 'EADDRINUSE') throw new Error(`port ${port} is taken; set PORT to another`);
        if (code === 'EACCES') throw new Error(`port ${port} is not for this user; set PORT to another, such as 3000`);
        if (!NO_ADDRESS.includes(code)) throw failure;
        throw new Error(`HOST should be an address of this machine, such as 127.0.0.1 or 0.0.0.0 (${message})`);
      });
      say(`Entente ${VERSION} listens at ${address}`);
      const shown = settings.publicUrl || address;
      say(`  Swagger UI  ${shown}/docs`);
      say(`  contract    ${shown}/openapi.json`);
      say(`  register    ${shownPlace(database)}`);
      say(`  admin key   ${file ?? 'as set in ENTENTE_ADMIN_KEY'}`);
      await stopped;
    },
  );
}

/** Does something when the process is told to stop; resolves when that is done. */
function atSignal(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop().then(resolve, reject));
  });
}
