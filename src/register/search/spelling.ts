/** Corrects misspelt words to the closest words of names. */
import { edits } from '../../model/words/nearest-name.js';
import type { SearchQuery, Term } from '../../model/words/search-query.js';
import { stemOf } from '../../model/words/search-words.js';
import { trigramsOf } from '../../model/words/trigrams.js';
import { isInAName, wordsSharing } from '../index/name-words.js';
import type { Reading } from '../read/reading.js';

/** Words of a query that are checked. */
const MAX_WORDS = 8;
/** Words of names that are compared letter by letter: those that share most trigrams with the typed word. */
const MAX_COMPARED = 50;
/** Longer words are in no name that anybody would look for, and the time grows with the product of the lengths. */
const MAX_LENGTH = 64;
/** Names offered for one word. */
const MAX_OFFERED = 3;

export interface Correction {
  /** The corrected query. */
  typed: string;
  /** The words of names that it put in. */
  names: readonly string[];
}

/**
 * The query with its misspelt words replaced by the closest words of names. Only words that are in no name, and not in
 * quotation marks, are replaced; undefined when there are none.
 * @param isFound whether some records have the words as typed
 */
export async function suggestCorrection(
  reading: Reading,
  query: SearchQuery,
  isFound: boolean,
): Promise<Correction | undefined> {
  const groups = query.groups.map(asTyped);
  const without = asTyped(query.without);
  const unquoted = groups.flat().filter(({ isQuoted }) => !isQuoted);
  const words = new Set(unquoted.flatMap(({ phrase }) => phrase.map(({ word }) => word)));
  const close = new Map<string, string[]>();
  for (const word of [...words].slice(0, MAX_WORDS)) {
    const names = await closeTo(reading, word, isFound);
    if (names.length > 0) close.set(word, names);
  }
  if (close.size === 0) return undefined;
  const namesOf = (word: string): string[] => close.get(word) ?? [word];
  const typed = groups.map(([term, ...others]) => {
    const mistaken = !term?.isQuoted && term?.phrase.some(({ word }) => close.has(word));
    // The words of a corrected phrase are searched for one by one.
    if (term && mistaken && others.length === 0 && term.prefix === undefined)
      return term.phrase.map(({ word }) => namesOf(word).join(' OR ')).join(' ');
    const terms = term ? [term, ...others] : [];
    return terms
      .flatMap((one) => (isWord(one) ? namesOf(one.phrase[0]?.word ?? '') : written(one, namesOf)))
      .join(' OR ');
  });
  const excluded = without.map((term) => `-${written(term, (word) => [word])}`);
  return { typed: [...typed, ...excluded].join(' '), names: [...close.values()].flat() };
}

/** The terms that were typed, without their other forms. */
const asTyped = (terms: readonly Term[]): Term[] => terms.filter(({ isUnmarked }) => !isUnmarked);

const isWord = ({ phrase, prefix, isQuoted }: Term): boolean =>
  phrase.length === 1 && prefix === undefined && !isQuoted;

/** A term as it is typed, with each word replaced by the first of its names. */
function written({ phrase, prefix, isQuoted }: Term, namesOf: (word: string) => string[]): string {
  const words = phrase.map(({ word }) => (isQuoted ? word : (namesOf(word)[0] ?? word)));
  if (prefix !== undefined) return `${[...words, prefix].join('-')}*`;
  return words.length === 1 && !isQuoted ? words.join('') : `"${words.join(' ')}"`;
}

/** The words of names within a few edits of a word, closest first; none for a word that is in a name. */
async function closeTo(reading: Reading, word: string, isFound: boolean): Promise<string[]> {
  if (word.length > MAX_LENGTH) return [];
  const length = Array.from(word).length;
  // One letter in three may be wrong; only one in all if records have the word.
  const maxEdits = isFound ? Number(length > 4) : Math.floor(length / 3);
  if (maxEdits < 1 || (await isInAName(reading, word))) return [];
  const alike = await wordsSharing(reading.db, trigramsOf(word), MAX_COMPARED);
  // A short word with two letters swapped shares hardly any trigram with the right one.
  const names = new Set([...alike, ...swapsOf(word)]);
  const compared = [...names]
    .filter((name) => Math.abs(name.length - word.length) <= maxEdits)
    .map((name) => ({ name, distance: edits(word, name) }))
    .filter(({ distance }) => distance <= maxEdits)
    .sort((one, other) => one.distance - other.distance);
  const close: string[] = [];
  for (const { name } of compared) {
    // The table of trigrams still has words of names that no record has any more.
    if (close.length === MAX_OFFERED || !(await isInAName(reading, name))) continue;
    // An inflected form of the same word is not a correction.
    if (stemOf(name) === stemOf(word)) return [];
    close.push(name);
  }
  return close;
}

const swapsOf = (word: string): string[] =>
  Array.from(
    word.slice(1),
    (letter, index) => word.slice(0, index) + letter + word.charAt(index) + word.slice(index + 2),
  );
