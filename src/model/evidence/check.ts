/** Checks citations against the text that the register holds of their source, when they are written and when the text changes. */
import { MAX_TEXT_LENGTH } from '../schema.js';
import type { Citation, CitationInput, Origin } from './citation.js';
import { follow } from './follow.js';
import { otherForms } from './form.js';
import { type HeldText, MAX_PASSAGE_LENGTH, type Passage, passageOf } from './held-text.js';
import { context, nearest } from './nearest.js';
import { isQuotationAt, occurrences, occursAt, quotations, wholeWords } from './quotes.js';

const MAX_CANDIDATES = 20;
/** Occurrences of which the one that is nearest to `start` is shown. */
const MAX_OCCURRENCES = 10_000;

/** What is wrong with a citation, and in which member. */
export interface Misquotation {
  member: 'quote' | 'start';
  code:
    | 'quote_not_found'
    | 'quote_differs_in_form'
    | 'quote_ambiguous'
    | 'quote_without_words'
    | 'start_without_quote'
    | 'out_of_range';
  detail: string;
  nearest?: Passage;
  candidates?: Candidate[];
}

/** One of several places where the quoted words stand. */
export interface Candidate {
  start: number;
  end: number;
  context: string;
}

/** How a citation is checked that somebody writes. */
export interface Checking {
  /** Whether to look for the passage most like words that aren't there, which means reading all of the text. */
  suggests: boolean;
  /** Whether a passage that differs in form alone is taken instead of the words that were sent. */
  adopts: boolean;
}

/** A quotation says something: it has a letter or a digit. */
const hasWords = (quote: string): boolean => /[\p{L}\p{N}]/u.test(quote);

/**
 * Checks a citation that somebody writes now: its words must stand in the text, from border to border of words, and `start`
 * must say where when they stand there more than once.
 */
export function checkCitation(
  citation: CitationInput,
  held: HeldText | undefined,
  { suggests, adopts }: Checking,
): Citation | Misquotation {
  const { quote, start } = citation;
  if (quote === undefined) {
    if (start === undefined) return { ...citation, status: 'reference' };
    const detail = 'start needs a quote: write the words that stand there, or leave it out';
    return { member: 'start', code: 'start_without_quote', detail };
  }
  if (!hasWords(quote)) {
    const detail = 'there is no letter and no digit in it: quote words, or leave it out to cite the whole source';
    return { member: 'quote', code: 'quote_without_words', detail };
  }
  if (held === undefined) {
    if (start === undefined || start + lengthOf(quote) <= MAX_TEXT_LENGTH) return unchecked(citation, quote);
    const detail = `words that begin at ${start} would end behind the longest text, at ${MAX_TEXT_LENGTH}`;
    return { member: 'start', code: 'out_of_range', detail };
  }
  if (start !== undefined && isQuotationAt(held, quote, start)) return placed(citation, quote, start);
  const found = quotations(held, quote, start === undefined ? MAX_CANDIDATES : MAX_OCCURRENCES);
  const [only] = found;
  if (only === undefined) {
    const forms = otherForms(held, quote, MAX_CANDIDATES);
    if (forms.length > 0) return checkForms(citation, held, forms, adopts);
    return notFound(citation, suggests ? nearestWords(held, quote, start) : undefined);
  }
  if (start !== undefined) return notFound(citation, cutPassage(quote, nearestTo(found, start) ?? only));
  if (found.length === 1) return placed(citation, quote, only);
  const passages = found.map((at) => passageOf(held, at, at + lengthOf(quote)));
  return ambiguous(citation, held, passages, 'these words');
}

/** What becomes of words that the text has in another form. */
function checkForms(
  citation: CitationInput,
  held: HeldText,
  forms: readonly Passage[],
  adopts: boolean,
): Citation | Misquotation {
  const { source, start } = citation;
  if (start === undefined && forms.length > 1) return ambiguous(citation, held, forms, 'these words in another form');
  const starts = forms.map((one) => one.start);
  const at = start === undefined ? starts[0] : nearestTo(starts, start);
  const form = forms.find((one) => one.start === at);
  if (adopts && form && (start === undefined || start === at))
    return placed({ ...citation, quote: form.quote }, form.quote, form.start);
  return {
    member: 'quote',
    code: 'quote_differs_in_form',
    detail:
      `the text of "${source}" has these words with other quotation marks, dashes, spaces, line breaks, ligatures or ` +
      `composed letters${form ? `, at ${form.start}` : ''}: send them as they stand there, or write with ?quotes=adopt`,
    ...(form && { nearest: form }),
  };
}

