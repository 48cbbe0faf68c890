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

t.test('all counts are of one state, whatever is written meanwhile', async (t) => {
  let written = 0;
  const { total, facets } = await whileCounting(t, async (_round, register) => {
    const { status } = await register.post('/parties', { id: `late-${written}`, kind: 'company', name: 'Late' });
    t.equal(status, 201);
    written += 1;
  });
  t.ok(written > 1, `${written} were written`);
  t.ok(total >= 3000 && total < 3000 + written, `${total} were counted`);
  t.strictSame(
    facets.kind.buckets.map(({ value, count }: Json) => [value, count]),
    [['company', total]],
  );
});
