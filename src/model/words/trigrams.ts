/** Trigrams, by which the index finds words similar to a misspelt one. */

/** Every three letters in a row, with a space for what is before the first and after the last. */
export function trigramsOf(word: string): Set<string> {
  const letters = [' ', ...word, ' '];
  return new Set(letters.slice(2).map((_, index) => letters.slice(index, index + 3).join('')));
}
