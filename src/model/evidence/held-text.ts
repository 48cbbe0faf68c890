/**
 * A source's text, ready for many look-ups. Every public offset counts Unicode code points from 0, half-open [start, end);
 * `unit` says that a number counts UTF-16 units.
 */
import type { Span } from '../words/folding.js';

/** A source's text, ready for many look-ups. */
export interface HeldText {
  readonly text: string;
  /** In code points. */
  readonly length: number;
  /** The UTF-16 unit at which a code point begins; anything outside 0 … `length` counts as the nearer end. */
  toUnits(codePoint: number): number;
  /** The code point that a UTF-16 unit (0 … `text.length`) belongs to. */
  toCodePoints(unit: number): number;
  /** The code points [start, end). */
  slice(start: number, end: number): string;
}

/** The longest quotation, in code points. */
export const MAX_QUOTE_LENGTH = 2000;
/** The longest passage shown to a reader, in code points. */
export const MAX_PASSAGE_LENGTH = 200;

/** An exact slice of a text: the code points [start, end), and what they say. */
export interface Passage extends Span {
  readonly quote: string;
}

/** Prepares a text in one pass. It stores only the positions of surrogate pairs, which most texts have none of. */
export function holdText(text: string): HeldText {
  const pairs: number[] = [];
  for (let unit = 0; unit < text.length; unit++) {
    if ((text.charCodeAt(unit) & 0xfc00) === 0xd800 && (text.codePointAt(unit) ?? 0) > 0xffff) pairs.push(unit++);
  }
  const length = text.length - pairs.length;

  // Binary search for the number of pairs before a position: in units (0 units per pair) or in code points (1).
  function pairsBefore(position: number, unitsPerPair: 0 | 1): number {
    let low = 0;
    let high = pairs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[middle] ?? 0) - middle * unitsPerPair < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function toUnits(codePoint: number): number {
    const inside = Math.min(Math.max(codePoint, 0), length);
    return inside + pairsBefore(inside, 1);
  }
  return {
    text,
    length,
    toUnits,
    toCodePoints: (unit) => unit - pairsBefore(unit, 0),
    slice: (start, end) => text.slice(toUnits(start), toUnits(end)),
  };
}

/** The passage [start, end) of a text. */
export const passageOf = (held: HeldText, start: number, end: number): Passage => ({
  start,
  end,
  quote: held.slice(start, end),
});
