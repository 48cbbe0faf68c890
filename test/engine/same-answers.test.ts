/** After the same writes both engines give the same answers, to the byte, and their logs have the same hashes. */
import t from 'tap';
import { places, postgresOnly, sqlite } from '../support/place.js';
import { writeRandomly } from '../support/random-register.js';
import { openRegister, type TestRegister } from '../support/register.js';
import { expectSameAnswers } from './questions.js';

const QUESTIONS = 300;
const TEXTS = [
  'The ministers of Réunion signed a memorandum of understanding on digital assets, and a memorandum on mining.',
  'A memorandum. Of understanding nothing was said; 中华人民共和国 and 🤝 stood there, naïve as ever.',
  `${'The understanding of a memorandum is long. '.repeat(400)}It ends with a memorandum of understanding.`,
];

/** Writes with a clock of its own, so that two registers say the same. */
async function written(t: Parameters<typeof openRegister>[0], where: typeof places): Promise<TestRegister> {
  let clock = Date.parse('2026-01-01T00:00:00.000Z');
  const now = () => {
    clock += 1000;
    return new Date(clock);
  };
  const register = await openRegister(t, { where, now });
  await writeRandomly(register, 7);
  for (const [index, text] of TEXTS.entries()) {
    await register.patch(`/sources/source-${index}`, { text_access: 'public' }, { 'if-match': '*' });
    await register.putText(`source-${index}`, text);
  }
  const refused = [
    { kind: 'company' },
    { kind: 'nothing', name: 'x' },
    { id: 'party-1', kind: 'company', name: 'Zug' },
  ];
  for (const body of refused) await register.post('/parties', body);
  await register.post('/batch', { operations: [] });
  return register;
}

t.test('two engines that were written alike answer alike, page after page', postgresOnly, async (t) => {
  const [one, other] = [await written(t, sqlite), await written(t, places)];
  const logs = [one, other].map(({ engine }) =>
    engine.reader.selectFrom('change').select(['sequence', 'hash']).orderBy('sequence').execute(),
  );
  const [log, otherLog] = await Promise.all(logs);
  t.ok(log!.length > 100);
  t.same(otherLog, log);

  await expectSameAnswers(t, one, other, { seed: 11, questions: QUESTIONS });
});
