/** The sentence that a quotation stands in, so that a reader sees the words that may turn it: "we have signed" of "we have signed nothing". */
import { isBorder } from './borders.js';
import { type HeldText, MAX_QUOTE_LENGTH } from './held-text.js';

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Code points of a sentence that are shown before and after a quotation; where there are more, an ellipsis stands for them. */
const MAX_MARGIN = 1000;
const ELLIPSIS = '…';

/** The longest context: margins, quotation, and an ellipsis at either end. */
export const MAX_CONTEXT_LENGTH = MAX_QUOTE_LENGTH + 2 * (MAX_MARGIN + ELLIPSIS.length);

/** Between paragraphs. A line break alone ends no sentence, since texts made from pages have one in every line. */
const BLANK_LINE = /\r?\n[ \t\f]*\r?\n\s*|\u2029\s*/g;
const LINE_BREAK = /[\n\r\f\u2028]/g;

/** The sentence or sentences (UAX #29) that the code points [start, end) stand in. */
export function sentenceAround(held: HeldText, start: number, end: number): string {
  const { text, toUnits } = held;
  const [first, last] = [toUnits(start), toUnits(end)];
  let [from, to] = [toUnits(start - MAX_MARGIN), toUnits(end + MAX_MARGIN)];
  let [isCutBefore, isCutAfter] = [from > 0, to < text.length];
  for (const { 0: gap, index } of text.slice(from, first).matchAll(BLANK_LINE)) {
    // The paragraph begins behind the last blank line before the quotation.
    const behind = toUnits(start - MAX_MARGIN) + index + gap.length;
    if (behind <= first) [from, isCutBefore] = [behind, false];
  }
  const gap = text.slice(last, to).search(BLANK_LINE);
  if (gap >= 0) [to, isCutAfter] = [last + gap, false];

  const sentences = SENTENCES.segment(text.slice(from, to).replace(LINE_BREAK, ' '));
  const [opening, closing] = [first - from, Math.max(last - from - 1, 0)].map((at) => sentences.containing(at));
  const begins = from + (opening?.index ?? 0);
  const ends = from + (closing ? closing.index + closing.segment.length : last - from);
  isCutBefore &&= begins === from;
  isCutAfter &&= ends === to;
  const left = isCutBefore ? nextBorder(text, begins, first, 1) : begins;
  const right = isCutAfter ? nextBorder(text, ends, last, -1) : ends;
  return `${isCutBefore ? ELLIPSIS : ''}${text.slice(left, right).trim()}${isCutAfter ? ELLIPSIS : ''}`;
}

/** The next place from here, on the way to `limit`, that cuts no word. */
function nextBorder(text: string, unit: number, limit: number, step: 1 | -1): number {
  let at = unit;
  while (at !== limit && !isBorder(text, at)) at += step;
  return at;
}
