/** Finds the names that misspelt words are close to. */
import type { Database } from '../db/tables.js';
import { edits } from '../model/nearest-name.js';
import type { QueryWord, SearchQuery, Term } from '../model/search-query.js';
import { stemOf } from '../model/search-words.js';
import { trigramsOf } from '../model/trigrams.js';

/** Words are looked up for so many of a query; nobody misspells more. */
const MOST_WORDS = 8;
/** Words that share most parts of three letters are compared letter by letter, up to this many. */
const MOST_COMPARED = 50;
/** Names offered for one word. */
const MOST_OFFERED = 3;

export interface Correction {
  query: SearchQuery;
  /** The words, each with the closest name in its place. */
  text: string;
  /** The words of names that were put in. */
  names: readonly QueryWord[];
}

/**
 * The query with each word that is in no party's name, but close to such, standing for those too; undefined when there
 * is none.
 * @param isFound whether some records do have the words
 */
export async function correct(
  db: Database,
  { groups, without }: SearchQuery,
  isFound: boolean,
): Promise<Correction | undefined> {
  const words = new Map<string, QueryWord>();
  for (const { phrase } of groups.flat()) for (const word of phrase) words.set(word.word, word);
  const close = new Map<string, string[]>();
  for (const { word } of [...words.values()].slice(0, MOST_WORDS)) {
    const names = await closeTo(db, word, isFound);
    if (names.length > 0) close.set(word, names);
  }
  if (close.size === 0) return undefined;
  const alternatives = (phrase: readonly QueryWord[]): Term[] =>
    phrase.flatMap(({ word }) => close.get(word) ?? []).map((name) => ({ phrase: [asWord(name)] }));
  // The words of a phrase stand for themselves now: it can't be quoted rightly when it is misspelt.
  const corrected = groups.flatMap((terms) => {
    const [term, ...others] = terms;
    if (!term || others.length > 0 || term.prefix !== undefined)
      return [terms.flatMap((one) => [one, ...alternatives(one.phrase)])];
    return term.phrase.map((word) => [{ phrase: [word] }, ...alternatives([word])]);
  });
  const text = [...words.keys()].map((word) => close.get(word)?.[0] ?? word).join(' ');
  return { query: { groups: corrected, without }, text, names: [...close.values()].flat().map(asWord) };
}

const asWord = (word: string): QueryWord => ({ word, stem: stemOf(word) });

/** The words of names that are few edits away from a word, the closest first; none for a word that is in a name. */
async function closeTo(db: Database, word: string, isFound: boolean): Promise<string[]> {
  const length = Array.from(word).length;
  // One letter in three may be wrong; in words that records have, only one.
  const most = isFound ? Number(length > 4) : Math.floor(length / 3);
  if (most < 1 || (await isName(db, word))) return [];
  const rows = await db
    .selectFrom('name_trigram')
    .select('word')
    .where('trigram', 'in', [...trigramsOf(word)])
    .groupBy('word')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('word')
    .limit(MOST_COMPARED)
    .execute();
  const names = new Set(rows.map(({ word: name }) => name));
  // Two letters swapped leave a short word hardly any part of three.
  for (const swapped of swapsOf(word)) if (await isName(db, swapped)) names.add(swapped);
  const compared = [...names]
    .map((name) => ({ name, distance: edits(word, name) }))
    .sort((one, other) => one.distance - other.distance);
  return compared
    .filter(({ distance }) => distance <= most)
    .slice(0, MOST_OFFERED)
    .map(({ name }) => name);
}

const swapsOf = (word: string): string[] =>
  Array.from(
    word.slice(1),
    (letter, index) => word.slice(0, index) + letter + word.charAt(index) + word.slice(index + 2),
  );

async function isName(db: Database, word: string): Promise<boolean> {
  const [trigram = ''] = trigramsOf(word);
  const row = await db
    .selectFrom('name_trigram')
    .select('word')
    .where('trigram', '=', trigram)
    .where('word', '=', word)
    .executeTakeFirst();
  return row !== undefined;
}
