/** Reads single records and their history. */
import { sql } from 'kysely';
import { compiledOnce } from '../db/compiled.js';
import type { Database } from '../db/tables.js';
import { difference, type Operation } from '../model/json-patch.js';
import { Refusal } from '../model/refusal.js';
import { lastOf } from './bisect.js';
import { expectNotDeleted, nothing } from './conditions.js';
import type { Definition } from './definition.js';
import { nameOf } from './edits.js';

export interface Found {
  revision: number;
  /** The document as it was rendered when it was written. */
  document: string;
}

const currentDocument = compiledOnce(2, (db, record, id) =>
  db
    .selectFrom('record')
    .select(['revision', 'deleted_at', 'document'])
    .where(sql<string>`record`, '=', record)
    .where('id', '=', id),
);

/** The current document of a record; refuses one that never was, or was deleted. */
export async function readRecord(db: Database, definition: Pick<Definition, 'record'>, id: string): Promise<Found> {
  const [row] = await currentDocument(db, definition.record, id);
  if (!row) throw nothing(nameOf(definition, id));
  expectNotDeleted(row.deleted_at, nameOf(definition, id));
  return { revision: row.revision, document: row.document ?? '' };
}

/** One revision of a record, as its history tells it. */
export interface RevisionEntry {
  revision: number;
  operation: string;
  at: string;
  actor: string;
  reason?: string;
}

/** The history of a record, also of a deleted one: at most `limit` revisions after a number, the oldest first. */
export async function readRevisions(
  db: Database,
  definition: Definition,
  id: string,
  after: number,
  limit: number,
): Promise<RevisionEntry[]> {
  const rows = await db
    .selectFrom('change')
    .select(['revision', 'operation', 'at', 'actor', 'reason'])
    .where('record', '=', definition.record)
    .where('id', '=', id)
    .where('revision', '>', after)
    .orderBy('revision')
    .limit(limit)
    .execute();
  if (rows.length === 0 && after === 0) throw nothing(nameOf(definition, id));
  return rows.map(({ reason, ...row }) => ({ ...row, ...(reason !== null && { reason }) }));
}

/** One revision as the log holds it; refuses one that was never written. The document of a deletion is null. */
async function revisionOf(db: Database, definition: Definition, id: string, revision: number) {
  const row = await db
    .selectFrom('change')
    .select(['revision', 'operation', 'at', 'actor', 'reason', 'document'])
    .where('record', '=', definition.record)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (!row) throw new Refusal('not_found', `There is no revision ${revision} of ${nameOf(definition, id)}.`);
  return row;
}

/** One revision with its document, rendered; a deletion has none. */
export async function readRevision(
  db: Database,
  definition: Definition,
  id: string,
  revision: number,
): Promise<string> {
  const { document, reason, ...entry } = await revisionOf(db, definition, id, revision);
  const rendered = JSON.stringify({ ...entry, ...(reason !== null && { reason }) });
  return document === null ? rendered : `${rendered.slice(0, -1)},"document":${document}}`;
}

/** What leads from one revision's document to another's; a deletion has none. */
export async function readDifference(
  db: Database,
  definition: Definition,
  id: string,
  from: number,
  to: number,
): Promise<Operation[]> {
  const [one, other] = [await revisionOf(db, definition, id, from), await revisionOf(db, definition, id, to)].map(
    ({ document }): unknown => (document === null ? undefined : JSON.parse(document)),
  );
  return difference(one, other);
}

/** What the register said of a record at an instant, rendered; refuses one that wasn't there yet, or not any more. */
export async function readRecorded(db: Database, definition: Definition, id: string, instant: string): Promise<string> {
  const name = nameOf(definition, id);
  const { record } = definition;
  const last = await db
    .selectFrom('change')
    .select((eb) => eb.fn.max('revision').as('revision'))
    .where('record', '=', record)
    .where('id', '=', id)
    .executeTakeFirst();
  // Revisions are numbered without gaps, and none is older than the one before.
  const revision = await lastOf(last?.revision ?? 0, async (number) => {
    const row = await db
      .selectFrom('change')
      .select('at')
      .where('record', '=', record)
      .where('id', '=', id)
      .where('revision', '=', number)
      .executeTakeFirst();
    return row !== undefined && row.at <= instant;
  });
  if (revision === 0) throw new Refusal('not_found', `At ${instant} there was no ${name}.`);
  const { document, at } = await revisionOf(db, definition, id, revision);
  expectNotDeleted(document === null ? at : undefined, name);
  return document ?? '';
}

/** The text of a source and its revision; refuses a source without one. */
export async function readText(
  db: Database,
  definition: Definition,
  id: string,
): Promise<{ revision: number; text: string; open: boolean }> {
  const { revision, document } = await readRecord(db, definition, id);
  const { text_sha256, text_access } = JSON.parse(document);
  const row =
    text_sha256 === undefined
      ? undefined
      : await db.selectFrom('source_text').select('content').where('sha256', '=', text_sha256).executeTakeFirst();
  if (!row) throw new Refusal('not_found', `${nameOf(definition, id)} has no text.`);
  return { revision, text: row.content, open: text_access === 'public' };
}
