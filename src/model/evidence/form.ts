/**
 * Finds quotations that differ from a text in form alone: in quotation marks, dashes, white space, soft hyphens, line breaks,
 * ligatures, and letters that are composed or not. Case and accents are no form: they make other words.
 */
import { DASHES, QUOTATION_MARKS } from '../words/folding.js';
import { isBorder } from './borders.js';
import { type HeldText, MAX_QUOTE_LENGTH, type Passage, passageOf } from './held-text.js';

const INVISIBLE = String.raw`\p{Default_Ignorable_Code_Point}`;
/** Presentation forms: ligatures, letters of full and half width, dots in one character. */
const COMPATIBLE = String.raw`[\uFB00-\uFDFF\uFE70-\uFEFE\uFF01-\uFFEE\u0132\u0133\u01C4-\u01CC\u01F1-\u01F3…‥]`;
/** A hyphen at the end of a line, inside a word or between two. */
const LINE_END_HYPHEN = String.raw`(?<=\p{L})[-\u2010][ \t]*[\r\n\f]+[ \t]*(?=\p{Ll})`;
/** All that may be written in another way; the rest of a text folds to itself. */
const VARIABLE = new RegExp(
  [
    LINE_END_HYPHEN,
    String.raw`[\s${INVISIBLE}]{2,}|[^\S ]|${INVISIBLE}`,
    String.raw`-{2,}|[^\P{Pd}-]|\u2212`,
    `[${[...QUOTATION_MARKS.keys()].join('')}]`,
    String.raw`[\u1100-\u115E][\u1161-\u11A7]?[\u11A8-\u11FF]?`,
    String.raw`(?:${COMPATIBLE}|\P{M})\p{M}+|${COMPATIBLE}|[\u2126\u212A\u212B\uF900-\uFAFF]`,
  ].join('|'),
  'gu',
);
const HAS_LINE_END_HYPHEN = new RegExp(LINE_END_HYPHEN, 'u');
const IS_LINE_END_HYPHEN = /^[-\u2010][ \t]*[\r\n\f]/;
const IS_BLANK = new RegExp(String.raw`^[\s${INVISIBLE}]+$`, 'u');
/** White space that can be seen; a byte-order mark inside a text counts as white space in JavaScript alone. */
const HAS_SPACE = /[^\S\uFEFF]/;
const IS_DASH = new RegExp(`^(?:-{2,}|${DASHES.source})$`, 'u');
const ALL_INVISIBLE = new RegExp(INVISIBLE, 'gu');
const IS_COMPATIBLE = new RegExp(COMPATIBLE, 'u');
/** Presentation forms of whole phrases are not what a person would type. */
const MAX_FOLDED_LENGTH = 4;

/** What a hyphen at the end of a line stands for: nothing inside a word, itself between two. */
const LINE_END_HYPHENS = ['', '-'] as const;
type Hyphen = (typeof LINE_END_HYPHENS)[number];

function foldPiece(piece: string, hyphen: Hyphen): string {
  if (IS_LINE_END_HYPHEN.test(piece)) return hyphen;
  if (IS_BLANK.test(piece)) return HAS_SPACE.test(piece) ? ' ' : '';
  if (IS_DASH.test(piece)) return '-';
  const seen = piece.replace(ALL_INVISIBLE, '');
  const compatible = IS_COMPATIBLE.test(seen) ? seen.normalize('NFKC') : seen;
  const folded = compatible.length <= MAX_FOLDED_LENGTH ? compatible.normalize('NFC') : seen;
  return QUOTATION_MARKS.get(folded) ?? folded;
}

/** A text without differences of form, and which units of the text each of its own units stands for. */
interface Folded {
  text: string;
  /** Of each piece that folds to something else, in order: where it begins here, its length here, and both in the text. */
  pieces: number[];
}

function fold(text: string, hyphen: Hyphen): Folded {
  const parts: string[] = [];
  const pieces: number[] = [];
  let length = 0;
  let done = 0;
  for (const { 0: piece, index } of text.matchAll(VARIABLE)) {
    const folded = foldPiece(piece, hyphen);
    if (folded === piece) continue;
    parts.push(text.slice(done, index), folded);
    length += index - done;
    pieces.push(length, folded.length, index, piece.length);
    length += folded.length;
    done = index + piece.length;
  }
  parts.push(text.slice(done));
  return { text: parts.join(''), pieces };
}

/** The units of the text that a unit of the folded one stands for, and whether it is the first or last that does. */
function unitsAt({ pieces }: Folded, unit: number) {
  let low = 0;
  let high = pieces.length / 4;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[4 * middle] ?? 0) <= unit) low = middle + 1;
    else high = middle;
  }
  const [at = 0, size = 0, from = 0, length = 0] = pieces.slice(4 * low - 4, 4 * low);
  if (unit < at + size) return { from, to: from + length, isFirst: unit === at, isLast: unit === at + size - 1 };
  const same = from + length + unit - at - size;
  return { from: same, to: same + 1, isFirst: true, isLast: true };
}

const foldedTexts = new WeakMap<HeldText, Folded[]>();

function foldedOf(held: HeldText): Folded[] {
  const known = foldedTexts.get(held);
  if (known) return known;
  const hyphens = HAS_LINE_END_HYPHEN.test(held.text) ? LINE_END_HYPHENS : ([''] as const);
  const folded = hyphens.map((hyphen) => fold(held.text, hyphen));
  foldedTexts.set(held, folded);
  return folded;
}

/** Places that are looked at until a search gives up. */
const MAX_EXAMINED = 10_000;

/** The first passages, at most `limit`, that differ from a quotation in form alone and could be quoted, by their place. */
export function otherForms(held: HeldText, quote: string, limit: number): Passage[] {
  const found = new Map<number, Passage>();
  const wanted = new Set(LINE_END_HYPHENS.map((hyphen) => fold(quote, hyphen).text.trim()));
  for (const folded of foldedOf(held))
    for (const words of wanted) {
      if (words === '') continue;
      let at = folded.text.indexOf(words);
      for (let examined = 0; at >= 0 && found.size < limit && examined < MAX_EXAMINED; examined++) {
        const passage = passageAt(held, folded, at, at + words.length);
        if (passage) found.set(passage.start, passage);
        at = folded.text.indexOf(words, at + 1);
      }
    }
  return [...found.values()].toSorted((one, other) => one.start - other.start);
}

/** The passage that folds to these units, when it begins and ends at borders and is no longer than a quotation may be. */
function passageAt(held: HeldText, folded: Folded, from: number, to: number): Passage | undefined {
  const [first, last] = [unitsAt(folded, from), unitsAt(folded, to - 1)];
  if (!first.isFirst || !last.isLast || !isBorder(held.text, first.from)) return undefined;
  const end = [last.to, last.to + invisibleAt(held.text, last.to)].find((unit) => isBorder(held.text, unit));
  if (end === undefined) return undefined;
  const passage = passageOf(held, held.toCodePoints(first.from), held.toCodePoints(end));
  return passage.end - passage.start <= MAX_QUOTE_LENGTH ? passage : undefined;
}

const INVISIBLE_RUN = new RegExp(`${INVISIBLE}*`, 'uy');

/** How many units from here can't be seen. */
function invisibleAt(text: string, unit: number): number {
  INVISIBLE_RUN.lastIndex = unit;
  return INVISIBLE_RUN.exec(text)?.[0].length ?? 0;
}
