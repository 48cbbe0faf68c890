/** The mark of a register that is still being copied: it stands in the register itself. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../db/engine.js';
import type { Database, Tables } from '../db/tables.js';

export type UnfinishedCopy = Tables['unfinished_copy'];

/** The mark of a register whose tables are up to date; undefined when all of the register is there. */
export const unfinishedCopy = (db: Database): Promise<UnfinishedCopy | undefined> =>
  db.selectFrom('unfinished_copy').selectAll().executeTakeFirst();

/** Refuses a register that is not all there yet. */
export async function refuseUnfinishedCopy({ reader }: Engine): Promise<void> {
  const unfinished = await unfinishedCopy(reader);
  if (unfinished)
    throw new Error(
      `the register is not all there yet: its copy from ${unfinished.source} broke off, or goes on; run the same entente copy again`,
    );
}

/** Marks the register, unless it is marked already, and returns the mark. */
export async function beginCopy(target: Engine, source: string): Promise<UnfinishedCopy> {
  return target.write(async (db) => {
    const known = await unfinishedCopy(db);
    if (known) return known;
    const mark = { id: randomUUID(), source, has_redacted: 0 };
    await db.insertInto('unfinished_copy').values(mark).execute();
    return mark;
  });
}

/** Notes that something was taken out, in the transaction that does it. */
export const noteRedacted = async (db: Database): Promise<void> =>
  void (await db.updateTable('unfinished_copy').set({ has_redacted: 1 }).execute());

export const endCopy = (target: Engine): Promise<void> =>
  target.write(async (db) => void (await db.deleteFrom('unfinished_copy').execute()));
