/** Follows quoted words into another version of a text, by what stands around them. */
import type { HeldText } from './held-text.js';
import { quotations } from './quotes.js';

/** Places of the words, in either text, that are compared; words that stand in more places are not followed. */
const MAX_PLACES = 500;
/** UTF-16 units on either side that are compared. */
const REACH = 400;

/** Words, letters of scripts without spaces, and other signs; white space makes no difference. */
const TOKENS =
  /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]|[\p{L}\p{M}\p{N}]+|\S/gu;
const WORD = /[\p{L}\p{N}]/u;
/** Stands for the beginning or end of the text. */
const EDGE = '';

/** What stands before and after a place, the nearest first. */
interface Surroundings {
  before: string[];
  after: string[];
}

function surroundings({ text, toUnits }: HeldText, start: number, quote: string): Surroundings {
  const from = toUnits(start);
  const to = from + quote.length;
  const before = (text.slice(Math.max(from - REACH, 0), from).match(TOKENS) ?? []).reverse();
  const after = text.slice(to, to + REACH).match(TOKENS) ?? [];
  return {
    before: from <= REACH ? [...before, EDGE] : before,
    after: to + REACH >= text.length ? [...after, EDGE] : after,
  };
}

/** How much of what stands around two places is the same, on each side without a gap. */
interface Likeness {
  before: number;
  after: number;
}

const likeness = (one: Surroundings, other: Surroundings): Likeness => ({
  before: inCommon(one.before, other.before),
  after: inCommon(one.after, other.after),
});

/** A word or the edge of the text weighs twice as much as a sign. */
function inCommon(one: readonly string[], other: readonly string[]): number {
  let weight = 0;
  for (const [index, token] of one.entries()) {
    if (token !== other[index]) break;
    weight += token === EDGE || WORD.test(token) ? 2 : 1;
  }
  return weight;
}

/** The least likeness that two places of the same words need to be taken for one: two words and a sign. */
const ENOUGH = 5;
/** The least likeness of another place that makes it doubtful: two words. */
const DOUBTFUL = 4;

const weightOf = ({ before, after }: Likeness): number => before + after;

/** Whether the first is at least as like on both sides, and more on one. */
const isMore = (one: Likeness, other: Likeness): boolean =>
  one.before >= other.before && one.after >= other.after && weightOf(one) > weightOf(other);

/** Whether the words lost or got others like them right beside them: "very" of "very very" may be either. */
function isBesideItsLike(quote: string, places: readonly Surroundings[], like: Likeness): boolean {
  const own = quote.match(TOKENS) ?? [];
  return places.some(
    ({ before, after }) => (like.before === 0 && before[0] === own[0]) || (like.after === 0 && after[0] === own.at(-1)),
  );
}

/**
 * The code point at which words that stood at `start` of the old text stand in the new one; undefined when it can't be said for
 * sure. The place has to be more like the old one than every other place of these words in the new text, and of all
 * places in the old text none may be as like it: of two that are each more like on one side, either may be meant.
 */
export function follow(old: HeldText, start: number, current: HeldText, quote: string): number | undefined {
  const [formerly, now] = [old, current].map((held) => quotations(held, quote, MAX_PLACES + 1));
  if (!formerly?.includes(start) || !now || Math.max(formerly.length, now.length) > MAX_PLACES) return undefined;
  const own = surroundings(old, start, quote);
  const candidates = now
    .map((at) => ({ at, around: surroundings(current, at, quote) }))
    .map(({ at, around }) => ({ at, around, like: likeness(own, around) }))
    .filter(({ like }) => weightOf(like) >= DOUBTFUL);
  const best = candidates.find((one) => candidates.every((other) => other === one || isMore(one.like, other.like)));
  if (!best || weightOf(best.like) < ENOUGH || isBesideItsLike(quote, [own, best.around], best.like)) return undefined;
  const isRivalled = formerly.some((at) => {
    if (at === start) return false;
    const like = likeness(surroundings(old, at, quote), best.around);
    return weightOf(like) >= DOUBTFUL && !isMore(best.like, like);
  });
  return isRivalled ? undefined : best.at;
}
