/** Readers of one PostgreSQL server: a pool of connections for single reads and snapshots, and one for long reads. */
import { LimitReached, Unavailable } from '../../model/refusal.js';
import type { Engine, OpenRead, Readers } from '../engine.js';
import type { Database } from '../tables.js';
import { type PoolConfig, sqlStateOf } from './driver.js';
import { NOT_AS_PREPARED, openHandle, type PostgresHandle } from './handle.js';
import { run } from './migrate.js';

/** For how long a connection is waited for. */
export const CONNECT_TIMEOUT_MS = 5000;
/** For how long a statement may take that reads. */
export const READ_TIMEOUT_MS = 30_000;
/** For how long a transaction may do nothing: a client may be slow to take a long answer. */
export const IDLE_TIMEOUT_MS = 120_000;

/** Readers of their own that may be open at once, each with a connection beside the pool. */
const MAX_OPEN_READS = 16;

/** The failures after which a transaction is done again: a serialisation failure, a deadlock, an outdated statement. */
const REPEATED: readonly string[] = ['40001', '40P01', ...NOT_AS_PREPARED];

export const asksToRepeat = (failure: unknown): boolean =>
  failure instanceof Unavailable && REPEATED.includes(sqlStateOf(failure.cause));

/** The time that a statement may take: the server ends it then, and one that is gone itself is not waited for. */
export const upTo = (milliseconds: number): PoolConfig => ({
  statement_timeout: milliseconds,
  query_timeout: milliseconds + CONNECT_TIMEOUT_MS,
});

export interface ServerReaders extends Readers, Pick<PostgresHandle, 'connect'> {
  close(): Promise<void>;
}

/** @param pool how many connections for single reads and snapshots there are at most */
export function openReaders(config: PoolConfig, pool: number): ServerReaders {
  const short = openHandle({ ...config, ...upTo(READ_TIMEOUT_MS), max: pool, idleTimeoutMillis: IDLE_TIMEOUT_MS });
  const long = openHandle({ ...config, ...upTo(READ_TIMEOUT_MS), max: MAX_OPEN_READS }, false);
  return {
    reader: short.db,
    read: async (work) => {
      const readOnce = () => short.db.connection().execute((db) => inSnapshot(db, () => work(db)));
      return readOnce().catch((failure) => (asksToRepeat(failure) ? readOnce() : Promise.reject(failure)));
    },
    openRead: openReads(long.db, MAX_OPEN_READS),
    connect: short.connect,
    close: async () => {
      await short.close();
      await long.close();
    },
  };
}

/** Runs read-only work that sees one state of the register. */
async function inSnapshot<T>(db: Database, work: () => Promise<T>): Promise<T> {
  await run(db, 'begin isolation level repeatable read, read only');
  try {
    return await work();
  } finally {
    // It has only read. A connection that fails here is broken, and is replaced.
    await run(db, 'rollback').catch(() => {});
  }
}

/** Opens readers of their own, each with a connection, at most so many at once. */
function openReads(readers: Database, limit: number): Engine['openRead'] {
  let open = 0;
  return async () => {
    if (open >= limit) throw new Unavailable(new LimitReached(`${limit} views are open`));
    open += 1;
    return new Promise<OpenRead>((resolve, reject) => {
      const held = readers
        .connection()
        .execute((db) =>
          inSnapshot(db, async () => {
            // PostgreSQL fixes the state that is seen at the first query.
            await run(db, 'select 1');
            await new Promise<void>((release) => {
              resolve({
                db,
                close: async () => {
                  release();
                  await held;
                },
              });
            });
          }),
        )
        .finally(() => {
          open -= 1;
        });
      held.catch(reject);
    });
  };
}
