/** Loads the sources that records cite, with all that these were made from. */
import { isUndated } from '../../model/dates/edtf.js';
import type { Definition, Related } from '../../register/definition.js';
import { daysPublished, evidenceIn } from '../../register/document/evidence.js';
import type { Reading } from '../../register/read/reading.js';
import { relatedSources, sourcesAt } from '../../register/read/sources.js';
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

export async function loadCited({ db, definitions }: Reading, ids: readonly string[]): Promise<Cited> {
  const cited = new Set(ids);
  const loaded = await sourcesAt<SourceDocument>(db, definitions, cited);
  const related = relatedSources(loaded);
  return {
    related,
    source: (id) => loaded.get(id),
    undated: () => [...cited].filter((id) => isUndated(daysPublished(id, related.get))).length,
  };
}
