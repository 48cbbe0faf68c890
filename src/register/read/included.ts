/** The referenced records that an answer includes. */
import type { Database } from '../../db/tables.js';
import type { RawJson } from '../../model/json/raw-json.js';
import type { Reference } from '../../model/refusal.js';
import type { Clock } from '../../model/stages/clock.js';
import type { Definition } from '../definition.js';
import { present } from '../document/present.js';
import { documentsRecorded } from '../log/history.js';
import { documentsAt } from './records.js';
import { membersByClock } from './standings.js';

/** The maximum of records of each resource that an answer includes. */
export const MAX_INCLUDED = 1000;

/**
 * The referenced records of the wanted resources, by resource and id: of each the first ones that are referred to.
 * @param instant what the register said then, if not now
 * @param clock what they are asked by; what was not known by then is left out
 */
export async function include(
  db: Database,
  definitions: readonly Definition[],
  references: readonly Reference[],
  wanted: readonly string[],
  instant?: string,
  clock?: Clock,
): Promise<Map<string, Map<string, RawJson>>> {
  const included = new Map<string, Map<string, RawJson>>();
  for (const definition of definitions) {
    const { collection, record } = definition;
    if (!wanted.includes(collection)) continue;
    const ids = references.filter((reference) => reference.record === record).map(({ id }) => id);
    const first = [...new Set(ids)].slice(0, MAX_INCLUDED).sort();
    const found = await (instant === undefined
      ? documentsAt(db, record, first)
      : documentsRecorded(db, record, first, instant));
    const standings = clock && (await membersByClock({ db, definitions }, definition, clock, found));
    const shown = [...found].flatMap(([id, document]): [string, RawJson][] => {
      const standing = standings?.get(id);
      return standings && standing === undefined ? [] : [[id, present(document, { standing })]];
    });
    included.set(collection, new Map(shown));
  }
  return included;
}
