/** Reads single records and their history. */
import { sql } from 'kysely';
import { compiledOnce } from '../../db/compiled.js';
import type { Database, Tables } from '../../db/tables.js';
import { difference, type Operation } from '../../model/json/json-patch.js';
import { Refusal } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { lastOf } from '../log/bisect.js';
import type { Redacted } from '../log/change-log.js';
import { type Redaction, readRedacted, redactionsOf } from '../log/redactions.js';
import { expectNotDeleted, nothing } from '../write/conditions.js';
import { nameOf } from '../write/edits.js';

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
  /** What it took out for good. */
  redacted?: Redacted;
  /** Who took its document out. */
  redaction?: Redaction;
}

const ENTRY = ['revision', 'operation', 'at', 'actor', 'reason', 'redacted', 'document_sha256'] as const;

/** Revisions as they are told. */
async function entriesOf(db: Database, { record }: Kind, id: string, rows: Row[]): Promise<RevisionEntry[]> {
  const isTakenOut = rows.some(({ document_sha256 }) => document_sha256 !== null);
  const redactions = isTakenOut ? await redactionsOf(db, { record, id }) : undefined;
  return rows.map(({ revision, operation, at, actor, reason, redacted }) => {
    const redaction = redactions?.get(revision);
    return {
      ...{ revision, operation, at, actor },
      ...(reason !== null && { reason }),
      ...(redacted !== null && { redacted: readRedacted(redacted) }),
      ...(redaction && { redaction }),
    };
  });
}

type Kind = Pick<Definition, 'record'>;
type Row = Pick<Tables['change'], (typeof ENTRY)[number]>;

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
    .select(ENTRY)
    .where('record', '=', definition.record)
    .where('id', '=', id)
    .where('revision', '>', after)
    .orderBy('revision')
    .limit(limit)
    .execute();
  if (rows.length === 0 && after === 0) throw nothing(nameOf(definition, id));
  return entriesOf(db, definition, id, rows);
}

/** One revision with its document, rendered; a deletion has none, nor one that was taken out. */
export async function readRevision(
  db: Database,
  definition: Definition,
  id: string,
  revision: number,
): Promise<string> {
  const { document, ...row } = await findRevision(db, definition, id, revision);
  const [entry] = await entriesOf(db, definition, id, [row]);
  const rendered = JSON.stringify(entry);
  return document === null ? rendered : `${rendered.slice(0, -1)},"document":${document}}`;
}

/** What a record said in one revision, undefined when that deleted it; refuses a document that was taken out. */
export async function readDocument(
  db: Database,
  definition: Kind,
  id: string,
  revision: number,
): Promise<string | undefined> {
  const row = await findRevision(db, definition, id, revision);
  if (row.document_sha256 === null) return row.document ?? undefined;
  const { record } = definition;
  const { at = 'an instant that is not known' } = (await redactionsOf(db, { record, id })).get(revision) ?? {};
  throw new Refusal(
    'redacted',
    `What revision ${revision} of ${nameOf(definition, id)} said was taken out of the register for good at ${at}.`,
  );
}

async function findRevision(db: Database, definition: Kind, id: string, revision: number) {
  const row = await db
    .selectFrom('change')
    .select([...ENTRY, 'document'])
    .where('record', '=', definition.record)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (!row) throw new Refusal('not_found', `There is no revision ${revision} of ${nameOf(definition, id)}.`);
  return row;
}

/** What leads from one revision's document to another's; a deletion has none. */
export async function readDifference(
  db: Database,
  definition: Kind,
  id: string,
  from: number,
  to: number,
): Promise<Operation[]> {
  const [one, other] = [await readDocument(db, definition, id, from), await readDocument(db, definition, id, to)].map(
    (document): unknown => (document === undefined ? undefined : JSON.parse(document)),
  );
  return difference(one, other);
}

/** What the register said of a record at an instant, rendered; refuses one that wasn't there yet, or not any more. */
export async function readRecorded(db: Database, definition: Kind, id: string, instant: string): Promise<string> {
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
  const document = await readDocument(db, definition, id, revision);
  if (document === undefined) expectNotDeleted(await deletedAt(db, definition, id, revision), name);
  return document ?? '';
}

/** When a record was deleted that isn't there in a revision. */
async function deletedAt(db: Database, { record }: Kind, id: string, revision: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('change')
    .select('at')
    .where('record', '=', record)
    .where('id', '=', id)
    .where('revision', '<=', revision)
    .where('operation', '=', 'delete')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** Whether a text is held, by its SHA-256. */
export async function isTextHeld(db: Database, sha256: string): Promise<boolean> {
  const row = await db.selectFrom('source_text').select('length').where('sha256', '=', sha256).executeTakeFirst();
  return row !== undefined;
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
