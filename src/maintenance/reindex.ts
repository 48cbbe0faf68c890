/** Indexes the records and log entries that are not indexed yet, as after an update that adds index rows. */
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import { emptyWriteSet } from '../db/write-set.js';
import { keyOf } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import { derive } from '../register/index/derive.js';
import { indexChanges } from '../register/log/feed-index.js';
import { sequenceOfBeginning } from '../register/log/revisions.js';
import { loadWithReferences } from '../register/write/dependents.js';
import { textOf } from '../register/write/revision.js';
import { openUnitOfWork } from '../register/write/unit-of-work.js';
import { collectRows } from '../register/write/write-set.js';

/** Records in one transaction. */
const BATCH_SIZE = 200;

/**
 * Returns how many records it indexed. Their documents and history stay as they are.
 * @param report called with how many were indexed by now
 */
export async function indexAll(
  engine: Engine,
  definitions: readonly Definition[],
  report: (records: number) => void = () => {},
): Promise<number> {
  await indexChanges(engine);
  let sum = 0;
  for (;;) {
    const done = await engine.write((db) => indexNext(db, engine, definitions, BATCH_SIZE));
    sum += done;
    if (done === 0) return sum;
    report(sum);
  }
}

/** Indexes some of the records that are not indexed, and returns how many; 0 when all are. */
export async function indexNext(
  db: Database,
  engine: Engine,
  definitions: readonly Definition[],
  limit: number,
): Promise<number> {
  const rows = await db
    .selectFrom('record as r')
    .select(['r.record', 'r.id', 'r.revision', 'r.sequence', 'r.created_at', 'r.updated_at', 'r.deleted_at'])
    .select(sequenceOfBeginning('r').as('number'))
    .where('r.docid', 'is', null)
    .where('r.deleted_at', 'is', null)
    .orderBy('r.record')
    .orderBy('r.id')
    .limit(limit)
    .execute();
  const records = await openUnitOfWork(db, definitions, rows);
  const set = emptyWriteSet();
  const found = new Map(
    (await loadWithReferences(records, definitions, rows)).map((one) => [keyOf(one.stored.document), one]),
  );
  for (const { number, ...row } of rows) {
    const { record, id } = row;
    const { definition, stored } = found.get(keyOf(row)) ?? {};
    if (!definition || !stored || number === null) throw new Error(`there is no way to index ${record} "${id}"`);
    const derived = derive(definition, stored.document, records, number);
    set.records.push({ ...row, ...derived.columns });
    collectRows(set, undefined, derived, await textOf(records, definition, id));
  }
  await engine.apply(db, set);
  return rows.length;
}
