/** Rebuilds everything that is derived from the log: records, lists, references and search. */
import type { Engine } from '../db/engine.js';
import { emptyWriteSet } from '../db/write-set.js';
import type { Definition } from '../register/definition.js';
import { DELETED } from '../register/index/derive.js';
import { replayRecords } from '../register/index/replay.js';
import { rebuildFeed } from '../register/log/feed-index.js';
import { indexNext } from './reindex.js';

export type Step = 'read' | 'indexed';

/** The tables that are made from the log, besides the search, which is in the engine. */
const MADE_FROM_LOG = ['record', 'index_entry', 'standing', 'imprecise_date', 'name_trigram'] as const;

/** Records that are indexed together: rows that lie beside each other in the index are quicker to write at once. */
const BATCH_SIZE = 2000;

/**
 * Rebuilds the tables in one transaction, so that the register stays as it is when that is interrupted. Returns how many
 * records there are.
 * @param report called with how many records were read from the log, and then indexed
 */
export async function rebuild(
  engine: Engine,
  definitions: readonly Definition[],
  report: (step: Step, records: number) => void = () => {},
): Promise<number> {
  return engine.write(async (db) => {
    for (const table of MADE_FROM_LOG) await db.deleteFrom(table).execute();
    await engine.tokens.clear(db);
    let read = 0;
    // Index rows depend on other records, so they are made once all records are there.
    for await (const batch of replayRecords(db, definitions)) {
      const set = emptyWriteSet();
      for (const { row } of batch) set.records.push({ ...row, ...DELETED });
      await engine.apply(db, set);
      read += batch.length;
      report('read', read);
    }
    let indexed = 0;
    for (;;) {
      const some = await indexNext(db, engine, definitions, BATCH_SIZE);
      if (some === 0) break;
      indexed += some;
      report('indexed', indexed);
    }
    await rebuildFeed(db);
    await engine.tokens.optimize(db);
    return read;
  });
}
