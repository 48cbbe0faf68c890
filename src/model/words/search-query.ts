/** What people type into a search: words, "phrases", -exclusions, OR and prefixes*; anything else is literal. */
import { signOf } from './folding.js';
import { type SearchWord, searchWords, wordForms } from './search-words.js';

/** A phrase or a prefix of a query. */
export interface Term {
  /** Consecutive words, compared by stem; a single word is a phrase of one. Empty for a prefix alone. */
  readonly phrase: readonly QueryWord[];
  /** Also a word with this beginning, anywhere. */
  readonly prefix?: string;
  /** It stood in quotation marks, so it is meant as it is. */
  readonly isQuoted?: true;
  /** The one before it in its group, without the marks inside its words: `US` for `U.S.` */
  readonly isUnmarked?: true;
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

/** A quotation mark typed for gershayim. */
const GERSHAYIM = /(?<=\p{sc=Hebr})["“”″](?=\p{sc=Hebr})/gu;

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
  const termsOf = (stretch: string): Term[] => {
    const stars = /\*+$/.exec(stretch)?.[0].length ?? 0;
    const forms = wordForms(stretch);
    const last = forms[0].at(-1);
    if (!last) return [];
    const mayBeCut = stars > 0 && last.toUnit === stretch.length - stars && !isWhole(last.word);
    const isCut = mayBeCut && prefixes.size - Number(prefixes.has(last.word)) < MAX_PREFIXES;
    if (isCut) prefixes.add(last.word);
    return inForms(forms, (words) => {
      const prefix = isCut ? words.at(-1)?.word : undefined;
      return prefix === undefined ? phraseOf(words) : { ...phraseOf(words.slice(0, -1)), prefix };
    });
  };
  // Quotation marks of other shapes quote as straight ones do, but for gershayim inside a Hebrew word.
  const plain = typed.replaceAll(GERSHAYIM, '״').replaceAll(/[“”„‟″«»ʺ〝〞〟＂]/g, '"');
  const pieces = [...plain.matchAll(PIECE)].map(([whole, minus, quoted]) => {
    const isExcluded = minus === '-' || (quoted === undefined && /^-./u.test(whole));
    const terms = () => (quoted === undefined ? termsOf(isExcluded ? whole.slice(1) : whole) : quotedTerms(quoted));
    return { whole, isExcluded, terms, isWanted: !isExcluded && searchWords(quoted ?? whole).length > 0 };
  });
  let open: Term[] | undefined;
  pieces.forEach(({ whole, isExcluded, terms }, index) => {
    const joins = whole === 'OR' && !open && pieces[index - 1]?.isWanted && pieces[index + 1]?.isWanted;
    if (joins) {
      open = groups.at(-1);
      return;
    }
    const read = terms();
    if (read.length === 0) return;
    if (isExcluded) without.push(...read);
    else if (open) open.push(...read);
    else groups.push(read);
    open = undefined;
  });
  // Duplicates are dropped.
  return { groups: distinct(groups.map(distinct)), without: distinct(without) };
}

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

export const isEmptyQuery = ({ groups, without }: SearchQuery): boolean => groups.length + without.length === 0;

const quotedTerms = (quoted: string): Term[] => {
  const forms = wordForms(quoted);
  return forms[0].length > 0 ? inForms(forms, (words) => ({ ...phraseOf(words), isQuoted: true })) : [];
};

/** The term of each form of the words: any of them will do. */
const inForms = (forms: readonly (readonly QueryWord[])[], termOf: (words: readonly QueryWord[]) => Term): Term[] =>
  forms.map((words, index) => (index === 0 ? termOf(words) : { ...termOf(words), isUnmarked: true }));

const phraseOf = (words: readonly QueryWord[]): Term => ({ phrase: words.map(({ word, stem }) => ({ word, stem })) });

/** Each letter of a script without spaces is a word, so a star after it changes nothing. */
const isWhole = (word: string): boolean => signOf(word.codePointAt(0) ?? 0).kind === 'whole';
