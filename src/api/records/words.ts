/** The parameter `q`, and what an answer says about the search. */
import { PartyId } from '../../model/ids.js';
import { Refusal } from '../../model/refusal.js';
import { enumeration, list, words as name, object, ref, Type, text } from '../../model/schema.js';
import { isEmptyQuery, readQuery } from '../../model/words/search-query.js';

const MAX_QUERY_LENGTH = 10_000;

/** The parameter `q`. */
export const words = (description: string) =>
  Type.String({
    description:
      `${description} All have to occur, in any form (\`sign\` finds "signing"); case, accents and marks inside words make no difference. ` +
      'Also `"a phrase"`, `-without`, `one OR another`, `prefix*` (five different ones).',
    maxLength: MAX_QUERY_LENGTH,
    pattern: '^[\\s\\S]*$',
    examples: ['hsx sign'],
  });

const Spellings = enumeration('Spelling', 'How words are taken that may be misspelt.', {
  exact: 'As they are typed: no other words are searched for or suggested.',
});

/** The parameter `spelling`. */
export const spellingParameter = Type.Optional(
  ref(
    Spellings,
    'Unless `exact`, names close to words of `q` that no record has are searched for instead; not in a file, nor for quoted words.',
  ),
);

/** Refuses a query with nothing to search for. */
export function expectWords(q: string): void {
  if (!isEmptyQuery(readQuery(q))) return;
  const detail = 'there is nothing to search for in it: send at least one letter, digit or pictograph';
  throw new Refusal('invalid_parameter', `q: ${detail}`, {
    errors: [{ parameter: 'q', code: 'nothing_to_search', detail }],
  });
}

const Rankings = enumeration('Ranking', 'How the matches of a search are put in order.', {
  exact:
    'All by where the words stand: in names and titles, then also in names of parties, in summaries and other prose, in quotations, in texts; of equals the most recent first.',
  newest:
    'There are more than 200: those with the words in names and titles come first, then those that also have them in names of parties, then all others, the most recent first.',
});

const CloseName = object(
  'CloseName',
  'A party whose name is close to words that were searched for.',
  { party: ref(PartyId, 'Who it is.'), name: name('Its name.', 'El Salvador') },
  [{ party: 'el-salvador', name: 'El Salvador' }],
);

/** What `meta` has after a search. */
export const searchMembers = {
  ranking: Type.Optional(ref(Rankings, 'With `q`: how the matches are put in order; absent when there are none.')),
  searched_for: Type.Optional(
    text(
      'What was searched for instead of `q`, because no record has its words: names that they are close to. Sent as `q` it gives the same.',
      2 * MAX_QUERY_LENGTH,
      'salvador',
    ),
  ),
  suggestions: Type.Optional(
    list(
      ref(CloseName),
      'With `q`, when hardly anything has its words: the parties whose names they are close to.',
      5,
      1,
    ),
  ),
};
