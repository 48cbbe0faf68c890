/** Indexes the records, and entries of the log, that are not indexed yet, as after an update of the service that finds them by more. */
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import type { TokenIndex } from '../db/tokens.js';
import type { Definition } from '../register/definition.js';
import { referencesIn } from '../register/document/evidence.js';
import { entriesOf } from '../register/index/derive.js';
import { indexWords } from '../register/index/indexing.js';
import { openLog } from '../register/log/change-log.js';
import { indexChanges } from '../register/log/feed-index.js';
import { saveEntries, type Writer } from '../register/write/save.js';
import { openUnitOfWork } from '../register/write/unit-of-work.js';

/** Records in one transaction. */
const BATCH_SIZE = 200;

/** Returns how many records there were to index; what they say, and their history, stays as it is. */
export async function indexAll(engine: Engine, definitions: readonly Definition[]): Promise<number> {
  await indexChanges(engine);
  let sum = 0;
  for (;;) {
    const done = await engine.write((db) => indexNext(db, engine.tokens, definitions));
    sum += done;
    if (done === 0) return sum;
  }
}

/** Indexes some of the records that are not indexed, and returns how many; 0 when all are. */
export async function indexNext(db: Database, tokens: TokenIndex, definitions: readonly Definition[]): Promise<number> {
  // The log is only read: nothing that is said changes.
  const log = await openLog(db, { actor: '' }, new Date());
  const writer: Writer = { db, log, tokens, unindexed: [] };
  const found = await indexSome(writer, definitions);
  await indexWords(db, tokens, writer.unindexed);
  return found;
}

async function indexSome(writer: Writer, definitions: readonly Definition[]): Promise<number> {
  const { db } = writer;
  const rows = await db
    .selectFrom('record')
    .select(['record', 'id'])
    .where('docid', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('record')
    .orderBy('id')
    .limit(BATCH_SIZE)
    .execute();
  const state = openUnitOfWork(db);
  await state.load(rows);
  for (const { record, id } of rows) {
    const definition = definitions.find((one) => one.record === record);
    const stored = await state.stored(record, id);
    if (!definition || !stored) throw new Error(`there is no way to index ${record} "${id}"`);
    await state.load(referencesIn(definition.document, stored.document));
    const entries = entriesOf(definition, stored.document, state);
    await saveEntries(writer, definition, stored, entries, await beginningOf(db, record, id));
  }
  return rows.length;
}

/** The sequence number of the revision that a record is there since, as it was written or brought back: no other has it. */
export async function beginningOf(db: Database, record: Definition['record'], id: string): Promise<number> {
  const { sequence } = await db
    .selectFrom('change')
    .select('sequence')
    .where('record', '=', record)
    .where('id', '=', id)
    .where('operation', 'in', ['create', 'restore'])
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return sequence;
}
