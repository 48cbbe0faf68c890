/** Lists as files: whole, in the requested order, from one snapshot of the register. */

import type { RecordName } from '../../model/ids.js';
import { isMembers } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { type Column, columnsOf, headerOf, rowOf } from '../document/columns.js';
import { referencesIn } from '../document/evidence.js';
import { present, shownMembers, type View } from '../document/present.js';
import type { KeysetPosition } from '../index/keyset.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';
import { readPage } from './pages.js';
import { plan } from './plan.js';
import type { ListQuery } from './query.js';

/** What is exported, and how. */
export interface Export {
  definition: Definition;
  query: ListQuery;
  /** How many records at most; all when left out. */
  limit: number | undefined;
  /** How each of them is shown. */
  view: View;
}

/** Records read and sent at a time. */
const BATCH_SIZE = 100;

/** The documents as lines of JSON (NDJSON). */
export async function* asLines(reading: Reading, wanted: Export): AsyncGenerator<string> {
  for await (const documents of batches(reading, wanted))
    yield documents.map((document) => `${present(document, wanted.view).text}\n`).join('');
}

/** The documents as comma-separated values (RFC 4180), with a header. */
export async function* asTable(reading: Reading, wanted: Export, withMark: boolean): AsyncGenerator<string> {
  const columns = columnsOf(wanted.definition.document, wanted.view);
  yield `${withMark ? '\uFEFF' : ''}${headerOf(columns)}`;
  for await (const documents of batches(reading, wanted)) yield await rowsOf(reading, wanted, columns, documents);
}

async function rowsOf(
  reading: Reading,
  { definition, view }: Export,
  columns: readonly Column[],
  documents: readonly string[],
): Promise<string> {
  const records = documents.map((document) => shownMembers(document, view));
  const names = await namesOf(
    reading,
    records.flatMap((record) => referencesIn(definition.document, record)),
  );
  const nameOf = (record: RecordName, id: string): string | undefined => names.get(`${record}/${id}`);
  return records.map((record) => rowOf(columns, record, nameOf)).join('');
}

/** The names of records, by `record/id`. */
export async function namesOf(
  { db, definitions }: Reading,
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

async function* batches(reading: Reading, { definition, query, limit = Infinity }: Export): AsyncGenerator<string[]> {
  const planned = await plan(reading, definition, query);
  let position: KeysetPosition | undefined;
  for (let left = limit; left > 0; left -= BATCH_SIZE) {
    const { records } = await readPage(reading, planned, Math.min(left, BATCH_SIZE), position);
    yield records.map(({ document }) => document);
    position = records.at(-1)?.position;
    if (records.length < BATCH_SIZE) return;
  }
}
