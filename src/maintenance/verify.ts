/** Tells whether the register is what its log says, and the log what was written into it. */
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import { Unavailable } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import { faultsOfFeed } from './verify-feed.js';
import { faultsOfIndex } from './verify-index.js';
import { faultsOfChain, faultsOfRedactions, faultsOfTexts, type Mark } from './verify-log.js';
import { faultsOfRecords } from './verify-register.js';

/** Faults that are told; whoever has so many knows enough. */
export const MAX_FAULTS = 100;

export interface Verified {
  /** One line each, the first that was met first. */
  faults: string[];
  /** How much there is, when nothing is wrong. */
  extent?: Extent;
}

export interface Extent {
  entries: number;
  /** Those that are not deleted. */
  records: number;
  /** The last entry of the log. */
  last: Mark | undefined;
}

/**
 * Reads everything once, as it stands at one moment.
 * @param expected an entry that the log had, as it was told before
 */
export async function verify(engine: Engine, definitions: readonly Definition[], expected?: Mark): Promise<Verified> {
  const { db, close } = await engine.openRead();
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

/** What is made of something wrong would be wrong as well, so that it isn't looked at then. */
async function* faultsIn(
  db: Database,
  engine: Engine,
  definitions: readonly Definition[],
  expected: Mark | undefined,
): AsyncGenerator<string> {
  for (const damage of await engine.checkIntegrity(db)) yield `the database is damaged: ${damage}`;
  yield* faultsOfTexts(db);
  if (yield* any(faultsOfChain(db, expected))) return;
  if (yield* any(faultsOfRedactions(db))) return;
  if (yield* any(faultsOfRecords(db, definitions))) return;
  yield* faultsOfIndex(db, engine.tokens, definitions);
  yield* faultsOfFeed(db);
}

/** Where the database can't be read any further, that is the last fault. */
async function* readable(faults: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield* faults;
  } catch (failure) {
    if (!(failure instanceof Unavailable)) throw failure;
    yield `the database can't be read any further: ${failure.cause instanceof Error ? failure.cause.message : failure.message}`;
  }
}

/** Passes faults on, and says whether there were any. */
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
  const last = await db
    .selectFrom('change')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { entries: Number(entries?.count), records: Number(records?.count), last };
}
