/** Lists as files: whole, in the order that is asked for, as one state of the register, whatever is written meanwhile. */

import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import { isMembers } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { type Column, columnsOf, headerOf, rowOf } from '../document/columns.js';
import { referencesIn } from '../document/evidence.js';
import { present, shownMembers, type View } from '../document/present.js';
import type { KeysetPosition } from '../index/keyset.js';
import { documentsAt } from '../read/records.js';
import { pageKeys, plan, resume } from './list.js';
import type { ListQuery } from './scans.js';

/** What is exported, and how. */
export interface Export {
  definition: Definition;
  /** All resources: names of records are looked up in them. */
  definitions: readonly Definition[];
  question: ListQuery;
  after: KeysetPosition | undefined;
  /** How many records at most; all when left out. */
  limit: number | undefined;
  /** How each of them is shown. */
  view: View;
}

/** Records that are read and written at a time. */
const BATCH_SIZE = 100;

/** The documents as lines of JSON (NDJSON). */
export async function* asLines(db: Database, wanted: Export): AsyncGenerator<string> {
  for await (const documents of batches(db, wanted))
    yield documents.map((document) => `${present(document, wanted.view).text}\n`).join('');
}

/** The documents as comma-separated values (RFC 4180), with a header. */
export async function* asTable(db: Database, wanted: Export, withMark: boolean): AsyncGenerator<string> {
  const columns = columnsOf(wanted.definition.document, wanted.view);
  yield `${withMark ? '\uFEFF' : ''}${headerOf(columns)}`;
  for await (const documents of batches(db, wanted)) yield await rowsOf(db, wanted, columns, documents);
}

async function rowsOf(
  db: Database,
  { definition, definitions, view }: Export,
  columns: readonly Column[],
  documents: readonly string[],
): Promise<string> {
  const records = documents.map((document) => shownMembers(document, view));
  const names = await namesOf(
    db,
    definitions,
    records.flatMap((record) => referencesIn(definition.document, record)),
  );
  const nameOf = (record: RecordName, id: string): string | undefined => names.get(`${record}/${id}`);
  return records.map((record) => rowOf(columns, record, nameOf)).join('');
}

/** What records are called, by `record/id`. */
export async function namesOf(
  db: Database,
  definitions: readonly Definition[],
  references: readonly Reference[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { record, nameOf } of definitions) {
    const ids = new Set(references.filter((reference) => reference.record === record).map(({ id }) => id));
    for (const [id, document] of await documentsAt(db, record, [...ids])) {
      const members: unknown = JSON.parse(document);
      const name = isMembers(members) ? nameOf(members) : undefined;
      if (name !== undefined) names.set(`${record}/${id}`, name);
    }
  }
  return names;
}

async function* batches(
  db: Database,
  { definition, question, after, limit = Infinity }: Export,
): AsyncGenerator<string[]> {
  const ready = resume(await plan(db, definition, question), after);
  let place = after;
  for (let left = limit; ready && left > 0; left -= BATCH_SIZE) {
    const places = await pageKeys(db, definition, ready, Math.min(left, BATCH_SIZE), place);
    const ids = places.map(([, id]) => id);
    yield [...(await documentsAt(db, definition.record, ids)).values()];
    place = places.at(-1);
    if (places.length < BATCH_SIZE) return;
  }
}
