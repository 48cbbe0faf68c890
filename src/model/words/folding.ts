/** Folds text and its words for comparison, so that case, accents and the like make no difference; never for storage. */

/** What one character is to a search. */
export interface Sign {
  /** What it folds to: '' for a mark or an invisible character, several letters for a ligature, ' ' for white space. */
  readonly folded: string;
  /**
   * `letter` makes a word with its neighbours, `whole` is a word by itself (scripts without spaces, pictographs),
   * `joined` belongs to what stands before it, `gap` separates words.
   */
  readonly kind: 'letter' | 'whole' | 'joined' | 'gap';
}

/** Each of these characters is replaced by the same one. */
const all = (characters: string, by: string): [string, string][] => Array.from(characters, (one) => [one, by]);

/** Quotation marks, and the straight one that stands for each; among them those of right-to-left scripts and of transliteration. */
export const QUOTATION_MARKS: ReadonlyMap<string, string> = new Map([
  ...all('‘’‚‛′‹›´ʹʻʼʽʾʿˈꞌ՚׳', "'"),
  ...all('“”„‟″«»ʺ〝〞〟״', '"'),
]);

/** Letters that NFKD leaves whole, and the quotation marks. */
const REPLACED: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n' }),
  ...Object.entries({ ŧ: 't', ĸ: 'k', ƀ: 'b', ɖ: 'd', ɨ: 'i', ʉ: 'u', ɓ: 'b', ɗ: 'd', ƙ: 'k', ə: 'e', ς: 'σ' }),
  // One letter that Arabic, Persian and Urdu keyboards write differently: alef, heh and teh marbuta, kaf, yeh.
  ...all('ٱ', 'ا'),
  ...all('ةہھۃە', 'ه'),
  ...all('کڪ', 'ك'),
  ...all('ىیے', 'ي'),
  ...all('ٴ', ''),
  ...QUOTATION_MARKS,
]);

/**
 * Marks that only adorn a letter. Where they are letters in their own right (Indic and Thai vowels, the voicing of
 * kana) they stay, because without them different words would become one.
 */
