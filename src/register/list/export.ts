/** Lists as files: whole, in the order that is asked for, as one state of the register, whatever is written meanwhile. */

import type { RecordName } from '../../model/ids.js';
import { isMembers, type Members } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { type Column, columnsOf } from '../document/columns.js';
import { referencesIn } from '../document/evidence.js';
import type { KeysetPosition } from '../index/keyset.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';
import { readPage } from './pages.js';
import { plan, resume } from './plan.js';
import type { ListQuery } from './query.js';

/** What is exported, and how. */
export interface Export {
  definition: Definition;
  query: ListQuery;
  after: KeysetPosition | undefined;
  /** How many records at most; all when left out. */
  limit: number | undefined;
  /** The members that are wanted; all when left out. */
  fields: readonly string[] | undefined;
}

/** Records that are read and written at a time. */
const BATCH_SIZE = 100;

/** The documents as lines of JSON (NDJSON). */
export async function* asLines(reading: Reading, wanted: Export): AsyncGenerator<string> {
  for await (const documents of batches(reading, wanted))
    yield documents.map((document) => `${wanted.fields ? select(document, wanted.fields) : document}\n`).join('');
}

/** The documents as comma-separated values (RFC 4180), with a header. */
export async function* asTable(reading: Reading, wanted: Export, withMark: boolean): AsyncGenerator<string> {
  const { definition, fields } = wanted;
  const columns = columnsOf(definition.document).filter(({ member }) => fields?.includes(member) ?? true);
  yield `${withMark ? '\uFEFF' : ''}${row(columns.map(({ name }) => name))}`;
  for await (const documents of batches(reading, wanted)) yield await rowsOf(reading, wanted, columns, documents);
}

async function rowsOf(
  reading: Reading,
  { definition }: Export,
  columns: readonly Column[],
  documents: readonly string[],
): Promise<string> {
  const records: Members[] = documents.map((document) => JSON.parse(document));
  const names = await namesOf(
    reading,
    records.flatMap((record) => referencesIn(definition.document, record)),
  );
  const nameOf = (record: RecordName, id: string): string | undefined => names.get(`${record}/${id}`);
  return records.map((record) => row(columns.map(({ cell }) => safe(cell(record, nameOf) ?? '')))).join('');
}

/** What records are called, by `record/id`. */
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

/**
 * Spreadsheets take a cell that begins with one of these for a formula; an apostrophe before it keeps it text. One that
 * begins with an apostrophe gets another, so that taking one away always gives back the value.
 */
const safe = (cell: string): string => (/^[=+\-@\t\r']/.test(cell) ? `'${cell}` : cell);

const row = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;

async function* batches(
  reading: Reading,
  { definition, query, after, limit = Infinity }: Export,
): AsyncGenerator<string[]> {
  const planned = resume(await plan(reading, definition, query), after);
  let position = after;
  for (let left = limit; left > 0; left -= BATCH_SIZE) {
    const { records } = await readPage(reading, planned, Math.min(left, BATCH_SIZE), position);
    yield records.map(({ document }) => document);
    position = records.at(-1)?.position;
    if (records.length < BATCH_SIZE) return;
  }
}

/** A rendered document, cut down to some of its members. */
export function select(document: string, fields: readonly string[]): string {
  const members: Members = JSON.parse(document);
  return JSON.stringify(Object.fromEntries(Object.entries(members).filter(([name]) => fields.includes(name))));
}
