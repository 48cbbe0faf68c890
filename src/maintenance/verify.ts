/** Verifies the register: the chain of the log, and all that is made from the log against what a rebuild would make. */
import type { Engine } from '../db/engine.js';
import { type LogEntry, lastEntry } from '../db/log-end.js';
import type { Database } from '../db/tables.js';
import { Unavailable } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import { checkFeed } from './verify-feed.js';
import { checkIndex } from './verify-index.js';
import { checkChain, checkRedactions, checkTexts } from './verify-log.js';
import { checkRecords } from './verify-register.js';

/** Faults that are reported at most. */
export const MAX_FAULTS = 100;

export interface Verified {
  /** One line each, in the order in which they were found. */
  faults: string[];
  /** How much there is; absent when something is wrong. */
  extent?: Extent;
}

export interface Extent {
  entries: number;
  /** Without those that are deleted. */
  records: number;
  /** The last entry of the log. */
  last: LogEntry | undefined;
}

/**
 * Reads everything once, in one snapshot.
 * @param expected an entry that the log had, as an earlier run printed it
 */
export async function verify(
  engine: Engine,
  definitions: readonly Definition[],
  expected?: LogEntry,
): Promise<Verified> {
  const { db, close } = await engine.primary.openRead();
  try {
    const faults: string[] = [];
    for await (const fault of readable(faultsIn(db, engine, definitions, expected))) {
      faults.push(fault);
      if (faults.length === MAX_FAULTS) break;
    }
    return faults.length > 0 ? { faults } : { faults, extent: await extentOf(db) };
  } finally {
    await close();
  }
}

/** What is made from a wrong log or from wrong records is wrong as well, so the check ends when those have faults. */
async function* faultsIn(
  db: Database,
  engine: Engine,
  definitions: readonly Definition[],
  expected: LogEntry | undefined,
): AsyncGenerator<string> {
  for (const damage of await engine.checkIntegrity(db)) yield `the database is damaged: ${damage}`;
  yield* checkTexts(db);
  if (yield* any(checkChain(db, expected))) return;
  if (yield* any(checkRedactions(db))) return;
  if (yield* any(checkRecords(db, definitions))) return;
  yield* checkIndex(db, engine.tokens, definitions);
  yield* checkFeed(db);
}

/** Reports a database that can't be read any further as the last fault. */
async function* readable(faults: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield* faults;
  } catch (failure) {
    if (!(failure instanceof Unavailable)) throw failure;
    yield `the database can't be read any further: ${failure.cause instanceof Error ? failure.cause.message : failure.message}`;
  }
}

/** Passes faults on, and returns whether there were any. */
async function* any(faults: AsyncGenerator<string>): AsyncGenerator<string, boolean> {
  let found = false;
  for await (const fault of faults) {
    found = true;
    yield fault;
  }
  return found;
}

async function extentOf(db: Database): Promise<Extent> {
  const entries = await db
    .selectFrom('change')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst();
  const records = await db
    .selectFrom('record')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return { entries: Number(entries?.count), records: Number(records?.count), last: await lastEntry(db) };
}
