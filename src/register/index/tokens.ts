/** The tokens that a record is indexed under for searching, and those that a search asks for. */
import type { TokenQuery, Tokens } from '../../db/tokens.js';
import { sha256 } from '../../model/hash.js';
import { remembering } from '../../model/remembering.js';
import { type Compound, closelyJoined, link, replaced, whollyJoined } from '../../model/words/marked-words.js';
import type { SearchQuery, Term } from '../../model/words/search-query.js';
import { distinctWords, eachSearchWord, joinWords, type SearchWord } from '../../model/words/search-words.js';
import type { Condition, IndexTerm } from '../definition.js';
import { type Passage, TIERS, type Tier } from '../document/passages.js';
import { NAME_START, NAME_WORD } from './names.js';

/** Stems have no mark; all other tokens begin with one, so that the sorts can't be confused. */
const WORD = '=';
const BEGINNING = '*';
const OF_A_NAME = '^';
/** Stands between passages, so that no phrase reaches from one into the next. */
const BREAK = '|';

/** Beginnings of words up to this long are tokens of their own; longer ones are looked up among all words. */
export const MAX_BEGINNING_LENGTH = 3;

/** Longer values of filters are indexed by their hash. */
const MAX_VALUE_LENGTH = 60;

export interface Indexed {
  tokens: Tokens;
  /** The different words, as they are written, folded. */
  words: ReadonlySet<string>;
}

/** Indexes a record by its words and by what lists filter by. */
export function tokensOf(record: string, passages: readonly Passage[], terms: readonly IndexTerm[]): Indexed {
  const words = new Set<string>();
  const of = (tier: Tier) => {
    const own = passages.filter((passage) => passage.tier === tier).map(({ text }) => text);
    return own.length === 0 ? '' : wordTokens(own, words);
  };
  const names = of('names');
  const filters = terms
    .filter(([filter]) => !NOT_FILTERS.has(filter))
    .map(([filter, value]) => filterToken(record, filter, value));
  return {
    tokens: {
      names,
      summary: of('summary'),
      quotations: of('quotations'),
      text: of('text'),
      titles: names.replaceAll(/[^ ]+/g, `${OF_A_NAME}$&`),
      filters: filters.join(' '),
    },
    words,
  };
}

/** The filter under which a record is found by what it refers to. No list has it. */
export const REFERS = 'refers';

/** Rows of the index that no list filters by. */
const NOT_FILTERS: ReadonlySet<string> = new Set([NAME_START, NAME_WORD, REFERS]);

function wordTokens(texts: readonly string[], all: Set<string>): string {
  const stems: string[] = [];
  const unmarked: string[] = [];
  const distinct = new Set<string>();
  for (const text of texts) {
    if (stems.length > 0) stems.push(BREAK);
    const from = stems.length;
    const compounds: Compound<SearchWord>[] = [];
    let before: SearchWord | undefined;
    eachSearchWord(text, (word) => {
      if (before) link(compounds, text, before, word, stems.length - from);
      stems.push(word.stem);
      distinct.add(word.word);
      before = word;
    });
    if (compounds.length > 0) collectUnmarked(text, stems.slice(from), compounds, unmarked, distinct);
  }
  const beginnings = new Set<string>();
  const words: string[] = [];
  for (const word of distinct) {
    all.add(word);
    words.push(WORD + word);
    for (const beginning of beginningsOf(word)) beginnings.add(beginning);
  }
  return [...stems, ...unmarked, BREAK, ...words, ...beginnings].join(' ');
}

/** Words on either side of one with marks inside that a phrase without these marks may have. */
const REACH = 4;
/** Texts of at most so many words, such as names, are found by any phrase of theirs. */
const MAX_WHOLE = 30;

/** Collects the words of a text without the marks inside them and, for phrases, their neighbours. */
function collectUnmarked(
  text: string,
  stems: readonly string[],
  compounds: readonly Compound<SearchWord>[],
  tokens: string[],
  distinct: Set<string>,
): void {
  const marked = compounds.map(({ parts }) => parts);
  const close = compounds.map((compound) => closelyJoined(text, compound, joinWords));
  const whole = compounds.map((compound) => whollyJoined(text, compound, joinWords));
  for (const { word } of [...close, ...whole].flat()) distinct.add(word);
  for (const [form, fuller] of [[close, marked] as const, [whole, close] as const]) {
    const joined: number[] = [];
    const changed = replaced(stems, compounds, (_compound, index, at) => {
      const words = form[index] ?? [];
      if (words.length < (fuller[index]?.length ?? 0)) joined.push(...words.map((_word, place) => at + place));
      return words.map(({ stem }) => stem);
    });
    const reach = changed.length <= MAX_WHOLE ? MAX_WHOLE : REACH;
    let end = -1;
    for (const at of joined) {
      const from = Math.max(at - reach, 0);
      if (from > end) tokens.push(BREAK);
      for (end = Math.max(from, end); end <= at + reach && end < changed.length; end++) tokens.push(changed[end] ?? '');
    }
  }
}

