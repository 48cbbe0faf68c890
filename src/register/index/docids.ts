/** The docids of records in the index of words: in the order of kind, of the day that a record is about, and of its number. */
import { dayNumber } from '../../model/dates/edtf.js';
import type { RecordName } from '../../model/ids.js';
import type { Definition, Document } from '../definition.js';

/** Among records of one day, the last of these kinds comes first. */
const KINDS: readonly RecordName[] = ['source', 'event', 'partnership', 'party'];

/**
 * A docid is an integer below 2^53: three bits for the kind of record, 22 for the day, 28 for the number. It is counted
 * from the top, so that the most recent records have the lowest docids: an index of words is quickest from its lowest end.
 */
const MAX_KINDS = 2 ** 3;
const DAYS = 2 ** 22;
const NUMBERS = 2 ** 28;
const DOCIDS_OF_A_KIND = DAYS * NUMBERS;
const TOP = MAX_KINDS * DOCIDS_OF_A_KIND - 1;

/** The days from 0000-01-01 to 1970-01-01, and one more: day 0 is that of what has no date. */
const DAYS_BEFORE_EPOCH = 719_529;
/** Names that are longer count as this long. */
const MAX_NAME_LENGTH = 1000;

/**
 * The docid of a record: lower than those of its kind that are less recent. For a kind without dates the length of the
 * name stands for the day, so that the shortest names come first: the words of a search are a larger part of them.
 * @param date the day that it is about; null when that is not known
 * @param number unique among all records
 */
export function docidOf(definition: Definition, document: Document, date: string | null, number: number): number {
  const day =
    definition.dated === undefined
      ? DAYS - 1 - Math.min(definition.nameOf(document)?.length ?? 0, MAX_NAME_LENGTH)
      : dayFrom(date ?? undefined);
  return docidAt(definition.record, day, number % NUMBERS);
}

/** The number of the record with a docid. */
export const numberAt = (docid: number): number => (TOP - docid) % NUMBERS;

const dayFrom = (day: string | undefined): number => (day === undefined ? 0 : dayNumber(day) + DAYS_BEFORE_EPOCH);

const docidAt = (record: RecordName, day: number, number: number): number =>
  TOP - (KINDS.indexOf(record) * DOCIDS_OF_A_KIND + day * NUMBERS + number);

const kindAt = (docid: number): number => Math.floor((TOP - docid) / DOCIDS_OF_A_KIND);
const dayAt = (docid: number): number => Math.floor(((TOP - docid) % DOCIDS_OF_A_KIND) / NUMBERS);

/** The docids of a kind of record, of some days: from the first to before the last. */
export const docidsOf = (record: RecordName, from?: string, to?: string): { from: number; below: number } => ({
  from: docidAt(record, to === undefined ? DAYS - 1 : dayFrom(to), NUMBERS - 1),
  below: docidAt(record, dayFrom(from), 0) + 1,
});

/** The docids of the records of a kind without a known date. */
export const undatedDocidsOf = (record: RecordName): { from: number; below: number } => ({
  from: docidAt(record, 0, NUMBERS - 1),
  below: docidAt(record, 0, 0) + 1,
});

/** Compares kinds by which comes first among equally recent records. */
export const compareKinds = (one: RecordName, other: RecordName): number => KINDS.indexOf(other) - KINDS.indexOf(one);

/** Compares docids so that the most recent records come first, whatever their kind. */
export const byRecency = (one: number, other: number): number =>
  dayAt(other) - dayAt(one) || kindAt(other) - kindAt(one) || one - other;

/** The docid from which on the records of a kind come after another docid. */
export function docidBehind(record: RecordName, last: number): number {
  const kind = KINDS.indexOf(record);
  if (kind === kindAt(last)) return last + 1;
  return docidAt(record, dayAt(last) - (kind < kindAt(last) ? 0 : 1), NUMBERS - 1);
}
