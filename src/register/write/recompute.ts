/** Makes anew what is computed in other records when those that they refer to change. */
import { isDeepStrictEqual } from 'node:util';
import { isMembers } from '../../model/members.js';
import { type Finding, refuseFindings } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { referencesIn } from '../document/evidence.js';
import { withoutComputed } from '../document/visit.js';
import { entriesOf } from '../index/derive.js';
import { assemble } from './assemble.js';
import { referrersOf, saveEntries, saveRecord, type Writer } from './save.js';
import type { Stored, UnitOfWork } from './unit-of-work.js';

/**
 * Gives the records that refer to those written, and depend on what changed in them, a revision of their own. Those
 * that were written themselves have been made with the change in view.
 */
export async function recompute(
  writer: Writer,
  state: UnitOfWork,
  definitions: readonly Definition[],
  written: readonly { definition: Definition; id: string }[],
): Promise<void> {
  const changed = written.flatMap(({ definition: { record, dependencyKey }, id }) => {
    const [former, now] = [state.before(record, id), state.get(record, id)];
    if (!dependencyKey || !former || !now || isDeepStrictEqual(dependencyKey(former), dependencyKey(now))) return [];
    return [{ record, id }];
  });
  if (changed.length === 0) return;
  const done = new Set(written.map(({ definition, id }) => `${definition.record}/${id}`));
  const referrers = (await referrersOf(writer.db, changed)).filter(({ record, id }) => !done.has(`${record}/${id}`));
  await state.load(referrers);
  const dependents: { definition: Definition; id: string; stored: Stored }[] = [];
  for (const { record, id } of referrers) {
    const definition = definitions.find((one) => one.record === record);
    const stored = definition && (await state.stored(definition.record, id));
    if (stored) dependents.push({ definition, id, stored });
  }
  // What all of them refer to, in a few queries.
  await state.load(dependents.flatMap(({ definition, stored }) => referencesIn(definition.document, stored.document)));
  for (const { definition, id, stored } of dependents) await recomputeOne(writer, state, definition, id, stored);
}

async function recomputeOne(
  writer: Writer,
  state: UnitOfWork,
  definition: Definition,
  id: string,
  stored: Stored,
): Promise<void> {
  const { record, revision, created_at, updated_at } = stored.document;
  const { members, computed } = withoutComputed(definition.input, definition.document, stored.document);
  if (!isMembers(members)) throw new Error('a stored document is an object');
  const { id: _id, ...written } = members;
  const findings: Finding[] = [];
  const head = { record, id, revision, created_at, updated_at };
  const document = await assemble(state, { definition, id, stored, sent: computed, at: '' }, written, head, findings);
  const [first] = findings;
  if (first)
    refuseFindings([
      { pointer: '', code: 'still_used', detail: `${nameOf(definition, id)} depends on it: ${first.detail}` },
    ]);
  if (isDeepStrictEqual(document, stored.document)) {
    await saveEntries(writer, definition, stored, entriesOf(definition, document, state));
    return;
  }
  const next = { ...document, revision: revision + 1, updated_at: writer.log.at };
  await saveRecord(
    writer,
    { definition, id, revision: revision + 1, operation: 'recomputed', stored, document: next },
    state,
  );
}
