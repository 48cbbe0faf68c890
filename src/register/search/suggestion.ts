/** What a suggestion is: a name that completes what was typed. */
import { enumeration, object, ref, type Static, Type, text } from '../../model/schema.js';

export const SuggestionKind = enumeration('SuggestionKind', 'What is suggested.', {
  party: 'A party, by its name or an alias.',
  partnership: 'A partnership, by its title.',
  topic: 'A topic of events and partnerships, by its value in words.',
});

export const Suggestion = object(
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
  },
  [{ kind: 'party', id: 'ptv', name: 'Pakistan Television', matched: 'PTV' }],
);
export type Suggestion = Static<typeof Suggestion>;
