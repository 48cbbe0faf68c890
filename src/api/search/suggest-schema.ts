/** What is asked and told when names are completed. */
import { list, object, ref, type Static, set, Type } from '../../model/schema.js';
import { Suggestion, SuggestionKind } from '../../register/search/suggestion.js';

export const Suggestions = object(
  'Suggestions',
  'Names that complete what was typed, the best first.',
  { data: list(ref(Suggestion), 'The suggestions.', 50) },
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
    kind: Type.Optional(set(ref(SuggestionKind), 'Only suggestions of these kinds.', 3, 1)),
    limit: Type.Optional(
      Type.Integer({
        description: 'How many suggestions there are at most: 1 to 50, 10 unless said.',
        format: 'int32',
        minimum: 1,
        maximum: 50,
        examples: [10],
      }),
    ),
  },
  { additionalProperties: false },
);
export type SuggestQuery = Static<typeof SuggestQuery>;
