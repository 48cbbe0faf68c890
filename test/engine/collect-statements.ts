/** Makes statements and connections that nobody holds until some are garbage-collected; ends with 1 when none ever is. */
import { Sqlite } from '../../src/db/sqlite/driver.js';

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
process.exitCode = collected > 0 ? 0 : 1;
