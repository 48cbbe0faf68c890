/** The entries of the log as the change feed shows them, with what is asked for besides. */
import { sql } from 'kysely';
import { compiledPerCount, type Parameter } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import { changes } from '../../model/json/json-patch.js';
import { RawJson } from '../../model/json/raw-json.js';
import { keyOf } from '../../model/refusal.js';
import { present } from '../document/present.js';
import type { RevisionEntry } from './history.js';
import { readRedacted, redactionsOfAll } from './redactions.js';

/** What can be added to entries: what the record said from then on, and what differs from what it said before. */
export type ChangeExpansion = 'document' | 'difference';

/** An entry of the log, as it is shown. */
export interface FeedEntry extends RevisionEntry {
  sequence: number;
  record: RecordName;
  id: string;
  /** The names of the members that differ. */
  changed: RawJson;
  document?: RawJson;
  difference?: RawJson;
}

/** How entries are shown, and which. */
export interface EntryOptions {
  expand: readonly ChangeExpansion[];
  /** Only those written at or after this instant; empty for all. */
  since: string;
  /** The characters of documents after which no more are compared, and the entries end. */
  maxCompared?: number;
}

const entriesOf = (db: Database, sequences: readonly Parameter<number>[]) =>
  db
    .selectFrom('change')
    .select(['sequence', 'record', 'id', 'revision', 'operation', 'at', 'actor', 'reason', 'changed', 'redacted'])
    .where('sequence', 'in', [...sequences])
    .orderBy('sequence');
const entries = compiledPerCount((db, sequences: readonly Parameter<number>[]) =>
  entriesOf(db, sequences).select([sql<null>`null`.as('document'), sql<null>`null`.as('document_sha256')]),
);
const wholeEntries = compiledPerCount((db, sequences: readonly Parameter<number>[]) =>
  entriesOf(db, sequences).select(['document', 'document_sha256']),
);

type Entry = Awaited<ReturnType<typeof wholeEntries>>[number];

/** The entries with these sequences; fewer when comparing more of them takes too long. */
export async function entriesAt(
  db: Database,
  sequences: readonly number[],
  { expand, since, maxCompared = Number.POSITIVE_INFINITY }: EntryOptions,
): Promise<FeedEntry[]> {
  const all: Entry[] = await (expand.length > 0 ? wholeEntries : entries)(db, sequences);
  // `since` may lie in the future, where the binary search for its sequence finds only the end of the log.
  const rows = all.filter(({ at }) => at >= since);
  const withDifference = expand.includes('difference');
  const former = withDifference ? await formerDocuments(db, rows) : new Map<number, Former>();
  const redactions = await redactionsOfAll(db, withRedactions(rows, former));
  const found: FeedEntry[] = [];
  let compared = 0;
  for (const row of rows) {
    if (found.length > 0 && compared > maxCompared) break;
    const { sequence, record, id, revision, operation, at, actor, reason, redacted, changed, document } = row;
    const before = former.get(sequence);
    compared += withDifference ? (document?.length ?? 0) + (before?.document?.length ?? 0) : 0;
    const revisions = redactions.get(keyOf(row));
    const redaction = revisions?.get(revision) ?? (withDifference ? revisions?.get(revision - 1) : undefined);
    found.push({
      ...{ sequence, record, id, revision, operation, at, actor },
      ...(reason !== null && { reason }),
      ...(redacted !== null && { redacted: readRedacted(redacted) }),
      ...(redaction && { redaction }),
      changed: new RawJson(changed ?? '[]'),
      ...(expand.includes('document') && document && { document: present(document) }),
      ...(withDifference && !isRedacted(row) && !isRedacted(before) && { difference: compare(before, row) }),
    });
  }
  return found;
}

/** What a record said, if it was there and was not taken out. */
type Former = Pick<Entry, 'document' | 'document_sha256'>;

const formerEntries = compiledPerCount((db, sequences: readonly Parameter<number>[]) =>
  db
    .selectFrom('change as c')
    .innerJoin('change as b', (join) =>
      join
        .onRef('b.record', '=', 'c.record')
        .onRef('b.id', '=', 'c.id')
        .on((eb) => eb('b.revision', '=', eb('c.revision', '-', 1))),
    )
    .select(['c.sequence', 'b.document', 'b.document_sha256'])
    .where('c.sequence', 'in', [...sequences]),
);

/** What the records of entries said before, by sequence; a first revision has nothing before it. */
async function formerDocuments(db: Database, rows: readonly Entry[]): Promise<Map<number, Former>> {
  if (rows.length === 0) return new Map();
  const former = await formerEntries(
    db,
    rows.map(({ sequence }) => sequence),
  );
  return new Map(former.map(({ sequence, ...one }) => [sequence, one]));
}

const isRedacted = (entry: Former | undefined): boolean => typeof entry?.document_sha256 === 'string';

/** The records of the entries whose documents, now or before, were taken out. */
const withRedactions = (rows: readonly Entry[], former: ReadonlyMap<number, Former>) => [
  ...new Map(
    rows
      .filter((row) => isRedacted(row) || isRedacted(former.get(row.sequence)))
      .map(({ record, id }) => [keyOf({ record, id }), { record, id }]),
  ).values(),
];

const compare = (before: Former | undefined, after: Former): RawJson =>
  new RawJson(JSON.stringify(changes(parsed(before), parsed(after))));

const parsed = (entry: Former | undefined): unknown =>
  typeof entry?.document === 'string' ? JSON.parse(entry.document) : undefined;
