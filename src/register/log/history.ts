/** Reads the history of a record from the log: its revisions, their documents, and the differences between them. */

import { sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import { difference, type PatchOperation } from '../../model/json/json-patch.js';
import { Refusal } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { expectNotDeleted, nameOf, notFound } from '../document/absence.js';
import { present } from '../document/present.js';
import { lastWhere } from './bisect.js';
import type { Redacted } from './change-log.js';
import { type Redaction, readRedacted, redactionsOf } from './redactions.js';
import { revisionOf, revisionsOf } from './revisions.js';

/** One revision of a record, as its history shows it. */
export interface RevisionEntry {
  revision: number;
  operation: string;
  at: string;
  actor: string;
  reason?: string;
  /** What this revision redacted. */
  redacted?: Redacted;
  /** Who redacted the document of this revision. */
  redaction?: Redaction;
}

const ENTRY = ['revision', 'operation', 'at', 'actor', 'reason', 'redacted', 'document_sha256'] as const;

/** Rows of the log as revisions of a history. */
async function entriesOf(db: Database, { record }: Kind, id: string, rows: Row[]): Promise<RevisionEntry[]> {
  const isRedacted = rows.some(({ document_sha256 }) => document_sha256 !== null);
  const redactions = isRedacted ? await redactionsOf(db, { record, id }) : undefined;
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

/** The history of a record, also of a deleted one: at most `limit` revisions after a number, oldest first. */
export async function readRevisions(
  db: Database,
  definition: Definition,
  id: string,
  after: number,
  limit: number,
): Promise<RevisionEntry[]> {
  const rows = await revisionsOf(db, { record: definition.record, id })
    .select(ENTRY)
    .where('revision', '>', after)
    .orderBy('revision')
    .limit(limit)
    .execute();
  if (rows.length === 0 && after === 0) throw notFound(nameOf(definition, id));
  return entriesOf(db, definition, id, rows);
}

/** One revision with its document; a deletion or a redacted revision has none. */
export async function readRevision(
  db: Database,
  definition: Definition,
  id: string,
  revision: number,
): Promise<object> {
  const { document, ...row } = await findRevision(db, definition, id, revision);
  const [entry] = await entriesOf(db, definition, id, [row]);
  return { ...entry, ...(document !== null && { document: present(document) }) };
}

async function findRevision(db: Database, definition: Kind, id: string, revision: number) {
  const row = await revisionOf(db, { record: definition.record, id }, revision)
    .select([...ENTRY, 'document'])
    .executeTakeFirst();
  if (!row) throw new Refusal('not_found', `There is no revision ${revision} of ${nameOf(definition, id)}.`);
  return row;
}

/** The document of one revision; undefined for a deletion. Refuses one that was redacted. */
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

/** The JSON Patch from one revision's document to another's. */
export async function readDifference(
  db: Database,
  definition: Kind,
  id: string,
  from: number,
  to: number,
): Promise<PatchOperation[]> {
  const [one, other] = [await readDocument(db, definition, id, from), await readDocument(db, definition, id, to)].map(
    (document): unknown => (document === undefined ? undefined : JSON.parse(document)),
  );
  return difference(one, other);
}

/** The document of a record at an instant, rendered; refuses one that did not exist yet, or no longer. */
export async function readRecorded(db: Database, definition: Kind, id: string, instant: string): Promise<string> {
  const name = nameOf(definition, id);
  const of = { record: definition.record, id };
  const last = await revisionsOf(db, of)
    .select((eb) => eb.fn.max('revision').as('revision'))
    .executeTakeFirst();
  // Binary search: revisions are numbered without gaps, and none is older than the one before it.
  const revision = await lastWhere(last?.revision ?? 0, async (number) => {
    const row = await revisionOf(db, of, number).select('at').executeTakeFirst();
    return row !== undefined && row.at <= instant;
  });
  if (revision === 0) throw new Refusal('not_found', `At ${instant} there was no ${name}.`);
  const document = await readDocument(db, definition, id, revision);
  if (document === undefined) expectNotDeleted(await deletedAt(db, definition, id, revision), name);
  return document ?? '';
}

/** The documents of records at an instant, as far as they were there then and were not taken out, in the order of `ids`. */
export async function documentsRecorded(
  db: Database,
  record: Kind['record'],
  ids: readonly string[],
  instant: string,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('change as c')
    .select(['c.id', 'c.document'])
    .where('c.record', '=', record)
    .where('c.id', 'in', [...ids])
    .where('c.revision', '=', (eb) =>
      eb
        .selectFrom('change as o')
        .select('o.revision')
        .whereRef('o.record', '=', 'c.record')
        .whereRef('o.id', '=', 'c.id')
        .where('o.at', '<=', instant)
        .orderBy('o.revision', 'desc')
        .limit(sql.lit(1)),
    )
    .orderBy('c.id')
    .execute();
  return new Map(rows.flatMap(({ id, document }) => (document === null ? [] : [[id, document]])));
}

/** When a record was deleted that is absent in this revision. */
async function deletedAt(db: Database, { record }: Kind, id: string, revision: number): Promise<string | undefined> {
  const row = await revisionsOf(db, { record, id })
    .select('at')
    .where('revision', '<=', revision)
    .where('operation', '=', 'delete')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}
