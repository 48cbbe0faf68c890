/** Where words, numbers and grapheme clusters begin and end (UAX #29), so that no quotation cuts into one. */
import { UNSPACED_SCRIPTS } from '../words/folding.js';

const WORDS = new Intl.Segmenter('en', { granularity: 'word' });
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Letters of scripts that put no spaces between words: their words are found by dictionaries, which differ. */
const SCRIPTS = [...UNSPACED_SCRIPTS, ...'Tale Talu Lana Tavt Ahom Bali Java Yiii'.split(' ')];
const UNSPACED = new RegExp(
  String.raw`^(?!\p{scx=Latn})(?=[\p{L}\p{Nl}])[${SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]`,
  'u',
);

/** A word that is parted at the end of a line: "un-" and, on the next line, "signed". */
const PARTED = /\p{L}[-\u2010][ \t]*[\r\n\f]+[ \t]*\p{Ll}/gu;
/** UTF-16 units on either side of a place that are searched for a parted word. */
const PARTED_REACH = 20;

/** UTF-16 units on either side of a place that are looked at; what is longer without white space is no word. */
const REACH = 256;

/** Scripts all of whose letters make words with one another. */
const SPACED = /^(?=\p{L}\p{L}$)[\p{sc=Latn}\p{sc=Cyrl}\p{sc=Grek}\p{sc=Arab}\p{sc=Hebr}]{2}$/u;

/** Whether a UTF-16 unit is surely inside a word: the most frequent cases, told without a segmenter. */
export function isInsideWord(text: string, unit: number): boolean {
  const [before, after] = [text.charCodeAt(unit - 1), text.charCodeAt(unit)];
  if (before < 0x80 && after < 0x80) return isAsciiLetterOrDigit(before) && isAsciiLetterOrDigit(after);
  return SPACED.test(text.slice(unit - 1, unit + 1));
}

/** Marks of direction and of byte order: they are seen nowhere, and words go on across them. */
const MARK = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/**
 * Whether no word, number or grapheme cluster of the text goes on across a UTF-16 unit. In scripts without spaces every
 * grapheme cluster ends at a border. A border is also on either side of the marks that stand at it.
 */
export function isBorder(text: string, unit: number): boolean {
  if (unit <= 0 || unit >= text.length) return true;
  if (isInsideWord(text, unit)) return false;
  if (MARK.test(text.slice(unit - 1, unit + 1))) {
    let [before, after] = [unit, unit];
    while (before > 0 && unit - before < REACH && MARK.test(text.charAt(before - 1))) before--;
    while (after < text.length && after - unit < REACH && MARK.test(text.charAt(after))) after++;
    // So many of them stand in no word.
    if (after - before >= REACH) return true;
    const left = text.slice(Math.max(before - REACH, 0), before);
    return isBorder(left + text.slice(after, after + REACH), left.length);
  }
  // White space ends everything that decides about borders, so the text between white space is enough.
  let from = unit - 1;
  while (from > 0 && unit - from < REACH && !isWhiteSpace(text.charCodeAt(from))) from--;
  let to = unit;
  while (to < text.length && to - unit < REACH && !isWhiteSpace(text.charCodeAt(to))) to++;
  const part = text.slice(from, to + 1);
  const at = unit - from;
  const clusters = GRAPHEMES.segment(part);
  const after = clusters.containing(at);
  if (after?.index !== at) return false;
  const before = clusters.containing(at - 1);
  if (UNSPACED.test(after.segment) || UNSPACED.test(before?.segment ?? '')) return true;
  return WORDS.segment(part).containing(at)?.index === at && !isParted(text, unit);
}

/** Widens the UTF-16 units [from, to) until they begin and end at borders, by at most `limit` on either side. */
export function toBorders(text: string, from: number, to: number, limit: number): [number, number] | undefined {
  let [first, end] = [from, to];
  while (from - first < limit && !isBorder(text, first)) first--;
  while (end - to < limit && !isBorder(text, end)) end++;
  return isBorder(text, first) && isBorder(text, end) ? [first, end] : undefined;
}

function isParted(text: string, unit: number): boolean {
  const from = Math.max(unit - PARTED_REACH, 0);
  const near = text.slice(from, unit + PARTED_REACH);
  if (!/[\r\n\f]/.test(near)) return false;
  for (const { 0: word, index } of near.matchAll(PARTED))
    if (from + index < unit && unit < from + index + word.length) return true;
  return false;
}

/** Tab, line feed, vertical tab, form feed, carriage return and space. */
const isWhiteSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

const isAsciiLetterOrDigit = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
