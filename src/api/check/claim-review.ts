/** The answer to a check as schema.org has it: ClaimReview, the form that fact-checkers and search engines exchange (JSON-LD). */
import type { Link } from '../http/links.js';
import type { Check, Statement } from './schema.js';

/** Neither what is contested nor what is not shown is true or false to some degree. */
const RATINGS: Partial<Record<Check['verdict'], number>> = {
  supported: 5,
  understated: 4,
  overstated: 2,
  contradicted: 1,
};

/** @param link makes the whole address of a path: reviews are collected from many places */
export function claimReviewOf(link: Link, check: Check) {
  const { statement, claim, sentence, verdict, because, against } = check;
  const rating = RATINGS[verdict];
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
      ...(rating !== undefined && { ratingValue: rating }),
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
