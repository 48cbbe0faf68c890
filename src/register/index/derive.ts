/** All rows that a document makes. */

import type { Definition, Document, IndexRow, IndexTerm, Related } from '../definition.js';
import { citationsIn } from '../document/evidence.js';

/** The records whose date isn't one day: only these can lie in a range without surely doing so. */
export const IMPRECISE: IndexTerm = ['imprecise', ''];

/** What a record is found by: [filter, value, sort key]. */
export function entriesOf(definition: Definition, document: Document, related: Related): IndexRow[] {
  const { sort, earliest, latest } = definition.sortKey(document);
  const cited = citationsIn(definition.document, document).map(
    ({ citation }): IndexTerm => ['source', citation.source],
  );
  const terms: IndexTerm[] = [
    ['all', ''],
    ...(earliest === latest ? [] : [IMPRECISE]),
    ...cited,
    ...definition.entries(document, related),
  ];
  const distinct = new Map(terms.map((term): [string, IndexTerm] => [JSON.stringify(term), term]));
  return [...distinct.values()].map((term): IndexRow => [...term, sort]);
}
