/** What the register said of a record at an instant. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { runs, sqliteOnly } from '../support/place.js';
import { openPlans } from '../support/query-plans.js';
import { openRegister } from '../support/register.js';

let now = new Date('2025-11-01T12:00:00.000Z');
const register = await openRegister(t, { now: () => now });
const { get, put, patch } = register;
const any = { 'if-match': '*' };
const url = '/parties/remembered';

/** What each revision said, and when it was written. */
const said: { at: string; text: string | undefined }[] = [];
const at = async (instant: string, write: () => Promise<unknown>): Promise<void> => {
  now = new Date(instant);
  await write();
  const { status, text } = await get(url);
  said.push({ at: now.toISOString(), text: status === 200 ? text : undefined });
};
await at('2025-11-01T12:00:00.000Z', () => put(url, { kind: 'company', name: 'First' }));
await at('2025-11-01T12:00:00.000Z', () => patch(url, { name: 'At the same instant' }, any));
await at('2025-11-01T12:00:00.001Z', () => patch(url, { name: 'A millisecond later' }, any));
await at('2025-11-02T00:00:00.000Z', () => register.delete(url, any));
await at('2025-11-03T00:00:00.000Z', () => put(url, { kind: 'company', name: 'Back again' }));
for (let day = 4; day < 25; day++)
  await at(`2025-11-${String(day).padStart(2, '0')}T00:00:00.000Z`, () => patch(url, { name: `Day ${day}` }, any));

t.test('at any instant the record is the last revision that had been written by then', async () => {
  const first = Date.parse('2025-11-01T11:59:59.000Z');
  const instants = fc.oneof(
    fc.integer({ min: first, max: Date.parse('2025-11-26T00:00:00.000Z') }),
    fc.constantFrom(...said.flatMap(({ at: one }) => [-1, 0, 1].map((more) => Date.parse(one) + more))),
  );
  await fc.assert(
    fc.asyncProperty(instants, async (time) => {
      const instant = new Date(time).toISOString();
      const last = said.findLast(({ at: written }) => written <= instant);
      const { status, text, headers } = await get(`${url}?recorded_at=${instant}`);
      if (last === undefined) return status === 404;
      if (last.text === undefined) return status === 410;
      return status === 200 && text === last.text && headers.etag === undefined;
    }),
    { numRuns: runs(300) },
  );
});

t.test('an instant may have any offset, and any precision', async (t) => {
  for (const instant of [
    '2025-11-01T12:00:00.0009Z',
    '2025-11-01T17:00:00%2B05:00',
    '2025-11-01t04:30:00.000000-07:30',
    '2025-11-01T12:00:00z',
  ])
    t.equal((await get(`${url}?recorded_at=${instant}`)).body.name, 'At the same instant', instant);
});

t.test('before it was written there was no such record, and after it was deleted not any more', async (t) => {
  const before = await get(`${url}?recorded_at=2025-11-01T11:59:59.999Z`);
  expectProblem(t, before, 404, 'not_found');
  t.match(before.body.detail, 'At 2025-11-01T11:59:59.999Z there was no party "remembered".');
  const { status, body } = await get(`${url}?recorded_at=2025-11-02T12:00:00Z`);
  t.same([status, body.code, body.deleted_at], [410, 'gone', '2025-11-02T00:00:00.000Z']);
  t.equal((await get('/parties/nobody?recorded_at=2025-11-02T12:00:00Z')).status, 404);
});

t.test('a record that is deleted now can be read as it was', async (t) => {
  now = new Date('2025-12-01T00:00:00.000Z');
  await put('/sources/forgotten', { kind: 'filing', title: 'As it was' });
  now = new Date('2025-12-02T00:00:00.000Z');
  await register.delete('/sources/forgotten', any);
  t.equal((await get('/sources/forgotten')).status, 410);
  t.equal((await get('/sources/forgotten?recorded_at=2025-12-01T12:00:00Z')).body.title, 'As it was');
});

t.test('what was said then is not conditional on what is held now', async (t) => {
  const { status } = await get(`${url}?recorded_at=2025-11-01T13:00:00Z`, { 'if-none-match': '*' });
  t.equal(status, 200);
});

t.test('what is no instant is refused by its name', async (t) => {
  for (const wrong of ['2025-11-01', 'yesterday', '2025-11-01T12:00:00', '2025-02-30T12:00:00Z'])
    expectProblem(t, await get(`${url}?recorded_at=${wrong}`), 400, 'invalid_parameter', '?recorded_at');
  expectProblem(t, await get('/parties?recorded_at=2025-11-01T13:00:00Z'), 400, 'invalid_parameter', '?recorded_at');
});

t.test('a revision is looked up by its number, however many there are', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  const { plans } = await plansOf('/parties/pakistan?recorded_at=2999-01-01T00:00:00Z');
  for (const { sql, plan } of plans)
    t.match(plan.join(), /^SEARCH change USING (COVERING )?INDEX sqlite_autoindex_change_1 \(record=\? AND id=\?/, sql);
});
