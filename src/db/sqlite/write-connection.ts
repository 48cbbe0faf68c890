/** The connection of SQLite that writes: its lock and its transactions. */
import { setTimeout } from 'node:timers/promises';
import { memberOf } from '../../model/members.js';
import { Unavailable } from '../../model/refusal.js';
import { runDirectly } from '../compiled.js';
import type { WriteConnection } from '../group-commit.js';
import { type SqliteHandle, sqliteCodeOf } from './handle.js';

/** For how long a write waits until no other process writes, and how often it asks. */
const WRITE_TIMEOUT_MS = 3000;
const WRITE_RETRY_MS = 20;

/** The connection that writes, for the group commit. `begin immediate` is the lock: one process has it at a time. */
export function writeConnection(
  writer: SqliteHandle,
  endSharedRead: () => void,
  announce: () => void,
): WriteConnection {
  let version: unknown;
  return {
    reserve: (work) =>
      writer.db.connection().execute((db) => {
        runDirectly(db, writer.run);
        return work(db);
      }),
    begin: () => beginImmediate(writer),
    haveOthersWritten: async () => {
      // It changes with each commit of another connection.
      const known = version;
      [version] = writer.run('pragma data_version').map((row) => memberOf(row, 'data_version'));
      return version !== known;
    },
    writeCount: writer.writeCount,
    savepoint: async () => void writer.run('savepoint work'),
    rollbackToSavepoint: async () => {
      writer.run('rollback to work');
      writer.run('release work');
    },
    releaseSavepoint: async () => void writer.run('release work'),
    commit: async () => {
      // Reads that follow see what is committed. Open ones would keep the log beside the file from being moved into it.
      endSharedRead();
      writer.run('commit');
      announce();
    },
    rollback: async () => writer.rollback(),
    asksToRepeat: () => false,
  };
}

/** Begins as soon as no other process writes; meanwhile this one goes on with whatever else there is to do. */
async function beginImmediate(writer: SqliteHandle): Promise<void> {
  const deadline = performance.now() + WRITE_TIMEOUT_MS;
  for (;;) {
    try {
      return void writer.run('begin immediate');
    } catch (failure) {
      const isBusy = failure instanceof Unavailable && sqliteCodeOf(failure.cause) === 'SQLITE_BUSY';
      if (!isBusy || performance.now() > deadline) throw failure;
      await setTimeout(WRITE_RETRY_MS);
    }
  }
}
