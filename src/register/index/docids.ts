/** Where records stand in the index of words: by kind, then by the day that they are about, then by number. */
import { dayNumber } from '../../model/dates/edtf.js';
import type { RecordName } from '../../model/ids.js';
import type { Definition, Document } from '../definition.js';

/** Of what is equally recent, the last of these comes first. */
const KINDS: readonly RecordName[] = ['source', 'event', 'partnership', 'party'];

/**
 * A docid is an integer below 2^53, counted from the top: two bits for the kind, 22 for the day, 29 for the number. The
 * most recent have the lowest docids, because an index of words is quickest from its lowest end.
 */
const NUMBERS = 2 ** 29;
const DAYS = 2 ** 22;
const DOCIDS = DAYS * NUMBERS;
const TOP = KINDS.length * DOCIDS - 1;

/** The days from 0000-01-01 to 1970-01-01, and one more: day 0 is that of what has no date. */
const DAYS_BEFORE_EPOCH = 719_529;
/** Longer names are all alike to a search. */
const MAX_NAME_LENGTH = 1000;

/**
 * Where a record stands: before all that are less recent. What is never dated stands before all that is, the shorter its
 * name, the further: the more of it is what was searched for.
 * @param number one that no other record has
 */
export function docidOf(definition: Definition, document: Document, number: number): number {
  const { earliest, latest } = definition.sortKey(document);
  const day =
    definition.dated === undefined
      ? DAYS - 1 - Math.min(definition.nameOf(document)?.length ?? 0, MAX_NAME_LENGTH)
      : dayFrom(earliest ?? latest);
  return docidAt(definition.record, day, number % NUMBERS);
}

/** The number of the record with a docid. */
export const numberAt = (docid: number): number => (TOP - docid) % NUMBERS;

const dayFrom = (day: string | undefined): number => (day === undefined ? 0 : dayNumber(day) + DAYS_BEFORE_EPOCH);

const docidAt = (record: RecordName, day: number, number: number): number =>
  TOP - (KINDS.indexOf(record) * DOCIDS + day * NUMBERS + number);

const kindAt = (docid: number): number => Math.floor((TOP - docid) / DOCIDS);
const dayAt = (docid: number): number => Math.floor(((TOP - docid) % DOCIDS) / NUMBERS);

/** The docids of a kind of record, of some days: from the first to before the last. */
export const docidsOf = (record: RecordName, from?: string, to?: string): { from: number; below: number } => ({
  from: docidAt(record, to === undefined ? DAYS - 1 : dayFrom(to), NUMBERS - 1),
  below: docidAt(record, dayFrom(from), 0) + 1,
});

/** The docids of those of a kind whose date nobody knows. */
export const undatedDocidsOf = (record: RecordName): { from: number; below: number } => ({
  from: docidAt(record, 0, NUMBERS - 1),
  below: docidAt(record, 0, 0) + 1,
});

/** Puts the kind first whose records come first of what is equally recent. */
export const compareKinds = (one: RecordName, other: RecordName): number => KINDS.indexOf(other) - KINDS.indexOf(one);

/** Puts the most recent first. */
export const byRecency = (one: number, other: number): number =>
  dayAt(other) - dayAt(one) || kindAt(other) - kindAt(one) || one - other;

/** From which docid on those of a kind stand that come after another docid. */
export function docidBehind(record: RecordName, last: number): number {
  const kind = KINDS.indexOf(record);
  if (kind === kindAt(last)) return last + 1;
  return docidAt(record, dayAt(last) - (kind < kindAt(last) ? 0 : 1), NUMBERS - 1);
}
