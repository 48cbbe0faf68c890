/** What people type into a search: words, "phrases", -exclusions, OR and prefixes*; anything else is literal. */
import { signOf } from './folding.js';
import { type SearchWord, searchWords } from './search-words.js';

/** A phrase or a prefix of a query. */
export interface Term {
  /** Consecutive words, compared by stem; a single word is a phrase of one. Empty for a prefix alone. */
  readonly phrase: readonly QueryWord[];
  /** Also a word with this beginning, anywhere. */
  readonly prefix?: string;
  /** It stood in quotation marks, so it is meant as it is. */
  readonly isQuoted?: true;
}
export type QueryWord = Pick<SearchWord, 'word' | 'stem'>;

export interface SearchQuery {
  /** A record has at least one term of each group. */
  readonly groups: readonly (readonly Term[])[];
  /** A record has none of these. */
  readonly without: readonly Term[];
}

/** Different prefixes (`word*`) in one query; further stars are literal. */
const MAX_PREFIXES = 5;

/** What stands between quotation marks, or a stretch without white space, with the operator before it. */
const PIECE = /(-?)"([^"]*)"|[^\s"]+/gu;

/**
 * Reads what was typed. No text is refused; where there is nothing to search for, both lists are empty. OR joins its
 * neighbours more closely than white space does: `a b OR c` is a, and b or c.
 */
export function readQuery(typed: string): SearchQuery {
  const groups: Term[][] = [];
  const without: Term[] = [];
  const prefixes = new Set<string>();
  const termOf = (stretch: string): Term | undefined => {
    const stars = /\*+$/.exec(stretch)?.[0].length ?? 0;
    const words = searchWords(stretch);
    const last = words.at(-1);
    if (!last) return undefined;
    const isCut = stars > 0 && last.toUnit === stretch.length - stars && !isWhole(last.word);
    if (!isCut || prefixes.size - Number(prefixes.has(last.word)) >= MAX_PREFIXES) return phraseOf(words);
    prefixes.add(last.word);
    return { ...phraseOf(words.slice(0, -1)), prefix: last.word };
  };
  // Quotation marks of other shapes quote as straight ones do.
  const pieces = [...typed.replaceAll(/[“”„‟″«»ʺ〝〞〟＂]/g, '"').matchAll(PIECE)].map(([whole, minus, quoted]) => {
    const isExcluded = minus === '-' || (quoted === undefined && /^-./u.test(whole));
    const term = () => (quoted === undefined ? termOf(isExcluded ? whole.slice(1) : whole) : quotedTerm(quoted));
    return { whole, isExcluded, term, isWanted: !isExcluded && searchWords(quoted ?? whole).length > 0 };
  });
  let open: Term[] | undefined;
  pieces.forEach(({ whole, isExcluded, term }, index) => {
    const joins = whole === 'OR' && !open && pieces[index - 1]?.isWanted && pieces[index + 1]?.isWanted;
    if (joins) {
      open = groups.at(-1);
      return;
    }
    const read = term();
    if (!read) return;
    if (isExcluded) without.push(read);
    else if (open) open.push(read);
    else groups.push([read]);
    open = undefined;
  });
  // Duplicates are dropped.
  return { groups: distinct(groups.map(distinct)), without: distinct(without) };
}

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

export const isEmptyQuery = ({ groups, without }: SearchQuery): boolean => groups.length + without.length === 0;

function quotedTerm(quoted: string): Term | undefined {
  const words = searchWords(quoted);
  return words.length > 0 ? { ...phraseOf(words), isQuoted: true } : undefined;
}

const phraseOf = (words: readonly QueryWord[]): Term => ({ phrase: words.map(({ word, stem }) => ({ word, stem })) });

/** Each letter of a script without spaces is a word, so a star after it changes nothing. */
const isWhole = (word: string): boolean => signOf(word.codePointAt(0) ?? 0).kind === 'whole';
