/** Reads sources with all that they were made from. */
import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import { type Definition, definitionOf, type Related } from '../definition.js';
import { referencesIn } from '../document/evidence.js';
import { documentsAt } from './records.js';

/** The sources with these ids and all that they were made from, by id. */
export async function sourcesAt<Source>(
  db: Database,
  definitions: readonly Definition[],
  ids: Iterable<string>,
): Promise<Map<string, Source>> {
  const { document: schema } = definitionOf(definitions, 'source');
  const found = new Map<string, Source>();
  for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
    const origins = new Set<string>();
    for (const [id, document] of await documentsAt(db, 'source', wanted)) {
      const source = JSON.parse(document);
      found.set(id, source);
      for (const origin of referencesIn(schema, { derived_from: source.derived_from })) origins.add(origin.id);
    }
    wanted = [...origins].filter((id) => !found.has(id));
  }
  return found;
}

/** Sources as the rules of resources ask for them, with nothing else in view. */
export function relatedSources(sources: ReadonlyMap<string, Members>): Related {
  const get: Related['get'] = (record, id) => (record === 'source' ? sources.get(id) : undefined);
  return { get, before: get };
}
