/** What is broken under several copies of the service, and for how long. */
import { setTimeout } from 'node:timers/promises';
import type { Test } from 'tap';
import { openEngine } from '../../src/db/open.js';
import { openPool } from '../../src/db/postgres/driver.js';
import { ownServer } from '../support/own-server.js';
import { surviveTogether } from './copies.js';

/** Copies are killed, and connections to the database cut. */
export async function surviveKillsOfCopies(t: Test, url: string, clients: number, seconds: number, seed: number) {
  const pool = openPool({ connectionString: url, max: 1 });
  t.teardown(() => pool.end());
  const cut = `select count(pg_terminate_backend(pid)) as cut from pg_stat_activity
    where datname = current_database() and application_name = 'entente' and random() < 0.5`;
  await surviveTogether(t, {
    env: { DATABASE_URL: url },
    clients,
    seed,
    upheaval: async ({ kill }) => {
      const end = performance.now() + seconds * 1000;
      for (let turn = 0; performance.now() < end; turn += 1) {
        await setTimeout(700);
        if (turn % 3 === 2) await kill(turn % 2);
        else await pool.query(cut);
      }
    },
  });
}

/** The server of the database is stopped, or killed, and started again. */
export async function surviveStopsOfTheServer(t: Test, clients: number, stops: number, seed: number) {
  const server = await ownServer(t);
  await surviveTogether(t, {
    env: { DATABASE_URL: server.url },
    clients,
    seed,
    upheaval: async () => {
      for (let turn = 0; turn < stops; turn += 1) {
        await setTimeout(2000);
        await server.stop(turn % 2 === 1);
        await setTimeout(700);
        await server.start();
      }
      await setTimeout(1500);
    },
  });
}

/** Reads go to a replica that lags behind, and is stopped and started again. */
export async function surviveLagging(t: Test, clients: number, seconds: number, seed: number) {
  const server = await ownServer(t);
  const engine = await openEngine(server.url);
  await engine.migrate();
  await engine.close();
  const replica = await server.replica(t, 400);
  await surviveTogether(t, {
    env: { DATABASE_URL: server.url, READ_DATABASE_URL: replica.url },
    clients,
    seed,
    upheaval: async () => {
      const end = performance.now() + seconds * 1000;
      while (performance.now() < end) {
        await setTimeout(2500);
        await replica.stop();
        await setTimeout(500);
        await replica.start();
      }
    },
  });
}
