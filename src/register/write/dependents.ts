/** Finds the records that depend on others: those that refer to them, or to a part of them. */
import type { Database } from '../../db/tables.js';
import { keyOf, type Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { referrersOf } from '../index/references.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Dependents that are handled together. */
export const BATCH_SIZE = 100;

/** The records that refer to some records or, at any depth, to a part of one, in batches; one may come more than once. */
export async function* dependentsOf(
  db: Database,
  definitions: readonly Definition[],
  records: UnitOfWork,
  some: readonly Reference[],
): AsyncGenerator<Reference[]> {
  const targets = new Map(some.map((one) => [keyOf(one), one]));
  // Parts that are found on the way are added, and looked at in their turn.
  for (const target of targets.values()) {
    for (let after: Reference | undefined; ; ) {
      const batch = await referrersOf(db, target, BATCH_SIZE, after);
      for (const part of await partsAmong(definitions, records, target, batch)) targets.set(keyOf(part), part);
      if (batch.length > 0) yield batch;
      if (batch.length < BATCH_SIZE) break;
      after = batch.at(-1);
    }
  }
}

/** Those of some records that are part of another. */
async function partsAmong(
  definitions: readonly Definition[],
  records: UnitOfWork,
  { record, id }: Reference,
  batch: readonly Reference[],
): Promise<Reference[]> {
  const wholeOf = definitions.find((one) => one.record === record)?.wholeOf;
  const alike = wholeOf ? batch.filter((one) => one.record === record) : [];
  await records.load(alike);
  return alike.filter((one) => wholeOf?.(records.get(record, one.id) ?? {}) === id);
}
