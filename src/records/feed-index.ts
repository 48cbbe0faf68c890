/** What the entries of the log are found by: written with each entry, and made anew from the log where it is missing. */
import { insertion } from '../db/compiled.js';
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import type { RecordName } from '../model/ids.js';
import { isMembers, type Members, memberOf } from '../model/members.js';

/** A revision, and what its record said before and says now; undefined where it wasn't there, or isn't any more. */
export interface Revised {
  record: RecordName;
  id: string;
  operation: string;
  actor: string;
  before: Members | undefined;
  after: Members | undefined;
}

/** What entries can be asked for by. */
export type FeedFilter = 'record' | 'id' | 'party' | 'actor' | 'operation' | 'changed';

type Term = [filter: FeedFilter, value: string];

/** What every revision changes, or none. */
export const HEAD: ReadonlySet<string> = new Set(['record', 'id', 'revision', 'created_at', 'updated_at']);

/** The top-level members that differ: all of them when the record wasn't there, or isn't any more. */
export function changedMembers(before: Members = {}, after: Members = {}): string[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].filter((name) => !HEAD.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** The parties that a change concerns: the one that was changed, and whoever took part before or does now. */
function partiesOf({ record, id, before, after }: Revised): Set<string> {
  const parties = new Set(record === 'party' ? [id] : []);
  for (const participants of [before?.parties, after?.parties])
    for (const one of Array.isArray(participants) ? participants : []) {
      const party = memberOf(one, 'party');
      if (typeof party === 'string') parties.add(party);
    }
  return parties;
}

const termsOf = (revised: Revised, changed: readonly string[]): Term[] => [
  ['record', revised.record],
  ['id', revised.id],
  ['actor', revised.actor],
  ['operation', revised.operation],
  ...changed.map((member): Term => ['changed', member]),
  ...[...partiesOf(revised)].map((party): Term => ['party', party]),
];

/** Rows in one statement: most entries have fewer, and each number of them is a statement of its own. */
const CHUNK = 50;

const insertEntries = insertion('change_entry', ['filter', 'value', 'sequence']);

/** Indexes an entry of the log. */
export async function indexChange(
  db: Database,
  sequence: number,
  revised: Revised,
  changed: readonly string[],
): Promise<void> {
  const rows = termsOf(revised, changed).map((term) => [...term, sequence]);
  for (let from = 0; from < rows.length; from += CHUNK) await insertEntries(db, rows.slice(from, from + CHUNK));
}

/** Entries indexed in one transaction. */
const BATCH = 200;

/** Indexes the entries that are not indexed yet, as after an update of the service; returns how many there were. */
export async function indexChanges(engine: Engine): Promise<number> {
  let sum = 0;
  for (;;) {
    const done = await engine.write(indexSome);
    sum += done;
    if (done < BATCH) return sum;
  }
}

async function indexSome(db: Database): Promise<number> {
  const rows = await db
    .selectFrom('change as c')
    .leftJoin('change as b', (join) =>
      join
        .onRef('b.record', '=', 'c.record')
        .onRef('b.id', '=', 'c.id')
        .on((eb) => eb('b.revision', '=', eb('c.revision', '-', 1))),
    )
    .select(['c.sequence', 'c.record', 'c.id', 'c.operation', 'c.actor', 'b.document as before', 'c.document as after'])
    .where('c.changed', 'is', null)
    .orderBy('c.sequence')
    .limit(BATCH)
    .execute();
  for (const { sequence, before, after, ...row } of rows) {
    const revised = { ...row, before: parsed(before), after: parsed(after) };
    const changed = changedMembers(revised.before, revised.after);
    await indexChange(db, sequence, revised, changed);
    await db
      .updateTable('change')
      .set({ changed: JSON.stringify(changed) })
      .where('sequence', '=', sequence)
      .execute();
  }
  return rows.length;
}

function parsed(document: string | null): Members | undefined {
  const value: unknown = document === null ? undefined : JSON.parse(document);
  return isMembers(value) ? value : undefined;
}
