/** Group commit: writes that arrive together share one transaction, since the commit is what a durable write costs. */
import { Unavailable } from '../model/refusal.js';
import type { Engine } from './engine.js';
import type { Database } from './tables.js';

/** The connection that writes, as far as a group commit needs it. */
export interface WriteConnection {
  /** Has the connection to itself until the work is done. */
  reserve(work: (db: Database) => Promise<void>): Promise<void>;
  /**
   * Begins a transaction, and takes the lock by which one process at a time writes to a register: it waits for its
   * turn, and has the lock until the transaction ends.
   */
  begin(): Promise<void>;
  /** Whether another process has written since this was asked the last time; asked within a transaction. */
  haveOthersWritten(): Promise<boolean>;
  /** A number that is another one once a statement has changed something. */
  writeCount(): number;
  savepoint(): Promise<void>;
  /** Undoes what was written since the savepoint, and ends the savepoint. */
  rollbackToSavepoint(): Promise<void>;
  /** Ends the savepoint; what was written since stays in the transaction. */
  releaseSavepoint(): Promise<void>;
  commit(): Promise<void>;
  /** Ends the transaction unless the database has ended it by itself. It doesn't fail. */
  rollback(): Promise<void>;
  /** Whether the database has taken a transaction back because of others, so that it is to be done again. */
  asksToRepeat(failure: unknown): boolean;
}

/** Called as transactions begin and end, to keep caches right and to write what comes last. */
export interface CommitHooks {
  /** A transaction has begun. Whether others have written is asked only when it is called, since that costs a query. */
  begun(haveOthersWritten: () => Promise<boolean>): Promise<void>;
  /** The work of one write has ended: it waits for the commit, or was rolled back. */
  workEnded(isKept: boolean): void;
  /** All work has ended, and is committed next. */
  beforeCommit(db: Database): Promise<void>;
  /** Everything since the last commit was rolled back. */
  rolledBack(): void;
}

/** A write that waits for its turn. */
interface Job {
  /** Whether what it writes is taken back when it is done. */
  isDryRun: boolean;
  /** Does its work, and returns what answers it once the commit has succeeded. */
  run(db: Database): Promise<() => void>;
  reject(failure: unknown): void;
}

/** A write failed when it had already changed something, and there is no savepoint to return to. */
const HAS_TO_BE_REPEATED = Symbol();

/** How often a transaction is begun that the database takes back because of others. */
const MAX_TRIES = 5;

/**
 * Work is done in the order in which it arrives. What arrives while a transaction is under way shares the next one. A
 * write that fails takes back nothing of the others. None is answered before the commit.
 *
 * Nearly every write either succeeds or is refused before it has changed anything. So savepoints are left out at first;
 * when one of several writes fails later than that, all are taken back and done again, each in a savepoint.
 */
export function groupCommit(connection: WriteConnection, hooks: CommitHooks): Pick<Engine, 'write' | 'dryRun'> {
  let waiting: Job[] = [];
  let isRunning = false;

  /** When a write on its own fails, so does the transaction. */
  async function runAlone(db: Database, job: Job): Promise<() => void> {
    const answer = await job.run(db);
    hooks.workEnded(true);
    return answer;
  }

  async function runAmongOthers(db: Database, job: Job): Promise<() => void> {
    const before = connection.writeCount();
    let answer: () => void;
    try {
      answer = await job.run(db);
    } catch (failure) {
      if (failure instanceof Unavailable) throw failure;
      if (connection.writeCount() !== before) throw HAS_TO_BE_REPEATED;
      hooks.workEnded(false);
      return () => job.reject(failure);
    }
    hooks.workEnded(true);
    return answer;
  }

  async function runInSavepoint(db: Database, job: Job): Promise<() => void> {
    await connection.savepoint();
    let answer: () => void;
    try {
      answer = await job.run(db);
    } catch (failure) {
      // The database may have ended the whole transaction, with the work of all in it.
      if (failure instanceof Unavailable) throw failure;
      await connection.rollbackToSavepoint();
      hooks.workEnded(false);
      return () => job.reject(failure);
    }
    if (job.isDryRun) await connection.rollbackToSavepoint();
    else await connection.releaseSavepoint();
    hooks.workEnded(!job.isDryRun);
    return answer;
  }

  function commitTogether(jobs: readonly Job[]): Promise<void> {
    if (jobs.some(({ isDryRun }) => isDryRun)) return commit(jobs, runInSavepoint);
    return commit(jobs, jobs.length === 1 ? runAlone : runAmongOthers);
  }

  async function commit(jobs: readonly Job[], run: typeof runAlone, tries = 1): Promise<void> {
    const answers: (() => void)[] = [];
    try {
      await connection.reserve(async (db) => {
        try {
          await connection.begin();
          await hooks.begun(() => connection.haveOthersWritten());
          for (const job of jobs) answers.push(await run(db, job));
          await hooks.beforeCommit(db);
          await connection.commit();
        } catch (failure) {
          await connection.rollback();
          throw failure;
        }
      });
    } catch (failure) {
      hooks.rolledBack();
      if (failure === HAS_TO_BE_REPEATED) return commit(jobs, runInSavepoint, tries);
      if (connection.asksToRepeat(failure) && tries < MAX_TRIES) return commit(jobs, run, tries + 1);
      for (const { reject } of jobs) reject(failure);
      return;
    }
    for (const answer of answers) answer();
  }

  async function runWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const jobs = waiting;
      waiting = [];
      await commitTogether(jobs);
      // Whoever was answered may write again at once, and then shares the next commit.
      await new Promise((resolve) => setImmediate(resolve));
    }
    isRunning = false;
  }

  const doing =
    (isDryRun: boolean) =>
    <T>(work: (db: Database) => Promise<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        waiting.push({
          isDryRun,
          run: async (db) => {
            const result = await work(db);
            return () => resolve(result);
          },
          reject,
        });
        if (isRunning) return;
        isRunning = true;
        // Whatever arrives in the same turn of the event loop shares the commit.
        setImmediate(runWaiting);
      });
  return { write: doing(false), dryRun: doing(true) };
}
