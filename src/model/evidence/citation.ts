/** A citation: words of a source and where they stand, checked against the text that the register holds. */

import { PartyId, SourceId } from '../ids.js';
import { searched } from '../marks.js';
import { enumeration, MAX_TEXT_LENGTH, object, offset, PRINTED, ref, type Static, set, Type } from '../schema.js';
import { CITATION_STATUSES, CITATION_VOICES } from '../vocabulary/vocabulary.js';
import { context, type HeldText, MAX_PASSAGE_LENGTH, nearest, occurrences, occursAt, type Passage } from './quotes.js';

export const CitationStatus = enumeration(
  'CitationStatus',
  'What the service found when it checked the quotation.',
  CITATION_STATUSES,
);
export const CitationVoice = enumeration('CitationVoice', 'In whose voice the source says it.', CITATION_VOICES);

const written = {
  source: ref(SourceId, 'The source.'),
  quote: Type.Optional(
    searched(
      'quotations',
      Type.String({
        description: "The source's exact words, misprints included; without them the whole source is cited.",
        minLength: 1,
        maxLength: 2000,
        // A carriage return is allowed here, unlike in other text: a quotation is a slice of a text kept byte for byte.
        pattern: PRINTED,
        examples: ['discussed signing a memorandum'],
      }),
    ),
  ),
  start: Type.Optional(
    offset('Where the words begin, in Unicode code points; needed only when they stand there more than once.', 0),
  ),
  speaker: Type.Optional(ref(PartyId, 'The party whose words these are.')),
  via: Type.Optional(set(ref(PartyId), 'The outlets between the speaker and the source.', 100)),
  voice: Type.Optional(ref(CitationVoice, 'How the source says it.')),
  sic: Type.Optional(Type.Boolean({ description: 'True when the words hold a known misprint.', examples: [true] })),
};

export const CitationInput = object('CitationInput', 'The words of a source that a statement rests on.', written, [
  { source: 'pakistan-united-states', quote: 'The policy push has accelerated in recent weeks' },
]);

export const Citation = object(
  'Citation',
  'A pointer into a source, and what the service found there.',
  {
    ...written,
    end: Type.Optional(offset('Where the words end: the position behind the last one, in Unicode code points.', 0)),
    status: ref(CitationStatus, 'What was found when the words were checked.'),
  },
  [
    {
      source: 'pakistan-kyrgyzstan',
      quote: 'A high-level video conference was held',
      start: 593,
      voice: 'direct_quote',
      end: 631,
      status: 'matched',
    },
  ],
);

export type CitationInput = Static<typeof CitationInput>;
export type Citation = Static<typeof Citation>;
export type CitationStatus = Static<typeof CitationStatus>;

/** From the best evidence to the worst. */
const BEST_FIRST: CitationStatus[] = ['matched', 'unchecked', 'reference', 'stale'];

export const bestStatus = (citations: { status: CitationStatus }[]): CitationStatus | undefined =>
  BEST_FIRST.find((status) => citations.some((citation) => citation.status === status));

const MAX_CANDIDATES = 20;
/** Occurrences considered when words have moved. */
const MAX_FOLLOWED = 10_000;

/** What is wrong with a citation, and in which member. */
export interface Misquotation {
  member: 'quote' | 'start';
  code: 'quote_not_found' | 'quote_ambiguous' | 'start_without_quote' | 'out_of_range';
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

/**
 * Checks a citation that somebody writes now: its words must stand in the text, and `start` must say where when they
 * stand there more than once.
 * @param suggest whether to look for the passage most like words that aren't there, which means reading all of the text
 */
export function checkCitation(
  citation: CitationInput,
  held: HeldText | undefined,
  suggest: boolean,
): Citation | Misquotation {
  const { quote, start } = citation;
  if (quote === undefined) {
    if (start === undefined) return { ...citation, status: 'reference' };
    const detail = 'start needs a quote: write the words that stand there, or leave it out';
    return { member: 'start', code: 'start_without_quote', detail };
  }
  if (held === undefined) {
    if (start === undefined || start + lengthOf(quote) <= MAX_TEXT_LENGTH) return unchecked(citation, quote);
    const detail = `words that begin at ${start} would end behind the longest text, at ${MAX_TEXT_LENGTH}`;
    return { member: 'start', code: 'out_of_range', detail };
  }
  if (start !== undefined && occursAt(held, quote, start)) return placed(citation, quote, start);
  const found = occurrences(held, quote, start === undefined ? MAX_CANDIDATES : MAX_FOLLOWED);
  const [only] = found;
  if (only === undefined) return notFound(citation, suggest ? nearest(held, quote) : undefined);
  if (start !== undefined) return notFound(citation, passageAt(quote, nearestTo(found, start) ?? only));
  if (found.length === 1) return placed(citation, quote, only);
  const times = `${found.length === MAX_CANDIDATES ? 'at least ' : ''}${found.length} times`;
  return {
    member: 'quote',
    code: 'quote_ambiguous',
    detail: `the text of "${citation.source}" holds these words ${times}; send start, one of ${found.join(', ')}`,
    candidates: found.map((at) => {
      const end = at + lengthOf(quote);
      return { start: at, end, context: context(held, at, end) };
    }),
  };
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

/**
 * Checks a stored citation again when the source's text was stored, replaced or deleted. Words that moved are followed;
 * words that are gone make it `stale`, and it keeps their last position.
 */
export function recheckCitation(citation: CitationInput, held: HeldText | undefined): Citation {
  const { quote, start } = citation;
  if (quote === undefined) return { ...citation, status: 'reference' };
  if (held === undefined) return unchecked(citation, quote);
  if (start !== undefined && occursAt(held, quote, start)) return placed(citation, quote, start);
  const found = occurrences(held, quote, start === undefined ? 2 : MAX_FOLLOWED);
  if (found.length === 0) return { ...unchecked(citation, quote), status: 'stale' };
  const at = start === undefined ? (found.length === 1 ? found[0] : undefined) : nearestTo(found, start);
  // Several occurrences and no `start` to choose one: the citation matches without a position.
  return at === undefined ? { ...citation, status: 'matched' } : placed(citation, quote, at);
}

const lengthOf = (quote: string): number => [...quote].length;

/** The quoted words at a position, cut to the length of a passage. */
function passageAt(quote: string, start: number): Passage {
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

const nearestTo = (starts: number[], hint: number): number | undefined =>
  starts.toSorted((a, b) => Math.abs(a - hint) - Math.abs(b - hint) || a - b)[0];
