/** However long the log, a page reads no more of it than it shows. */
import { sql } from 'kysely';
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { faults, openPlans, SCAN, SORT } from '../support/query-plans.js';
import { openRegister } from '../support/register.js';

const LENGTH = 30_000;

const register = await openRegister(t);

t.test('every query of the feed is a walk along an index', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const query of [
    '',
    'after=20',
    'since=2025-01-01T00:00:00Z',
    'record=party',
    'id=pakistan&expand=document',
    'record=party&expand=difference&since=2025-01-01T00:00:00Z&until=2030-01-01T00:00:00Z',
    'party=pakistan,hsx&changed=milestones,stage&operation=create&actor=entente&record=partnership',
  ]) {
    const { plans } = await plansOf(`/changes?${query}`);
    // The end of the log is known by its number; some rows by theirs come in its order.
    t.strictSame(faults(plans, SCAN, SORT), [], query);
  }
});

t.test('filters that never come together end a page early, which goes on', async (t) => {
  const { engine, get } = register;
  // One entry is by the one actor, the next changes the one member, and so on.
  await engine.write(async (db) => {
    const numbers = sql`with recursive n (n) as (select 1 union all select n + 1 from n where n < ${LENGTH})`;
    await sql`insert into change
        (sequence, record, id, revision, operation, at, actor, reason, document, hash, changed) ${numbers}
      select n, 'party', 'p', n, 'patch', '2025-11-01T12:00:00.000Z', 'other', null, null, '', '["summary"]' from n`.execute(
      db,
    );
    await sql`insert into change_entry ${numbers}
      select case n % 2 when 1 then 'actor' else 'signature' end, case n % 2 when 1 then 'other' else 'party patch summary' end, n from n`.execute(
      db,
    );
  });
  let [sequence, pages] = [0, 0];
  for (; sequence < LENGTH; pages += 1) {
    const { body } = await get(`/changes?after=${sequence}&actor=other&changed=summary`);
    t.strictSame(body.data, []);
    t.equal(body.page.next === undefined, body.meta.sequence === LENGTH);
    t.ok(body.meta.sequence > sequence, 'it goes on');
    sequence = body.meta.sequence;
  }
  t.ok(pages > 1, 'one page would have been too much');
});
