/** Sources: the published documents that every statement cites. */

import {
  alternativesInput,
  alternativesRead,
  type Disputable,
  type WithAlternatives,
} from '../../model/alternative.js';
import { UncertainDate, UncertainDateInput, UncertainDatePatch } from '../../model/dates/uncertain-date.js';
import { PartyId, SourceId } from '../../model/ids.js';
import {
  enumeration,
  languageTag,
  MAX_TEXT_LENGTH,
  nameWords,
  object,
  PRINTED,
  patchOf,
  ref,
  type Static,
  set,
  sha256Text,
  type TSchema,
  Type,
  webAddress,
  words,
} from '../../model/schema.js';
import { unknownsRead } from '../../model/unknown.js';
import { SOURCE_KINDS, SOURCE_RELATIONS, TEXT_ACCESS } from '../../model/vocabulary/vocabulary.js';
import { chosenId, exampleHead, head } from '../../register/definition.js';

export const SourceKind = enumeration('SourceKind', 'What sort of document a source is.', SOURCE_KINDS);
const TextAccess = enumeration('TextAccess', "Who may read a source's text.", TEXT_ACCESS);

const SourceRelation = enumeration(
  'SourceRelation',
  'What was done to a source to make another of it.',
  SOURCE_RELATIONS,
);

export const Derivation = object(
  'Derivation',
  'A source that another was made from, and how.',
  { source: ref(SourceId, 'What it was made from.'), relation: ref(SourceRelation, 'What was done to that.') },
  [{ source: 'pakistan-united-states', relation: 'translation' }],
);

const members = <D extends TSchema, R extends TSchema, A extends TSchema>(date: D, retrieved: R, access: A) => ({
  kind: ref(SourceKind, 'What sort of document it is.'),
  title: Type.Optional(
    nameWords('The title as printed; absent when none is.', 'Pakistan Forms Crypto Partnership with El Salvador.'),
  ),
  publisher: Type.Optional(ref(PartyId, 'Who published it; a credited outlet is not the publisher.')),
  publisher_name: Type.Optional(
    words('Who published it, as printed; enough where the outlet is not worth a party.', 'Lagoon Daily'),
  ),
  attributed_to: Type.Optional(
    set(
      ref(PartyId),
      'The outlets that the text itself credits, as in "according to PTV"; a credited outlet is not the publisher.',
      500,
    ),
  ),
  published: Type.Optional(date),
  dateline: Type.Optional(words('Where it was filed, as printed; never where the event was.', 'ISLAMABAD')),
  language: Type.Optional(languageTag('The language of the text (BCP 47).')),
  url: Type.Optional(webAddress('Where it was published.', 'https://www.example.org/article')),
  other_urls: Type.Optional(
    set(webAddress('A web address.', 'https://www.example.org/amp/article'), 'Where else it stands.', 100),
  ),
  archived_url: Type.Optional(webAddress('Where an archive keeps it.', 'https://archive.example.org/article')),
  retrieved: Type.Optional(retrieved),
  derived_from: Type.Optional(
    set(ref(Derivation), 'The sources that it was made from; a chain of them never leads back to it.', 100),
  ),
  text_access: access,
});

const published = { edtf: '2025-08-02', basis: 'stated', text: 'date 2025-08-02' };
const example = {
  kind: 'news_article',
  attributed_to: ['ptv'],
  published,
  language: 'en',
  text_access: 'restricted',
};

export const SourceInput = object(
  'SourceInput',
  'A source as it is written; only its kind is required. Its text is stored at `/sources/{id}/text`.',
  {
    ...chosenId(SourceId),
    ...members(
      ref(UncertainDateInput, 'When it was published.'),
      ref(UncertainDateInput, 'When it was last read at its address.'),
      Type.Optional(ref(TextAccess, 'Who may read the text; restricted unless said.')),
    ),
    ...alternativesInput,
  },
  [example],
);

const written = members(
  ref(UncertainDate, 'When it was published.'),
  ref(UncertainDate, 'When it was last read at its address.'),
  ref(TextAccess, 'Who may read the text.'),
);
const computed = {
  origin: Type.Optional(
    ref(SourceId, 'The source at the end of the chain of `derived_from`; absent when chains end at several.'),
  ),
  text_length: Type.Optional(
    Type.Integer({
      description: 'How long the text is, in Unicode code points; absent when no text is held.',
      format: 'int32',
      minimum: 1,
      maximum: MAX_TEXT_LENGTH,
      examples: [3071],
    }),
  ),
  text_sha256: Type.Optional(sha256Text("SHA-256 of the text's bytes, in hexadecimal; absent when no text is held.")),
  ...unknownsRead,
};

export const Source = object(
  'Source',
  'A published document.',
  { ...head('source', SourceId), ...written, ...alternativesRead, ...computed },
  [
    {
      ...exampleHead('source', 'pakistan-kyrgyzstan'),
      ...example,
      published: { ...published, earliest: '2025-08-02', latest: '2025-08-02', precision: 'day' },
      unknowns: [
        { code: 'publisher_not_named', pointer: '/publisher' },
        { code: 'text_not_held', pointer: '' },
      ],
    },
  ],
);

export const SourcePatch = patchOf(
  SourceInput,
  'SourcePatch',
  'Changes to a source (RFC 7396); null removes a member.',
  { language: 'en', url: null },
  {
    UncertainDateInput: UncertainDatePatch,
  },
);

const SourceMembers = Type.Object({ ...written, ...computed });
export type SourceMembers = Static<typeof SourceMembers> & WithAlternatives;
export type SourceDocument = Static<typeof SourceMembers> & Disputable;

export const SourceText = Type.String({
  $id: 'SourceText',
  description:
    'The text of a source, byte for byte, but for a byte-order mark at its beginning, which is dropped. It has no control ' +
    'characters other than tab, line feed, form feed and carriage return. Offsets count its Unicode code points.',
  minLength: 1,
  maxLength: MAX_TEXT_LENGTH,
  pattern: PRINTED,
  examples: ['The ministers met in Lagoon City.'],
});
