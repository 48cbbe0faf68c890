/** The records that an answer refers to, as they are included in it. */
import type { Database } from '../../db/tables.js';
import type { Reference } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { documentsAt } from './records.js';

/** Those of the wanted resources, rendered, by resource and id. */
export async function include(
  db: Database,
  definitions: readonly Definition[],
  references: readonly Reference[],
  wanted: readonly string[],
): Promise<string> {
  const parts: string[] = [];
  for (const { collection, record } of definitions) {
    if (!wanted.includes(collection)) continue;
    const ids = references.filter((reference) => reference.record === record).map(({ id }) => id);
    const found = await documentsAt(db, record, [...new Set(ids)].sort());
    const members = [...found].map(([id, document]) => `${JSON.stringify(id)}:${document}`);
    parts.push(`${JSON.stringify(collection)}:{${members.join(',')}}`);
  }
  return `{${parts.join(',')}}`;
}
