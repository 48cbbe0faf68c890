/** Finds the name that somebody probably meant. */

/** The name with the fewest edits from what was written; undefined when none is close. */
export function nearestName(written: string, names: string[]): string | undefined {
  // No name is that long, and the time grows with the product of the lengths.
  if (written.length > 100) return undefined;
  const [best] = names
    .map((name) => ({ name, edits: edits(written.toLowerCase(), name.toLowerCase()) }))
    .toSorted((one, other) => one.edits - other.edits);
  if (!best) return undefined;
  // Half of the letters may differ, but none of a code of two letters.
  const longest = Math.max(written.length, best.name.length);
  return longest > 2 && best.edits <= longest / 2 ? best.name : undefined;
}

/** The edit distance of two words: insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
export function edits(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
