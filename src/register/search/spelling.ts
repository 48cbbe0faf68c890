/** Corrects misspelt words to the closest words of names. */
import { sql } from 'kysely';
import { edits } from '../../model/words/nearest-name.js';
import type { SearchQuery, Term } from '../../model/words/search-query.js';
import { stemOf } from '../../model/words/search-words.js';
import { trigramsOf } from '../../model/words/trigrams.js';
import { lookedUpByName } from '../definition.js';
import { docidsOf } from '../index/docids.js';
import { inAName } from '../index/tokens.js';
import type { Reading } from '../read/reading.js';

/** Words of a query that are checked. */
const MAX_WORDS = 8;
/** Words of names that are compared letter by letter: those that share most trigrams with the typed word. */
const MAX_COMPARED = 50;
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
  const length = Array.from(word).length;
  // One letter in three may be wrong; only one in all if records have the word.
  const maxEdits = isFound ? Number(length > 4) : Math.floor(length / 3);
  if (maxEdits < 1 || (await isInAName(reading, word))) return [];
  const rows = await reading.db
    .selectFrom('name_trigram')
    .select('word')
    .where('trigram', 'in', [...trigramsOf(word)])
    .groupBy('word')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('word')
    .limit(sql.lit(MAX_COMPARED))
    .execute();
  // A short word with two letters swapped shares hardly any trigram with the right one.
  const names = new Set([...rows.map((row) => row.word), ...swapsOf(word)]);
  const compared = [...names]
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

/** Whether a record that is looked up by its name has the word in it. */
async function isInAName({ db, tokens, definitions }: Reading, word: string): Promise<boolean> {
  for (const { record } of lookedUpByName(definitions))
    if ((await tokens.find(db, inAName(word), docidsOf(record), 1)).length > 0) return true;
  return false;
}

const swapsOf = (word: string): string[] =>
  Array.from(
    word.slice(1),
    (letter, index) => word.slice(0, index) + letter + word.charAt(index) + word.slice(index + 2),
  );
