/** The words of a text that an answer points to. */

/** A citation, or anything else with offsets into a text: a passage that a refusal suggests. */
export interface Offsets {
  /** In Unicode code points from the beginning of the text. */
  start?: number | undefined;
  /** Behind the last one. */
  end?: number | undefined;
}

/**
 * The words that a citation points to in the text of its source; undefined when it has no place in it. Offsets count code points,
 * and strings hold UTF-16 units, of which letters beyond U+FFFF have two: `text.slice(start, end)` would cut at the wrong place.
 */
export function citedWords(text: string, { start, end }: Offsets): string | undefined {
  if (start === undefined || end === undefined) return undefined;
  const from = unitsBefore(text, start, 0);
  return text.slice(from, unitsBefore(text, end - start, from));
}

/** The unit that is this many code points behind the unit `from`, and at most the text's end. */
function unitsBefore(text: string, codePoints: number, from: number): number {
  let unit = from;
  for (let left = codePoints; left > 0 && unit < text.length; left--)
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  return unit;
}
