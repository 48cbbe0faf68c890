/** The embedded engine: SQLite through better-sqlite3, one connection that writes and one that reads. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import { Unavailable } from '../model/refusal.js';
import type { Engine } from './engine.js';
import { migrate, missingIn } from './migrations.js';
import { sqliteScans } from './sqlite-scans.js';
import { type SqliteTokens, sqliteTokens } from './sqlite-tokens.js';
import type { Database, Tables } from './tables.js';

/** Statements kept prepared for each connection. */
const PREPARED = 500;
/** KiB of pages kept in memory while what is written need not last. They are taken as they are needed. */
const LOADING_CACHE = 1_000_000;
/** Pages written beside the file, some 40 MB, before they are moved into it. */
const CHECKPOINT = 10_000;

/** Milliseconds that reading waits for a file that somebody else has locked; everything else waits meanwhile. */
const READ_PATIENCE = 100;
/** Milliseconds that a write waits for its turn while another process writes, and how often it asks. */
const [WRITE_PATIENCE, WRITE_TRIES_EVERY] = [3000, 20];

/** Views that may be open at once. */
const MAX_VIEWS = 16;
/**
 * Opens the register in `file`, which is created with its folder when it doesn't exist.
 * @param durable false saves time where nothing is worth keeping, as in tests
 */
