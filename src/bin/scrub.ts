/** Removes the bytes of what was taken out of a register from its files. */
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../db/engine.js';
import { Unavailable } from '../model/refusal.js';

/** For how long it is tried while another process prevents it. A replica says every ten seconds what is read there. */
const MAX_SCRUB_MS = 60_000;
const SCRUB_RETRY_MS = 1000;

/** Tries again while something prevents it. */
export async function scrub(engine: Engine): Promise<void> {
  for (const deadline = performance.now() + MAX_SCRUB_MS; ; ) {
    const hindrance = await scrubOnce(engine);
    if (hindrance === undefined) return;
    if (performance.now() > deadline)
      throw new Error(
        `it is out of the register, but not yet out of its files: ${hindrance}; repeat the command later`,
      );
    await setTimeout(SCRUB_RETRY_MS);
  }
}

/** Returns what prevented it, if anything. */
async function scrubOnce(engine: Engine): Promise<string | undefined> {
  try {
    return (await engine.scrub()) ? undefined : 'somebody reads an earlier state, such as a long list';
  } catch (failure) {
    if (!(failure instanceof Unavailable)) throw failure;
    return failure.cause instanceof Error ? failure.cause.message : failure.message;
  }
}
