/** The embedded engine: SQLite through better-sqlite3, one connection that writes and one that reads. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import { Unavailable } from '../model/refusal.js';
import type { Engine } from './engine.js';
import { migrate, missingIn } from './migrations.js';
import { sqliteTokens } from './sqlite-tokens.js';
import type { Database, Tables } from './tables.js';

/** Statements kept prepared for each connection. */
const PREPARED = 500;

/** KiB of pages kept in memory while what is written need not last. They are taken as they are needed. */
const LOADING_CACHE = 1_000_000;

/** Views that may be open at once. */
const MOST_VIEWS = 16;

/**
 * Opens the register in `file`, which is created with its folder when it doesn't exist.
 * @param durable false saves time where nothing is worth keeping, as in tests
 */
export function openSqlite(file: string, durable = true): Engine {
  const { connection, reading } = opened(file, () => {
    // Texts and the admin key lie in this folder.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const connection = new Sqlite(file);
    connection.pragma('journal_mode = wal');
    // An acknowledged write survives a power cut; better-sqlite3 is built with NORMAL.
    connection.pragma(`synchronous = ${durable ? 'full' : 'off'}`);
    // A large load touches pages all over the index, again and again; what doesn't fit is written out each time.
    if (!durable) connection.pragma(`cache_size = -${LOADING_CACHE}`);
    return { connection, reading: new Sqlite(file, { readonly: true }) };
  });
  const writer = kysely(connection);
  const reader = kysely(reading);
  const tokens = sqliteTokens();
  const write = committing(writer, connection, tokens.forget);
  const views = new Set<Sqlite.Database>();
  return {
    tokens,
    reader,
    snapshot: (work) =>
      reader.connection().execute(async (db) => {
        await run(db, 'begin');
        try {
          return await work(db);
        } finally {
          // It has only read, so there is nothing to keep.
          abandon(reading);
        }
      }),
    view: async () => {
      if (views.size >= MOST_VIEWS) throw new Unavailable(new Error(`${MOST_VIEWS} views are open`));
      const viewing = available(() => new Sqlite(file, { readonly: true }));
      const db = kysely(viewing);
      views.add(viewing);
      const close = async () => {
        views.delete(viewing);
        await db.destroy();
        viewing.close();
      };
      try {
        await run(db, 'begin');
        // The state is that of the first read.
        await db.selectFrom('change').select('sequence').limit(1).execute();
        return { db, close };
      } catch (failure) {
        await close();
        throw failure;
      }
    },
    write: (work) => write(work),
    migrate: async () => available(() => migrate(migratable(connection), 'sqlite')),
    pending: async () => available(() => missingIn(appliedTo(reading), 'sqlite')),
    damage: async (db) => {
      const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(100)`.execute(db);
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    },
    wipe: () =>
      // Nobody else writes on this connection meanwhile.
      writer.connection().execute(async (db) => {
        await run(db, 'pragma secure_delete = on');
        await tokens.merge(db);
        await run(db, 'vacuum');
        const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
        return rows[0]?.busy === 0;
      }),
    close: async () => {
      await reader.destroy();
      // Kysely leaves a handle open that it has never used.
      for (const one of [reading, ...views]) one.close();
      // Whoever is last to leave moves what was written into the one file, which a handle that only reads can't.
      await writer.destroy();
      connection.close();
    },
  };
}

function kysely(connection: Sqlite.Database): Database {
  const prepared = new Map<string, Sqlite.Statement>();
  // Kysely prepares anew for each query; a handle that remembers makes that a look-up.
  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare: (query) => {
      const statement = prepared.get(query) ?? available(() => connection.prepare(query));
      prepared.delete(query);
      prepared.set(query, statement);
      if (prepared.size > PREPARED) for (const oldest of prepared.keys()) if (prepared.delete(oldest)) break;
      return {
        reader: statement.reader,
        all: (parameters) => available(() => statement.all(...parameters)),
        run: (parameters) => available(() => statement.run(...parameters)),
        iterate: (parameters) => statement.iterate(...parameters),
      };
    },
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

/**
 * Writes that arrive together share one commit, which is what a durable write costs; each has a savepoint of its own,
 * and none is answered before the commit.
 */
function committing(writer: Database, connection: Sqlite.Database, takenBack: () => void) {
  interface Job {
    run(db: Database): Promise<void>;
    settle(failure?: unknown): void;
  }
  let waiting: Job[] = [];
  let busy = false;

  const dataVersion = connection.prepare('pragma data_version').pluck();
  let version: unknown;
  /** What is remembered of the database holds no more when another process has written. */
  const forgetOthers = () => {
    const now = dataVersion.get();
    if (version !== now) takenBack();
    version = now;
  };

  async function drain(): Promise<void> {
    const jobs = waiting;
    waiting = [];
    try {
      await writer.connection().execute(async (db) => {
        await run(db, 'begin immediate');
        forgetOthers();
        for (const job of jobs) await job.run(db);
        await run(db, 'commit');
      });
      for (const job of jobs) job.settle();
    } catch (failure) {
      abandon(connection);
      takenBack();
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
            outcome = () => resolve(result);
          } catch (refused) {
            // The database may have given up the whole transaction: nobody's work in it counts.
            if (refused instanceof Unavailable) throw refused;
            outcome = () => reject(refused);
            await run(db, 'rollback to job');
            takenBack();
          }
          await run(db, 'release job');
        },
        settle: (failure) => (failure === undefined ? outcome() : reject(failure)),
      });
      if (!busy) setImmediate(drain);
      busy = true;
    });
}

const run = (db: Database, statement: string) => sql.raw(statement).execute(db);

/** Ends a transaction that failed, unless the database has done so itself. */
function abandon(connection: Sqlite.Database): void {
  try {
    if (connection.inTransaction) connection.exec('rollback');
  } catch {
    // The next transaction can't begin then, and says so.
  }
}

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
    const code = failure instanceof Sqlite.SqliteError ? failure.code : '';
    if (/^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM|AUTH)/.test(code))
      throw new Unavailable(failure);
    throw failure;
  }
}
