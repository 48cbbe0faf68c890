/** Reads single records and their history. */
import { sql } from 'kysely';
import { compiledOnce } from '../db/compiled.js';
import type { Database } from '../db/tables.js';
import { Refusal } from '../model/refusal.js';
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

/** One revision with its document, rendered; a deletion has none. */
export async function readRevision(
  db: Database,
  definition: Definition,
  id: string,
  revision: number,
): Promise<string> {
  const row = await db
    .selectFrom('change')
    .select(['revision', 'operation', 'at', 'actor', 'reason', 'document'])
    .where('record', '=', definition.record)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (!row) throw new Refusal('not_found', `There is no revision ${revision} of ${nameOf(definition, id)}.`);
  const { document, reason, ...entry } = row;
  const rendered = JSON.stringify({ ...entry, ...(reason !== null && { reason }) });
  return document === null ? rendered : `${rendered.slice(0, -1)},"document":${document}}`;
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
