/** Single reads of one turn of the event loop share a transaction; what is committed meanwhile is seen all the same. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { compiledOnce } from '../../src/db/compiled.js';
import { openEngine } from '../../src/db/open.js';
import type { Database } from '../../src/db/tables.js';
import { emptyFolder } from '../support/process.js';

/** An empty register, opened twice as by two processes. */
async function openTwice(t: Test) {
  const url = `sqlite:${emptyFolder(t)}/register.db`;
  const [engine, other] = [await openEngine(url), await openEngine(url)];
  t.teardown(() => Promise.all([engine.close(), other.close()]));
  await engine.migrate();
  return { engine, other };
}

const selectLengths = compiledOnce(0, (db) => db.selectFrom('source_text').select('length').orderBy('length'));
const lengths = async (db: Database) => (await selectLengths(db)).map(({ length }) => length);
const addText = (length: number) => async (db: Database) => {
  await db
    .insertInto('source_text')
    .values({ sha256: `${length}`.padStart(64, '0'), content: '', length })
    .execute();
};

t.test('a read sees what was committed in the same turn of the event loop', async (t) => {
  const { engine } = await openTwice(t);
  for (let length = 0; length < 5; length += 1) {
    t.equal((await lengths(engine.reader)).length, length);
    await engine.write(addText(length));
    t.equal((await lengths(engine.reader)).length, length + 1);
    await engine.read(async (db) => t.equal((await lengths(db)).length, length + 1));
  }
});

t.test('a read sees what another process has committed before the turn', async (t) => {
  const { engine, other } = await openTwice(t);
  t.same(await lengths(engine.reader), []);
  await other.write(addText(1));
  await nextTurn();
  t.same(await lengths(engine.reader), [1]);
});

t.test('work that reads sees one state, whoever reads beside it', async (t) => {
  const { engine, other } = await openTwice(t);
  t.same(await lengths(engine.reader), []);
  await other.write(addText(1));
  await engine.read(async (db) => {
    t.same(await lengths(db), [1], 'it begins with what there is');
    t.same(await lengths(engine.reader), [1]);
    await other.write(addText(2));
    t.same(await lengths(db), [1]);
    await nextTurn();
    t.same(await lengths(db), [1]);
  });
  t.same(await lengths(engine.reader), [1, 2]);
});

t.test('a read that fails does not keep later ones from being answered', async (t) => {
  const { engine } = await openTwice(t);
  const wrong = compiledOnce(1, (db, text) => db.selectFrom('source_text').select('length').where('sha256', '=', text));
  await t.rejects(wrong(engine.reader, Symbol() as never));
  t.same(await lengths(engine.reader), []);
  await nextTurn();
  await engine.write(addText(1));
  t.same(await lengths(engine.reader), [1]);
});
