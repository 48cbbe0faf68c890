/** Chance that repeats itself: the same seed gives the same numbers on every machine. */

export interface Chance {
  /** At least 0 and less than 1. */
  next(): number;
  below(most: number): number;
  /** Whether something happens that does so in this share of cases. */
  hit(share: number): boolean;
  of<T>(values: readonly T[]): T;
}

/** Chance by the generator Mulberry32. */
export function openChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return { next, below, hit: (share) => next() < share, of: (values) => values[below(values.length)]! };
}

/** Draws from a list in which the second comes half as often as the first, the third a third as often, and so on. */
export function zipf<T>(values: readonly T[]): (chance: Chance) => T {
  let sum = 0;
  const sums = Float64Array.from(values, (_, index) => {
    sum += 1 / (index + 1);
    return sum;
  });
  return (chance) => {
    const drawn = chance.next() * sum;
    let [from, to] = [0, values.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sums[middle]! > drawn) to = middle;
      else from = middle + 1;
    }
    return values[from]!;
  };
}
