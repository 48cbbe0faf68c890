/** Keeps the search up to date with what is written: the place of a record in it, and its words. */
import type { Database } from '../db/tables.js';
import type { TokenIndex } from '../db/tokens.js';
import { searchWords } from '../model/search-words.js';
import { trigramsOf } from '../model/trigrams.js';
import type { Definition, Document, Entry, Position } from './definition.js';
import { type Passage, passagesOf } from './searched.js';
import { tokensOf } from './tokens.js';

/** Records that share a day are told apart by a number below this. A place stays an integer that JSON can hold. */
const NUMBERS = 2 ** 31;
const MS_PER_DAY = 86_400_000;
/** The days from 0000-01-01 to 1970-01-01, and one more: day 0 is that of what has no date. */
const DAYS_BEFORE_EPOCH = 719_529;
/** The day of what is never dated, such as parties: later than any that has a name. */
const AFTER_ALL_DAYS = 2 ** 22 - 1;

/**
 * Where a record stands in the search, the most recent highest: by the day that it is sorted by, then by its number.
 * @param number a place that it had, or a number that no other record has
 */
export function placeOf({ dated }: Definition, { earliest, latest }: Position, number: number): number {
  return dayNumber(dated === undefined ? AFTER_ALL_DAYS : (earliest ?? latest)) * NUMBERS + (number % NUMBERS);
}

/** The lowest place of a day. */
export const placeOfDay = (day: string): number => dayNumber(day) * NUMBERS;

const dayNumber = (day: string | number | undefined): number =>
  typeof day === 'string' ? Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY + DAYS_BEFORE_EPOCH : (day ?? 0);

/** Indexes the words of a record, a source's text among them, and what lists filter by. */
export async function indexWords(
  db: Database,
  tokens: TokenIndex,
  definition: Definition,
  place: number,
  document: Document,
  entries: readonly Entry[],
): Promise<void> {
  const passages = passagesOf(definition, document);
  const text = await textOf(db, document);
  if (text) passages.push(text);
  const indexed = tokensOf(definition.record, passages, entries);
  await tokens.put(db, place, indexed.tokens);
  await tokens.learn(db, indexed.words);
  if (definition.record === 'party') await learnNames(db, passages);
}

async function textOf(db: Database, { text_sha256 }: Document): Promise<Passage | undefined> {
  if (typeof text_sha256 !== 'string') return undefined;
  const row = await db.selectFrom('source_text').select('content').where('sha256', '=', text_sha256).executeTakeFirst();
  return row && { tier: 'text', member: 'text', text: row.content };
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
