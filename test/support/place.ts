/** Where the registers of tests are kept: in files of SQLite or, when TEST_DATABASE_URL is set, on that PostgreSQL server. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool } from '../../src/db/postgres/driver.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';

export interface Where {
  url: string;
  /** The file, where the engine has one. */
  file: string;
}

/** A place for one register. */
export interface Place extends Where {
  remove(): Promise<void>;
}

export interface Places {
  /** A place where nothing is yet. */
  empty(): Promise<Place>;
  /** A place with a copy of what stands in another, which nobody has open. */
  copyOf(other: Where): Promise<Place>;
  /** The same of one that is open. */
  copyOfOpen(other: Where): Promise<Place>;
  /** Runs statements behind the back of whoever has the register open, and returns the rows of the last one. */
  run(where: Where, ...statements: string[]): Promise<object[]>;
}

const server = process.env.TEST_DATABASE_URL || undefined;

export const isSqlite = server === undefined;

/** For tests of what only SQLite has: its file, its plans of queries, its pragmas. */
export const sqliteOnly = { skip: isSqlite ? false : 'a test of SQLite' };

/** For tests of what only PostgreSQL has: a server, several connections. */
export const postgresOnly = { skip: isSqlite ? 'a test of PostgreSQL' : false };

/**
 * How often a property is tried: on PostgreSQL a third as often as on SQLite, since nearly every case has the database do
 * the same.
 */
export const runs = (count: number): number => (isSqlite ? count : Math.ceil(count / 3));

export const sqlite: Places = sqlitePlaces();

/** Where tests keep their registers unless they say otherwise. */
export const places: Places = server === undefined ? sqlite : postgresPlaces(server);

/** Removes a place when the process ends, which need not be a test. */
export const removeAtEnd = ({ remove }: Place): void =>
  void process.once(isSqlite ? 'exit' : 'beforeExit', () => void remove());

function sqlitePlaces(): Places {
  const empty = async (): Promise<Place> => {
    const folder = mkdtempSync(join(tmpdir(), 'entente-test-'));
    const file = join(folder, 'register.db');
    return { url: `sqlite:${file}`, file, remove: async () => rmSync(folder, { recursive: true, force: true }) };
  };
  return {
    empty,
    copyOf: async (other) => {
      const place = await empty();
      copyFileSync(other.file, place.file);
      return place;
    },
    copyOfOpen: async (other) => {
      const place = await empty();
      const database = new Sqlite(other.file, { readonly: true });
      database.prepare('vacuum into ?').run(place.file);
      database.close();
      return place;
    },
    run: async ({ file }, ...statements) => {
      const database = new Sqlite(file).unsafeMode();
      let rows: object[] = [];
      for (const statement of statements)
        if (/^(select|with)\b/.test(statement)) rows = database.prepare<[], object>(statement).all();
        else database.exec(statement);
      database.close();
      return rows;
    },
  };
}

/** Each register is a database of its own. */
function postgresPlaces(url: string): Places {
  const pool = openPool({ connectionString: url, max: 2, allowExitOnIdle: true });
  let made = 0;
  const make = async (template: string): Promise<Place> => {
    made += 1;
    const name = `entente_${process.pid}_${made}`;
    await pool.query(`create database ${name} template ${template}`);
    const own = new URL(url);
    own.pathname = name;
    return {
      url: String(own),
      file: '',
      remove: async () => void (await pool.query(`drop database if exists ${name} with (force)`)),
    };
  };
  const nameOf = (other: Where): string => new URL(other.url).pathname.slice(1);
  return {
    empty: () => make('template0'),
    copyOf: (other) => make(nameOf(other)),
    copyOfOpen: async (other) => {
      // A database is copied while nobody is connected; an engine connects anew.
      const cut = 'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1';
      await pool.query(cut, [nameOf(other)]);
      return make(nameOf(other));
    },
    run: async (other, ...statements) => {
      const own = openPool({ connectionString: other.url, max: 1 });
      try {
        let rows: object[] = [];
        for (const statement of statements) ({ rows } = await own.query(statement));
        return rows;
      } finally {
        await own.end();
      }
    },
  };
}
