/** Readers of a state of the register in which the log has reached a sequence, where some of them lag behind. */
import { setTimeout } from 'node:timers/promises';
import type { Engine, Readers } from '../../db/engine.js';
import { lastSequence } from '../log/feed.js';

/** For how long readers that lag behind are waited for, and how long the first time; each time is twice as long. */
const MAX_WAIT_MS = 500;
const FIRST_WAIT_MS = 10;

export interface Reached {
  readers: Readers;
  /** The last sequence of the log that they have seen. */
  last: number;
}

/** Readers that have seen the log reach a sequence; those of the primary when it has not, or the others take too long. */
export async function readersAt(engine: Engine, sequence: number): Promise<Reached> {
  const reached = async (readers: Readers): Promise<Reached> => ({ readers, last: await lastSequence(readers.reader) });
  let seen = await reached(engine);
  if (seen.last >= sequence) return seen;
  const newest = await reached(engine.primary);
  const deadline = performance.now() + MAX_WAIT_MS;
  for (let wait = FIRST_WAIT_MS; newest.last >= sequence && performance.now() + wait < deadline; wait *= 2) {
    await setTimeout(wait);
    seen = await reached(engine);
    if (seen.last >= sequence) return seen;
  }
  return newest;
}
