/** One more revision of a record, as rows: its own, its index rows, and its entry in the log. */
import type { WriteSet } from '../../db/write-set.js';
import type { Definition, Document, Operation, Related } from '../definition.js';
import { referencesIn } from '../document/evidence.js';
import { DELETED, type Derived, derive } from '../index/derive.js';
import { numberAt } from '../index/docids.js';
import type { Log, Redacted } from '../log/change-log.js';
import type { Stored, UnitOfWork } from './unit-of-work.js';
import { collectRows } from './write-set.js';

export interface Revision {
  definition: Definition;
  id: string;
  revision: number;
  operation: Operation;
  stored: Stored | undefined;
  /** Absent when it is deleted. */
  document?: Document;
  redacted?: Redacted;
}

/** Collects the rows of a revision and returns its document as rendered. */
export async function collectRevision(
  set: WriteSet,
  log: Log,
  records: UnitOfWork,
  { definition, id, revision, operation, stored, document, redacted }: Revision,
): Promise<string | undefined> {
  const { record } = definition;
  const rendered = document && JSON.stringify(document);
  const before = await derivedBefore(records, definition, stored);
  const after = document && derive(definition, document, records, numberOf(stored) ?? log.next);
  set.records.push({
    record,
    id,
    revision,
    sequence: log.next,
    created_at: stored?.created_at ?? log.at,
    updated_at: log.at,
    // What was deleted before keeps that time.
    deleted_at: document ? null : (stored?.deleted_at ?? log.at),
    ...(after?.columns ?? DELETED),
  });
  collectRows(set, before, after, await textOf(records, definition, id));
  const { change, feed } = log.append({
    record,
    id,
    revision,
    operation,
    ...(rendered !== undefined && { document: rendered }),
    before: stored?.deleted_at === undefined ? stored?.document : undefined,
    after: document,
    ...(redacted && { redacted }),
  });
  set.changes.push(change);
  for (const row of feed) set.changeEntries.push(row);
  return rendered;
}

/** The number of a record in its docid; it stays the same as long as the record is there. */
export const numberOf = (stored: Stored | undefined): number | undefined =>
  stored?.docid === undefined ? undefined : numberAt(stored.docid);

/** The derived rows of a record before this write; undefined when it wasn't there, or isn't indexed yet. */
export async function derivedBefore(
  records: UnitOfWork,
  definition: Definition,
  stored: Stored | undefined,
): Promise<Derived | undefined> {
  const number = numberOf(stored);
  if (!stored || number === undefined) return undefined;
  await records.load(referencesIn(definition.document, stored.document));
  const related: Related = { get: records.before, before: records.before };
  return derive(definition, stored.document, related, number);
}

/** The text that a source holds with this write. */
export async function textOf(records: UnitOfWork, { text }: Definition, id: string): Promise<string | undefined> {
  if (!text) return undefined;
  await records.loadTexts([id]);
  return records.heldText(id)?.text;
}
