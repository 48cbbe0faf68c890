/** Reads that take long go in slices. All of them together leave most of the time to those who ask something short. */
import { setTimeout, setImmediate as turn } from 'node:timers/promises';
import type { Readers } from '../../db/engine.js';
import type { Database } from '../../db/tables.js';
import { Unavailable } from '../../model/refusal.js';

/** Ends a slice; resolves when the next one may begin. */
export type Pause = () => Promise<void>;

/** After a slice, others have up to this many times as long, as long as there are any. */
const REST_FACTOR = 10;
/** A read that has taken no longer, in milliseconds, gives way for one turn of the event loop only. */
const SHORT_MS = 5;
/** Utilisation of the event loop below which nobody is asking anything. */
const IDLE = 0.05;
/** How long the event loop is watched to see whether anybody asks, in milliseconds. */
const LOOK_MS = 3;
/** Milliseconds that two turns of the event loop take when nobody is answered in them. */
const EMPTY_TURNS_MS = 0.1;
/** Long reads that may go on at once, each with a reader of its own. */
const MAX_OPEN = 4;

let open = 0;
const waiting: (() => void)[] = [];
let lastSlice: Promise<void> = Promise.resolve();

/** Runs read-only queries that all see the same state, and pauses where they ask for it. */
export async function readInSlices<T>(readers: Readers, work: (db: Database, pause?: Pause) => Promise<T>): Promise<T> {
  if (open < MAX_OPEN) open += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    const view = await readers.openRead().catch((failure: unknown) => {
      if (failure instanceof Unavailable) return undefined;
      throw failure;
    });
    // When all readers are in use, as by large files, it is done at once.
    if (!view) return await readers.read(work);
    try {
      let taken = 0;
      let endSlice = await beginSlice();
      try {
        return await work(view.db, async () => {
          taken = endSlice(taken);
          endSlice = await beginSlice();
        });
      } finally {
        endSlice(taken);
      }
    } finally {
      await view.close();
    }
  } finally {
    const next = waiting.shift();
    if (next) next();
    else open -= 1;
  }
}

/**
 * Waits until the slices before are over; returns what ends this one. It is told how long the slices of the same read have
 * taken until now, in milliseconds, and says how long with this one.
 */
async function beginSlice(): Promise<(before: number) => number> {
  const previous = lastSlice;
  let end = () => {};
  lastSlice = new Promise((resolve) => {
    end = resolve;
  });
  await previous;
  const began = performance.now();
  return (before) => {
    const slice = performance.now() - began;
    const taken = before + slice;
    void (taken <= SHORT_MS ? turn() : rest(REST_FACTOR * slice)).then(end);
    return taken;
  };
}

/** Lets others have so many milliseconds, or fewer when there is nothing to do. */
async function rest(milliseconds: number): Promise<void> {
  const began = performance.now();
  // Whoever asked during the slice is answered in the next turn of the event loop; of the current one only the end may be left.
  await turn();
  await turn();
  if (performance.now() - began < EMPTY_TURNS_MS) return;
  const until = began + milliseconds;
  do {
    const before = performance.eventLoopUtilization();
    await setTimeout(LOOK_MS);
    if (performance.eventLoopUtilization(before).utilization < IDLE) return;
  } while (performance.now() < until);
}
