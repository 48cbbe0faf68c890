/** Requests of all sorts in any order: answered on each database as the contract says. */
import t from 'tap';
import { openFuzzer } from '../fuzz/fuzzer.js';
import { sendRandomly } from '../fuzz/random.js';

const SEED = 1;

t.test('requests of all sorts in any order are answered as the contract says', async (t) => {
  const fuzzer = await openFuzzer(t, SEED);
  // Enough of them that each operation is answered with success at least once.
  await sendRandomly(fuzzer, 1200, SEED);
  t.equal(fuzzer.tally.report(), '');
});
