/**
 * After the same writes both engines give the same answers, to the byte, and their logs have the same hashes.
 * QUESTIONS says how many are asked, and SEED which.
 */
import fc from 'fast-check';
import t from 'tap';
import { places, postgresOnly, sqlite } from '../support/place.js';
import { writeRandomly } from '../support/random-register.js';
import { openRegister, type TestRegister, writerKey } from '../support/register.js';
import { questions, writeMore } from './questions.js';

const QUESTIONS = Number(process.env.QUESTIONS || 300);
const SEED = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));
/** Pages of one question that are compared. */
const MAX_PAGES = 4;

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
  let answers = 0;
  let refused = 0;
  for (const question of fc.sample(questions, { seed: SEED, numRuns: QUESTIONS })) {
    let url: string | undefined = question;
    for (let page = 1; url !== undefined && page <= MAX_PAGES; page += 1) {
      const [expected, found] = [await one.get(url, writerKey), await other.get(url, writerKey)];
      if (found.status !== expected.status || found.text !== expected.text)
        t.equal(`${found.status} ${found.text}`, `${expected.status} ${expected.text}`, `SEED=${SEED} ${url}`);
      answers += 1;
      if (expected.status >= 400) refused += 1;
      const next: unknown = expected.body?.page?.next;
      url = typeof next === 'string' ? `${question}&cursor=${encodeURIComponent(next)}` : undefined;
    }
  }
  t.ok(answers > QUESTIONS, `${answers} answers`);
  // What is refused asks neither engine for anything.
  t.ok(refused < answers / 5, `${refused} refused`);
});
