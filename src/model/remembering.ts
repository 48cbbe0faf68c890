/** Remembers what was computed of short texts that occur again and again, such as words and dates. */

/** Texts that are remembered at once; then all are forgotten. */
const MAX_REMEMBERED = 50_000;
/** Longer texts are computed each time: a slice of a text of 13 units or more keeps the whole text in memory. */
const MAX_LENGTH = 12;

/**
 * The same function with a cache.
 * @param compute depends on the text alone, and nobody changes what it returns
 */
export function remembering<T extends object>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_LENGTH) return compute(text);
    let result = known.get(text);
    if (result === undefined) {
      result = compute(text);
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(text, result);
    }
    return result;
  };
}
