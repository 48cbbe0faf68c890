/** `npm run fuzz -- [REQUESTS] [SEED]`: sends generated requests to a register of its own, and says what came of them. */
import type { Json } from '../support/register.js';
import { openFuzzer } from './fuzzer.js';
import { sendRandomly } from './random.js';

const [requests = 20_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (!Number.isInteger(requests) || !Number.isInteger(seed)) {
  console.error('usage: npm run fuzz -- [REQUESTS] [SEED]');
  process.exit(2);
}
const after: (() => unknown)[] = [];
// No test, but it ends like one.
const t: Json = { teardown: (last: () => unknown) => after.push(last) };
const fuzzer = await openFuzzer(t, seed);
const { tally } = fuzzer;
await sendRandomly(fuzzer, requests, seed, (count) => {
  if (count % 1000 === 0) console.error(`${count} requests, ${tally.failures.length} failures`);
});
for (const last of after) await last();
console.log([tally.report(), tally.summary()].filter(Boolean).join('\n\n'));
process.exitCode = tally.failures.length === 0 ? 0 : 1;
