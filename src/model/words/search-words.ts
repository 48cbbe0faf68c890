/** The words of a text as a search compares them: folded, and cut to their stems. */
import { stemmer } from 'stemmer';
import { remembering } from '../remembering.js';
import { eachWord, fold, signOf } from './folding.js';
import { compoundsIn, formsOf, type Join, joinParts } from './marked-words.js';

/** A word of a text, where it stands in UTF-16 units, and what it compares as. */
export interface SearchWord {
  /** Folded. A text in a script without spaces has its letters as words. */
  readonly word: string;
  /** What inflected forms of the word share (Porter, for English); other words are their own stem. */
  readonly stem: string;
  readonly fromUnit: number;
  readonly toUnit: number;
}

/** Calls `visit` with every word of the text, in order; the possessive `'s` is none. */
export function eachSearchWord(text: string, visit: (word: SearchWord) => void): void {
  let previousEnd = -1;
  eachWord(text, ({ fromUnit, toUnit }) => {
    const { word, stem } = wordOf(text.slice(fromUnit, toUnit));
    const isPossessive = word === 's' && previousEnd === fromUnit - 1 && isApostrophe(text, previousEnd);
    previousEnd = toUnit;
    if (word !== '' && !isPossessive) visit({ word, stem, fromUnit, toUnit });
  });
}

export function searchWords(text: string): SearchWord[] {
  const found: SearchWord[] = [];
  eachSearchWord(text, (word) => found.push(word));
  return found;
}

/** Parts of a word with marks inside, as one. */
export const joinWords: Join<SearchWord> = (parts) => {
  const joined = joinParts(parts);
  return { ...joined, stem: stemOf(joined.word) };
};

/** The words of a text as they stand and, where marks stand inside words, in the forms without those. */
export function wordForms(text: string): [readonly SearchWord[], ...SearchWord[][]] {
  const words = searchWords(text);
  return formsOf(text, words, compoundsIn(text, words), joinWords);
}

/** The different words of a text, in all forms. */
export const distinctWords = (text: string): Set<string> =>
  new Set(wordForms(text).flatMap((words) => words.map(({ word }) => word)));

const isApostrophe = (text: string, unit: number): boolean => signOf(text.codePointAt(unit) ?? 0).folded === "'";

const NOT_IN_WORDS = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/gu;

/** What the letters of a word compare as. A few words make up most of a register. */
const wordOf = remembering((letters): Pick<SearchWord, 'word' | 'stem'> => {
  const word = foldedWord(letters);
  return { word, stem: stemOf(word) };
});

/** Folding a single sign can give several, with marks between them: "½" gives "1⁄2". */
function foldedWord(letters: string): string {
  const lower = letters.toLowerCase();
  if (/^[a-z0-9]+$/.test(lower)) return lower;
  const folded = fold(letters);
  return /^[a-z0-9]+$/.test(folded) ? folded : folded.replace(NOT_IN_WORDS, '');
}

export const stemOf = (word: string): string => (/^[a-z]{3,}$/.test(word) ? stemmer(word) : word);
