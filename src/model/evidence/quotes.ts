/** Finds quotations in a source's text, word for word. All work is linear in the text. */
import { isBorder, isInsideWord, toBorders } from './borders.js';
import { type HeldText, MAX_PASSAGE_LENGTH, type Passage, passageOf } from './held-text.js';

/** Knuth, Morris and Pratt: fed a text unit by unit, says where the pattern (not empty) has just ended. */
export function matcher(pattern: string): (unit: number) => boolean {
  const shorter = new Uint32Array(pattern.length);
  let matched = 0;
  function advance(unit: number): number {
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = shorter[matched - 1] ?? 0;
    if (pattern.charCodeAt(matched) === unit) matched++;
    return matched;
  }
  for (let i = 1; i < pattern.length; i++) shorter[i] = advance(pattern.charCodeAt(i));
  matched = 0;
  return (unit) => {
    const found = advance(unit) === pattern.length;
    if (found) matched = shorter[pattern.length - 1] ?? 0;
    return found;
  };
}

/** Whether a match neither begins nor ends inside a surrogate pair. */
function isWhole(held: HeldText, fromUnit: number, toUnit: number): boolean {
  return [fromUnit, toUnit].every((unit) => held.toUnits(held.toCodePoints(unit)) === unit);
}

/** The first `limit` positions at which the quote stands word for word, ascending, overlapping ones too. */
export const occurrences = (held: HeldText, quote: string, limit: number): number[] => search(held, quote, limit);

/** Places that are examined with a segmenter until a search for a quotation gives up. */
const MAX_EXAMINED = 10_000;

/** The first `limit` positions at which the quote stands as a quotation: it neither begins nor ends inside a word. */
export function quotations(held: HeldText, quote: string, limit: number): number[] {
  const { text } = held;
  let examined = 0;
  return search(held, quote, limit, (unit) => {
    const end = unit + quote.length;
    if (isInsideWord(text, unit) || isInsideWord(text, end)) return false;
    return examined++ < MAX_EXAMINED && isBorder(text, unit) && isBorder(text, end);
  });
}

function search(held: HeldText, quote: string, limit: number, isWanted = (_unit: number) => true): number[] {
  const { text } = held;
  const found: number[] = [];
  if (quote === '') return found;
  const add = (unit: number) => {
    if (isWhole(held, unit, unit + quote.length) && isWanted(unit)) found.push(held.toCodePoints(unit));
  };
  // The engine's own search is ten times as fast as ours, but long repetitive quotes make it quadratic. So it looks for
  // a short head of the quote, and hands over when comparing the rest has cost as much as reading the text.
  const head = quote.slice(0, 200);
  let unit = text.indexOf(head);
  for (let cost = 0; unit >= 0 && found.length < limit && cost < text.length; cost += quote.length) {
    if (text.startsWith(quote, unit)) add(unit);
    unit = text.indexOf(head, unit + 1);
  }
  if (unit < 0) return found;
  const endsWith = matcher(quote);
  for (; unit < text.length && found.length < limit; unit++) {
    if (endsWith(text.charCodeAt(unit))) add(unit + 1 - quote.length);
  }
  return found;
}

/** Whether the quote stands word for word at this code point; any number may be asked about. */
export function occursAt(held: HeldText, quote: string, start: number): boolean {
  if (quote === '' || !Number.isInteger(start) || start < 0 || start >= held.length) return false;
  const unit = held.toUnits(start);
  return held.text.startsWith(quote, unit) && isWhole(held, unit, unit + quote.length);
}

/** Whether the quote stands at this code point as a quotation. */
export function isQuotationAt(held: HeldText, quote: string, start: number): boolean {
  if (!occursAt(held, quote, start)) return false;
  const unit = held.toUnits(start);
  return isBorder(held.text, unit) && isBorder(held.text, unit + quote.length);
}

/** The words that a quotation cuts into, whole; undefined where they are longer than a passage. */
export function wholeWords(held: HeldText, quote: string, start: number): Passage | undefined {
  const unit = held.toUnits(start);
  const borders = toBorders(held.text, unit, unit + quote.length, MAX_PASSAGE_LENGTH);
  if (!borders) return undefined;
  const [from, to] = borders.map(held.toCodePoints);
  return from === undefined || to === undefined || to - from > MAX_PASSAGE_LENGTH
    ? undefined
    : passageOf(held, from, to);
}
