/** A connection to a SQLite file: it keeps statements prepared, and is opened again when it is broken. */
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { Unavailable } from '../../model/refusal.js';
import type { Database, Tables } from '../tables.js';
import { type Connection, Sqlite, type Statement } from './driver.js';

/** Statements that are kept prepared for each connection. */
const MAX_PREPARED = 500;

export interface SqliteHandle {
  /** For queries; one at a time is run. */
  readonly db: Database;
  /** Runs a statement at once, within whatever transaction is open; returns its rows. */
  run(statement: string, parameters?: readonly unknown[]): unknown[];
  /** How many statements that may change something were run. */
  writeCount(): number;
  /** Uses the connection itself. */
  use<T>(work: (connection: Connection) => T): T;
  /** Ends a transaction, unless there is none or the database has ended it by itself. It doesn't fail. */
  rollback(): void;
  close(): Promise<void>;
}

/** @param open opens the connection, at first and whenever the one before is broken */
export function openHandle(open: () => Connection): SqliteHandle {
  let connection = open();
  let isBroken = false;
  let writeCount = 0;
  const prepared = new Map<string, Statement>();

  /** Does something on the connection, and notes when that shows that the connection is broken. */
  const attempt = <T>(work: () => T): T => {
    try {
      return orUnavailable(work);
    } catch (failure) {
      isBroken ||= failure instanceof Unavailable && !/BUSY|LOCKED|FULL/.test(sqliteCodeOf(failure.cause));
      throw failure;
    }
  };

  /** Does something with a statement, and counts it when it may change something. */
  const counted = <T>(statement: Statement, work: () => T): T => {
    if (!statement.readonly) writeCount += 1;
    return attempt(work);
  };

  /** Statements as Kysely takes them. */
  const adapted = new WeakMap<Statement, SqliteStatement>();
  const adapt = (statement: Statement): SqliteStatement => ({
    reader: statement.reader,
    all: (parameters) => counted(statement, () => statement.all(parameters)),
    run: (parameters) => counted(statement, () => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  });

  /** The cause may be gone by now: a disk that was missing, or a file that could not be written. */
  function reopen(): void {
    const fresh = attempt(open);
    prepared.clear();
    connection.close();
    connection = fresh;
    isBroken = false;
  }

  /** The statement, prepared once. Those that were used longest ago are dropped when there are too many. */
  function prepare(query: string): Statement {
    // A transaction that has begun on a broken connection has to fail as a whole.
    if (isBroken && (!connection.inTransaction || query.startsWith('begin'))) reopen();
    const known = prepared.get(query);
    if (known && prepared.size < MAX_PREPARED) return known;
    const statement = known ?? attempt(() => connection.prepare(query));
    prepared.delete(query);
    prepared.set(query, statement);
    if (prepared.size > MAX_PREPARED) {
      const [oldest] = prepared.keys();
      if (oldest !== undefined) prepared.delete(oldest);
    }
    return statement;
  }

  // Kysely prepares each query again, so the statements are kept here.
  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare: (query) => {
      const statement = prepare(query);
      const known = adapted.get(statement) ?? adapt(statement);
      adapted.set(statement, known);
      return known;
    },
  };
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  return {
    db,
    run: (query, parameters = []) => {
      const statement = prepare(query);
      return counted(statement, () => {
        if (statement.reader) return statement.all(parameters);
        statement.run(parameters);
        return [];
      });
    },
    writeCount: () => writeCount,
    use: (work) => attempt(() => work(connection)),
    rollback: () => {
      try {
        if (connection.inTransaction) prepare('rollback').run();
      } catch {
        isBroken = true;
      }
    },
    close: async () => {
      await db.destroy();
      // Kysely leaves a connection open that it has never used.
      connection.close();
    },
  };
}

/** The code of a failure of SQLite, such as SQLITE_BUSY; empty for any other failure. */
export const sqliteCodeOf = (failure: unknown): string => (failure instanceof Sqlite.SqliteError ? failure.code : '');

/** The codes of failures that the machine or other processes cause, and not the statement. */
const OF_THE_DATABASE = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM|AUTH)/;

/** Does something on the database; when the database itself can't, that is `Unavailable`. */
export function orUnavailable<T>(work: () => T): T {
  try {
    return work();
  } catch (failure) {
    throw OF_THE_DATABASE.test(sqliteCodeOf(failure)) ? new Unavailable(failure) : failure;
  }
}
