/**
 * Finds quotations in a source's text, word for word and nearly. Every public offset counts Unicode code points from 0,
 * half-open [start, end); inside, `unit` says that a number counts UTF-16 units. All work is linear in the text.
 */
import { eachWord, fold, type Lexicon, lexicon, type Span, signOf } from '../words/folding.js';

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

/** An exact slice of a text: the code points [start, end), and what they say. */
export interface Passage extends Span {
  readonly quote: string;
}

/** The longest passage shown to a reader, in code points. */
export const MAX_PASSAGE_LENGTH = 200;
/** What is shown on either side of an ambiguous quotation, in code points. */
const MARGIN = 40;

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

/** Knuth, Morris and Pratt: fed a text unit by unit, says where the pattern (not empty) has just ended. */
function matcher(pattern: string): (unit: number) => boolean {
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
export function occurrences(held: HeldText, quote: string, limit: number): number[] {
  const { text } = held;
  const found: number[] = [];
  if (quote === '') return found;
  const add = (unit: number) => {
    if (isWhole(held, unit, unit + quote.length)) found.push(held.toCodePoints(unit));
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

/** The quotation with up to 40 code points on either side, at most 200 in all, to tell it from others like it. */
export function context(held: HeldText, start: number, end: number): string {
  const from = offWord(held, Math.max(start - MARGIN, 0), start);
  const to = Math.min(end + MARGIN, from + MAX_PASSAGE_LENGTH, held.length);
  return held.slice(from, to > end ? offWord(held, to, end) : to);
}

/**
 * When a quote is not in the text: the passage (1 to 200 code points) that is most like it, the earliest of several.
 * First the same words in another case, with other accents, quotation marks, dashes or white space; else the sentence
 * that shares most words with the quote, or as much of it as fits. Undefined when nothing resembles it. It reads the
 * whole text three times (about 0.05 s per MiB), so a caller with many misses should ask about the first few only.
 */
export function nearest(held: HeldText, quote: string): Passage | undefined {
  const same = foldedMatch(held, fold(quote));
  if (same !== undefined) return frame(held, same, { start: same.start, end: same.start });
  const best = bestSpan(held, quote);
  return best === undefined ? undefined : frame(held, sentenceAround(held, best), best);
}

/** The first span of the text that folds to these words. The folded text is never built: it can be far longer. */
function foldedMatch(held: HeldText, folded: string): Span | undefined {
  if (folded === '') return undefined;
  const { text } = held;
  const endsWith = matcher(folded);
  // A ring buffer: the code points from which the latest folded units came, as many as the pattern has units.
  const origins = new Uint32Array(folded.length);
  let count = 0;
  let last = '';
  for (let unit = 0, point = 0; unit < text.length; point++) {
    const code = text.codePointAt(unit) ?? 0;
    const sign = signOf(code).folded;
    unit += code > 0xffff ? 2 : 1;
    if (sign === ' ' && last === ' ') continue;
    if (sign !== '') last = sign;
    for (let i = 0; i < sign.length; i++) {
      origins[count++ % folded.length] = point;
      if (endsWith(sign.charCodeAt(i))) {
        const start = origins[count % folded.length] ?? 0;
        const limit = Math.min(start + MAX_PASSAGE_LENGTH, held.length);
        let end = point + 1;
        while (end < limit && signOf(codeAt(held, end)).folded === '') end++;
        return { start, end };
      }
    }
  }
  return undefined;
}

interface Hit extends Span {
  /** A word of the quote, by number, and whether the text has it in full. */
  readonly word: number;
  readonly isExact: boolean;
}

/** Visits the quote's words in the text, in order, and answers how many words the text has in all. */
function eachHit(held: HeldText, words: Lexicon, visit: (hit: Hit) => void): number {
  let total = 0;
  eachWord(held.text, ({ start, end, fromUnit, toUnit }) => {
    total++;
    const found = words.recognise(held.text, fromUnit, toUnit);
    if (found !== undefined) visit({ start, end, word: found.word, isExact: found.isExact });
  });
  return total;
}

/** Keeps the score of a set of hits: each word of the quote counts once, half when only its stem is there. */
function tally(weights: readonly number[]) {
  const exact = weights.map(() => 0);
  const partial = weights.map(() => 0);
  let score = 0;
  function worth(word: number): number {
    const share = (exact[word] ?? 0) > 0 ? 2 : (partial[word] ?? 0) > 0 ? 1 : 0;
    return share * (weights[word] ?? 0);
  }
  return {
    score: () => score,
    change({ word, isExact }: Hit, by: 1 | -1): void {
      const counts = isExact ? exact : partial;
      score -= worth(word);
      counts[word] = (counts[word] ?? 0) + by;
      score += worth(word);
    },
    /** Whether the score would be the same without this hit. */
    isSpare: ({ word, isExact }: Hit) => (exact[word] ?? 0) + (isExact ? 0 : (partial[word] ?? 0)) > 1,
  };
}

/** The span where most of the quote's words stand together, in any order; undefined when even there it is too few. */
function bestSpan(held: HeldText, quote: string): Span | undefined {
  const words = lexicon(quote);
  if (words.size === 0) return undefined;
  const counts = new Array<number>(words.size).fill(0);
  const total = eachHit(held, words, ({ word }) => {
    counts[word] = (counts[word] ?? 0) + 1;
  });
  // The rarer a word is in this text, the more it says. Whole numbers, so that equal scores are equal.
  const weights = counts.map((count) => Math.round(1000 * Math.log(1 + total / Math.max(count, 1)) ** 2));
  const widest = Math.min(2 * Array.from(quote).length + MARGIN, MAX_PASSAGE_LENGTH);

  const window: Hit[] = [];
  const { score, change, isSpare } = tally(weights);
  let best = { start: 0, end: 0, score: 0 };
  eachHit(held, words, (hit) => {
    window.push(hit);
    change(hit, 1);
    let first = window[0] ?? hit;
    while (first !== hit && (hit.end - first.start > widest || isSpare(first))) {
      change(first, -1);
      window.shift();
      first = window[0] ?? hit;
    }
    const isTighter = hit.end - first.start < best.end - best.start;
    if (score() > best.score || (score() === best.score && isTighter)) {
      best = { start: first.start, end: hit.end, score: score() };
    }
  });
  // Enough is a sixth of the quote, or two rare words of a quote that is too long for a passage.
  const rare = Math.log(1 + total) ** 2 * 1000;
  const whole = weights.reduce((sum, weight) => sum + 2 * weight, 0);
  return best.score > 0 && best.score >= Math.min(whole / 6, 4 * rare) ? best : undefined;
}

/** A full stop that ends a sentence (not an initial or a title) with what closes after it; or the end of a line. */
const CLOSERS = String.raw`["'\p{Pe}\p{Pf}]*`;
const FULL_STOP = String.raw`(?<!\b(?:\p{Lu}|Mr|Mrs|Ms|Dr|St|No))[.!?…؟।]+${CLOSERS}(?=\s+[^\s\p{Ll}])`;
const SENTENCE_END = new RegExp(String.raw`(${FULL_STOP}|[。！？]+${CLOSERS}|(?=\n))\s*`, 'gu');

/** Widens a span to the sentence or sentences it stands in, as far as a passage could reach. */
function sentenceAround(held: HeldText, span: Span): Span {
  let start = Math.max(span.start - MAX_PASSAGE_LENGTH, 0);
  let end = Math.min(span.end + MAX_PASSAGE_LENGTH, held.length);
  const firstUnit = held.toUnits(start);
  for (const { 0: gap, 1: stop = '', index } of held.slice(start, end).matchAll(SENTENCE_END)) {
    const from = held.toCodePoints(firstUnit + index + stop.length);
    const to = held.toCodePoints(firstUnit + index + gap.length);
    if (to <= span.start) start = to;
    if (from >= span.end) {
      end = from;
      break;
    }
  }
  return { start, end };
}

/** The sentence as a passage; when it is too long, as much of it around the core as fits, cut between words. */
function frame(held: HeldText, sentence: Span, core: Span): Passage {
  let { start, end } = sentence;
  if (end - start > MAX_PASSAGE_LENGTH) {
    const spare = MAX_PASSAGE_LENGTH - (core.end - core.start);
    const before = Math.max(spare >> 1, spare - (sentence.end - core.end));
    const from = Math.max(sentence.start, core.start - before);
    const to = Math.min(sentence.end, from + MAX_PASSAGE_LENGTH);
    start = from > sentence.start ? offWord(held, from, core.start) : from;
    end = to < sentence.end ? offWord(held, to, core.end) : to;
  }
  const quote = held.slice(start, end);
  // White space is one unit and one code point.
  start += quote.length - quote.trimStart().length;
  end -= quote.length - quote.trimEnd().length;
  return { start, end, quote: quote.trim() };
}

function codeAt(held: HeldText, point: number): number {
  return held.text.codePointAt(held.toUnits(point)) ?? 0;
}

const ZERO_WIDTH_JOINER = 0x200d;

/** Whether a cut before this code point would go through a word, an accented letter or a composed pictograph. */
function splits(held: HeldText, point: number): boolean {
  if (point <= 0 || point >= held.length) return false;
  const before = codeAt(held, point - 1);
  const after = signOf(codeAt(held, point));
  if (after.kind === 'joined' || before === ZERO_WIDTH_JOINER) return true;
  return ![signOf(before), after].some(({ folded, kind }) => folded === ' ' || kind === 'whole');
}

/** Moves a cut towards `limit` until it splits nothing; leaves it unchanged when it always would. */
function offWord(held: HeldText, cut: number, limit: number): number {
  const step = Math.sign(limit - cut);
  for (let at = cut; at !== limit; at += step) if (!splits(held, at)) return at;
  return cut;
}
