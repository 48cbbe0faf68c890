/** Where sources come from: the ends of the chains of `derived_from`. */
import { isMembers } from '../../model/members.js';
import type { Related } from '../../register/definition.js';

/** The sources that were made from no other and to which the entries lead, each once. */
export function endsOf(derivedFrom: unknown, related: Related): string[] {
  const seen = new Set(sourcesOf(derivedFrom));
  const ends: string[] = [];
  // What is added on the way is visited, too.
  for (const source of seen) {
    const further = sourcesOf(related.get('source', source)?.derived_from);
    if (further.length === 0) ends.push(source);
    for (const one of further) seen.add(one);
  }
  return ends;
}

const sourcesOf = (derivedFrom: unknown): string[] =>
  Array.isArray(derivedFrom) ? derivedFrom.filter(isMembers).map(({ source }) => String(source)) : [];
