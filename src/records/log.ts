/** The register's log: every revision of every record, in order, each entry chained to the one before. */
import { insertion } from '../db/compiled.js';
import type { Database } from '../db/tables.js';
import { sha256 } from '../model/hash.js';
import type { RecordName } from '../model/ids.js';
import type { Members } from '../model/members.js';
import type { Operation } from './definition.js';
import { changedMembers, indexChange } from './feed-index.js';

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
}

/** The log, open for one transaction: everything written in it happens at one instant. */
export interface Log {
  readonly at: string;
  /** The sequence number of the next entry. */
  readonly next: number;
  append(change: Change): Promise<void>;
}

const insertChange = insertion('change', [
  ...(['sequence', 'record', 'id', 'revision', 'operation', 'at', 'actor', 'reason', 'document', 'hash'] as const),
  'changed',
]);

/** Continues the log after its last entry. Its clock never goes backwards, whatever the machine's does. */
export async function openLog(db: Database, author: Author, now: Date): Promise<Log> {
  const last = await db
    .selectFrom('change')
    .select(['sequence', 'hash', 'at'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  let { sequence, hash } = last ?? { sequence: 0, hash: '' };
  const at = [now.toISOString(), last?.at ?? ''].toSorted()[1] ?? '';
  return {
    at,
    get next() {
      return sequence + 1;
    },
    append: async ({ record, id, revision, operation, document, before, after }) => {
      sequence += 1;
      const { actor, reason } = author;
      // The chain is over the document's hash, not the document, so that a document can be taken out and the chain still hold.
      const content = document === undefined ? null : sha256(document);
      hash = sha256(
        JSON.stringify([hash, sequence, record, id, revision, operation, at, actor, reason ?? null, content]),
      );
      const changed = changedMembers(before, after);
      await insertChange(db, [
        [
          ...[sequence, record, id, revision, operation, at, actor, reason ?? null, document ?? null, hash],
          JSON.stringify(changed),
        ],
      ]);
      await indexChange(db, sequence, { record, id, operation, actor, before, after }, changed);
    },
  };
}
