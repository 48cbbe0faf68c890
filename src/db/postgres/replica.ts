/** A streaming replica that reads are answered from; those that it can't answer, and all while it is away, go to the primary. */
import { setTimeout } from 'node:timers/promises';
import { type PostgresPoolClient, sql } from 'kysely';
import { Unavailable } from '../../model/refusal.js';
import type { Engine, Readers } from '../engine.js';
import { hashAt, lastEntry } from '../log-end.js';
import type { Database } from '../tables.js';
import { sqlStateOf } from './driver.js';
import { clientOf, isAway, isLoss, queriesOn, reasonOf } from './handle.js';
import { missingFrom } from './migrate.js';
import type { ServerReaders } from './readers.js';

/** How often it is tried whether a replica that was away can be used. */
const RETRY_MS = 500;
/** For how long a replica that lags behind is waited for, and how long the first time; each time is twice as long. */
const MAX_WAIT_MS = 500;
const FIRST_WAIT_MS = 10;
/** What took too long would take as long on the primary. */
const TOO_LONG = '57014';

export interface Replica extends Readers, Pick<Engine, 'readersAt'> {
  /** Why it will never be used, as far as that can be told at first. */
  fault(): Promise<string | undefined>;
  close(): Promise<void>;
}

export function openReplica(replica: ServerReaders, primary: ServerReaders): Replica {
  let isUsed = false;
  const end = new AbortController();
  const { signal } = end;
  /** Uses the replica from now on if it has the tables of this version and the log of the primary; returns what else it has. */
  async function tryReplica(): Promise<string | undefined> {
    if ((await missingFrom(replica.reader)).length > 0) return undefined;
    const reached = (await lastEntry(primary.reader))?.sequence ?? 0;
    const last = await lastEntry(replica.reader);
    if (last && (await hashAt(primary.reader, last.sequence)) !== last.hash) return 'its log is another one';
    // A replica may be behind, and nothing else.
    if ((last?.sequence ?? 0) < reached && !(await isReplica(replica.reader))) return 'it is no streaming replica';
    if (!last && reached > 0) return undefined;
    isUsed = true;
    return undefined;
  }
  const first = tryReplica().catch((failure) => (isAway(failure) ? undefined : reasonOf(failure)));
  void (async () => {
    await first;
    while (!signal.aborted) {
      await setTimeout(RETRY_MS, undefined, { signal, ref: false }).catch(() => {});
      if (!isUsed && !signal.aborted) await tryReplica().catch(() => {});
    }
  })();

  /** Notes what a failure says of the replica; throws it unless the primary may do better. */
  function leave(failure: unknown): void {
    if (!(failure instanceof Unavailable) || sqlStateOf(failure.cause) === TOO_LONG) throw failure;
    if (isLoss(failure)) isUsed = false;
  }

  async function orPrimary<T>(ask: (readers: ServerReaders) => Promise<T>): Promise<T> {
    if (isUsed)
      try {
        return await ask(replica);
      } catch (failure) {
        leave(failure);
      }
    return ask(primary);
  }

  /** Runs a single statement on the replica or, when it fails there, on the primary. */
  async function repeat(client: PostgresPoolClient, text: string, parameters: readonly unknown[]) {
    try {
      return await client.query(text, parameters);
    } catch (failure) {
      leave(failure);
    }
    const other = await primary.connect();
    try {
      return await other.query(text, parameters);
    } finally {
      other.release();
    }
  }

  const repeating = (client: PostgresPoolClient): PostgresPoolClient =>
    clientOf(
      (text, parameters) => repeat(client, text, parameters),
      () => client.release(),
    );

  const readers: Readers = {
    reader: queriesOn({
      connect: () =>
        orPrimary(async (server) => (server === replica ? repeating(await server.connect()) : server.connect())),
      end: async () => {},
    }),
    read: (work) => orPrimary(({ read }) => read(work)),
    openRead: () => orPrimary(({ openRead }) => openRead()),
  };

  async function readersAt(sequence: number): Promise<Readers> {
    // The replica itself is asked, and never the primary in its place.
    const hasReached = async ({ reader }: Readers) => ((await lastEntry(reader))?.sequence ?? 0) >= sequence;
    try {
      if (isUsed && (await hasReached(replica))) return readers;
      // What nobody has is not waited for.
      if (!isUsed || !(await hasReached(primary))) return primary;
      const deadline = performance.now() + MAX_WAIT_MS;
      for (let wait = FIRST_WAIT_MS; performance.now() + wait < deadline; wait *= 2) {
        await setTimeout(wait);
        if (await hasReached(replica)) return readers;
      }
    } catch (failure) {
      leave(failure);
    }
    return primary;
  }

  return {
    ...readers,
    readersAt,
    fault: () => first,
    close: async () => {
      end.abort();
      await first;
      await readers.reader.destroy();
      await replica.close();
    },
  };
}

async function isReplica(db: Database): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select pg_is_in_recovery() as is`.execute(db);
  return rows[0]?.is ?? false;
}
