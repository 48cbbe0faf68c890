/** Compiled queries: values of any type stand where they belong, in whatever order the query has them. */
import { sql } from 'kysely';
import t from 'tap';
import { compiledOnce, compiledPerCount, insertion, type Parameter } from '../../src/db/compiled.js';
import { isSqlite } from '../support/place.js';
import { openRegister } from '../support/register.js';

const { engine } = await openRegister(t);
const { reader, write } = engine;

t.test('values take the places of their parameters, and constants stay', async (t) => {
  let times = 0;
  const turned = compiledOnce(2, (db, first: Parameter<string>, second: Parameter<number>) => {
    times += 1;
    return db.selectNoFrom([
      sql<number>`cast(${second} as integer) + cast(${1} as integer)`.as('next'),
      sql<string>`cast(${first} as text)`.as('text'),
      sql<string>`cast(${first} as text) || ${'!'}`.as('again'),
    ]);
  });
  t.same(await turned(reader, 'a', 1), [{ next: 2, text: 'a', again: 'a!' }]);
  // PostgreSQL keeps no NUL.
  const odd = isSqlite ? '\u00000' : '$1';
  t.same(await turned(reader, odd, 41), [{ next: 42, text: odd, again: `${odd}!` }]);
  t.same(await engine.read((db) => turned(db, 'b', 2)), [{ next: 3, text: 'b', again: 'b!' }]);
  t.equal(times, 1, 'it is built once, for transactions, too');
});

t.test('a query is compiled for each number of values', async (t) => {
  let times = 0;
  const words = compiledPerCount((db, some) => {
    times += 1;
    return db.selectFrom('search_word').select('word').where('word', 'in', some).orderBy('word');
  });
  await write((db) =>
    insertion('search_word', ['word'])(
      db,
      ['a', 'b', 'c'].map((word) => ({ word })),
    ),
  );
  t.same(await words(reader, ['c', 'x', 'a']), [{ word: 'a' }, { word: 'c' }]);
  t.same(await words(reader, ['b', 'y', 'z']), [{ word: 'b' }]);
  t.same(await words(reader, ['b']), [{ word: 'b' }]);
  t.equal(times, 2);
});

t.test('rows are inserted by the names of their columns, however many there are', async (t) => {
  const insert = insertion('index_entry', ['sort', 'id', 'filter', 'value']);
  for (const count of [0, 1, 2, 50, 51, 120]) {
    const rows = Array.from({ length: count }, (_, number) => ({
      filter: `f${count}`,
      value: `v${number}`,
      sort: `s${String(number).padStart(3, '0')}`,
      id: `i${number}`,
    }));
    await write((db) => insert(db, rows));
    const kept = reader.selectFrom('index_entry').selectAll().where('filter', '=', `f${count}`).orderBy('sort');
    t.same(await kept.execute(), rows, `${count} rows`);
  }
});
