/** All rows that a document makes. */

import type { Definition, Document, Entry, Related, Term } from '../definition.js';
import { citationsIn } from '../document/evidence.js';

/** The records whose date isn't one day: only these can lie in a range without surely doing so. */
export const IMPRECISE: Term = ['imprecise', ''];

/** What a record is found by: [filter, value, sort key]. */
export function entriesOf(definition: Definition, document: Document, related: Related): Entry[] {
  const { sort, earliest, latest } = definition.position(document);
  const cited = citationsIn(definition.document, document).map(({ citation }): Term => ['source', citation.source]);
  const terms: Term[] = [
    ['all', ''],
    ...(earliest === latest ? [] : [IMPRECISE]),
    ...cited,
    ...definition.entries(document, related),
  ];
  const distinct = new Map(terms.map((term): [string, Term] => [JSON.stringify(term), term]));
  return [...distinct.values()].map((term): Entry => [...term, sort]);
}
