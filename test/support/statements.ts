/** Every statement that reaches the database, those of transactions among them. */
import pg from 'pg';
import type { Test } from 'tap';
import { type Connection, Sqlite, type Statement } from '../../src/db/sqlite/driver.js';
import { isSqlite, type Place } from './place.js';

/**
 * Records the statements from now on, until the test ends. In SQLite those of one register alone: another one that is open
 * may merge its search index meanwhile.
 */
export function listen(t: Test, { file }: Pick<Place, 'file'>): string[] {
  const asked: string[] = [];
  if (isSqlite) listenToSqlite(t, file, asked);
  else listenToPostgres(t, asked);
  return asked;
}

function listenToSqlite(t: Test, file: string, asked: string[]): void {
  const database = new Sqlite(':memory:');
  const statements = Object.getPrototypeOf(database.prepare('select 1'));
  database.close();
  for (const method of ['all', 'get', 'run', 'iterate'] as const) {
    const own = statements[method];
    statements[method] = function (this: Statement, ...parameters: unknown[]) {
      if (this.database.name === file) asked.push(this.source);
      return own.apply(this, parameters);
    };
    t.teardown(() => {
      statements[method] = own;
    });
  }
  const { exec } = Sqlite.prototype;
  Sqlite.prototype.exec = function (this: Connection, source: string) {
    if (this.name === file) asked.push(source);
    return exec.call(this, source);
  };
  t.teardown(() => {
    Sqlite.prototype.exec = exec;
  });
}

/** Each is a round trip to the server. */
function listenToPostgres(t: Test, asked: string[]): void {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...rest: unknown[]) {
    const [first] = rest as [string | { text?: string }];
    asked.push(typeof first === 'string' ? first : (first.text ?? ''));
    return Reflect.apply(query, this, rest);
  } as typeof query;
  t.teardown(() => {
    pg.Client.prototype.query = query;
  });
}
