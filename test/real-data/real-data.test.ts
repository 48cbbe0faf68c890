/** Loads the real visits into one register and asks it everything. */
import t from 'tap';
import { openRegister } from '../support/register.js';
import { COUNTS } from './counts.js';
import { LISTS } from './lists.js';
import { NAMES } from './names.js';
import { SEARCHES } from './searches.js';
import { loadVisits, readVisits, skip } from './visits.js';

t.test('real visits', { skip }, async (t) => {
  const visits = readVisits();
  const register = await openRegister(t);
  await loadVisits(register.engine, visits);
  for (const questions of [LISTS, COUNTS, SEARCHES, NAMES])
    for (const [name, ask] of Object.entries(questions)) await t.test(name, (t) => ask(t, register, visits));
});
