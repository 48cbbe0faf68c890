/** Positions in sorted lists, for keyset pagination. */

/** The last record of a page: its sort key and id. */
export type KeysetPosition = readonly [key: string, id: string];

/** Compares positions of a list; what has no date has an empty key, and comes last in either direction. */
export const comparePositions =
  (descending: boolean) =>
  (one: KeysetPosition, other: KeysetPosition): number => {
    const ascending = compareTexts(one[0], other[0]) || compareTexts(one[1], other[1]);
    return Number(one[0] === '') - Number(other[0] === '') || (descending ? -ascending : ascending);
  };

/** At most `limit` positions behind one, in the order of the list. */
export function positionsBehind(
  positions: readonly KeysetPosition[],
  descending: boolean,
  after: KeysetPosition | undefined,
  limit: number,
): KeysetPosition[] {
  const compare = comparePositions(descending);
  return positions
    .filter((position) => after === undefined || compare(position, after) > 0)
    .sort(compare)
    .slice(0, limit);
}

/** By code points, as databases compare text. */
export function compareTexts(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    // The code points that are written with surrogates come after all others.
    if (a !== b) return Number(isSurrogate(a)) - Number(isSurrogate(b)) || a - b;
  }
  return one.length - other.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
