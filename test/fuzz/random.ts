/** Valid, invalid and hostile requests in any order, to one register that grows and in which records come and go. */
import type { Fuzzer } from './fuzzer.js';
import type { Dice } from './meaning.js';
import { diceOf } from './requests.js';

export async function sendRandomly(
  fuzzer: Fuzzer,
  requests: number,
  seed: number,
  onSent?: (count: number) => void,
): Promise<void> {
  const { operations, tally, valid, sendValid, sendBroken, sendHostile } = fuzzer;
  const dice = diceOf(seed);
  let sent = 0;
  for (let tried = 0; sent < requests && tried < 2 * requests; tried++) {
    // Each operation once at the beginning, so that none is left out.
    const operation = operations[tried] ?? one(operations, dice);
    const request = await valid(operation, dice(5) === 0 ? 'all' : 'some', dice(2 ** 31));
    if (!request) continue;
    sent += 1;
    const kind = tried < operations.length ? 0 : dice(10);
    if (kind < 5) await sendValid(request);
    else if (kind < 8) await sendBroken(request, one(fuzzer.breaksOf(request), dice));
    else await sendHostile(request, one([...fuzzer.hostileValuesOf(request)], dice));
    onSent?.(sent);
  }
  tally.expectAllReached();
}

function one<T>(among: readonly T[], dice: Dice): T {
  const chosen = among[dice(among.length)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}
