/** Makes an id for a record that was written without one. */
import { v7 } from 'uuid';
import type { Database } from '../db/tables.js';
import { slug } from '../model/folding.js';
import type { RecordName } from '../model/ids.js';

const LONGEST = 80;

/** A slug of the name that no record of the kind has or had, with `-2` and so on when taken; without a name a UUIDv7. */
export async function freeId(db: Database, record: RecordName, name: string | undefined): Promise<string> {
  const base = name === undefined ? undefined : slug(name);
  if (base === undefined) return v7();
  if (!(await isTaken(db, record, base))) return base;
  const numbered = (number: number): string => {
    const suffix = `-${number}`;
    return `${base.slice(0, LONGEST - suffix.length).replace(/-+$/, '')}${suffix}`;
  };
  // Doubling and halving finds a free number next to a taken one in few look-ups, however many share the name.
  let [taken, free] = [1, 2];
  while (await isTaken(db, record, numbered(free))) [taken, free] = [free, free * 2];
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (await isTaken(db, record, numbered(middle))) taken = middle;
    else free = middle;
  }
  return numbered(free);
}

async function isTaken(db: Database, record: RecordName, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('record')
    .select('id')
    .where('record', '=', record)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}