/** @param what what the text holds more than once */
function ambiguous({ source }: CitationInput, held: HeldText, found: readonly Passage[], what: string): Misquotation {
  const times = `${found.length === MAX_CANDIDATES ? 'at least ' : ''}${found.length} times`;
  return {
    member: 'quote',
    code: 'quote_ambiguous',
    detail: `the text of "${source}" holds ${what} ${times}; send start, one of ${found.map(({ start }) => start).join(', ')}`,
    candidates: found.map(({ start, end }) => ({ start, end, context: context(held, start, end) })),
  };
}

/** What the text has instead: the words that the quotation cuts into, or else what is most like it. */
function nearestWords(held: HeldText, quote: string, start: number | undefined): Passage | undefined {
  const cut =
    start === undefined || occursAt(held, quote, start)
      ? (start ?? occurrences(held, quote, 1)[0])
      : nearestTo(occurrences(held, quote, MAX_OCCURRENCES), start);
  return (cut === undefined ? undefined : wholeWords(held, quote, cut)) ?? nearest(held, quote);
}

function notFound({ source, start }: CitationInput, passage: Passage | undefined): Misquotation {
  const where = start === undefined ? '' : ` at ${start}`;
  const instead = passage ? `; at ${passage.start} it says: ${passage.quote}` : '';
  return {
    member: 'quote',
    code: 'quote_not_found',
    detail: `the text of "${source}" does not hold these words${where}${instead}`,
    ...(passage && { nearest: passage }),
  };
}

/** A text and its SHA-256. */
export interface HashedText {
  sha256: string;
  held: HeldText;
}

/**
 * Checks a stored citation again when the source's text was stored, replaced or deleted. Words that moved are followed by
 * what stands around them; where that can't be told for sure the citation is `stale`, and keeps its last position. When
 * the text comes back in which the words were first found, so does their place.
 * @param current the text now
 * @param before the SHA-256 of the text before
 * @param textOf the texts that were held before, as far as they were not redacted
 */
export function recheckCitation(
  { origin, ...citation }: Citation,
  current: HashedText | undefined,
  before: string | undefined,
  textOf: (sha256: string) => HeldText | undefined,
): Citation {
  const { quote, start, status } = citation;
  if (quote === undefined) return { ...citation, status: 'reference' };
  const last =
    status === 'matched' && start !== undefined && before !== undefined ? { text_sha256: before, start } : undefined;
  const first = origin ?? last;
  const kept = first && { origin: first };
  if (current === undefined) return { ...unchecked(citation, quote), ...kept };
  const at = first ? followed(quote, first, last ?? first, current, textOf) : placeOf(citation, quote, current.held);
  if (at === undefined || !hasWords(quote)) return { ...unchecked(citation, quote), ...kept, status: 'stale' };
  // Following works both ways: from here the words would be followed back, so their origin may be where they stand now.
  return { ...placed(citation, quote, at), ...(at !== first?.start && kept) };
}

/** Where words stand now that were found before: in the text of their origin where they were, else where they were followed to. */
function followed(
  quote: string,
  first: Origin,
  last: Origin,
  { sha256, held }: HashedText,
  textOf: (sha256: string) => HeldText | undefined,
): number | undefined {
  if (first.text_sha256 === sha256) return isQuotationAt(held, quote, first.start) ? first.start : undefined;
  for (const { text_sha256, start } of last === first ? [first] : [last, first]) {
    const old = textOf(text_sha256);
    const at = old && follow(old, start, held, quote);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Where words stand that were never found before: where they are said to be, or in the only place that there is. */
function placeOf({ start, status }: Citation, quote: string, held: HeldText): number | undefined {
  if (start !== undefined && isQuotationAt(held, quote, start)) return start;
  // Stale words with a position were found once, by a version of the service that kept nothing of what stood around them.
  if (start !== undefined && status === 'stale') return undefined;
  const [only, ...others] = quotations(held, quote, 2);
  return others.length === 0 ? only : undefined;
}

const lengthOf = (quote: string): number => [...quote].length;

/** The quoted words at a position, cut to the length of a passage. */
function cutPassage(quote: string, start: number): Passage {
  const shown = [...quote].slice(0, MAX_PASSAGE_LENGTH);
  return { start, end: start + shown.length, quote: shown.join('') };
}

const placed = (citation: CitationInput, quote: string, start: number): Citation => ({
  ...citation,
  start,
  end: start + lengthOf(quote),
  status: 'matched',
});

const unchecked = (citation: CitationInput, quote: string): Citation => ({
  ...citation,
  ...(citation.start !== undefined && { end: citation.start + lengthOf(quote) }),
  status: 'unchecked',
});

const nearestTo = (starts: readonly number[], hint: number): number | undefined =>
  starts.toSorted((a, b) => Math.abs(a - hint) - Math.abs(b - hint) || a - b)[0];
