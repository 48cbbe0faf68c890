/** The command that brings the tables of a register up to date, as others do before they work on it. */
import { parseArgs } from 'node:util';
import type { Engine } from '../db/engine.js';
import { indexAll } from '../maintenance/reindex.js';
import { RESOURCES } from '../resources/index.js';
import { refuseUnfinishedCopy } from '../transfer/unfinished-copy.js';
import { say } from './say.js';
import { withEngine } from './with-engine.js';

/** Applies the missing migrations and returns their names; refuses a register that is still being copied. */
export async function migrateTables(engine: Engine): Promise<string[]> {
  const applied = await engine.migrate();
  await refuseUnfinishedCopy(engine);
  return applied;
}

/** Applies the missing migrations, and indexes the records and log entries that need it after them. */
export async function bringUpToDate(engine: Engine): Promise<{ applied: string[]; indexed: number }> {
  const applied = await migrateTables(engine);
  return { applied, indexed: await indexAll(engine, RESOURCES) };
}

export async function migrate(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  await withEngine({}, async (engine) => {
    const { applied, indexed } = await bringUpToDate(engine);
    say(applied.length === 0 ? 'the tables are up to date' : `applied ${applied.join(', ')}`);
    if (indexed > 0) say(`indexed ${indexed} records anew`);
  });
}
