/** Verifies the log: the chain of its hashes, its gaps, and what was taken out of it. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { hashAt, type LogEntry } from '../db/log-end.js';
import type { Database, Tables } from '../db/tables.js';
import { sha256 } from '../model/hash.js';
import type { Reference } from '../model/refusal.js';
import { chainHash } from '../register/log/change-log.js';
import { readRedacted, redactionsOf } from '../register/log/redactions.js';
import { revisionOf } from '../register/log/revisions.js';
import { isTextHeld } from '../register/read/texts.js';

type Entry = Tables['change'];

/** Entries read at once; each may have a document of 1 MiB. */
const BATCH_SIZE = 100;

/** Texts read at once; each may have 8 MiB. */
const BATCH_TEXTS = 4;

const entryName = ({ sequence, record, id, revision }: Entry): string =>
  `entry ${sequence} (${record} "${id}", revision ${revision})`;

/** Faults in the chain, from the first entry on; and whether it has the expected entry. */
export async function* checkChain(db: Database, expected?: LogEntry): AsyncGenerator<string> {
  let before: LogEntry = { sequence: 0, hash: '' };
  for await (const entry of entriesOf(db, sql`true`)) {
    const name = entryName(entry);
    if (entry.sequence !== before.sequence + 1) yield missing(before.sequence + 1, entry.sequence - 1, name);
    // Without the entry before it this can't be checked.
    else if (chainHash(before.hash, entry, contentOf(entry)) !== entry.hash)
      yield `${name} was altered: its hash is not that of what it says after the entry before`;
    before = entry;
  }
  yield* gapsInRevisions(db);
  if (expected) yield* checkEnd(db, expected, before.sequence);
}

/** Documents and texts that are missing without an entry that says so. The chain has to be right. */
export async function* checkRedactions(db: Database): AsyncGenerator<string> {
  const isRedaction = sql<SqlBool>`(redacted is not null or document_sha256 is not null)`;
  for await (const entry of entriesOf(db, isRedaction))
    for (const fault of await checkRedaction(db, entry)) yield `${entryName(entry)} ${fault}`;
  const texts = await textsTakenOut(db);
  for await (const entry of entriesOf(db, sql<SqlBool>`record = 'source' and document is not null`)) {
    const { text_sha256: text } = JSON.parse(entry.document ?? '{}');
    if (typeof text === 'string' && !texts.has(text) && !(await isTextHeld(db, text)))
      yield `${entryName(entry)} names the text ${text}, which is gone, and no entry says that it was taken out`;
  }
}

/** Faults in the texts of sources. */
export async function* checkTexts(db: Database): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const texts = await db
      .selectFrom('source_text')
      .selectAll()
      .where('sha256', '>', after)
      .orderBy('sha256')
      .limit(BATCH_TEXTS)
      .execute();
    const last = texts.at(-1);
    if (!last) return;
    for (const text of texts)
      if (sha256(text.content) !== text.sha256 || Array.from(text.content).length !== text.length)
        yield `the text ${text.sha256} was altered: it is not what its hash and its length say`;
    after = last.sha256;
  }
}

async function* entriesOf(db: Database, condition: RawBuilder<SqlBool>): AsyncGenerator<Entry> {
  for (let after = 0; ; ) {
    const entries = await db
      .selectFrom('change')
      .selectAll()
      .where('sequence', '>', after)
      .where(condition)
      .orderBy('sequence')
      .limit(BATCH_SIZE)
      .execute();
    yield* entries;
    const last = entries.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}

const missing = (from: number, to: number, next: string): string =>
  from < to ? `entries ${from} to ${to} are missing before ${next}` : `entry ${from} is missing before ${next}`;

const contentOf = ({ document, document_sha256 }: Entry): string | null =>
  document === null ? document_sha256 : sha256(document);

async function checkRedaction(db: Database, entry: Entry): Promise<string[]> {
  const { document, document_sha256, redacted, revision } = entry;
  const faults: string[] = [];
  if (document_sha256 !== null) {
    const by = (await redactionsOf(db, entry)).get(revision);
    if (document !== null) faults.push('has a document, and the hash of one that was taken out');
    else if (by === undefined || by.revision <= revision)
      faults.push('lost its document, and no later entry says that it was taken out');
  }
  if (redacted !== null)
    for (const one of readRedacted(redacted).revisions ?? [])
      if (await hasDocument(db, entry, one)) faults.push(`says that it took out revision ${one}, which is there`);
  return faults;
}

async function hasDocument(db: Database, of: Reference, revision: number): Promise<boolean> {
  const entry = revisionOf(db, of, revision).select('sequence').where('document', 'is not', null);
  return (await entry.executeTakeFirst()) !== undefined;
}

/** All texts that were ever taken out; there are few. */
async function textsTakenOut(db: Database): Promise<Set<string>> {
  const rows = await db.selectFrom('change').select('redacted').where('redacted', 'is not', null).execute();
  return new Set(rows.flatMap(({ redacted }) => readRedacted(redacted ?? '{}').texts ?? []));
}

/** The revisions of each record are numbered from 1 on. */
async function* gapsInRevisions(db: Database): AsyncGenerator<string> {
  const { rows } = await sql<Reference & { gap: number }>`
    select record, id, revision + 1 as gap from change as one
    where not exists (
      select 1 from change as next
      where next.record = one.record and next.id = one.id and next.revision = one.revision + 1
    ) and revision < (select max(revision) from change as last where last.record = one.record and last.id = one.id)
    union all
    select record, id, 1 from change group by record, id having min(revision) <> 1
    order by 1, 2, 3 limit 100`.execute(db);
  for (const { record, id, gap } of rows) yield `revision ${gap} of ${record} "${id}" is missing from the log`;
}

async function* checkEnd(db: Database, expected: LogEntry, end: number): AsyncGenerator<string> {
  const { sequence, hash } = expected;
  if (sequence > end) yield `the log ends with entry ${end}; entry ${sequence}, which it had, was cut off`;
  else if ((await hashAt(db, sequence)) !== hash)
    yield `entry ${sequence} has not the hash that it had: the log was written anew`;
}