/** The tokens of a word's first letters, of the first two, and so on. */
const beginningsOf = remembering((word): readonly string[] => {
  const letters = Array.from(word.slice(0, 2 * MAX_BEGINNING_LENGTH)).slice(0, MAX_BEGINNING_LENGTH);
  return letters.map((_, index) => BEGINNING + letters.slice(0, index + 1).join(''));
});

/**
 * A value as the index stores it: databases limit the length of keys, so long values are stored as hashes. Names
 * that are completed as they are typed stay as they are, since they are looked for by their beginning.
 */
export const indexValue = (filter: string, value: string): string =>
  value.length <= MAX_VALUE_LENGTH || filter === NAME_START || filter === NAME_WORD ? value : hashed(value);

const hashed = (value: string): string => sha256(value).slice(0, MAX_VALUE_LENGTH / 2);

function filterToken(record: string, filter: string, value: string): string {
  const short = value.length > MAX_VALUE_LENGTH ? hashed(value) : value;
  // The index would ignore case, and would end a token at most ASCII marks.
  const plain = short.replace(/[^a-z0-9_\-\u0080-\u{10ffff}]/gu, (mark) => `%${mark.codePointAt(0)?.toString(16)}.`);
  return `${record}.${filter}=${plain}`;
}

/** Records of a kind that fulfil all conditions. */
export const fulfilling = (record: string, conditions: readonly Condition[]): TokenQuery[] =>
  conditions.map(({ filter, anyOf }) => ({
    any: anyOf.map((value) => ({ phrase: [filterToken(record, filter, value)] })),
  }));

/** All records of a kind. */
export const allOf = (record: string): TokenQuery => ({ phrase: [filterToken(record, 'all', '')] });

/** The words that prefixes stand for, where they are too long to be tokens; those that stand for too many are left out. */
export type Expansions = ReadonlyMap<string, readonly string[]>;

/** The prefixes of a query that have to be looked up among all words. */
export const longPrefixesOf = ({ groups, without }: SearchQuery): string[] =>
  [...groups.flat(), ...without].flatMap(({ prefix }) =>
    prefix !== undefined && Array.from(prefix).length > MAX_BEGINNING_LENGTH ? [prefix] : [],
  );

/** What a record has to have for a term. */
export type TermTokens = (term: Term) => TokenQuery;

/** A term in any part of a record. */
export const inAnyPart =
  (expansions: Expansions): TermTokens =>
  (term) =>
    termTokens(term, expansions, false);

/** A term in the names of a record. */
export const inNames =
  (expansions: Expansions): TermTokens =>
  (term) =>
    termTokens(term, expansions, true);

/** A term in the first parts of a record alone: names, then also summaries, then also quotations. */
export const inFirst =
  (count: number, expansions: Expansions): TermTokens =>
  (term) => ({ columns: TIERS.slice(0, count), query: termTokens(term, expansions, false) });

/** What a record has to have: a term of each group. */
export const wantedTokens = (groups: SearchQuery['groups'], tokens: TermTokens): TokenQuery => ({
  all: groups.map((terms) => anyTokens(terms, tokens)),
});

/** At least one of the terms. */
export const anyTokens = (terms: readonly Term[], tokens: TermTokens): TokenQuery => ({ any: terms.map(tokens) });

function termTokens({ phrase, prefix }: Term, expansions: Expansions, inNames: boolean): TokenQuery {
  const mark = inNames ? OF_A_NAME : '';
  const stems: TokenQuery[] = phrase.length > 0 ? [{ phrase: phrase.map(({ stem }) => mark + stem) }] : [];
  if (prefix === undefined) return { all: stems };
  const words = expansions.get(prefix);
  const isToken = Array.from(prefix).length <= MAX_BEGINNING_LENGTH;
  const others: TokenQuery = isToken ? { phrase: [mark + BEGINNING + prefix] } : { beginning: mark + WORD + prefix };
  const beginnings: TokenQuery = words ? { any: words.map((word) => ({ phrase: [mark + WORD + word] })) } : others;
  return { all: [...stems, beginnings] };
}

/** Records with a word, in just this form. */
export const withWord = (word: string): TokenQuery => ({ phrase: [WORD + word] });

/** Records with a word in their names, in just this form. */
export const inAName = (word: string): TokenQuery => ({ phrase: [OF_A_NAME + WORD + word] });

/** The words of a record's names. */
export function wordsOfNames(passages: readonly Passage[]): Set<string> {
  const names = passages.filter(({ tier }) => tier === 'names');
  return new Set(names.flatMap(({ text }) => [...distinctWords(text)]));
}
