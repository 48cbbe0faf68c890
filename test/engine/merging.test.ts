/** The search index of SQLite is merged while nothing is written. */
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { sqlite, sqliteOnly } from '../support/place.js';
import { openRegister, type TestRegister } from '../support/register.js';

/** Parties written one after the other: each commit leaves a segment of its own, until FTS5 merges some of them. */
const PARTIES = 7;
/** Longer than it takes until merging begins. */
const MAX_WAIT_MS = 20_000;

t.test('what searches look into is merged once nothing is written, and they find the same', sqliteOnly, async (t) => {
  const register = await openRegister(t);
  await writeParties(register);
  const before = segments(register);
  t.ok(before >= 2, `${before} segments`);
  const found = await register.get('/parties?q=gathered');
  t.equal(found.body.data.length, PARTIES);

  const deadline = performance.now() + MAX_WAIT_MS;
  while (segments(register) > 1 && performance.now() < deadline) await setTimeout(100);

  t.equal(segments(register), 1);
  t.same((await register.get('/parties?q=gathered')).body, found.body);
});

t.test('a register is closed while its search index waits to be merged, or is merged', sqliteOnly, async (t) => {
  const original = await openRegister(t);
  for (const milliseconds of [0, 1000, 1020, 1060]) {
    const place = await sqlite.copyOfOpen(original);
    await t.test(`${milliseconds} ms after the last write`, async (t) => {
      const register = await openRegister(t, { at: { ...place, remove: async () => {} } });
      await writeParties(register);
      await setTimeout(milliseconds);
    });
    const connection = new Sqlite(place.file);
    t.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
    connection.close();
    await place.remove();
  }
});

async function writeParties(register: TestRegister): Promise<void> {
  for (let index = 0; index < PARTIES; index += 1) {
    const party = { id: `party-${index}`, kind: 'company', name: `Gathered ${index}` };
    const { status } = await register.post('/parties', party);
    if (status !== 201) throw new Error(`party ${index}: ${status}`);
  }
}

/** The segments of the search index, by the pages that FTS5 knows of. */
function segments({ file }: TestRegister): number {
  const connection = new Sqlite(file, { readonly: true });
  const count = connection.prepare('select count(distinct segid) from search_index_idx').pluck().get();
  connection.close();
  return Number(count);
}
