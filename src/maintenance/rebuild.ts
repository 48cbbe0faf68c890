/** Makes everything anew that the log tells: records, lists, references and the search. */
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import type { Definition } from '../register/definition.js';
import { referencesIn } from '../register/document/evidence.js';
import { countDate } from '../register/index/imprecise-dates.js';
import { rebuildFeed } from '../register/log/feed-index.js';
import { saveReferences } from '../register/write/save.js';
import { indexNext } from './reindex.js';
import { type ReplayedRecord, replayRecords } from './replay.js';

export type Step = 'read' | 'indexed';

/**
 * Makes the tables anew in one transaction, so that the register stays as it is when that is cut off. Returns how many
 * records there are.
 * @param tell hears how many records were read from the log, and then indexed
 */
export async function rebuild(
  engine: Engine,
  definitions: readonly Definition[],
  tell: (step: Step, records: number) => void = () => {},
): Promise<number> {
  return engine.write(async (db) => {
    for (const table of ['record', 'index_entry', 'reference', 'imprecise_date', 'name_trigram'] as const)
      await db.deleteFrom(table).execute();
    await engine.tokens.clear(db);
    let read = 0;
    for await (const batch of replayRecords(db, definitions)) {
      for (const one of batch) await putBack(db, one);
      read += batch.length;
      tell('read', read);
    }
    let indexed = 0;
    for (;;) {
      const some = await indexNext(db, engine.tokens, definitions);
      if (some === 0) break;
      indexed += some;
      tell('indexed', indexed);
    }
    await rebuildFeed(db);
    await engine.tokens.optimize(db);
    return read;
  });
}

/** A record's row, its references and its date; what lists and searches find it by follows when all are there. */
async function putBack(db: Database, { definition, row, document }: ReplayedRecord): Promise<void> {
  await db
    .insertInto('record')
    .values({ ...row, entries: '[]', docid: null })
    .execute();
  if (!document) return;
  if (definition.dated !== undefined) await countDate(db, row.record, undefined, definition.sortKey(document));
  await saveReferences(db, row.record, row.id, [], referencesIn(definition.document, document));
}
