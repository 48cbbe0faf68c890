/** Citations that bear on a statement, also those of what others say in alternatives. */
import type { WrittenAlternative } from '../alternative.js';
import type { Citation } from '../evidence/citation.js';

/** A citation and its pointer in the record. */
export interface BearingCitation {
  pointer: string;
  citation: Citation;
}

/** The citations of a list, which a pointer leads to. */
export const bearingOf = (list: string, citations: readonly Citation[]): BearingCitation[] =>
  citations.map((citation, at) => ({ pointer: `${list}/${at}`, citation }));

/** An alternative of normal rank, with those of its citations that count. */
export interface Other {
  member: string;
  value: unknown;
  bearing: BearingCitation[];
}

/**
 * What others say, as far as words for it still stand.
 * @param isPublished whether the source of a citation had surely been published
 */
export function othersOf(
  { alternatives = [] }: { alternatives?: readonly WrittenAlternative[] },
  isPublished: (bearing: BearingCitation) => boolean,
): Other[] {
  return alternatives.flatMap(({ member, value, rank = 'normal', citations }, index): Other[] => {
    const bearing = bearingOf(`/alternatives/${index}/citations`, citations).filter(
      (one) => one.citation.status !== 'stale' && isPublished(one),
    );
    return rank === 'normal' && bearing.length > 0 ? [{ member, value, bearing }] : [];
  });
}
