/** The embedded engine: SQLite through better-sqlite3, with one connection that writes and one that reads. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { sha256 } from '../../model/hash.js';
import { LimitReached, Unavailable } from '../../model/refusal.js';
import { applyToTables } from '../apply.js';
import { runDirectly } from '../compiled.js';
import type { Engine, EngineOptions, OpenRead, Readers } from '../engine.js';
import { groupCommit } from '../group-commit.js';
import { migrate, missingIn } from '../migrations.js';
import type { Scans } from '../scans.js';
import type { Database } from '../tables.js';
import { type Connection, Sqlite } from './driver.js';
import { openHandle, orUnavailable, type SqliteHandle } from './handle.js';
import { mergeWhenIdle } from './merging.js';
import { sqliteTokens } from './tokens.js';
import { commitWatch } from './watch.js';
import { writeConnection } from './write-connection.js';

/** KiB of pages kept in memory by the connection that writes: a write touches pages all over the index. */
const CACHE_KIB = 32_000;
/** The same where nothing is durable, as in large loads. */
const BULK_CACHE_KIB = 1_000_000;
/** Bytes of a page of a new file. */
const PAGE_SIZE = 8192;
/** Pages, some 40 or 80 MB, that are written to the log beside the file before they are moved into the file. */
const CHECKPOINT_PAGES = 10_000;

/** For how long a read waits for a file that another process has locked; everything else waits with it. */
const READ_TIMEOUT_MS = 100;
/** For how long maintenance waits for other processes; nobody is served meanwhile. */
const MAINTENANCE_TIMEOUT_MS = 5000;

/** Readers of their own that may be open at once. */
const MAX_OPEN_READS = 16;

/** SQLite takes 500 queries in a union and 32 766 parameters in a statement; 100 scans with some filters stay below both. */
const MAX_MERGED = 100;
/** Longer lists of values are one parameter. */
const MAX_PARAMETERS = 20;

