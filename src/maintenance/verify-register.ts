/** Compares the records with what the log says of them. */

import type { Database, Tables } from '../db/tables.js';
import { memberOf } from '../model/members.js';
import type { Reference } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import { nameOf } from '../register/document/absence.js';
import { type ReplayedRecord, replayRecords } from '../register/index/replay.js';

/** What a record is called in messages. */
export const nameOfRecord = (one: Reference): string => nameOf(one, one.id);

/** Faults in the records themselves. */
export async function* checkRecords(db: Database, definitions: readonly Definition[]): AsyncGenerator<string> {
  for await (const batch of replayRecords(db, definitions)) {
    const rows = await rowsFor(db, batch);
    for (const { row } of batch) {
      const found = rows.get(nameOfRecord(row));
      const others =
        found && Object.entries(row).flatMap(([name, value]) => (memberOf(found, name) === value ? [] : [name]));
      if (!others) yield `${nameOfRecord(row)} is in the log, and not among the records`;
      else if (others.length > 0) yield `${nameOfRecord(row)} is not what the log says: ${others.join(', ')}`;
    }
  }
  const orphans = await db
    .selectFrom('record')
    .select(['record', 'id'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('change')
            .select('sequence')
            .whereRef('change.record', '=', 'record.record')
            .whereRef('change.id', '=', 'record.id'),
        ),
      ),
    )
    .limit(100)
    .execute();
  for (const one of orphans) yield `${nameOfRecord(one)} is among the records, and not in the log`;
}

/** The rows of records, by their names. */
export async function rowsFor(db: Database, batch: readonly ReplayedRecord[]): Promise<Map<string, Tables['record']>> {
  const rows = new Map<string, Tables['record']>();
  for (const definition of new Set(batch.map((one) => one.definition))) {
    const ids = batch.filter((one) => one.definition === definition).map(({ row }) => row.id);
    const found = await db
      .selectFrom('record')
      .selectAll()
      .where('record', '=', definition.record)
      .where('id', 'in', ids)
      .execute();
    for (const row of found) rows.set(nameOfRecord(row), row);
  }
  return rows;
}
