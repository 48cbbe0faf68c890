/** Copies the log of a register, and makes the records and the feed's index of it as far as it is copied. */

import { isDeepStrictEqual } from 'node:util';
import { lastEntry } from '../db/log-end.js';
import type { Database, Tables } from '../db/tables.js';
import { emptyWriteSet } from '../db/write-set.js';
import { keyOf, type Reference } from '../model/refusal.js';
import { definitionOf } from '../register/definition.js';
import { DELETED } from '../register/index/derive.js';
import { BATCH_SIZE, replayRows } from '../register/index/replay.js';
import { takeOut } from '../register/log/change-log.js';
import { addToFeed } from '../register/log/feed-index.js';
import { readRedacted } from '../register/log/redactions.js';
import { revisionsOf } from '../register/log/revisions.js';
import { dependentsOf } from '../register/write/dependents.js';
import { forgetAnswers } from '../register/write/kept-answers.js';
import { derivedBefore } from '../register/write/revision.js';
import { openUnitOfWork } from '../register/write/unit-of-work.js';
import { collectRows } from '../register/write/write-set.js';
import type { Copying } from './copying.js';
import { noteRedacted } from './unfinished-copy.js';

type Entry = Tables['change'];

/** Continues the log of the target where it ends, a batch in each transaction; returns how many entries were copied. */
export async function copyLog(copying: Copying): Promise<number> {
  for (let copied = 0; ; ) {
    const batch = await copying.target.write((db) => copyBatch(db, copying));
    if (batch === 0) return copied;
    copied += batch;
    copying.report(copied, 'entries of the log');
  }
}

async function copyBatch(db: Database, copying: Copying): Promise<number> {
  const end = await lastEntry(db);
  const after = end?.sequence ?? 0;
  const { source, upTo, of } = copying;
  let query = source.selectFrom('change').selectAll().where('sequence', '>', after);
  if (upTo !== undefined) query = query.where('sequence', '<=', upTo);
  if (of) query = query.where('record', '=', of.record).where('id', '=', of.id);
  const entries = await query.orderBy('sequence').limit(BATCH_SIZE).execute();
  if (entries.length === 0) return 0;
  await takeOutOfIndex(db, copying, entries);
  await db.insertInto('change').values(entries).execute();
  await addToFeed(db, after);
  await putRecords(db, copying, entries);
  await repeatRedactions(db, copying, entries);
  return entries.length;
}

/** The last entry of each record. */
const lastOfEach = (entries: readonly Entry[]): Entry[] => [
  ...new Map(entries.map((entry) => [keyOf(entry), entry])).values(),
];

/** Puts the records as the log has them by now. They are indexed when all is copied. */
async function putRecords(db: Database, { target }: Copying, entries: readonly Entry[]): Promise<void> {
  const set = emptyWriteSet();
  for (const row of await replayRows(db, lastOfEach(entries))) set.records.push({ ...row, ...DELETED });
  await target.apply(db, set);
}

/**
 * Takes out of the index what an earlier copy had indexed and these entries change: their records, and those that depend on
 * them where their index rows do.
 */
async function takeOutOfIndex(db: Database, copying: Copying, entries: readonly Entry[]): Promise<void> {
  const indexed = db.selectFrom('record').select('docid').where('docid', 'is not', null).limit(1);
  if ((await indexed.execute()).length === 0) return;
  const changed = lastOfEach(entries);
  const records = await openUnitOfWork(db, copying.definitions, changed);
  const targets = changed.filter(({ record, id, document }) => {
    const { dependencyKey, wholesOf = () => [] } = definitionOf(copying.definitions, record);
    const before = records.before(record, id);
    if (!dependencyKey || !before) return false;
    // Without its own rows it would not be found as a part when a later batch changes what it is part of.
    if (wholesOf(before).length > 0) return true;
    return document === null || !isDeepStrictEqual(dependencyKey(before), dependencyKey(JSON.parse(document)));
  });
  // Dependents are found by the index, so all are looked up before any leaves it.
  const batches: (readonly Reference[])[] = [changed];
  for await (const batch of dependentsOf(db, copying.definitions, records, targets)) batches.push(batch);
  for (const batch of batches) await unindex(db, copying, batch);
}

/** Removes all that records are found by, and leaves the records to be indexed. */
async function unindex(db: Database, { target, definitions }: Copying, some: readonly Reference[]): Promise<void> {
  const records = await openUnitOfWork(db, definitions, some);
  const set = emptyWriteSet();
  for (const { record, id } of some) {
    const definition = definitionOf(definitions, record);
    const before = await derivedBefore(records, definition, await records.stored(record, id));
    if (!before) continue;
    collectRows(set, before, undefined, undefined);
    await db.updateTable('record').set({ docid: null }).where('record', '=', record).where('id', '=', id).execute();
  }
  await target.apply(db, set);
}

/** Takes out what the source has taken out since it was copied. The index may have words of it, so all of it is made anew. */
async function repeatRedactions(db: Database, { target }: Copying, entries: readonly Entry[]): Promise<void> {
  let hasTakenOut = false;
  for (const { record, id, redacted } of entries) {
    if (redacted === null) continue;
    const { revisions = [], texts = [] } = readRedacted(redacted);
    const documents = await revisionsOf(db, { record, id })
      .select('revision')
      .where('revision', 'in', revisions)
      .where('document', 'is not', null)
      .execute();
    const held = await db.selectFrom('source_text').select('sha256').where('sha256', 'in', texts).execute();
    if (documents.length + held.length === 0) continue;
    await takeOut(db, { record, id }, { revisions: documents.map(({ revision }) => revision), texts });
    await forgetAnswers(db, { record, id });
    hasTakenOut = true;
  }
  if (!hasTakenOut) return;
  await noteRedacted(db);
  for (const table of ['index_entry', 'standing', 'imprecise_date', 'name_trigram'] as const)
    await db.deleteFrom(table).execute();
  await target.tokens.clear(db);
  await db.updateTable('record').set({ docid: null }).where('docid', 'is not', null).execute();
}
