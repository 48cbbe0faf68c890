/** How records are found while their names are typed: what a name is indexed under, and what typing it completes. */
import { eachWord, fold } from '../../model/words/folding.js';
import { compoundsIn, formsOf, isMarkBetween, joinParts, type Part } from '../../model/words/marked-words.js';
import type { IndexTerm } from '../definition.js';

/** Code points of a name that the index holds; longer typed text is compared with the record. */
const MAX_LENGTH = 80;

/** Words of a record's names that are indexed, besides the first of each. */
const MAX_WORDS = 200;

/** The filters of the index: names by their beginning, and by each later word. */
export const [NAME_START, NAME_WORD] = ['name_start', 'name_word'] as const;

/**
 * The keys of a name, or of what was typed of one: its words folded, with one space for all that stands between two of
 * them; first as they stand and then, where marks stand inside words, without these. None for a name without words.
 */
export function nameKeys(name: string): string[] {
  const folded = fold(name);
  const words: Part[] = [];
  eachWord(folded, ({ fromUnit, toUnit }) => {
    words.push({ word: folded.slice(fromUnit, toUnit), fromUnit, toUnit });
  });
  if (words.length === 0) return [];
  const forms = formsOf(folded, words, compoundsIn(folded, words), joinParts);
  return [...new Set([...forms.map((form) => keyOf(form)), keyOf(forms.at(-1) ?? [], folded)])];
}

/** @param marked the text of the words, if no space is to stand for a mark between letters of scripts without spaces */
function keyOf(words: readonly Part[], marked?: string): string {
  let key = '';
  let before: Part | undefined;
  for (const part of words) {
    const isLeftOut = before !== undefined && marked !== undefined && isMarkBetween(marked, before, part);
    if (before !== undefined && part.fromUnit > before.toUnit && !isLeftOut) key += ' ';
    key += part.word;
    before = part;
  }
  return key;
}

/** What two names share that differ at most in case, accents, spaces and marks: `U.S.` and `US`, `Delta-One` and `Delta One`. */
export const plainName = (name: string): string => (nameKeys(name).at(-1) ?? fold(name)).replaceAll(' ', '');

/** The rest of a key from each of its words on, except the first. */
function laterWords(key: string): string[] {
  const rests: string[] = [];
  eachWord(key, ({ fromUnit }) => {
    if (fromUnit > 0) rests.push(key.slice(fromUnit));
  });
  return rests;
}

/** The part of a key that the index holds. */
export const beginningOf = (key: string): string =>
  Array.from(key.slice(0, 2 * MAX_LENGTH))
    .slice(0, MAX_LENGTH)
    .join('');

/**
 * The index rows of a record's names, the first of which is its own and the others aliases. A row of a later word holds
 * the whole name, too, which it is ranked by; one of an alias ends with a tab.
 */
export function nameTerms(names: readonly string[]): IndexTerm[] {
  const starts: IndexTerm[] = [];
  const later: IndexTerm[] = [];
  for (const [index, name] of names.entries())
    for (const key of nameKeys(name)) {
      const whole = `${beginningOf(key)}${index > 0 ? '\t' : ''}`;
      starts.push([NAME_START, whole]);
      if (later.length < MAX_WORDS)
        for (const rest of laterWords(key).slice(0, MAX_WORDS - later.length))
          later.push([NAME_WORD, `${beginningOf(rest)}\t${whole}`]);
    }
  return [...starts, ...later];
}

/** How a name completes what was typed. */
export interface Rank {
  /** Whether only a later word of it begins so. */
  isLater: boolean;
  isAlias: boolean;
  /** The beginning of its key, and how many code points that has. */
  key: string;
  length: number;
}

const rankOf = (isLater: boolean, isAlias: boolean, key: string): Rank => ({
  isLater,
  isAlias,
  key,
  length: Array.from(key).length,
});

/** What the value of an index row says. */
export function rankIn(filter: typeof NAME_START | typeof NAME_WORD, value: string): Rank {
  const isLater = filter === NAME_WORD;
  const [key = '', alias] = value.split('\t').slice(isLater ? 1 : 0);
  return rankOf(isLater, alias !== undefined, key);
}

/**
 * The one of a record's names that best completes what was typed; undefined when none does.
 * @param typed the keys of the typed text
 */
export function bestName(names: readonly string[], typed: readonly string[]): { name: string; rank: Rank } | undefined {
  return names
    .flatMap((name, index) =>
      nameKeys(name).flatMap((key) => {
        const isLater = !typed.some((one) => key.startsWith(one));
        if (isLater && !laterWords(key).some((rest) => typed.some((one) => rest.startsWith(one)))) return [];
        return [{ name, rank: rankOf(isLater, index > 0, beginningOf(key)) }];
      }),
    )
    .sort((one, other) => compareOwn(one.rank, other.rank))[0];
}

/** Among the names of one record its own comes before aliases that do no better. */
export const compareOwn = (one: Rank, other: Rank): number =>
  Number(one.isLater) - Number(other.isLater) ||
  Number(one.isAlias) - Number(other.isAlias) ||
  compareRanks(one, other);

/** Among records: names that begin so before those with a later word that does; then shorter ones; then from A to Z. */
export const compareRanks = (one: Rank, other: Rank): number =>
  Number(one.isLater) - Number(other.isLater) ||
  one.length - other.length ||
  (one.key < other.key ? -1 : Number(one.key > other.key));
