/** Makes an id for a record that was written without one. */
import { v7 } from 'uuid';
import { compiledOnce, type Parameter } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import { MAX_ID_LENGTH, type RecordName } from '../../model/ids.js';
import { slug } from '../../model/words/folding.js';

/**
 * A slug of the first name that makes one, and that no record of the kind has or had, with `-2` and so on when taken; a
 * UUIDv7 when none does.
 * @param isPending whether the same write uses an id already
 */
export async function freeId(
  db: Database,
  record: RecordName,
  names: readonly (string | undefined)[],
  isPending: (id: string) => boolean,
): Promise<string> {
  const isTaken = async (id: string) => isPending(id) || (await exists(db, record, id));
  const [base] = names.flatMap((name) => (name === undefined ? [] : (slug(name) ?? [])));
  if (base === undefined) return v7();
  if (!(await isTaken(base))) return base;
  const numbered = (number: number): string => {
    const suffix = `-${number}`;
    return `${base.slice(0, MAX_ID_LENGTH - suffix.length).replace(/-+$/, '')}${suffix}`;
  };
  // Doubling and halving finds a free number next to a taken one in few look-ups, however many share the name.
  let [taken, free] = [1, 2];
  while (await isTaken(numbered(free))) [taken, free] = [free, free * 2];
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (await isTaken(numbered(middle))) taken = middle;
    else free = middle;
  }
  return numbered(free);
}

const withId = compiledOnce(2, (db, record: Parameter<RecordName>, id: Parameter<string>) =>
  db.selectFrom('record').select('id').where('record', '=', record).where('id', '=', id),
);

const exists = async (db: Database, record: RecordName, id: string): Promise<boolean> =>
  (await withId(db, record, id)).length > 0;
