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

/**
 * The ids nearest to what was written, word by word: at most `limit`, the nearest first.
 * @param candidates ids, each with words of its record's name
 */
export function nearestIds(
  written: string,
  candidates: ReadonlyMap<string, readonly string[]>,
  limit: number,
): string[] {
  const words = written.split('-');
  const letters = words.join('').length;
  return [...candidates]
    .map(([id, named]) => {
      const known = [...id.split('-'), ...named];
      const missed = words.map((word) => {
        const least = Math.min(...known.map((one) => edits(word, one)));
        // A word of which more than one letter in three is wrong is another word.
        return least <= word.length / 3 ? least : word.length;
      });
      const apart = edits(written, id);
      const byWords = missed.reduce((sum, one) => sum + one, 0);
      return { id, apart, distance: apart <= letters / 3 ? Math.min(apart, byWords) : byWords };
    })
    .filter(({ distance }) => distance <= letters / 2)
    .sort((one, other) => one.distance - other.distance || one.apart - other.apart || (one.id < other.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id }) => id);
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
