/** Lists as files: whole, in the requested order, from one snapshot of the register. */

import type { RecordName } from '../../model/ids.js';
import { isMembers, type Members, membersOf } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { columnsOf, headerOf, rowOf } from '../document/columns.js';
import { referencesIn } from '../document/evidence.js';
import { present } from '../document/present.js';
import type { KeysetPosition } from '../index/keyset.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';
import { readPage } from './pages.js';
import { plan } from './plan.js';
import type { ListQuery } from './query.js';
import { type FileRows, type Sheet, sheetOf } from './sheets.js';

/** What is exported, and how. */
export interface Export {
  definition: Definition;
  query: ListQuery;
  /** How many records at most; all when left out. */
  limit: number | undefined;
  /** What there are rows for. */
  rows: FileRows;
  /** The members of a row that are shown; all when left out. */
  fields: readonly string[] | undefined;
}

/** Records read and sent at a time. */
const BATCH_SIZE = 100;

/** Lines of JSON (NDJSON). */
export async function* asLines(reading: Reading, wanted: Export): AsyncGenerator<string> {
  const { definition, rows, fields } = wanted;
  const sheet = rows === 'records' && !fields ? undefined : sheetOf(definition, rows, fields);
  for await (const documents of batches(reading, wanted)) {
    // Whole records are sent as they are stored.
    const lines = sheet
      ? (await shownRows(reading, sheet, documents, fields)).map((row) => JSON.stringify(row))
      : documents;
    yield lines.map((line) => `${line}\n`).join('');
  }
}

/** Comma-separated values (RFC 4180), with a header. */
export async function* asTable(reading: Reading, wanted: Export, withMark: boolean): AsyncGenerator<string> {
  const { definition, rows, fields } = wanted;
  const sheet = sheetOf(definition, rows, fields);
  const columns = columnsOf(sheet.schema, { fields });
  yield `${withMark ? '\uFEFF' : ''}${headerOf(columns)}`;
  for await (const documents of batches(reading, wanted)) {
    const shown = await shownRows(reading, sheet, documents, fields);
    const names = await namesOf(
      reading,
      shown.flatMap((row) => referencesIn(sheet.schema, row)),
    );
    const nameOf = (record: RecordName, id: string): string | undefined => names.get(`${record}/${id}`);
    yield shown.map((row) => rowOf(columns, row, nameOf)).join('');
  }
}

async function shownRows(
  reading: Reading,
  sheet: Sheet,
  documents: readonly string[],
  fields: readonly string[] | undefined,
): Promise<readonly Members[]> {
  const rows = await sheet.rowsOf(
    reading,
    documents.map((document) => membersOf(JSON.parse(document))),
  );
  if (!fields) return rows;
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name))));
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
    yield records.map(({ document, standing }) => present(document, { standing }).text);
    position = records.at(-1)?.position;
    if (records.length < BATCH_SIZE) return;
  }
}