export function openSqlite(file: string, durable = true): Engine {
  const writing = () => {
    // Texts and the admin key lie in this folder.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const connection = new Sqlite(file, { timeout: 0 });
    connection.pragma('journal_mode = wal');
    // An acknowledged write survives a power cut; better-sqlite3 is built with NORMAL.
    connection.pragma(`synchronous = ${durable ? 'full' : 'off'}`);
    // Writes touch the same pages again and again: the fewer times each is moved into the file, the better.
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
    // A large load touches pages all over the index, again and again; what doesn't fit is written out each time.
    if (!durable) connection.pragma(`cache_size = -${LOADING_CACHE}`);
    return connection;
  };
  const reading = () => new Sqlite(file, { readonly: true, timeout: READ_PATIENCE });
  const [writer, reader] = opened(file, () => [openHandle(writing), openHandle(reading)]);
  const tokens = sqliteTokens();
  const views = new Set<Handle>();
  return {
    tokens,
    scans: sqliteScans,
    reader: reader.db,
    read: (work) =>
      reader.db.connection().execute(async (db) => {
        await run(db, 'begin');
        try {
          return await work(db);
        } finally {
          // It has only read, so there is nothing to keep.
          reader.abandon();
        }
      }),
    openRead: async () => {
      if (views.size >= MAX_VIEWS) throw new Unavailable(new Error(`${MAX_VIEWS} views are open`));
      const view = available(() => openHandle(reading));
      views.add(view);
      const close = async () => {
        views.delete(view);
        await view.db.destroy();
        view.close();
      };
      try {
        await run(view.db, 'begin');
        // The state is that of the first read.
        await view.db.selectFrom('change').select('sequence').limit(1).execute();
        return { db: view.db, close };
      } catch (failure) {
        await close();
        throw failure;
      }
    },
    write: committing(writer, tokens),
    migrate: async () =>
      writer.use((connection) => {
        // Nobody is served yet who would have to wait.
        connection.pragma('busy_timeout = 5000');
        const applied = migrate(migratable(connection), 'sqlite');
        connection.pragma('busy_timeout = 0');
        return applied;
      }),
    pendingMigrations: async () => reader.use((connection) => missingIn(appliedTo(connection), 'sqlite')),
    checkIntegrity: async (db) => {
      const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(100)`.execute(db);
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    },
    scrub: () =>
      // Nobody else writes on this connection meanwhile.
      writer.db.connection().execute(async (db) => {
        await run(db, 'pragma busy_timeout = 5000');
        await run(db, 'pragma secure_delete = on');
        await tokens.optimize(db);
        await run(db, 'vacuum');
        const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
        return rows[0]?.busy === 0;
      }),
    close: async () => {
      await reader.db.destroy();
      // Kysely leaves a handle open that it has never used.
      for (const one of [reader, ...views]) one.close();
      // Whoever is last to leave moves what was written into the one file, which a handle that only reads can't.
      await writer.db.destroy();
      writer.close();
    },
  };
}

/** A connection, opened anew when it is of no use any more. */
interface Handle {
  db: Database;
  use<T>(work: (connection: Sqlite.Database) => T): T;
  /** Ends a transaction that failed, unless the database has done so itself. */
  abandon(): void;
  close(): void;
}

function openHandle(open: () => Sqlite.Database): Handle {
  let connection = open();
  let isBroken = false;
  const prepared = new Map<string, Sqlite.Statement>();

  const attempt = <T>(work: () => T): T => {
    try {
      return available(work);
    } catch (failure) {
      isBroken ||= failure instanceof Unavailable && !/BUSY|LOCKED|FULL/.test(codeOf(failure.cause));
      throw failure;
    }
  };
  /** What made it fail may be gone by now: a disk that wasn't there, a file that nobody was to write. */
  const renewed = (query: string): void => {
    if (!isBroken || (connection.inTransaction && !query.startsWith('begin'))) return;
    const fresh = attempt(open);
    prepared.clear();
    connection.close();
    connection = fresh;
    isBroken = false;
  };
  // Kysely prepares anew for each query; a handle that remembers makes that a look-up.
  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare: (query) => {
      renewed(query);
      const statement = prepared.get(query) ?? attempt(() => connection.prepare(query));
      prepared.delete(query);
      prepared.set(query, statement);
      if (prepared.size > PREPARED) for (const oldest of prepared.keys()) if (prepared.delete(oldest)) break;
      return {
        reader: statement.reader,
        all: (parameters) => attempt(() => statement.all(...parameters)),
        run: (parameters) => attempt(() => statement.run(...parameters)),
        iterate: (parameters) => statement.iterate(...parameters),
      };
    },
  };
  return {
    db: new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }),
    use: (work) => attempt(() => work(connection)),
    abandon: () => {
      try {
        if (connection.inTransaction) connection.exec('rollback');
      } catch {
        isBroken = true;
      }
    },
    close: () => connection.close(),
  };
}

/**
 * Writes that arrive together share one commit, which is what a durable write costs; each has a savepoint of its own,
 * and none is answered before the commit.
 */
function committing({ db: writer, abandon }: Handle, tokens: SqliteTokens): Engine['write'] {
  interface Job {
    run(db: Database): Promise<void>;
    settle(failure?: unknown): void;
  }
  let waiting: Job[] = [];
  let busy = false;

  let version: number | undefined;
  /** What is remembered of the database holds no more when another process has written. */
  async function forgetOthers(db: Database): Promise<void> {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db);
    if (version !== rows[0]?.data_version) tokens.forget();
    version = rows[0]?.data_version;
  }

  async function drain(): Promise<void> {
    const jobs = waiting;
    waiting = [];
    try {
      await writer.connection().execute(async (db) => {
        await begin(db);
        await forgetOthers(db);
        for (const job of jobs) await job.run(db);
        await tokens.writeKept(db);
        await run(db, 'commit');
      });
      for (const job of jobs) job.settle();
    } catch (failure) {
      abandon();
      tokens.forget();
      for (const job of jobs) job.settle(failure);
    }
    busy = waiting.length > 0;
    if (busy) setImmediate(drain);
  }

  return <T>(work: (db: Database) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      let outcome: () => void = () => {};
      waiting.push({
        run: async (db) => {
          await run(db, 'savepoint job');
          try {
            const result = await work(db);
            tokens.settle(true);
            outcome = () => resolve(result);
          } catch (refused) {
            // The database may have given up the whole transaction: nobody's work in it counts.
            if (refused instanceof Unavailable) throw refused;
            outcome = () => reject(refused);
            await run(db, 'rollback to job');
            tokens.settle(false);
          }
          await run(db, 'release job');
        },
        settle: (failure) => (failure === undefined ? outcome() : reject(failure)),
      });
      if (!busy) setImmediate(drain);
      busy = true;
    });
}

/** Begins to write as soon as no other process does; meanwhile the service goes on with what else there is to do. */
async function begin(db: Database): Promise<void> {
  const deadline = performance.now() + WRITE_PATIENCE;
  for (;;) {
    try {
      return void (await run(db, 'begin immediate'));
    } catch (failure) {
      const isBusy = failure instanceof Unavailable && codeOf(failure.cause) === 'SQLITE_BUSY';
      if (!isBusy || performance.now() > deadline) throw failure;
      await setTimeout(WRITE_TRIES_EVERY);
    }
  }
}

const run = (db: Database, statement: string) => sql.raw(statement).execute(db);
function appliedTo(connection: Sqlite.Database): string[] {
  const isTable = "select 1 from sqlite_schema where name = 'migration'";
  if (connection.prepare(isTable).get() === undefined) return [];
  return connection.prepare<[], string>('select name from migration').pluck().all();
}

function migratable(connection: Sqlite.Database) {
  connection.exec('create table if not exists migration (name text primary key, applied_at text not null) strict');
  return {
    applied: () => appliedTo(connection),
    apply: connection.transaction((name: string, script: string) => {
      connection.exec(script);
      connection.prepare('insert into migration values (?, ?)').run(name, new Date().toISOString());
    }).immediate,
  };
}

/** Opens a file, and says which one it was when that fails. */
function opened<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Error(`${file} can't be opened as a register: ${why}`, { cause: failure });
  }
}

/** Runs something on the database; when the database itself can't, that is `Unavailable`. */
function available<T>(run: () => T): T {
  try {
    return run();
  } catch (failure) {
    if (/^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM|AUTH)/.test(codeOf(failure)))
      throw new Unavailable(failure);
    throw failure;
  }
}

const codeOf = (failure: unknown): string => (failure instanceof Sqlite.SqliteError ? failure.code : '');
