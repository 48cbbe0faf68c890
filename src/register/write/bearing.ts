/** Which records bear on others by referring to them, such as signings on partnerships: as the write will leave it. */
import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import { keyOf, type Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { indexValue } from '../index/tokens.js';

export interface Bearing {
  /** Looks up which records in the database bear on these. */
  load(targets: readonly Reference[]): Promise<void>;
  /** The ids of the records that bear on one, in their order: those that were loaded, and those of this write. */
  on(target: Reference): string[];
  /** Says how a record will stand. */
  stage(record: RecordName, id: string, members: Members | undefined): void;
  /** Forgets what was loaded and staged. */
  forget(): void;
}

export function openBearing(db: Database, definitions: readonly Definition[]): Bearing {
  const kinds = new Map(definitions.map(({ record, bearsOn }) => [record, bearsOn]));
  const stored = new Map<string, Reference[]>();
  /** The keys of what each record of this write bears on, and the other way round: the ids of the records by their keys. */
  const staged = new Map<string, readonly string[]>();
  const stagedOn = new Map<string, Map<string, string>>();

  async function loadFrom(record: RecordName, filter: string, targets: readonly Reference[]): Promise<void> {
    const byValue = new Map(targets.map((target) => [indexValue(filter, target.id), target]));
    if (byValue.size === 0) return;
    const rows = await db
      .selectFrom('index_entry')
      .select(['value', 'id'])
      .where('filter', '=', `${record}.${filter}`)
      .where('value', 'in', [...byValue.keys()])
      .execute();
    for (const { value, id } of rows) {
      const target = byValue.get(value);
      if (target) stored.get(keyOf(target))?.push({ record, id });
    }
  }

  return {
    load: async (targets) => {
      const missing = targets.filter((target) => !stored.has(keyOf(target)));
      for (const target of missing) stored.set(keyOf(target), []);
      for (const [record, bearsOn] of kinds)
        if (bearsOn)
          await loadFrom(
            record,
            bearsOn.filter,
            missing.filter((target) => target.record === bearsOn.record),
          );
    },
    on: (target) => {
      const key = keyOf(target);
      const found = (stored.get(key) ?? []).filter((one) => !staged.has(keyOf(one))).map(({ id }) => id);
      return [...found, ...(stagedOn.get(key)?.values() ?? [])].toSorted();
    },
    stage: (record, id, members) => {
      const bearsOn = kinds.get(record);
      if (!bearsOn) return;
      const key = keyOf({ record, id });
      for (const target of staged.get(key) ?? []) stagedOn.get(target)?.delete(key);
      const targets = [...(members ? bearsOn.ids(members) : [])].map((on) => keyOf({ record: bearsOn.record, id: on }));
      staged.set(key, targets);
      for (const target of targets) stagedOn.set(target, (stagedOn.get(target) ?? new Map()).set(key, id));
    },
    forget: () => {
      stored.clear();
      staged.clear();
      stagedOn.clear();
    },
  };
}
