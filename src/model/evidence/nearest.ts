/** Finds the passage of a text that is most like a quotation which does not stand there, and shows what is around a place. */
import { eachWord, fold, type Lexicon, lexicon, type Span, signOf } from '../words/folding.js';
import { isBorder, isInsideWord, toBorders } from './borders.js';
import { type HeldText, MAX_PASSAGE_LENGTH, type Passage } from './held-text.js';
import { matcher } from './quotes.js';

/** What is shown on either side of an ambiguous quotation, in code points. */
const MARGIN = 40;

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

/** Places that are examined with a segmenter for the borders of words. */
const MAX_EXAMINED = 1000;

/**
 * The first span of the text that folds to these words and cuts into none; where all do, the first of them widened to whole
 * words. The folded text is never built: it can be far longer.
 */
function foldedMatch(held: HeldText, folded: string): Span | undefined {
  if (folded === '') return undefined;
  const { text } = held;
  const endsWith = matcher(folded);
  // A ring buffer: the code points from which the latest folded units came, as many as the pattern has units.
  const origins = new Uint32Array(folded.length);
  let count = 0;
  let last = '';
  let examined = 0;
  let cut: Span | undefined;
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
        cut ??= { start, end };
        const units = [held.toUnits(start), held.toUnits(end)];
        if (units.some((one) => isInsideWord(text, one))) continue;
        if (examined++ < MAX_EXAMINED && units.every((one) => isBorder(text, one))) return { start, end };
      }
    }
  }
  return cut && widened(held, cut);
}

function widened(held: HeldText, { start, end }: Span): Span | undefined {
  const borders = toBorders(held.text, held.toUnits(start), held.toUnits(end), MAX_PASSAGE_LENGTH);
  const [first, last] = borders?.map(held.toCodePoints) ?? [];
  return first === undefined || last === undefined ? undefined : { start: first, end: last };
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
  // White space is one unit and one code point. What combines with it, such as a joiner, keeps it.
  const first = start + quote.length - quote.trimStart().length;
  const last = end - quote.length + quote.trimEnd().length;
  if (isBorder(held.text, held.toUnits(first))) start = first;
  if (isBorder(held.text, held.toUnits(last))) end = last;
  return { start, end, quote: held.slice(start, end) };
}

const codeAt = (held: HeldText, point: number): number => held.text.codePointAt(held.toUnits(point)) ?? 0;

/** Moves a cut towards `limit` until it goes through no word; leaves it unchanged when it always would. */
function offWord(held: HeldText, cut: number, limit: number): number {
  const step = Math.sign(limit - cut);
  for (let at = cut; at !== limit; at += step) if (isBorder(held.text, held.toUnits(at))) return at;
  return cut;
}
