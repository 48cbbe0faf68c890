/** Counting that takes long goes in slices: others are answered meanwhile, and it sees one state all the same. */
import { setImmediate as letOthersRun } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { type Json, openRegister } from '../support/register.js';
import { copy } from './copies.js';

/** Counts 3000 parties, and does something again and again until that is done; returns what was counted. */
async function whileCounting(t: Test, work: (round: number, register: Register) => Promise<void>): Promise<Json> {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'works', kind: 'company', name: 'Works' });
  await copy(register, 'works', 1, 2999);
  let isCounted = false;
  const counting = register.get('/parties?limit=1&facets=kind&total=true').finally(() => {
    isCounted = true;
  });
  for (let round = 0; !isCounted; round += 1) {
    await work(round, register);
    await letOthersRun();
  }
  return (await counting).body.meta;
}
type Register = Awaited<ReturnType<typeof openRegister>>;

t.test('others are answered while much is counted', async (t) => {
  let answers = 0;
  await whileCounting(t, async (_round, register) => {
    answers += (await register.get('/parties/works')).status === 200 ? 1 : 0;
  });
  t.ok(answers > 5, `${answers} answers`);
});

t.test('what is written meanwhile is not counted', async (t) => {
  const { total, facets } = await whileCounting(t, async (round, register) => {
    if (round !== 3) return;
    t.equal((await register.post('/parties', { id: 'late', kind: 'company', name: 'Late' })).status, 201);
  });
  t.equal(total, 3000);
  t.strictSame(
    facets.kind.buckets.map(({ value, count }: Json) => [value, count]),
    [['company', 3000]],
  );
});
