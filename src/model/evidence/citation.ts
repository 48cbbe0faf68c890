/** A citation: words of a source and where they stand, checked against the text that the register holds. */

import { PartyId, SourceId } from '../ids.js';
import { onDemand, searched } from '../marks.js';
import { enumeration, object, offset, PRINTED, ref, type Static, set, sha256Text, Type } from '../schema.js';
import { CITATION_STATUSES, CITATION_VOICES } from '../vocabulary/vocabulary.js';
import { MAX_QUOTE_LENGTH } from './held-text.js';
import { MAX_CONTEXT_LENGTH } from './sentence.js';

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
        description: 'Its exact words, misprints included.',
        minLength: 1,
        maxLength: MAX_QUOTE_LENGTH,
        // Carriage returns and form feeds are allowed here, unlike in other text: a quotation is a slice of a text kept byte for byte.
        pattern: PRINTED,
        examples: ['discussed signing a memorandum'],
      }),
    ),
  ),
  start: Type.Optional(offset('Where they begin, in code points; needed when they occur twice.', 0)),
  speaker: Type.Optional(ref(PartyId, 'Whose words they are.')),
  via: Type.Optional(set(ref(PartyId), 'Outlets between speaker and source.', 100)),
  voice: Type.Optional(ref(CitationVoice, 'How the source says it.')),
  sic: Type.Optional(Type.Boolean({ description: 'True for a known misprint.', examples: [true] })),
};

export const CitationInput = object(
  'CitationInput',
  'Words that a statement rests on.',
  {
    ...written,
    source: Type.Optional(ref(SourceId, 'The source; or `same_as`.')),
    same_as: Type.Optional(
      Type.Integer({
        description: "Copies one of the record's `citations`, from 0; alone.",
        format: 'int32',
        minimum: 0,
        maximum: 499,
        examples: [0],
      }),
    ),
  },
  [{ source: 'pakistan-united-states' }],
);

/** The place where quoted words were first found. */
export const Origin = object(
  'CitationOrigin',
  'Where a quotation was first found.',
  {
    text_sha256: sha256Text('SHA-256 of the text that the source held then, in hexadecimal.'),
    start: offset('Where they began in that text, in Unicode code points.', 593),
  },
  [{ text_sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', start: 593 }],
);
export type Origin = Static<typeof Origin>;

export const Citation = object(
  'Citation',
  'Words of a source, and what was found there.',
  {
    ...written,
    end: Type.Optional(offset('The position behind the last one, in code points.', 0)),
    status: ref(CitationStatus, 'What was found when the words were checked.'),
    origin: Type.Optional(ref(Origin, 'Where they were first found, when they are no longer there.')),
    context: Type.Optional(
      onDemand(
        Type.String({
          description:
            'With `expand=context`: the sentence in which `matched` words stand (UAX #29), with an ellipsis where it goes on for long.',
          maxLength: MAX_CONTEXT_LENGTH,
          pattern: PRINTED,
          examples: ['A high-level video conference was held on Tuesday.'],
        }),
      ),
    ),
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

/** A citation as it is written, or was copied. */
export type CitationInput = Omit<Static<typeof CitationInput>, 'same_as'> & { source: string };
export type Citation = Static<typeof Citation>;
export type CitationStatus = Static<typeof CitationStatus>;

/** From the best evidence to the worst. */
const BEST_FIRST: CitationStatus[] = ['matched', 'unchecked', 'reference', 'stale'];

export const bestStatus = (citations: { status: CitationStatus }[]): CitationStatus | undefined =>
  BEST_FIRST.find((status) => citations.some((citation) => citation.status === status));
