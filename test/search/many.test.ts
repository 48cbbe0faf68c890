/** Searches that match more records than are counted, or put in another order one by one. */
import t from 'tap';
import { create } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import { type Json, openRegister } from '../support/register.js';
import { ids } from './asking.js';

const COUNT = 10_050;
const idOf = (index: number) => `p-${String((index * 7919) % COUNT).padStart(5, '0')}`;

t.test('more than ten thousand matches are listed in every order, each once, and counted no further', async (t) => {
  const register = await openRegister(t);
  const { engine, get } = register;
  const parties = RESOURCES.find(({ record }) => record === 'party')!;
  const writing = { definitions: RESOURCES, engine, author: { actor: 'tester' }, now: new Date() };
  for (let from = 0; from < COUNT; from += 2010) {
    const edits = Array.from({ length: 2010 }, (_, index) => {
      const id = idOf(from + index);
      // What is found by its name has a name that sorts otherwise than its id.
      const members = { id, kind: 'company', name: `Jasper ${9 - (Number(id.slice(-1)) % 10)} ${id}` };
      return create(parties, { members, computed: new Map() });
    });
    await engine.write((db) => write(db, writing, edits));
  }
  const all = Array.from({ length: COUNT }, (_, index) => `p-${String(index).padStart(5, '0')}`);
  const orders: Record<string, (one: string, other: string) => number> = {
    id: (one, other) => (one < other ? -1 : 1),
    '-id': (one, other) => (one < other ? 1 : -1),
    name: (one, other) => Number(other.slice(-1)) - Number(one.slice(-1)) || (one < other ? -1 : 1),
  };
  for (const [sort, order] of Object.entries(orders)) {
    const expected = all.toSorted(order);
    const first = (await get(`/parties?q=jasper&sort=${sort}&limit=150&total=true`)).body;
    t.match(first.meta, { total: 10_000, total_is_lower_bound: true, ranking: 'newest' });
    t.same(ids(first), expected.slice(0, 150), sort);
    const next = (await get(`/parties?q=jasper&sort=${sort}&limit=150&cursor=${first.page.next}`)).body;
    t.same(ids(next), expected.slice(150, 300), `${sort}, next page`);
    const few = (await get(`/parties?q=jasper+-p-00003+p-0000*&sort=${sort}&total=true`)).body;
    t.same([ids(few), few.meta.total], [expected.filter((id) => /0000[0-24-9]/.test(id)), 9], `${sort}, of few`);
  }
  const found = new Set<string>();
  let next: string | undefined;
  let hits = 0;
  do {
    const { body } = await get(`/search?q=jasper&limit=200${next ? `&cursor=${next}` : ''}`);
    for (const id of ids(body)) found.add(id);
    hits += body.data.length;
    next = body.page.next;
  } while (next);
  t.same([hits, found.size], [COUNT, COUNT]);
  const lines: Json[] = (await get('/parties.ndjson?q=jasper&fields=id')).text.trim().split('\n');
  t.equal(new Set(lines).size, COUNT, 'a file holds them all');
});
