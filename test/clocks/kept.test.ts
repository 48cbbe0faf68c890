/** The rows of clocks are checked by a verification, made anew by a rebuild, and gone with their partnership. */
import { sql } from 'kysely';
import t from 'tap';
import { rebuild } from '../../src/maintenance/rebuild.js';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

const rowsOf = ({ engine }: TestRegister) =>
  engine.reader
    .selectFrom('standing')
    .selectAll()
    .orderBy('id')
    .orderBy('clock')
    .orderBy('valid_from')
    .orderBy('published_from')
    .execute();

t.test('a row that was altered, is gone or comes from nowhere is found, and a rebuild mends it', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { engine } = register;
  const before = await rowsOf(register);
  t.ok(before.length > 0);
  for (const [change, fault] of [
    [
      sql`update standing set stage = 'signed' where id = 'pakistan-hsx'`,
      'partnership "pakistan-hsx" stands elsewhere by the clocks than it should',
    ],
    [
      sql`delete from standing where id = 'pakistan-kyrgyzstan' and clock = 'both'`,
      'partnership "pakistan-kyrgyzstan" stands elsewhere by the clocks than it should',
    ],
    [
      sql`update standing set id = 'made-up' where id = 'pakistan-el-salvador'`,
      'partnership "pakistan-el-salvador" stands elsewhere by the clocks than it should',
      'the table standing has rows of partnership "made-up", which is not there',
    ],
  ] as const) {
    await engine.write(async (db) => void (await change.execute(db)));
    const { faults } = await verify(engine, RESOURCES);
    t.ok(faults.includes(fault), faults.join('; '));
    await rebuild(engine, RESOURCES);
    t.strictSame((await verify(engine, RESOURCES)).faults, []);
    t.strictSame(await rowsOf(register), before);
  }
});

t.test('a partnership that is deleted is not answered for', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { get, post, delete: remove } = register;
  await post('/partnerships', aPartnership({ id: 'pact' }));
  t.ok((await rowsOf(register)).length > 0);
  await remove('/partnerships/pact', { 'if-match': '*' });
  t.equal((await get('/partnerships/pact?true_on=2025-07-17')).status, 410);
  t.equal((await get('/partnerships?true_on=2025-07-17&total=true')).body.meta.total, 0);
  t.strictSame(await rowsOf(register), []);
});
