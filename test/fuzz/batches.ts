/** Batches made to mean something: each operation has what its action needs, and none is in the way of another. */
import { RESOURCES } from '../../src/resources/index.js';
import type { Json } from '../support/register.js';
import { canTake, settleItem } from './items.js';
import type { Dice } from './meaning.js';
import type { RegisterState } from './register-state.js';
import { settleRecord } from './whole-records.js';

/** The members that hold what is appended, and the lists. */
export const LISTS: Record<string, Record<string, string>> = Object.fromEntries(
  RESOURCES.map(({ record, appendable }) => [
    record,
    Object.fromEntries(Object.entries(appendable).map(([list, { singular }]) => [singular.toLowerCase(), list])),
  ]),
);

/** The operations, each about another record. Nothing is deleted, since anything might refer to it by then. */
export function settleBatch(body: Json, state: RegisterState, dice: Dice, freeId: (record: string) => string): Json {
  if (!Array.isArray(body?.operations)) return body;
  const taken = new Set<string>();
  return { ...body, operations: body.operations.map((one: Json) => settleOne(one, taken, state, dice, freeId)) };
}

function settleOne(
  one: Json,
  taken: Set<string>,
  state: RegisterState,
  dice: Dice,
  freeId: (record: string) => string,
): Json {
  const { record, id } = one;
  const stored = state.get(record, id);
  const lists = LISTS[record] ?? {};
  const item = Object.keys(lists).find((name) => one[name] !== undefined);
  const isThere = stored !== undefined && !stored.deleted && !taken.has(`${record}/${id}`);
  // Whatever it is, something else in the batch may depend on it.
  const about = { state, dice, record, id, referred: true };
  const condition = { if_match: [`"${stored?.revision}"`, `${stored?.revision}`, '*'][dice(3)] };
  if (isThere) {
    taken.add(`${record}/${id}`);
    const list = item && lists[item];
    if (one.operation === 'append' && list && canTake(list, stored, state)) {
      const settled = settleItem(list, one[item], stored, state, dice);
      return { operation: 'append', record, id, ...(dice(2) === 0 && condition), [item]: settled };
    }
    if (one.operation === 'replace' && one.document) {
      const document = settleRecord({ ...one.document, ...(one.document.id && { id }) }, false, { ...about, stored });
      return { operation: 'replace', record, id, ...condition, document };
    }
    const patch = settleRecord(one.patch ?? {}, true, { ...about, stored });
    return { operation: 'patch', record, id, ...condition, patch };
  }
  if (!one.document) return { operation: 'create', record: 'party', document: { kind: 'company', name: 'Another' } };
  const chosen = one.document.id === undefined ? undefined : freeId(record);
  const document = settleRecord({ ...one.document, ...(chosen && { id: chosen }) }, false, {
    ...about,
    id: chosen,
    referred: false,
  });
  return { operation: 'create', record, document, ...(one.text !== undefined && { text: one.text }) };
}