const ADORNING_SCRIPTS = String.raw`[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}]`;
const ADORNS = new RegExp(String.raw`(?![\u3099\u309a])(?=\p{M})${ADORNING_SCRIPTS}`, 'u');
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u0640]/u;
/** A dash of any length, and the minus sign. */
export const DASHES = /[\p{Pd}\u2212]/u;
const JOINED = /^[\p{M}\p{Emoji_Modifier}]*$/u;
const PICTOGRAPH = /\p{Extended_Pictographic}/u;
/** The most frequent scripts that put no spaces between words. */
export const UNSPACED_SCRIPTS = ['Hani', 'Hira', 'Kana', 'Bopo', 'Thai', 'Laoo', 'Khmr', 'Mymr'];
const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]`, 'u');

const DIGIT = /\p{Nd}/u;

/** The value of a decimal digit: in every script ten of them follow one another, from 0 to 9. */
function digitValue(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return String((codePoint - first) % 10);
}

function foldLetter(letter: string): string {
  if (DIGIT.test(letter)) return digitValue(letter);
  if (ADORNS.test(letter) || INVISIBLE.test(letter)) return '';
  if (DASHES.test(letter)) return '-';
  return REPLACED.get(letter) ?? letter.replace(/\s/u, ' ');
}

function makeSign(codePoint: number): Sign {
  const letter = String.fromCodePoint(codePoint);
  const parts = (REPLACED.get(letter) ?? letter).normalize('NFKD').toLowerCase();
  const folded = Array.from(parts, foldLetter).join('');
  if (JOINED.test(folded)) return { folded, kind: 'joined' };
  const isWhole = UNSPACED.test(letter) && !DIGIT.test(letter);
  if (/[\p{L}\p{N}]/u.test(folded)) return { folded, kind: isWhole ? 'whole' : 'letter' };
  return { folded, kind: PICTOGRAPH.test(letter) ? 'whole' : 'gap' };
}

// A cache: ASCII in an array, because nearly every look-up is for it, and other characters as they occur. It is bounded
// by the size of Unicode.
const ascii = Array.from({ length: 128 }, (_, codePoint) => makeSign(codePoint));
const others = new Map<number, Sign>();

/** The sign of one code point, 0 to 0x10FFFF. Folding a text is folding its code points one by one. */
export function signOf(codePoint: number): Sign {
  let sign = ascii[codePoint] ?? others.get(codePoint);
  if (sign === undefined) {
    sign = makeSign(codePoint);
    others.set(codePoint, sign);
  }
  return sign;
}

/**
 * Folds a text for comparison: compatibility forms, case, accents, quotation marks, dashes, ligatures, the digits of
 * other scripts, the letters of Arabic, Persian and Urdu keyboards, invisible characters and runs of white space no
 * longer make a difference. Folding twice is folding once.
 */
export function fold(text: string): string {
  // Lower case first, in one native step, leaves only what is not ASCII to look up.
  const lower = text.toLowerCase().replace(/[^ -~]/gu, (letter) => signOf(letter.codePointAt(0) ?? 0).folded);
  return lower.replace(/ {2,}/g, ' ').trim();
}

const MAX_SLUG_LENGTH = 80;
/** A slug is cut inside a word rather than made shorter than this. */
const SHORTEST_CUT = 60;

/**
 * A readable id made from a name or title: 1 to 80 characters of `^[a-z0-9]+(-[a-z0-9]+)*$`, cut between words when a
 * gap is near; undefined when the text has neither a Latin letter nor a digit.
 */
export function slug(text: string): string | undefined {
  const words = fold(text)
    .replaceAll("'", '')
    .match(/[a-z0-9]+/g);
  if (words === null) return undefined;
  const whole = words.join('-');
  if (whole.length <= MAX_SLUG_LENGTH) return whole;
  const gap = whole.lastIndexOf('-', MAX_SLUG_LENGTH);
  return whole.slice(0, gap >= SHORTEST_CUT ? gap : MAX_SLUG_LENGTH);
}

/** A stretch of a text: the code points [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A word of a text: where it is in code points, and in UTF-16 units. */
export interface Word extends Span {
  readonly fromUnit: number;
  readonly toUnit: number;
}

/** Longer runs of letters (in code points) are split into several words. */
const MAX_WORD_LENGTH = 64;

/** Calls `visit` with every word of the text, in order. A text in a script without spaces has its letters as words. */
export function eachWord(text: string, visit: (word: Word) => void): void {
  let open: Sign['kind'] = 'gap';
  let fromUnit = 0;
  let start = 0;
  let unit = 0;
  let point = 0;
  const close = () => {
    if (open !== 'gap') visit({ start, end: point, fromUnit, toUnit: unit });
  };
  for (; unit < text.length; point++) {
    const code = text.codePointAt(unit) ?? 0;
    const { kind } = signOf(code);
    const goesOn = kind === 'joined' || (kind === 'letter' && open === 'letter');
    if (!goesOn || point - start >= MAX_WORD_LENGTH) {
      close();
      open = kind === 'joined' ? 'gap' : kind;
      fromUnit = unit;
      start = point;
    }
    unit += code > 0xffff ? 2 : 1;
  }
  close();
}

/** The words of a quote, numbered, ready to be recognised in a text. */
export interface Lexicon {
  readonly size: number;
  /** Which of them a word of a text is, folded: exactly, or by its stem; undefined for any other word. */
  recognise(text: string, fromUnit: number, toUnit: number): { word: number; isExact: boolean } | undefined;
}

/** Letters that words must share at their beginning, and at least half of the longer one, to count as one stem. */
const SHORTEST_STEM = 4;

interface Branch {
  readonly next: Map<number, Branch>;
  /** The first word that goes on here, and the one that ends here. */
  readonly through: { word: number; length: number };
  ends?: number;
}

/** Makes a lexicon of the different words of a quote: a tree of letters, which most words of a text leave at once. */
export function lexicon(quote: string): Lexicon {
  const root: Branch = { next: new Map(), through: { word: 0, length: 0 } };
  let size = 0;
  eachWord(quote, ({ fromUnit, toUnit }) => {
    const letters = fold(quote.slice(fromUnit, toUnit));
    let branch = root;
    for (let i = 0; i < letters.length; i++) {
      const letter = letters.charCodeAt(i);
      let next = branch.next.get(letter);
      if (next === undefined) {
        next = { next: new Map(), through: { word: size, length: letters.length } };
        branch.next.set(letter, next);
      }
      branch = next;
    }
    branch.ends ??= size++;
  });

  function recognise(text: string, fromUnit: number, toUnit: number) {
    let branch = root;
    let depth = 0;
    let left = false;
    for (let unit = fromUnit; unit < toUnit && !left; ) {
      const code = text.codePointAt(unit) ?? 0;
      const { folded } = signOf(code);
      for (let i = 0; i < folded.length && !left; i++) {
        const next = branch.next.get(folded.charCodeAt(i));
        if (next === undefined) left = true;
        else {
          branch = next;
          depth++;
        }
      }
      unit += code > 0xffff ? 2 : 1;
    }
    if (!left && branch.ends !== undefined) return { word: branch.ends, isExact: true };
    if (depth < SHORTEST_STEM) return undefined;
    const longer = Math.max(branch.through.length, fold(text.slice(fromUnit, toUnit)).length);
    return 2 * depth >= longer ? { word: branch.through.word, isExact: false } : undefined;
  }
  return { size, recognise };
}
