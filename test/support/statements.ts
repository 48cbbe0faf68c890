/** Every statement that reaches the database, those of transactions among them. */
import type { Test } from 'tap';
import { type Connection, Sqlite, type Statement } from '../../src/db/sqlite/driver.js';

/** Records the statements of all connections from now on, until the test ends. */
export function listen(t: Test): string[] {
  const asked: string[] = [];
  const database = new Sqlite(':memory:');
  const statements = Object.getPrototypeOf(database.prepare('select 1'));
  database.close();
  for (const method of ['all', 'get', 'run', 'iterate'] as const) {
    const own = statements[method];
    statements[method] = function (this: Statement, ...parameters: unknown[]) {
      asked.push(this.source);
      return own.apply(this, parameters);
    };
    t.teardown(() => {
      statements[method] = own;
    });
  }
  const { exec } = Sqlite.prototype;
  Sqlite.prototype.exec = function (this: Connection, source: string) {
    asked.push(source);
    return exec.call(this, source);
  };
  t.teardown(() => {
    Sqlite.prototype.exec = exec;
  });
  return asked;
}
