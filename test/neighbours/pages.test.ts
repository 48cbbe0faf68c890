/** Pages of neighbours: their cursors, what is included, where they end, and what they ask of the database. */
import { sql } from 'kysely';
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { faults, openPlans, SCAN } from '../support/query-plans.js';
import { aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const PARTIES = Array.from({ length: 9 }, (_, index) => `party-${index}`);

/** Nine companies, each with one partnership more with arcadia than the one before. */
async function connected(register: TestRegister): Promise<void> {
  await populate(register);
  for (const [index, id] of PARTIES.entries()) {
    await register.post('/parties', { id, kind: 'company', name: id });
    for (let number = 0; number <= index / 2; number++)
      await register.post('/partnerships', aPartnership({ parties: [{ party: 'arcadia' }, { party: id }] }));
  }
}

const idsOf = ({ body }: { body: Json }): string[] => body.data.map((one: Json) => one.party);

t.test('neighbours that do not change are listed once, whichever others come and go between pages', async (t) => {
  const register = await openRegister(t);
  await connected(register);
  const first = await register.get('/parties/arcadia/neighbours?limit=3');
  t.same(idsOf(first), ['party-8', 'party-6', 'party-7']);
  t.match(first.headers.link, /^<[^>]+>; rel="first", <[^>]+cursor=[^>]+>; rel="next"$/);
  await register.post('/partnerships', aPartnership({ parties: [{ party: 'arcadia' }, { party: 'coinworks' }] }));
  const { body } = await register.get('/partnerships?between=arcadia,party-7');
  for (const { id } of body.data) await register.delete(`/partnerships/${id}`, { 'if-match': '*' });
  const rest = await register.get(`/parties/arcadia/neighbours?limit=200&cursor=${first.body.page.next}`);
  t.same(idsOf(rest), ['party-4', 'party-5', 'party-2', 'party-3', 'coinworks', 'party-0', 'party-1']);
  t.equal(rest.body.meta.total, 9);
  t.equal(rest.body.page.next, undefined);
});

t.test('a cursor continues the question that it was made for alone', async (t) => {
  const register = await openRegister(t);
  await connected(register);
  const { body } = await register.get('/parties/arcadia/neighbours?limit=2&stage=talks,signed');
  const { next } = body.page;
  for (const same of ['stage=signed,talks', 'stage=talks&stage=signed&limit=1&expand=parties'])
    t.equal((await register.get(`/parties/arcadia/neighbours?${same}&cursor=${next}`)).status, 200, same);
  for (const other of [
    '/parties/arcadia/neighbours?stage=talks',
    '/parties/arcadia/neighbours?stage=talks,signed&role=principal',
    '/parties/party-1/neighbours?stage=talks,signed',
    '/partnerships?stage=talks,signed',
  ]) {
    const refused = await register.get(`${other}&cursor=${next}`);
    t.equal(refused.status, 400, other);
    t.match(refused.body.errors, [{ parameter: 'cursor', code: 'cursor' }], other);
  }
});

t.test('the neighbours and the partnerships of a page are included when they are asked for', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { body } = await register.get('/parties/pakistan/neighbours?limit=2&expand=parties,partnerships');
  t.same(Object.keys(body.included.parties), ['binance', 'el-salvador']);
  t.same(Object.keys(body.included.partnerships), ['pakistan-binance', 'pakistan-el-salvador']);
  t.strictSame(body.included.parties.binance, (await register.get('/parties/binance')).body);
  t.same((await register.get('/parties/hsx/neighbours?expand=events')).body.included, { events: {} });
});

t.test('neighbours are found along indexes', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const query of ['', 'stage=signed,talks', 'reached=talks&topic=blockchain,regulation', 'role=principal&limit=1'])
    for (const party of ['pakistan', 'hsx', 'ptv']) {
      const url = `/parties/${party}/neighbours?expand=parties,partnerships&${query}`;
      t.same(faults((await plansOf(url)).plans, SCAN), [], url);
    }
});

t.test('the answer says so when there are more partnerships than it looks at or lists', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post(
    '/partnerships',
    aPartnership({ id: 'one', parties: [{ party: 'arcadia' }, { party: 'coinworks' }] }),
  );
  // Ten thousand writes take long, so copies are put straight into the tables.
  const copy = (count: number, from: string) =>
    register.engine.write(async (db) => {
      const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
      await sql`${numbers} insert into record (record, id, revision, sequence, created_at, updated_at, deleted_at, sort, earliest, latest, facets) select record, id || '-' || i, revision, sequence, created_at, updated_at, deleted_at,
        sort, earliest, latest, facets from record, n where record = 'partnership' and id = ${from}`.execute(db);
      await sql`${numbers} insert into index_entry select filter, value, sort, id || '-' || i from index_entry, n
        where filter like 'partnership.%' and id = ${from}`.execute(db);
    });
  await copy(100, 'one');
  const few = await register.get('/parties/coinworks/neighbours');
  t.strictSame(few.body.meta, { total: 1 });
  t.equal(few.body.data[0].count, 101);
  t.equal(few.body.data[0].partnerships.length, 100);
  await register.post('/partnerships', aPartnership({ id: 'other' }));
  await copy(9898, 'other');
  const whole = await register.get('/parties/arcadia/neighbours');
  t.strictSame(whole.body.meta, { total: 2 });
  t.same(
    whole.body.data.map((one: Json) => one.count),
    [9899, 101],
  );
  await register.post('/partnerships', aPartnership());
  const many = await register.get('/parties/arcadia/neighbours');
  t.strictSame(many.body.meta, { total: 2, total_is_lower_bound: true });
  t.equal(many.body.data[0].count + many.body.data[1].count, 10_000);
});
