/** Says when something was committed to a PostgreSQL database: one connection of its own is woken by NOTIFY. */
import { setTimeout } from 'node:timers/promises';
import { openPool, type PoolClient, type PoolConfig } from './driver.js';

/** The channel on which a write that adds to the log is announced as it is committed, in each database for itself. */
export const CHANNEL = 'entente_log';

/** How often the connection is tried, and whoever waits is called in case that something was missed. */
const POLL_MS = 3000;
/** How long it takes until a connection that was lost is made anew. */
const RETRY_MS = 500;

/** Calls back whenever something may have been committed, until it is ended. */
export function watchCommits(config: PoolConfig, onCommit: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  const pool = openPool({ ...config, max: 1 });
  void (async () => {
    while (!signal.aborted) {
      const client = await pool.connect().catch(() => undefined);
      if (client) {
        await listen(client, onCommit, signal).catch(() => {});
        client.release(true);
      }
      await setTimeout(RETRY_MS, undefined, { signal }).catch(() => {});
    }
    await pool.end();
  })();
  return () => end.abort();
}

/** Listens until the connection is lost, or it is told to end. */
async function listen(client: PoolClient, onCommit: () => void, signal: AbortSignal): Promise<void> {
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.once('end', () => lost.abort());
  client.on('notification', onCommit);
  const over = AbortSignal.any([signal, lost.signal]);
  await client.query(`listen ${CHANNEL}`);
  for (;;) {
    onCommit();
    await setTimeout(POLL_MS, undefined, { signal: over });
    await client.query('select 1');
  }
}
