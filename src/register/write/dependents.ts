/**
 * Finds the records that depend on others: those that refer to them, or to something that may be a part of them. Loads
 * records with what they depend on themselves.
 */
import type { Database } from '../../db/tables.js';
import { keyOf, type Reference } from '../../model/refusal.js';
import { type Definition, definitionOf } from '../definition.js';
import { referencesIn } from '../document/evidence.js';
import { referrersOf } from '../index/references.js';
import type { Stored, UnitOfWork } from './unit-of-work.js';

/** Dependents that are handled together. */
export const BATCH_SIZE = 100;

/**
 * The records that refer to some records or, at any depth, to a part of one, in batches; one may come more than once. Of
 * those found, all that are part of one of them are looked at in their turn.
 */
export async function* dependentsOf(
  db: Database,
  definitions: readonly Definition[],
  records: UnitOfWork,
  some: readonly Reference[],
): AsyncGenerator<Reference[]> {
  const targets = new Map(some.map((one) => [keyOf(one), one]));
  for (const target of targets.values()) {
    for (let after: Reference | undefined; ; ) {
      const batch = await referrersOf(db, target, BATCH_SIZE, after);
      for (const part of await partsAmong(definitions, records, batch, target)) targets.set(keyOf(part), part);
      if (batch.length > 0) yield batch;
      if (batch.length < BATCH_SIZE) break;
      after = batch.at(-1);
    }
  }
}

/** Those of some records that are part of one, or were made from it. */
async function partsAmong(
  definitions: readonly Definition[],
  records: UnitOfWork,
  batch: readonly Reference[],
  whole: Reference,
): Promise<Reference[]> {
  const { wholesOf } = definitionOf(definitions, whole.record);
  if (!wholesOf) return [];
  const possible = batch.filter(({ record }) => record === whole.record);
  await records.load(possible);
  return possible.filter(({ record, id }) => wholesOf(records.get(record, id) ?? {}).includes(whole.id));
}

/** A record that is there, and how its kind is defined. */
export interface Current {
  definition: Definition;
  id: string;
  stored: Stored;
}

/** Loads records with all that they refer to, many by one query; those that are not there or deleted are left out. */
export async function loadWithReferences(
  records: UnitOfWork,
  definitions: readonly Definition[],
  references: readonly Reference[],
): Promise<Current[]> {
  await records.load(references);
  const found: Current[] = [];
  for (const { record, id } of references) {
    const definition = definitionOf(definitions, record);
    const stored = await records.stored(record, id);
    if (stored && stored.deleted_at === undefined) found.push({ definition, id, stored });
  }
  await records.load(found.flatMap(({ definition, stored }) => referencesIn(definition.document, stored.document)));
  return found;
}
