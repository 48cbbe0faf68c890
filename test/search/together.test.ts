/** Writes that arrive together share a commit: what is found afterwards is what was written last, and nothing else. */
import t from 'tap';
import { openRegister } from '../support/register.js';

const register = await openRegister(t);
const { get, put, patch } = register;
const any = { 'if-match': '*' };
const found = async (word: string): Promise<string[]> =>
  (await get(`/search?q=${word}&limit=200`)).body.data.map(({ id }: { id: string }) => id).sort();

t.test('records that are written again and again at once are found by their last words alone', async (t) => {
  const ids = Array.from({ length: 12 }, (_, number) => `busy-${number}`);
  for (const id of ids) await put(`/parties/${id}`, { kind: 'company', name: 'Busy', summary: 'Wordzero.' });
  const writes = ids.flatMap((id, number) => [
    () => patch(`/parties/${id}`, { summary: `Wordone${number}.` }, any),
    () => patch(`/parties/${id}`, { summary: `Wordtwo${number}.`, name: `Busier ${number}` }, any),
    ...(number % 3 === 0 ? [() => register.delete(`/parties/${id}`, any)] : []),
    ...(number % 6 === 0
      ? [() => put(`/parties/${id}`, { kind: 'company', name: 'Back', summary: 'Wordthree.' })]
      : []),
    // Refused, and so taken back in the midst of the others.
    () => patch(`/parties/${id}`, { summary: `Wordfour${number}.`, part_of: 'nobody' }, any),
    () => put(`/parties/${id}?dry_run=true`, { kind: 'company', name: 'Wordfive' }, any),
  ]);
  await Promise.all(writes.map((write) => write()));
  for (const [number, id] of ids.entries()) {
    const { status, body } = await get(`/parties/${id}`);
    t.equal(status, number % 6 === 3 ? 410 : 200, id);
    const said = status === 200 ? String(body.summary) : '';
    for (const word of [`wordone${number}`, `wordtwo${number}`])
      t.same(await found(word), said.toLowerCase().startsWith(word) ? [id] : [], `${id}: ${word}`);
    t.same(await found(`wordfour${number}`), []);
  }
  t.same(await found('wordzero'), []);
  t.same(await found('wordfive'), []);
  t.same(await found('wordthree'), ['busy-0', 'busy-6']);
  const { body } = await get('/parties?name=Back');
  t.equal(body.data.length, 2);
});

t.test('more records than wait at once are all found, and none of them when their write is refused', async (t) => {
  const many = (count: number, word: string) =>
    Array.from({ length: count }, (_, number) => ({
      operation: 'create',
      record: 'party',
      document: { kind: 'company', name: `${word} ${number}` },
    }));
  const refused = [
    ...many(499, 'Refusedly'),
    { ...many(1, 'Refusedly')[0], document: { kind: 'state', name: 'X', country: 'FR', part_of: 'nobody' } },
  ];
  const [one, two, other] = await Promise.all([
    register.post('/batch', { operations: many(400, 'Keptly') }),
    register.post('/batch', { operations: refused }),
    register.post('/batch', { operations: many(500, 'Keptly') }),
  ]);
  t.same([one.status, two.status, other.status], [200, 422, 200]);
  t.equal((await get('/search?q=keptly&total=true')).body.meta.total, 900);
  t.same(await found('refusedly'), []);
});
