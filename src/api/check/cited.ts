/** Loads the sources that records cite, with all that these were made from. */
import { isUndated } from '../../model/dates/edtf.js';
import type { Definition, Related } from '../../register/definition.js';
import { daysPublished, evidenceIn, referencesIn } from '../../register/document/evidence.js';
import type { Reading } from '../../register/read/reading.js';
import { documentsAt } from '../../register/read/records.js';
import { sources } from '../../resources/sources/definition.js';
import type { SourceDocument } from '../../resources/sources/schema.js';

export interface Cited {
  /** The sources, as the rules of resources ask for them. */
  related: Related;
  source(id: string): SourceDocument | undefined;
  /** How many of the cited sources have no date. */
  undated(): number;
}

/** The sources that some records cite. */
export const citedIn = ({ document: schema }: Definition, documents: readonly unknown[]): string[] =>
  documents.flatMap((document) => evidenceIn(schema, document).citations.map(({ citation }) => citation.source));

export async function loadCited({ db }: Reading, ids: readonly string[]): Promise<Cited> {
  const cited = new Set(ids);
  const loaded = new Map<string, SourceDocument>();
  for (let wanted = [...cited]; wanted.length > 0; ) {
    const found = [...(await documentsAt(db, 'source', wanted))].map(([id, document]): [string, SourceDocument] => [
      id,
      JSON.parse(document),
    ]);
    for (const [id, source] of found) loaded.set(id, source);
    const former = found.flatMap(([, { derived_from }]) => referencesIn(sources.document, { derived_from }));
    wanted = [...new Set(former.map(({ id }) => id))].filter((id) => !loaded.has(id));
  }
  const get: Related['get'] = (record, id) => (record === 'source' ? loaded.get(id) : undefined);
  return {
    related: { get, before: get },
    source: (id) => loaded.get(id),
    undated: () => [...cited].filter((id) => isUndated(daysPublished(id, get))).length,
  };
}
