/** The answer to a check as schema.org has it: ClaimReview, the form that fact-checkers and search engines exchange (JSON-LD). */
import { list, object, ref, type Static, Type } from '../../model/schema.js';
import type { Link } from '../http/links.js';
import { type Check, MAX_SHOWN, type Statement } from './schema.js';

const constant = <const V extends string>(value: V, description: string) =>
  Type.Unsafe<V>({ type: 'string', enum: [value], description });
const text = (description: string, example: string) =>
  Type.String({ description, minLength: 1, maxLength: 100_000, pattern: '^[^\\x00]*$', examples: [example] });
const address = (description: string) =>
  Type.String({
    description,
    maxLength: 20_000,
    pattern: '^[^\\x00]*$',
    examples: ['/check?between=hsx,pakistan&stage=signed'],
  });

const Cited = object(
  'ClaimReviewCitation',
  'A source that bears on the claim.',
  {
    '@type': constant('CreativeWork', 'What it is.'),
    name: text('Its title, or its id.', 'pakistan-united-states'),
    url: address('Where the register has it.'),
    text: Type.Optional(text('The words that bear on the claim.', 'signing agreements with domestic exchange HSX')),
  },
  ['signing agreements with domestic exchange HSX', 'The policy push has accelerated in recent weeks'].map((quote) => ({
    '@type': 'CreativeWork',
    name: 'pakistan-united-states',
    url: '/sources/pakistan-united-states',
    text: quote,
  })),
);

const Author = object(
  'ClaimReviewAuthor',
  'Who answers.',
  {
    '@type': constant('Organization', 'What it is.'),
    name: constant('Entente', 'Its name.'),
    url: address('Its address.'),
  },
  [{ '@type': 'Organization', name: 'Entente', url: '/' }],
);

const number = (description: string, minimum: number, maximum: number) =>
  Type.Integer({ description, format: 'int32', minimum, maximum, examples: [maximum] });

const Rating = object(
  'ClaimReviewRating',
  'The verdict; without a value where the evidence does not decide.',
  {
    '@type': constant('Rating', 'What it is.'),
    alternateName: text('The verdict.', 'supported'),
    ratingValue: Type.Optional(number('1 (contradicted) to 5 (supported).', 1, 5)),
    bestRating: number('The best.', 5, 5),
    worstRating: number('The worst.', 1, 1),
  },
  [{ '@type': 'Rating', alternateName: 'supported', ratingValue: 5, bestRating: 5, worstRating: 1 }],
);

export const ClaimReview = object(
  'ClaimReview',
  'The answer to a check as a ClaimReview of schema.org.',
  {
    '@context': constant('https://schema.org', 'The vocabulary.'),
    '@type': constant('ClaimReview', 'What it is.'),
    url: address('The check itself.'),
    claimReviewed: text('The statement in words.', 'HSX and Pakistan signed an agreement'),
    reviewBody: text(
      'The answer in one sentence.',
      'HSX and Pakistan signed an agreement, according to one independent source.',
    ),
    author: ref(Author, 'Who answers.'),
    reviewRating: ref(Rating, 'The verdict.'),
    citation: list(ref(Cited), 'The words for it, then those against it.', 2 * MAX_SHOWN),
  },
  [
    {
      '@context': 'https://schema.org',
      '@type': 'ClaimReview',
      url: '/check?between=hsx%2Cpakistan&stage=signed',
      claimReviewed: 'HSX and Pakistan signed an agreement',
      reviewBody:
        'HSX and Pakistan signed an agreement on a day that is not stated, according to one independent source.',
      author: { '@type': 'Organization', name: 'Entente', url: '/' },
      reviewRating: { '@type': 'Rating', alternateName: 'supported', ratingValue: 5, bestRating: 5, worstRating: 1 },
      citation: Cited.examples,
    },
  ],
);
export type ClaimReview = Static<typeof ClaimReview>;

/** Neither what is contested nor what is not shown is true or false to some degree. */
const VALUES: Partial<Record<Check['verdict'], number>> = {
  supported: 5,
  understated: 4,
  overstated: 2,
  contradicted: 1,
};

export function claimReviewOf(
  link: Link,
  { statement, claim, sentence, verdict, because, against }: Check,
): ClaimReview {
  const value = VALUES[verdict];
  return {
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    url: link(`/check?${queryOf(statement)}`),
    claimReviewed: claim,
    reviewBody: sentence,
    author: { '@type': 'Organization', name: 'Entente', url: link('/') },
    reviewRating: {
      '@type': 'Rating',
      alternateName: verdict,
      ...(value !== undefined && { ratingValue: value }),
      bestRating: 5,
      worstRating: 1,
    },
    citation: [...because, ...against].map(({ source, source_title, quote }) => ({
      '@type': 'CreativeWork',
      name: source_title ?? source,
      url: link(`/sources/${source}`),
      ...(quote !== undefined && { text: quote }),
    })),
  };
}

const queryOf = (statement: Statement): URLSearchParams =>
  new URLSearchParams(
    Object.entries(statement).map(([name, value]): [string, string] => [name, [value].flat().join()]),
  );
