/**
 * After the same writes both engines give the same answers, to the byte, and their logs have the same hashes.
 * QUESTIONS says how many are asked, and SEED which.
 */
import t from 'tap';
import { places, postgresOnly, sqlite } from '../support/place.js';
import { writeRandomly } from '../support/random-register.js';
import { openRegister, type TestRegister } from '../support/register.js';
import { expectSameAnswers, writeMore } from './questions.js';

const QUESTIONS = Number(process.env.QUESTIONS || 300);
const SEED = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));

/** Writes with a clock of its own, so that two registers say the same. */
async function written(t: Parameters<typeof openRegister>[0], where: typeof places): Promise<TestRegister> {
  let clock = Date.parse('2026-01-01T00:00:00.000Z');
  const now = () => {
    clock += 1000;
    return new Date(clock);
  };
  const register = await openRegister(t, { where, now });
  await writeRandomly(register, 7);
  await writeMore(register);
  return register;
}

t.test('two engines that were written alike answer alike, page after page', postgresOnly, async (t) => {
  const [one, other] = [await written(t, sqlite), await written(t, places)];
  const logs = [one, other].map(({ engine }) =>
    engine.reader.selectFrom('change').select(['sequence', 'hash']).orderBy('sequence').execute(),
  );
  const [log, otherLog] = await Promise.all(logs);
  t.ok(log!.length > 1500);
  t.same(otherLog, log);

  t.comment(`SEED=${SEED} QUESTIONS=${QUESTIONS}`);
  await expectSameAnswers(t, one, other, { seed: SEED, questions: QUESTIONS });
});
