/** Recomputes the records that migrations have marked, since the rules have changed. */
import type { Engine } from '../db/engine.js';
import type { Definition } from '../register/definition.js';
import { recomputeRecords } from '../register/write/recompute.js';

/** Records in one transaction. */
const BATCH_SIZE = 100;

const AUTHOR = { actor: 'entente', reason: 'the rules by which it is computed have changed' };

/** Returns how many records it looked at; those that are others by the rules of now have a new revision. */
export async function recomputeOutdated(engine: Engine, definitions: readonly Definition[]): Promise<number> {
  for (let sum = 0; ; ) {
    const done = await engine.write(async (db) => {
      const marked = await db
        .selectFrom('outdated_record')
        .selectAll()
        .orderBy('record')
        .orderBy('id')
        .limit(BATCH_SIZE)
        .execute();
      await recomputeRecords(db, { engine, definitions, author: AUTHOR, now: new Date() }, marked);
      for (const { record, id } of marked)
        await db.deleteFrom('outdated_record').where('record', '=', record).where('id', '=', id).execute();
      return marked.length;
    });
    if (done === 0) return sum;
    sum += done;
  }
}
