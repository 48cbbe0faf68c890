/** Keeps the search up to date with what is written: the place of a record in it, and its words. */
import type { Database } from '../db/tables.js';
import type { TokenIndex, Tokens } from '../db/tokens.js';
import { searchWords } from '../model/search-words.js';
import { trigramsOf } from '../model/trigrams.js';
import type { Definition, Document, Entry } from './definition.js';
import { type Passage, passagesOf, readPassage } from './searched.js';
import { tokensOf } from './tokens.js';

/** Records that share a day are told apart by a number below this. A place stays an integer that JSON can hold. */
const NUMBERS = 2 ** 31;
const MS_PER_DAY = 86_400_000;
/** The days from 0000-01-01 to 1970-01-01, and one more: day 0 is that of what has no date. */
const DAYS_BEFORE_EPOCH = 719_529;
/** Later than any day that has a name: for what is never dated, such as parties. */
const AFTER_ALL_DAYS = 2 ** 22 - 1;
/** Longer names are all alike to a search. */
const LONGEST_NAME = 1000;

/**
 * Where a record stands in the search, the most recent highest: by the day that it is sorted by, then by its number.
 * What is never dated stands above, the shorter its name, the higher: the more of it is what was searched for.
 * @param number a place that it had, or a number that no other record has
 */
export function placeOf(definition: Definition, document: Document, number: number): number {
  const { earliest, latest } = definition.position(document);
  const day =
    definition.dated === undefined
      ? AFTER_ALL_DAYS - Math.min(definition.nameOf(document)?.length ?? 0, LONGEST_NAME)
      : dayNumber(earliest ?? latest);
  return day * NUMBERS + (number % NUMBERS);
}

/** The lowest place of a day, or of one some days later. */
export const placeOfDay = (day: string, later = 0): number => (dayNumber(day) + later) * NUMBERS;

const dayNumber = (day: string | undefined): number =>
  day === undefined ? 0 : Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY + DAYS_BEFORE_EPOCH;

/** A record whose words are to be indexed. */
export interface Unindexed {
  definition: Definition;
  place: number;
  document: Document;
  entries: readonly Entry[];
}

/**
 * Indexes the words of records, those of a source's text among them, and what lists filter by. Done last in a write,
 * for all its records at once: a database may have to finish an index of words before it goes on to anything else.
 */
export async function indexWords(db: Database, tokens: TokenIndex, records: readonly Unindexed[]): Promise<void> {
  const words = new Set<string>();
  const found: { place: number; tokens: Tokens }[] = [];
  for (const { definition, place, document, entries } of records) {
    const passages = passagesOf(definition, document);
    const text = await readPassage(db, document);
    if (text) passages.push(text);
    const indexed = tokensOf(definition.record, passages, entries);
    found.push({ place, tokens: indexed.tokens });
    for (const word of indexed.words) words.add(word);
    if (definition.record === 'party') await learnNames(db, passages);
  }
  await tokens.learn(db, words);
  for (const one of found) await tokens.put(db, one.place, one.tokens);
}

/** Remembers the words of a party's names, to be found when they are misspelt. */
async function learnNames(db: Database, passages: readonly Passage[]): Promise<void> {
  const names = passages.filter(({ tier }) => tier === 'names');
  const words = new Set(names.flatMap(({ text }) => searchWords(text).map(({ word }) => word)));
  const rows = [...words].flatMap((word) => [...trigramsOf(word)].map((trigram) => ({ trigram, word })));
  for (let from = 0; from < rows.length; from += CHUNK)
    await db
      .insertInto('name_trigram')
      .values(rows.slice(from, from + CHUNK))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Rows per statement, so that no statement has more parameters than a database takes. */
const CHUNK = 1000;
