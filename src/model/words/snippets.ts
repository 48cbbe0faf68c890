/** The part of a text in which a search found its words, ready to be put in a page. */
import { closelyJoined, compoundsIn, formsOf, whollyJoined } from './marked-words.js';
import type { SearchQuery, Term } from './search-query.js';
import { joinWords, type SearchWord, searchWords } from './search-words.js';

/** Code units of a snippet, and how much of it comes before the first word that was found. */
const LENGTH = 240;
const LEAD = 60;

/** The matches of a query in a text. */
export interface TextMatch {
  /** How many of the groups of the query have a word in it. */
  groups: number;
  /** The words found: where they stand, in UTF-16 units, in order. */
  found: readonly { fromUnit: number; toUnit: number; group: number }[];
}

/** Finds the words of a query in a text, with and without the marks inside them. */
export function findMatches(text: string, query: SearchQuery): TextMatch {
  const wanted = wordsOfQuery(query);
  const words = searchWords(text);
  // Most compounds have nothing to do with the query.
  const compounds = compoundsIn(text, words).filter((compound) =>
    [...closelyJoined(text, compound, joinWords), ...whollyJoined(text, compound, joinWords)].some((word) =>
      isWanted(word, wanted),
    ),
  );
  const all = formsOf(text, words, compounds, joinWords).flatMap((form) => findIn(form, wanted));
  const groups = new Set(all.map(({ group }) => group)).size;
  return { groups, found: compounds.length === 0 ? all : withoutOverlaps(all) };
}

const isWanted = ({ word, stem }: SearchWord, { stems, prefixes }: QueryWords): boolean =>
  stems.has(stem) || prefixes.some(({ prefix }) => word.startsWith(prefix));

type Found = TextMatch['found'][number];

const findIn = (words: readonly SearchWord[], wanted: QueryWords): Found[] =>
  words.flatMap((word, index) => {
    const inPhrase = wanted.stems.get(word.stem)?.find((one) => stands(one, words, index));
    const group = inPhrase?.group ?? wanted.prefixes.find(({ prefix }) => word.word.startsWith(prefix))?.group;
    return group === undefined ? [] : [{ fromUnit: word.fromUnit, toUnit: word.toUnit, group }];
  });

/** In order; of what overlaps, what begins first and then what is longest. */
function withoutOverlaps(all: readonly Found[]): Found[] {
  let end = 0;
  return all
    .toSorted((one, other) => one.fromUnit - other.fromUnit || other.toUnit - one.toUnit)
    .filter(({ fromUnit, toUnit }) => {
      if (fromUnit < end) return false;
      end = toUnit;
      return true;
    });
}

/** A word of a phrase of the query. */
interface PhraseWord {
  group: number;
  phrase: Term['phrase'];
  at: number;
}

interface QueryWords {
  stems: ReadonlyMap<string, PhraseWord[]>;
  prefixes: readonly { prefix: string; group: number }[];
}

const wordsOfQueries = new WeakMap<SearchQuery, QueryWords>();

/** The words of a query by stem, so that a text is read once however many words the query has. */
function wordsOfQuery(query: SearchQuery): QueryWords {
  const known = wordsOfQueries.get(query);
  if (known) return known;
  const stems = new Map<string, PhraseWord[]>();
  const prefixes: { prefix: string; group: number }[] = [];
  for (const [group, terms] of query.groups.entries())
    for (const { phrase, prefix } of terms) {
      if (prefix !== undefined) prefixes.push({ prefix, group });
      for (const [at, { stem }] of phrase.entries())
        stems.set(stem, [...(stems.get(stem) ?? []), { group, phrase, at }]);
    }
  const wanted = { stems, prefixes };
  wordsOfQueries.set(query, wanted);
  return wanted;
}

/** Whether the whole phrase stands around the word at `index`. */
const stands = ({ phrase, at }: PhraseWord, words: readonly SearchWord[], index: number): boolean =>
  phrase.every(({ stem }, next) => words[index - at + next]?.stem === stem);

/** Some 240 characters of the text around what was found, as HTML: escaped, and each word found in `<mark>`. */
export function snippet(text: string, { found }: TextMatch): string {
  const start = startOf(found, text.length);
  const from = start === 0 ? 0 : boundary(text, start);
  const to = from + LENGTH >= text.length ? text.length : boundary(text, from + LENGTH);
  let html = from > 0 ? '… ' : '';
  let unit = from;
  for (const { fromUnit, toUnit } of found) {
    if (fromUnit < from || toUnit > to) continue;
    // In scripts without spaces each letter is a word: adjacent ones share one mark.
    const joins = fromUnit === unit && html.endsWith(MARKED);
    if (joins) html = html.slice(0, -MARKED.length);
    else html += `${escaped(text.slice(unit, fromUnit))}<mark>`;
    html += escaped(text.slice(fromUnit, toUnit)) + MARKED;
    unit = toUnit;
  }
  return `${html}${escaped(text.slice(unit, to))}${to < text.length ? ' …' : ''}`.trim();
}

/** The start of the window with the most groups of the query. */
function startOf(found: TextMatch['found'], length: number): number {
  if (length <= LENGTH) return 0;
  let best = { start: 0, groups: 0 };
  for (const [index, { fromUnit }] of found.entries()) {
    const start = Math.max(0, fromUnit - LEAD);
    const inside = new Set<number>();
    for (let next = index; next < found.length && (found[next]?.toUnit ?? 0) <= start + LENGTH; next++)
      inside.add(found[next]?.group ?? 0);
    if (inside.size > best.groups) best = { start, groups: inside.size };
  }
  return Math.min(best.start, length - LENGTH);
}

/** The next gap between words, not far away; never inside a surrogate pair. */
function boundary(text: string, unit: number): number {
  const gap = text.slice(unit, unit + 20).search(/\s/);
  if (gap >= 0) return unit + gap;
  return /[\udc00-\udfff]/.test(text.charAt(unit)) ? unit + 1 : unit;
}

const MARKED = '</mark>';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Escapes HTML, and removes carriage returns and the characters that change the direction of text. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '');
