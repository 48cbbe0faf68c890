/** Puts a revision of a record where it belongs: its row, its index, its references, the log. */
import { insertion } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import type { TokenIndex } from '../../db/tokens.js';
import type { RecordName } from '../../model/ids.js';
import type { Reference } from '../../model/refusal.js';
import type { Definition, Document, IndexRow, Operation, Related } from '../definition.js';
import { referencesIn } from '../document/evidence.js';
import { entriesOf } from '../index/derive.js';
import { docidOf, numberAt } from '../index/docids.js';
import { countDate } from '../index/imprecise-dates.js';
import type { Unindexed } from '../index/indexing.js';
import type { Log, Redacted } from '../log/change-log.js';
import type { NewText, Stored } from './unit-of-work.js';

const insertRecord = insertion('record', [
  'record',
  'id',
  'revision',
  'created_at',
  'updated_at',
  'deleted_at',
  'sort',
  'earliest',
  'latest',
  'document',
  'entries',
  'docid',
]);
const insertEntries = insertion('index_entry', ['filter', 'value', 'sort', 'id']);
const insertReferences = insertion('reference', ['target_record', 'target_id', 'record', 'id']);

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

/** What a write goes to. */
export interface Writer {
  db: Database;
  log: Log;
  tokens: TokenIndex;
  /** Takes the records whose words are to be indexed when all is written. */
  unindexed: Unindexed[];
}

/** Stores a revision and returns its document as rendered. */
export async function saveRecord(
  { db, log, tokens, unindexed }: Writer,
  revision: Revision,
  related: Related,
): Promise<string | undefined> {
  const { definition, id, operation, stored, document, redacted } = revision;
  const { record } = definition;
  const rendered = document && JSON.stringify(document);
  const entries = document ? entriesOf(definition, document, related) : [];
  const position = document ? definition.sortKey(document) : { sort: '' };
  const row = {
    revision: revision.revision,
    updated_at: log.at,
    // What was deleted before stays deleted since then.
    deleted_at: document ? null : (stored?.deleted_at ?? log.at),
    sort: position.sort,
    earliest: position.earliest ?? null,
    latest: position.latest ?? null,
    document: rendered ?? null,
    entries: JSON.stringify(entries),
    docid: document
      ? docidOf(definition, document, stored?.docid === undefined ? log.next : numberAt(stored.docid))
      : null,
  };
  if (stored) await db.updateTable('record').set(row).where('record', '=', record).where('id', '=', id).execute();
  else await insertRecord(db, [{ record, id, created_at: log.at, ...row }]);

  await writeEntries(db, definition, id, stored?.entries ?? [], entries);
  if (stored?.docid !== undefined && stored.docid !== row.docid) await tokens.remove(db, stored.docid);
  if (document && row.docid !== null) unindexed.push({ definition, docid: row.docid, document, entries });
  const before = stored?.deleted_at === undefined ? stored?.document : undefined;
  if (definition.dated !== undefined)
    await countDate(db, record, before && definition.sortKey(before), document && position);
  const referred = (one: Document | undefined) => (one ? referencesIn(definition.document, one) : []);
  await saveReferences(db, record, id, referred(before), referred(document));
  await log.append({
    record,
    id,
    revision: revision.revision,
    operation,
    ...(rendered !== undefined && { document: rendered }),
    before,
    after: document,
    ...(redacted && { redacted }),
  });
  return rendered;
}

/** Brings the index of a record up to date whose document stays as it is. */
export async function saveEntries(
  { db, log, unindexed }: Writer,
  definition: Definition,
  { entries: before, docid: former, document }: Stored,
  after: IndexRow[],
  number = log.next,
): Promise<void> {
  await writeEntries(db, definition, document.id, before, after);
  if (former !== undefined && JSON.stringify(before) === JSON.stringify(after)) return;
  const docid = former ?? docidOf(definition, document, number);
  await db
    .updateTable('record')
    .set({ entries: JSON.stringify(after), docid })
    .where('record', '=', definition.record)
    .where('id', '=', document.id)
    .execute();
  unindexed.push({ definition, docid, document, entries: after });
}

/** Writes what differs between the rows that stand in the index and those that should. */
async function writeEntries(
  db: Database,
  definition: Definition,
  id: string,
  before: IndexRow[],
  after: IndexRow[],
): Promise<void> {
  const { record } = definition;
  const [old, now] = [before, after].map((entries) => new Set(entries.map((entry) => JSON.stringify(entry))));
  const gone = before.filter((entry) => !now?.has(JSON.stringify(entry)));
  const added = after.filter((entry) => !old?.has(JSON.stringify(entry)));
  for (const [filter, value, sort] of gone)
    await db
      .deleteFrom('index_entry')
      .where('filter', '=', `${record}.${filter}`)
      .where('value', '=', value)
      .where('sort', '=', sort)
      .where('id', '=', id)
      .execute();
  await insertEntries(
    db,
    added.map(([filter, value, sort]) => ({ filter: `${record}.${filter}`, value, sort, id })),
  );
}

export async function saveReferences(
  db: Database,
  record: RecordName,
  id: string,
  before: Reference[],
  after: Reference[],
): Promise<void> {
  const [old, now] = [before, after].map(
    (references) => new Map(references.map((one) => [`${one.record}/${one.id}`, one])),
  );
  for (const [key, target] of old ?? [])
    if (!now?.has(key))
      await db
        .deleteFrom('reference')
        .where('target_record', '=', target.record)
        .where('target_id', '=', target.id)
        .where('record', '=', record)
        .where('id', '=', id)
        .execute();
  const added = [...(now ?? [])].flatMap(([key, target]) => (old?.has(key) ? [] : [target]));
  await insertReferences(
    db,
    added.map((target) => ({ target_record: target.record, target_id: target.id, record, id })),
  );
}

/** The records that refer to any of these. */
export async function referrersOf(db: Database, targets: readonly Reference[], most?: number): Promise<Reference[]> {
  const found = new Map<string, Reference>();
  for (const { record, id } of targets) {
    let query = db
      .selectFrom('reference')
      .select(['record', 'id'])
      .where('target_record', '=', record)
      .where('target_id', '=', id)
      .orderBy('record')
      .orderBy('id');
    if (most !== undefined) query = query.limit(most);
    for (const row of await query.execute()) found.set(`${row.record}/${row.id}`, row);
  }
  return [...found.values()];
}

export async function saveText(db: Database, text: NewText): Promise<void> {
  await db
    .insertInto('source_text')
    .values({ sha256: text.sha256, length: text.length, content: text.content })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute();
}
