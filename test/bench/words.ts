/** The words that the benchmark's records are made of: some 30 000, few of them common, most of them rare. */
import { type Chance, openChance, zipf } from './chance.js';

/** Words that stand in a known share of records, or in a known number; the vocabulary has none of them. */
export const MARKS = {
  /** In every second title. */
  common: 'agreement',
  /** In three titles of ten. */
  alsoCommon: 'cooperation',
  /** In one of five each, and never in the same record. */
  apart: ['northern', 'southern'],
  /** In one title of twenty-five. */
  phrase: 'mutual agreement',
  /** In fifty records and in five, however many there are. */
  rare: 'zephyrcoin',
  rarest: 'quixotrade',
} as const;

const HEAD =
  'the of to and in on for with by between digital assets central bank ministry minister president government crypto blockchain framework talks meeting officials regulator exchange policy national virtual currency financial payments technology exchange council report statement delegation reserve mining licence investors foreign affairs economic development';

const STARTS = [
  'b',
  'br',
  'c',
  'cl',
  'd',
  'dr',
  'f',
  'g',
  'gr',
  'h',
  'l',
  'm',
  'n',
  'p',
  'pr',
  's',
  'st',
  't',
  'tr',
  'v',
];
const MIDDLES = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou'];
const ENDS = ['ct', 'd', 'g', 'l', 'm', 'n', 'nt', 'p', 'r', 'rd', 'st', 't'];
/** English endings, for whatever brings words to their stem. */
const FORMS = ['', 's', 'ed', 'ing', 'ion', 'al'];

const syllable = (chance: Chance, ends = true) =>
  chance.of(STARTS) + chance.of(MIDDLES) + (ends ? chance.of(ENDS) : '');

function vocabulary(): string[] {
  const chance = openChance(1);
  const stems = new Set<string>();
  while (stems.size < 5000) stems.add(syllable(chance, chance.hit(0.3)) + syllable(chance));
  const words = [...stems].flatMap((stem) => FORMS.map((form) => stem + form));
  for (let last = words.length - 1; last > 0; last -= 1) {
    const other = chance.below(last + 1);
    [words[last], words[other]] = [words[other]!, words[last]!];
  }
  return [...new Set([...HEAD.split(' '), ...words])];
}

const drawWord = zipf(vocabulary());

/** So many words, the common ones often. */
export const someWords = (chance: Chance, count: number): string[] =>
  Array.from({ length: count }, () => drawWord(chance));

/** A name that says nothing. */
export const someName = (chance: Chance): string => {
  const word = syllable(chance, false) + syllable(chance);
  return word[0]!.toUpperCase() + word.slice(1);
};
