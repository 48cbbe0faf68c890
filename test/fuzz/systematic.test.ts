/** Every rule of the contract broken once, every limit of it reached, and every hostile thing sent, for each operation. */
import t from 'tap';
import { openFuzzer } from './fuzzer.js';
import type { Operation } from './operations.js';

const SEED = 1;
const fuzzer = await openFuzzer(t, SEED);
const { tally, valid, sendValid } = fuzzer;

/** What failed since this was asked last. */
function failed(): string[] {
  const report = tally.report();
  tally.failures.length = 0;
  return report === '' ? [] : report.split('\n');
}

/**
 * What reads goes first, while the register is small, and once more in the end; then sources and parties are written, before
 * many records refer to them and have to be made anew.
 */
const ORDER = [/^GET/, /^\w+ \/sources/, /^\w+ \/parties/, /^/];
const rank = ({ method, path }: Operation): number => ORDER.findIndex((one) => one.test(`${method} ${path}`));
const operations = [...fuzzer.operations].sort((one, other) => rank(one) - rank(other));

for (const operation of operations) {
  t.test(`${operation.id} takes what its contract allows, to the limits`, async (t) => {
    for (const amount of ['least', 'all', 'some', 'some'] as const) {
      const request = await valid(operation, amount, SEED);
      if (request) await sendValid(request);
    }
    const whole = await valid(operation, 'all', SEED);
    if (whole) for await (const [what, request] of fuzzer.limitsOf(whole)) await sendValid(request, what);
    t.strictSame(failed(), []);
  });
  t.test(`${operation.id} refuses what breaks a rule of its contract, and changes nothing`, async (t) => {
    const request = await valid(operation, 'all', SEED);
    if (!request) return t.fail('there is no valid request to break');
    for (const broken of fuzzer.breaksOf(request)) await fuzzer.sendBroken(request, broken);
    t.strictSame(failed(), []);
  });
  t.test(`${operation.id} stands whatever else is sent`, async (t) => {
    const request = await valid(operation, 'all', SEED);
    if (!request) return t.fail('there is no valid request to vary');
    for (const hostile of fuzzer.hostileValuesOf(request)) await fuzzer.sendHostile(request, hostile);
    t.strictSame(failed(), []);
  });
}

t.test('whatever was written, what reads takes what its contract allows', async (t) => {
  for (const operation of operations.filter(({ method }) => method === 'GET'))
    for (const seed of [SEED, SEED + 1]) {
      const request = await valid(operation, 'some', seed);
      if (request) await sendValid(request);
    }
  t.strictSame(failed(), []);
});
