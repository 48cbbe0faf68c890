/** The index of the feed: rows by which entries of the log are found, written with each entry and rebuilt from the log. */
import { insertion } from '../../db/compiled.js';
import type { Engine } from '../../db/engine.js';
import type { Database, Tables } from '../../db/tables.js';
import { sha256 } from '../../model/hash.js';
import type { RecordName } from '../../model/ids.js';
import { isMembers, type Members, memberOf } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';

/** A revision, and what its record said before and says now; undefined where it wasn't there, or isn't any more. */
export interface Revised {
  record: RecordName;
  id: string;
  operation: string;
  actor: string;
  before: Members | undefined;
  after: Members | undefined;
}

/** What entries are indexed by. */
export type FeedFilter = 'signature' | 'id' | 'party' | 'actor';

export type FeedRow = Tables['change_entry'];

/** Members that differ in every revision, or in none. */
export const HEAD: ReadonlySet<string> = new Set(['record', 'id', 'revision', 'created_at', 'updated_at']);

/** The top-level members that differ; all of them when the record was created, restored or deleted. */
export function changedMembers(before: Members | undefined, after: Members | undefined): string[] {
  if (!before || !after) return Object.keys(after ?? before ?? {}).filter((name) => !HEAD.has(name));
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].filter((name) => !HEAD.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** The parties that a change concerns: the one that was changed, or those that took part before or do so now. */
function partiesOf({ record, id, before, after }: Revised): Set<string> {
  const parties = new Set(record === 'party' ? [id] : []);
  for (const participants of [before?.parties, after?.parties])
    for (const one of Array.isArray(participants) ? participants : []) {
      const party = memberOf(one, 'party');
      if (typeof party === 'string') parties.add(party);
    }
  return parties;
}

/** What a change is: the kind of its record, its operation, and the members that differ. */
export interface Signature {
  record: string;
  operation: string;
  changed: readonly string[];
}

/** Hexadecimal digits of a hash that tell signatures apart. */
const HASH_LENGTH = 12;

/**
 * The value that stands for a signature in the index, a part of its SHA-256. There are few different ones, so that one row
 * for a change serves whoever asks for its record, its operation or one of its members.
 */
const hashOf = ({ record, operation, changed }: Signature): string =>
  sha256(`${record} ${operation} ${changed.join(',')}`).slice(0, HASH_LENGTH);

/** The rows by which the feed finds an entry of the log. */
export function feedRowsOf(sequence: number, revised: Revised, changed: readonly string[]): FeedRow[] {
  const { record, id, operation, actor } = revised;
  return [
    { filter: 'signature', value: hashOf({ record, operation, changed }), sequence },
    { filter: 'id', value: id, sequence },
    { filter: 'actor', value: actor, sequence },
    ...[...partiesOf(revised)].map((party) => ({ filter: 'party', value: party, sequence })),
  ];
}

/** Entries looked at at once. */
const BATCH_SIZE = 200;

/** Entries of the log, the oldest first, with what their records said before and after, as far as the log still has it. */
const logged = (db: Database) =>
  db
    .selectFrom('change as c')
    .leftJoin('change as b', (join) =>
      join
        .onRef('b.record', '=', 'c.record')
        .onRef('b.id', '=', 'c.id')
        .on((eb) => eb('b.revision', '=', eb('c.revision', '-', 1))),
    )
    .select(['c.sequence', 'c.record', 'c.id', 'c.operation', 'c.actor', 'c.changed'])
    .select(['b.document as before', 'c.document as after'])
    .orderBy('c.sequence')
    .limit(BATCH_SIZE);

type Logged = Awaited<ReturnType<ReturnType<typeof logged>['execute']>>[number];

const revisedOf = ({ before, after, ...row }: Logged): Revised => ({
  ...row,
  before: parsed(before),
  after: parsed(after),
});

function parsed(document: string | null): Members | undefined {
  const value: unknown = document === null ? undefined : JSON.parse(document);
  return isMembers(value) ? value : undefined;
}

/** What an entry is, and is found by. */
export interface IndexedEntry extends Signature {
  sequence: number;
  rows: FeedRow[];
}

function entryOf(row: Logged): IndexedEntry {
  const revised = revisedOf(row);
  // What was taken out of the log can't be compared any more.
  const changed: string[] =
    row.changed === null ? changedMembers(revised.before, revised.after) : JSON.parse(row.changed);
  const { sequence, record, operation } = row;
  return { sequence, record, operation, changed, rows: feedRowsOf(sequence, revised, changed) };
}

/** The entries of the log after a sequence and up to another; there should be few of them. */
export async function feedEntriesBetween(db: Database, after: number, upTo: number): Promise<IndexedEntry[]> {
  const rows = await logged(db).where('c.sequence', '>', after).where('c.sequence', '<=', upTo).execute();
  return rows.map(entryOf);
}

/** All entries of the log behind one, some at a time. */
export async function* feedEntries(db: Database, behind = 0): AsyncGenerator<IndexedEntry[]> {
  for (let after = behind; ; ) {
    const rows = await logged(db).where('c.sequence', '>', after).execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
    yield rows.map(entryOf);
  }
}

const addRows = insertion('change_entry', ['filter', 'value', 'sequence']);

/** Indexes the entries that are not indexed yet, as after an update of the service; returns how many there were. */
export async function indexChanges(engine: Engine): Promise<number> {
  let sum = 0;
  for (;;) {
    const done = await engine.write(indexSome);
    sum += done;
    if (done < BATCH_SIZE) return sum;
  }
}

async function indexSome(db: Database): Promise<number> {
  const rows = await logged(db).where('c.changed', 'is', null).execute();
  for (const row of rows) {
    const entry = entryOf(row);
    await addRows(db, entry.rows);
    const { sequence } = entry;
    const changed = JSON.stringify(entry.changed);
    await db.updateTable('change').set({ changed }).where('sequence', '=', sequence).execute();
  }
  return rows.length;
}

/** Makes the index anew from the log. */
export async function rebuildFeed(db: Database): Promise<void> {
  await db.deleteFrom('change_entry').execute();
  await addToFeed(db, 0);
}

/** Indexes all entries behind one, which are not in the index yet. */
export async function addToFeed(db: Database, behind: number): Promise<void> {
  for await (const entries of feedEntries(db, behind))
    await addRows(
      db,
      entries.flatMap(({ rows }) => rows),
    );
}

/** Removes documents from the log by `takeOut`, and the rows for parties that only these documents named. */
export async function withoutParties(
  db: Database,
  { record, id }: Reference,
  revisions: readonly number[],
  takeOut: () => Promise<void>,
): Promise<void> {
  const found = async (): Promise<Map<string, [value: string, sequence: number]>> => {
    const rows: Logged[] = [];
    for (const revision of new Set(revisions.flatMap((one) => [one, one + 1])))
      rows.push(
        ...(await logged(db)
          .where('c.record', '=', record)
          .where('c.id', '=', id)
          .where('c.revision', '=', revision)
          .execute()),
      );
    const parties = rows.flatMap((row) =>
      [...partiesOf(revisedOf(row))].map((party): [string, number] => [party, row.sequence]),
    );
    return new Map(parties.map((one) => [one.join(), one]));
  };
  const before = await found();
  await takeOut();
  const after = await found();
  for (const [key, [value, sequence]] of before)
    if (!after.has(key))
      await db
        .deleteFrom('change_entry')
        .where('filter', '=', 'party')
        .where('value', '=', value)
        .where('sequence', '=', sequence)
        .execute();
}
