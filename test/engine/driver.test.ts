/** The SQLite driver on this release of Node. */
import t from 'tap';
import { Sqlite } from '../../src/db/sqlite-driver.js';

t.test(
  'statements and connections that nobody holds any more are garbage-collected, and the process lives on',
  async (t) => {
    let collected = 0;
    const registry = new FinalizationRegistry(() => collected++);
    for (let i = 0; i < 200 || (collected === 0 && i < 10_000); i++) {
      const connection = new Sqlite(':memory:');
      const statement = connection.prepare('select 1');
      statement.get();
      connection.close();
      registry.register(statement, undefined);
      Array.from({ length: 20_000 }, () => ({}));
      if (i % 20 === 0) await new Promise(setImmediate);
    }
    t.ok(collected > 0);
  },
);
