/** Words with marks inside, such as U.S., O’Brien, A-B-C or כ״ץ: they are found with these marks and without them. */
import { signOf } from './folding.js';

/** A word of a text, folded, and where it stands in UTF-16 units. */
export interface Part {
  readonly word: string;
  readonly fromUnit: number;
  readonly toUnit: number;
}

/** Makes one word of several that only marks separate. */
export type Join<P extends Part> = (parts: readonly P[]) => P;

/** The parts of a word as one. */
export const joinParts = (parts: readonly Part[]): Part => ({
  word: parts.map(({ word }) => word).join(''),
  fromUnit: parts[0]?.fromUnit ?? 0,
  toUnit: parts.at(-1)?.toUnit ?? 0,
});

/** Marks that belong to a word wherever they stand in it: the apostrophe, and gershayim in the shape of a quotation mark. */
const OF_WORDS = '\'`"';
/** Marks that belong to a word between single letters; between longer parts they make a compound of words. */
const OF_COMPOUNDS = '.-·・&/';

/** Code points of what is joined to one word, and its parts. */
const MAX_LENGTH = 64;
const MAX_PARTS = 64;

/** The only mark between two words that follow one another, or nothing. */
function markBetween(text: string, { toUnit }: Part, { fromUnit }: Part): string {
  if (fromUnit - toUnit > 4) return '';
  let mark = '';
  for (const character of text.slice(toUnit, fromUnit)) mark += signOf(character.codePointAt(0) ?? 0).folded;
  return mark.length === 1 && (OF_WORDS.includes(mark) || OF_COMPOUNDS.includes(mark)) ? mark : '';
}

/** Whether only a mark separates two words that follow one another. In numbers it means something: 3.5 is not 35. */
export const isMarkBetween = (text: string, before: Part, after: Part): boolean =>
  markBetween(text, before, after) !== '' && !(/[0-9]$/.test(before.word) && /^[0-9]/.test(after.word));

/** In scripts without spaces each letter is a word, with and without marks. */
const mayBePart = ({ word }: Part): boolean => signOf(word.codePointAt(0) ?? 0).kind === 'letter';

/** Words that only marks separate. */
export interface Compound<P extends Part> {
  /** How many words of the text come before it. */
  readonly at: number;
  readonly parts: P[];
}

/**
 * Adds a word to the compounds of a text when it belongs to the word before it.
 * @param at how many words come before it
 */
export function link<P extends Part>(compounds: Compound<P>[], text: string, before: P, word: P, at: number): void {
  // Nearly always there is a space between them.
  if (text.charCodeAt(before.toUnit) === 0x20 || !isMarkBetween(text, before, word)) return;
  if (!mayBePart(before) || !mayBePart(word)) return;
  const open = compounds.at(-1);
  if (open?.parts.at(-1) !== before) compounds.push({ at: at - 1, parts: [before, word] });
  else if (open.parts.length < MAX_PARTS) open.parts.push(word);
}

/**
 * A list with an item for each word of a text, in which others stand for the words of compounds.
 * @param by what stands for a compound; `at` is how many items then come before it
 */
export function replaced<P extends Part, T>(
  items: readonly T[],
  compounds: readonly Compound<P>[],
  by: (compound: Compound<P>, index: number, at: number) => readonly T[],
): T[] {
  const changed: T[] = [];
  let from = 0;
  for (const [index, compound] of compounds.entries()) {
    for (const item of items.slice(from, compound.at)) changed.push(item);
    changed.push(...by(compound, index, changed.length));
    from = compound.at + compound.parts.length;
  }
  for (const item of items.slice(from)) changed.push(item);
  return changed;
}

const lengthOf = (parts: readonly Part[]): number =>
  parts.reduce((length, { word }) => length + Array.from(word).length, 0);

const isLetter = ({ word }: Part): boolean => /^\p{L}\p{M}*$/u.test(word);

/** The words of a compound: single letters are one, and what apostrophes separate. `O’Brien-A.B.` has two. */
export function closelyJoined<P extends Part>(text: string, { parts }: Compound<P>, join: Join<P>): P[] {
  const words: P[][] = [];
  for (const part of parts) {
    const open = words.at(-1) ?? [];
    const last = open.at(-1);
    const isClose = last && (OF_WORDS.includes(markBetween(text, last, part)) || (isLetter(last) && isLetter(part)));
    if (isClose && lengthOf([...open, part]) <= MAX_LENGTH) open.push(part);
    else words.push([part]);
  }
  return words.map((parts) => oneOf(parts, join));
}

/** A compound as one word, or closely joined where that would be too long. */
export const whollyJoined = <P extends Part>(text: string, compound: Compound<P>, join: Join<P>): P[] =>
  lengthOf(compound.parts) <= MAX_LENGTH ? [join(compound.parts)] : closelyJoined(text, compound, join);

const oneOf = <P extends Part>(parts: readonly P[], join: Join<P>): P => {
  const [first, ...others] = parts;
  return first && others.length === 0 ? first : join(parts);
};

/** The compounds of a text's words. */
export function compoundsIn<P extends Part>(text: string, words: readonly P[]): Compound<P>[] {
  const compounds: Compound<P>[] = [];
  words.forEach((word, at) => {
    const before = words[at - 1];
    if (before) link(compounds, text, before, word, at);
  });
  return compounds;
}

/**
 * The forms in which words can be written: as they stand, then without the marks in words and finally without those of
 * compounds, as far as that makes a difference.
 */
export function formsOf<P extends Part>(
  text: string,
  words: readonly P[],
  compounds: readonly Compound<P>[],
  join: Join<P>,
): [readonly P[], ...P[][]] {
  if (compounds.length === 0) return [words];
  const formOf = (joined: typeof closelyJoined<P>): P[] =>
    replaced(words, compounds, (compound) => joined(text, compound, join));
  const [close, whole] = [formOf(closelyJoined), formOf(whollyJoined)];
  return [words, ...(close.length < words.length ? [close] : []), ...(whole.length < close.length ? [whole] : [])];
}
