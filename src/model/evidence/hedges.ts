/** Finds words of hedging or negation in a sentence, such as "discussed", "plans to" or "nothing". */
import { type SearchWord, searchWords } from '../words/search-words.js';
import { HEDGE_WORDS } from './hedge-words.js';

/** Words that `…` stands for, at most. */
const MAX_GAP = 3;

/** A word of a phrase, or what stands for some. */
type Step = { word: string; isBeginning: boolean } | 'gap' | 'number';

interface Phrase {
  steps: readonly Step[];
  inSmallLetters: boolean;
}

/** The phrases of a language, and those in which they mean nothing. */
interface Lexicon {
  says: readonly Phrase[];
  but: readonly Phrase[];
  joined: readonly string[];
}

/** A word of a sentence in the forms that it is compared in. */
interface Form {
  forms: readonly string[];
  isSmall: boolean;
}

/** From one word of a sentence to before another. */
type Range = readonly [from: number, to: number];

const lexicons = new Map<string, Lexicon>();

/** Its language by the primary subtag; a text whose language isn't known is taken for English. */
export const languageOf = (tag: unknown): string =>
  (typeof tag === 'string' ? tag.toLowerCase() : 'en').split('-')[0] ?? '';

/**
 * The first words of a sentence that hedge or negate, as they stand there; none in a language without a list.
 * @param language a primary subtag
 */
export function hedgeIn(sentence: string, language: string): string | undefined {
  const lexicon = lexiconOf(language);
  if (!lexicon) return undefined;
  const words = searchWords(sentence);
  const forms = words.map((word) => formOf(word, sentence, lexicon));
  const excepted = rangesOf(lexicon.but, forms);
  const found = rangesOf(lexicon.says, forms).find(
    ([from, to]) => !excepted.some(([first, end]) => first <= from && to <= end),
  );
  const [first, last] = found ? [words[found[0]], words[found[1] - 1]] : [];
  return first && last && sentence.slice(first.fromUnit, last.toUnit);
}

function lexiconOf(language: string): Lexicon | undefined {
  const known = lexicons.get(language);
  if (known) return known;
  const written = Object.hasOwn(HEDGE_WORDS, language) ? HEDGE_WORDS[language] : undefined;
  if (!written) return undefined;
  const phrases = (texts: readonly string[] = [], inSmallLetters = false) =>
    texts.map((text): Phrase => ({ steps: text.split(' ').flatMap(stepsOf), inSmallLetters }));
  const { says, inSmallLetters, but, joined = [] } = written;
  const lexicon = { says: [...phrases(says), ...phrases(inSmallLetters, true)], but: phrases(but), joined };
  lexicons.set(language, lexicon);
  return lexicon;
}

function stepsOf(text: string): Step[] {
  if (text === '…') return ['gap'];
  if (text === '#') return ['number'];
  return searchWords(text).map(({ word }) => ({ word, isBeginning: text.endsWith('*') }));
}

function formOf({ word, fromUnit, toUnit }: SearchWord, sentence: string, { joined }: Lexicon): Form {
  const printed = sentence.slice(fromUnit, toUnit);
  const bare = joined.flatMap((letter) => (word.startsWith(letter) ? [word.slice(letter.length)] : []));
  return { forms: [word, ...bare], isSmall: printed === printed.toLowerCase() };
}

/** Where phrases stand in a sentence, the first word first. */
const rangesOf = (phrases: readonly Phrase[], words: readonly Form[]): Range[] =>
  words.flatMap((_, from) =>
    phrases.flatMap(({ steps, inSmallLetters }): Range[] => {
      const to = inSmallLetters && !words[from]?.isSmall ? undefined : endOf(steps, words, from);
      return to === undefined ? [] : [[from, to]];
    }),
  );

/** Behind the words that follow one another as the steps say; undefined when they don't. */
function endOf([step, ...others]: readonly Step[], words: readonly Form[], at: number): number | undefined {
  if (step === undefined) return at;
  if (step === 'gap') {
    for (let passed = 0; passed <= MAX_GAP; passed++) {
      const end = endOf(others, words, at + passed);
      if (end !== undefined) return end;
    }
    return undefined;
  }
  const word = words[at];
  return word && isMeant(step, word) ? endOf(others, words, at + 1) : undefined;
}

function isMeant(step: Exclude<Step, 'gap'>, { forms }: Form): boolean {
  if (step === 'number') return forms.some((form) => /^[0-9]/.test(form));
  return forms.some((form) => (step.isBeginning ? form.startsWith(step.word) : form === step.word));
}
