/** Positions in sorted lists, for keyset pagination. */

/** The last record of a page: its sort key and id. */
export type KeysetPosition = readonly [key: string, id: string];
export const comparePositions = (one: KeysetPosition, other: KeysetPosition): number =>
  Buffer.compare(Buffer.from(one[0]), Buffer.from(other[0])) ||
  Buffer.compare(Buffer.from(one[1]), Buffer.from(other[1]));
