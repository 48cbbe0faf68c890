/** Reads what was loaded as a person with much time would: every word of every record, without an index. */
import { stemmer } from 'stemmer';
import type { Json } from '../support/register.js';
import type { Visits } from './visits.js';

/** A record and its words, passage by passage. */
export interface Seen {
  kind: 'party' | 'source' | 'event';
  id: string;
  names: string[][];
  /** The names of who takes part. */
  partyNames: string[][];
  passages: string[][];
  /** The words of all passages, each once. */
  words: ReadonlySet<string>;
  /** The first day of what is dated. */
  day: string | undefined;
}

const READ = new WeakMap<Visits, Seen[]>();

export function recordsOf(visits: Visits): Seen[] {
  const known = READ.get(visits);
  if (known) return known;
  const { parties, sources, events } = visits.records;
  const days = new Map(visits.rows.map(({ id, date }) => [id, date.start]));
  const called = new Map<string, string[]>(parties.map((one) => [one.id, [one.name, ...aliasesOf(one)]]));
  const namesIn = ({ parties = [] }: Json): string[] => parties.flatMap(({ party }: Json) => called.get(party) ?? []);
  const records = [
    ...parties.map((one) => seen('party', one.id, [one.name, ...aliasesOf(one)], [])),
    ...sources.map((one) => seen('source', one.id, [], [one.url])),
    ...events.map((one) =>
      seen('event', one.id, [one.title], [one.summary, one.place?.name], days.get(one.id), namesIn(one)),
    ),
  ];
  READ.set(visits, records);
  return records;
}

const aliasesOf = ({ aliases = [] }: Json): string[] => aliases.map(({ name }: Json) => name);

function seen(
  kind: Seen['kind'],
  id: string,
  called: string[],
  others: (string | undefined)[],
  day?: string | undefined,
  takingPart: string[] = [],
): Seen {
  const [names, partyNames] = [called.flatMap(formsOf), takingPart.flatMap(formsOf)];
  const passages = [...names, ...partyNames, ...others.flatMap((text = '') => formsOf(text))];
  return { kind, id, names, partyNames, passages, words: new Set(passages.flat()), day };
}

/** Letters that are no letter with a mark, and what a keyboard without them writes. */
const PLAIN: Record<string, string> = { ø: 'o', ł: 'l' };

/** In lower case and without accents; the possessive s is no word. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øł]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/['’‘ʻ]/g, "'")
    .replace(/\p{Pd}/gu, '-')
    .replace(/(?<=[\p{L}\p{N}])'s(?![\p{L}\p{N}])/gu, ' ');

const split = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** Letters and digits in a row. */
export const wordsOf = (text: string): string[] => split(plain(text));

/** The words as they stand, without the marks inside them (U.S., Ja'fari), and without those of compounds (vice-president). */
function formsOf(text: string): string[][] {
  const written = plain(text);
  const single = /(?<=(?<![\p{L}\p{N}])\p{L})[-.&/](?=\p{L}(?![\p{L}\p{N}]))|(?<=[\p{L}\p{N}])['"](?=[\p{L}\p{N}])/gu;
  const any = /(?<=\p{L})[-.&/'"](?=[\p{L}\p{N}])|(?<=\p{N})[-.&/'"](?=\p{L})/gu;
  // Addresses are too long to be one word.
  const joined = [written.replace(single, ''), written.replace(any, '')].map(split);
  return [split(written), ...joined.map((words) => words.filter(({ length }) => length <= 64))];
}

/** The words of these records of which there is no other form among them, so that only the word itself is found. */
export function ownWords(records: readonly Seen[]): string[] {
  const forms = new Map<string, Set<string>>();
  for (const { words } of records)
    for (const word of words) forms.set(stemmer(word), (forms.get(stemmer(word)) ?? new Set()).add(word));
  return [...forms.values()].flatMap((words) => (words.size === 1 ? [...words] : [])).sort();
}

/** What records have. */
export type Has = (one: Seen) => boolean;
export const word =
  (wanted: string): Has =>
  ({ words }) =>
    words.has(wanted);
export const prefix =
  (beginning: string): Has =>
  ({ words }) =>
    [...words].some((one) => one.startsWith(beginning));
export const phrase =
  (wanted: readonly string[]): Has =>
  ({ passages }) =>
    isIn(passages, wanted);

const isIn = (passages: string[][], wanted: readonly string[]): boolean =>
  passages.some((words) => ` ${words.join(' ')} `.includes(` ${wanted.join(' ')} `));

/** How well these words stand in names, each somewhere: 2 in its own, 1 also in those of who takes part, else 0. */
export function namedRank({ names, partyNames }: Seen, ...wanted: readonly string[]): number {
  const stand = (among: string[][]) => wanted.every((one) => isIn(among, [one]));
  return stand(names) ? 2 : stand([...names, ...partyNames]) ? 1 : 0;
}

/** What comes first of equals: parties, then the most recent, then what has no date. */
export const recency = ({ kind, day }: Seen): string => (kind === 'party' ? '9999' : (day ?? ''));
