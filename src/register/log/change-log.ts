/** The register's log: every revision of every record, in order, each entry chained to the one before. */
import type { LogEntry } from '../../db/log-end.js';
import type { Database } from '../../db/tables.js';
import type { WriteSet } from '../../db/write-set.js';
import { sha256 } from '../../model/hash.js';
import type { RecordName } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { Operation } from '../definition.js';
import { changedMembers, type FeedRow, feedRowsOf, withoutParties } from './feed-index.js';
import { revisionOf } from './revisions.js';

/** Who writes, and why. */
export interface Author {
  actor: string;
  reason?: string;
}

export interface Change {
  record: RecordName;
  id: string;
  revision: number;
  operation: Operation;
  /** The document as rendered; absent for a deletion. */
  document?: string;
  /** What the record said before and says now; absent where it wasn't there, or isn't any more. */
  before?: Members | undefined;
  after?: Members | undefined;
  /** What is taken out of the log for good by this entry, which says so. */
  redacted?: Redacted;
}

/** What an entry of the log took out: the documents of earlier revisions of its record, and texts, by their SHA-256. */
export interface Redacted {
  revisions?: number[];
  texts?: string[];
}

/** An entry of the log as it is chained. */
export interface Chained {
  sequence: number;
  record: string;
  id: string;
  revision: number;
  operation: string;
  at: string;
  actor: string;
  reason: string | null;
  /** What it took out, as JSON. */
  redacted: string | null;
}

/**
 * The hash that chains an entry to the one before. It is over the document's hash, not the document, so that a document
 * can be taken out and the chain still hold.
 */
export function chainHash(before: string, entry: Chained, content: string | null): string {
  const { sequence, record, id, revision, operation, at, actor, reason, redacted } = entry;
  const members = [before, sequence, record, id, revision, operation, at, actor, reason, content];
  return sha256(JSON.stringify(redacted === null ? members : [...members, redacted]));
}

/** The last entry; `sequence` is 0 when there is none. */
export interface LogEnd extends LogEntry {
  at: string;
}

/** The rows of one more entry: its own, and those of the index of the feed. */
export interface EntryRows {
  change: WriteSet['changes'][number];
  feed: FeedRow[];
}

/** The log, open for one transaction: everything written in it happens at one instant. */
export interface Log {
  readonly at: string;
  /** The sequence number of the next entry. */
  readonly next: number;
  /** Chains one more entry; its rows are for the caller to write. */
  append(change: Change): EntryRows;
}

/** Continues the log after its last entry. Its clock never goes backwards, whatever the machine's does. */
export function continueLog(end: LogEnd, author: Author, now: Date): Log {
  const { actor, reason } = author;
  let { sequence, hash } = end;
  const at = [now.toISOString(), end.at].toSorted()[1] ?? '';
  return {
    at,
    get next() {
      return sequence + 1;
    },
    append: ({ record, id, revision, operation, document, before, after, redacted }) => {
      sequence += 1;
      const taken = redacted ? JSON.stringify(redacted) : null;
      const entry = { sequence, record, id, revision, operation, at, actor, reason: reason ?? null, redacted: taken };
      hash = chainHash(hash, entry, document === undefined ? null : sha256(document));
      const changed = changedMembers(before, after);
      return {
        change: { ...entry, document: document ?? null, hash, changed: JSON.stringify(changed) },
        feed: feedRowsOf(sequence, { record, id, operation, actor, before, after }, changed),
      };
    },
  };
}

/** Takes documents and texts out of the log; the entry of each document keeps its hash. */
export async function takeOut(db: Database, of: Reference, { revisions = [], texts = [] }: Redacted): Promise<void> {
  await withoutParties(db, of, revisions, async () => {
    for (const revision of revisions) await takeOutDocument(db, of, revision);
  });
  for (const text of texts) await db.deleteFrom('source_text').where('sha256', '=', text).execute();
}

async function takeOutDocument(db: Database, { record, id }: Reference, revision: number): Promise<void> {
  const { document } = await revisionOf(db, { record, id }, revision).select('document').executeTakeFirstOrThrow();
  if (document === null) throw new Error(`revision ${revision} of ${record} "${id}" has no document to take out`);
  await db
    .updateTable('change')
    .set({ document: null, document_sha256: sha256(document) })
    .where('record', '=', record)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .execute();
}
