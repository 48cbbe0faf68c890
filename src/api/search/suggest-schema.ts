/** The parameters and the answer of the completion of names. */
import { enumeration, list, object, ref, type Static, set, Type, text } from '../../model/schema.js';
import { Country } from '../../model/vocabulary/countries.js';
import { PartyKind } from '../../model/vocabulary/party-kind.js';
import { suggestedKinds } from '../../register/search/suggest.js';
import { RESOURCES } from '../../resources/index.js';
import { certificateMember } from '../records/certified.js';

const KINDS = suggestedKinds(RESOURCES);

const SuggestionKind = enumeration(
  'SuggestionKind',
  'What is suggested.',
  Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      RESOURCES.find(({ record }) => record === kind)?.suggested ??
        'A topic of events and partnerships, by its value in words.',
    ]),
  ),
);

const Suggestion = object(
  'Suggestion',
  'A name that completes what was typed.',
  {
    kind: ref(SuggestionKind, 'What it is the name of.'),
    id: Type.String({
      description: 'The id of the record, or the value of the topic.',
      pattern: '^[a-z0-9]+([-_][a-z0-9]+)*$',
      minLength: 1,
      maxLength: 80,
      examples: ['el-salvador'],
    }),
    name: text('The name of the party, the title of the partnership, or the topic in words.', 1000, 'El Salvador'),
    matched: Type.Optional(
      text('The alias that completes what was typed, where the name does so less well.', 1000, 'PTV'),
    ),
    party_kind: Type.Optional(ref(PartyKind, 'What kind of party it is.')),
    country: Type.Optional(ref(Country, 'The country of the party.')),
  },
  [{ kind: 'party', id: 'ptv', name: 'Pakistan Television', matched: 'PTV', party_kind: 'media', country: 'PK' }],
);

export const Suggestions = object(
  'Suggestions',
  'Names that complete what was typed, the best first.',
  { data: list(ref(Suggestion), 'The suggestions.', 50), ...certificateMember },
  [{ data: Suggestion.examples }],
);

export const SuggestQuery = Type.Object(
  {
    q: Type.String({
      description:
        'What was typed: the beginning of a name, or of any word in it and what follows. It has a letter, a digit or a pictograph; ' +
        'case, accents, and what stands between words make no difference.',
      minLength: 1,
      maxLength: 1000,
      pattern: '^[^\\x00]*$',
      examples: ['ptv'],
    }),
    kind: Type.Optional(set(ref(SuggestionKind), 'Only suggestions of these kinds.', KINDS.length, 1)),
    party_kind: Type.Optional(
      set(
        ref(PartyKind),
        'Of parties only those of these kinds, among the first 2 000 names from A to Z that begin so.',
        100,
        1,
      ),
    ),
    limit: Type.Optional(
      Type.Integer({
        description: 'How many suggestions there are at most: 1 to 50, 10 unless said.',
        format: 'int32',
        minimum: 1,
        maximum: 50,
        default: 10,
        examples: [10],
      }),
    ),
  },
  { additionalProperties: false },
);
export type SuggestQuery = Static<typeof SuggestQuery>;