/** Opens the register in `file`, which is created with its folder when it doesn't exist and need not. */
export function openSqlite(
  file: string,
  { durable, mustExist }: Required<Pick<EngineOptions, 'durable' | 'mustExist'>>,
): Engine {
  if (mustExist && !existsSync(file)) throw new Error(`there is no register at ${file}`);
  const openReader = () => new Sqlite(file, { readonly: true, timeout: READ_TIMEOUT_MS });
  const [writer, reader] = namingFile(file, () => [
    openHandle(() => connectWriter(file, durable)),
    openHandle(openReader),
  ]);
  const reads = readTransactions(reader);
  runDirectly(reader.db, reads.runSingle);
  const tokens = sqliteTokens();
  const openReads = new Set<OpenRead>();
  const commits = commitWatch(reader);

  async function openRead(): Promise<OpenRead> {
    if (openReads.size >= MAX_OPEN_READS) throw new Unavailable(new LimitReached(`${MAX_OPEN_READS} views are open`));
    const handle = orUnavailable(() => openHandle(openReader));
    const opened: OpenRead = {
      db: handle.db,
      close: async () => {
        openReads.delete(opened);
        handle.rollback();
        await handle.close();
      },
    };
    openReads.add(opened);
    try {
      handle.run('begin');
      // SQLite fixes the state that is seen at the first read.
      handle.run('select 1 from change limit 1');
      return opened;
    } catch (failure) {
      await opened.close();
      throw failure;
    }
  }

  const { write, dryRun } = groupCommit(writeConnection(writer, reads.endShared, commits.announce), {
    begun: async (haveOthersWritten) => {
      if (await haveOthersWritten()) tokens.forget();
    },
    workEnded: tokens.endWrite,
    beforeCommit: tokens.writePending,
    rolledBack: tokens.forget,
  });
  const merging = mergeWhenIdle(() => write(tokens.merge));

  const readers: Readers = { reader: reader.db, read: reads.read, openRead };
  return {
    ...readers,
    primary: readers,
    readersAt: async () => readers,
    tokens,
    scans,
    write: (work) => {
      merging.postpone();
      return write(work);
    },
    dryRun,
    apply: async (db, set) => {
      await applyToTables(db, set);
      await tokens.apply(db, set);
    },
    watch: commits.watch,
    migrate: async () =>
      writer.use((connection) => {
        connection.pragma(`busy_timeout = ${MAINTENANCE_TIMEOUT_MS}`);
        const applied = migrate(migratable(connection), 'sqlite');
        reads.endShared();
        connection.pragma('busy_timeout = 0');
        return applied;
      }),
    pendingMigrations: async () => reader.use((connection) => missingIn(appliedTo(connection), 'sqlite')),
    checkIntegrity: async (db) => {
      const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(100)`.execute(db);
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    },
    scrub: () =>
      // The connection is reserved, so that no write of this process comes in between.
      writer.db.connection().execute(async (db) => {
        writer.run(`pragma busy_timeout = ${MAINTENANCE_TIMEOUT_MS}`);
        writer.run('pragma secure_delete = on');
        reads.endShared();
        await tokens.optimize(db);
        writer.run('vacuum');
        const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
        return rows[0]?.busy === 0;
      }),
    close: async () => {
      commits.close();
      await merging.close();
      await reader.close();
      for (const one of openReads) await one.close();
      // The last connection to close moves what was written into the file, which one that only reads can't do.
      await writer.close();
    },
  };
}

function connectWriter(file: string, durable: boolean): Connection {
  // The register's texts and the admin key are in this folder, so it is its owner's alone.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // A new file is locked for a moment by each process that starts.
  const connection = new Sqlite(file, { timeout: MAINTENANCE_TIMEOUT_MS });
  // Only a new file takes it. Documents fill larger pages better than the usual 4 KiB.
  connection.pragma(`page_size = ${PAGE_SIZE}`);
  connection.pragma('journal_mode = wal');
  // With FULL, an acknowledged write survives a power cut; better-sqlite3 is built with NORMAL.
  connection.pragma(`synchronous = ${durable ? 'full' : 'off'}`);
  // Writes touch the same pages again and again, so it saves time to move them into the file seldom.
  connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  connection.pragma(`cache_size = -${durable ? CACHE_KIB : BULK_CACHE_KIB}`);
  // SQLite notes what a savepoint may have to take back, every page that is touched; unless told so, in a file.
  connection.pragma('temp_store = memory');
  // From now on waiting is up to each write, since a connection that waits stops the whole process.
  connection.pragma('busy_timeout = 0');
  return connection;
}

/**
 * The transactions of the connection that reads. Single reads share one until the end of a turn of the event loop: to take
 * SQLite's locks and give them back takes longer than a short read itself. Whoever is answered in the turn had asked before
 * it began.
 */
function readTransactions(reader: SqliteHandle) {
  let isShared = false;
  const endShared = () => {
    if (isShared) reader.rollback();
    isShared = false;
  };
  return {
    /** Has the next single read see what is committed by then. */
    endShared,
    /** Runs a statement at once, in whatever transaction is open. */
    runSingle: (statement: string, parameters: readonly unknown[]): unknown[] => {
      if (!reader.use(({ inTransaction }) => inTransaction)) {
        reader.run('begin');
        isShared = true;
        setImmediate(endShared);
      }
      return reader.run(statement, parameters);
    },
    /** Runs read-only work in a transaction of its own. */
    read: <T>(work: (db: Database) => Promise<T>): Promise<T> =>
      reader.db.connection().execute(async (db) => {
        endShared();
        reader.run('begin');
        try {
          return await work(db);
        } finally {
          // It has only read, so there is nothing to commit.
          reader.rollback();
        }
      }),
  };
}

function appliedTo(connection: Connection): string[] {
  const isTable = "select 1 from sqlite_schema where name = 'migration'";
  if (connection.prepare(isTable).get() === undefined) return [];
  return connection.prepare<[], string>('select name from migration').pluck().all();
}

function migratable(connection: Connection) {
  connection.exec('create table if not exists migration (name text primary key, applied_at text not null) strict');
  connection.function('sha256', { deterministic: true }, (text) => sha256(String(text)));
  return {
    applied: () => appliedTo(connection),
    inTransaction: connection.transaction((work: () => void) => work()).immediate,
    apply: (name: string, script: string) => {
      connection.exec(script);
      connection.prepare('insert into migration values (?, ?)').run(name, new Date().toISOString());
    },
  };
}

/** Opens a file, and names it in the message when that fails. */
function namingFile<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Error(`${file} can't be opened as a register: ${why}`, { cause: failure });
  }
}

/** SQLite merges a union of sorted queries as it reads them. */
const scans: Scans = {
  maxMerged: MAX_MERGED,
  merge: (_db, sorted, descending, limit) => {
    const direction = descending ? 'desc' : 'asc';
    return sorted
      .reduce((union, scan) => union.union(scan))
      .orderBy('key', direction)
      .orderBy('id', direction)
      .limit(limit);
  },
  // A plain parameter after `limit` has SQLite plan the statement anew each time it is run, to use the value.
  limit: (rows) => sql<number>`cast(${rows} as integer)`,
  forEachRow: sql``,
  list: (values) =>
    values.length > MAX_PARAMETERS
      ? sql<string>`(select value from json_each(${JSON.stringify(values)}))`
      : sql<string>`(${sql.join([...values])})`,
};
