/** How facets and histograms are asked for, and what they look like in a list's meta. */

import { enumeration, list, object, ref, set, type TProperties, Type, words } from '../../model/schema.js';
import { type Definition, FACETS, facetsOf } from '../../register/definition.js';
import { PERIODS } from '../../register/list/counts.js';
import { MAX_BUCKETS, MAX_PERIODS } from '../../register/list/facets.js';
import { MAX_COUNTED } from '../../register/list/matching.js';
import { address } from '../http/links.js';

/** Values that a filter takes at most. */
const MAX_SELECTED = 100;

const tally = (description: string, example: number, maximum = MAX_COUNTED) =>
  Type.Integer({ description, format: 'int32', minimum: 0, maximum, examples: [example] });

const isLowerBound = Type.Optional(
  Type.Boolean({
    description: 'True when there are more than 10 000 matches: the counts are those of the first 10 000 found.',
    examples: [true],
  }),
);
const href = (description: string, example: string) =>
  Type.Optional(address(`${description} Left out when it would be too long.`, example));
const more = Type.Optional(
  tally('How many values there are beyond those that are shown; absent when there are none.', 3, 2_147_483_647),
);
const spanning = (period: string) => tally(`Matches whose dates are known, but may lie in more than one ${period}.`, 4);
const undated = tally('Matches of whose date nothing is known.', 2);

const FacetBucket = object(
  'FacetBucket',
  'A value of a facet, and how many matches have it.',
  {
    value: Type.String({
      description: 'The value, as the filter takes it.',
      minLength: 1,
      maxLength: 80,
      pattern: '^[A-Za-z0-9_-]+$',
      examples: ['blockchain'],
    }),
    name: Type.Optional(words('What the party is called, when the value is one.', 'Pakistan')),
    count: tally(
      "How many matches have it. The facet's own filter is left out of the question, so that its other values are counted as well.",
      3,
    ),
    selected: Type.Boolean({ description: 'Whether the list is asked for it.', examples: [false] }),
    href: href(
      'The address of this list with the value added to the filter or, when it is selected, taken away. Left out when the filter takes no more values.',
      '/events?topic=blockchain&facets=topic',
    ),
  },
  [{ value: 'blockchain', count: 3, selected: false, href: '/events?topic=blockchain&facets=topic' }],
);

const buckets = list(
  ref(FacetBucket),
  'The values that most matches have, the most frequent first: at most 50, and every one that is selected.',
  MAX_BUCKETS + MAX_SELECTED,
);
const Facet = object(
  'Facet',
  'How many matches have each value of a filter.',
  { buckets, more, is_lower_bound: isLowerBound },
  [{ buckets: FacetBucket.examples ?? [] }],
);
const YearFacet = object(
  'YearFacet',
  'How many matches lie surely in each year. `from`, `to` and `date_match` are its own filter.',
  { buckets, more, spanning: spanning('year'), undated, is_lower_bound: isLowerBound },
  [
    {
      buckets: [
        { value: '2025', count: 4, selected: false, href: '/events?from=2025-01-01&to=2025-12-31&facets=year' },
      ],
      spanning: 1,
      undated: 2,
    },
  ],
);

export const Facets = object(
  'Facets',
  'The facets that were asked for with `facets`.',
  Object.fromEntries(
    Object.entries(FACETS).map(([name, about]) => [
      name,
      Type.Optional(ref(name === 'year' ? YearFacet : Facet, about)),
    ]),
  ),
  [{ topic: Facet.examples?.[0] }],
);

const HistogramBucket = object(
  'HistogramBucket',
  'A year, month or day, and how many matches lie surely in it.',
  {
    value: Type.String({
      description: 'The year, month or day: `2025`, `2025-07` or `2025-07-17`.',
      pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$',
      minLength: 4,
      maxLength: 10,
      examples: ['2025-07'],
    }),
    count: tally('How many matches lie surely in it.', 3),
    href: href(
      'The address of this list asked for these days alone.',
      '/events?from=2025-07-01&to=2025-07-31&histogram=date:month',
    ),
  },
  [{ value: '2025-07', count: 3, href: '/events?from=2025-07-01&to=2025-07-31&histogram=date:month' }],
);
export const Histogram = object(
  'Histogram',
  'How many matches lie in each year, month or day, whatever days the list is asked for; those without any are left out.',
  {
    buckets: list(ref(HistogramBucket), 'From the earliest to the latest: the latest thousand.', MAX_PERIODS),
    earlier: Type.Optional(tally('How many matches lie before these; absent when none do.', 3)),
    spanning: spanning('of them'),
    undated,
    is_lower_bound: isLowerBound,
  },
  [{ buckets: HistogramBucket.examples ?? [], spanning: 4, undated: 2 }],
);

/** The parameters that ask for counts. */
export function countParameters(definition: Definition): TProperties {
  const { singular, dated, sort } = definition;
  const facets = facetsOf(definition);
  const Name = enumeration(
    `${singular}Facet`,
    'What can be counted value by value.',
    Object.fromEntries(facets.map((facet) => [facet, FACETS[facet]])),
  );
  const Dates = enumeration(
    `${singular}Histogram`,
    'How dates can be counted.',
    Object.fromEntries(
      PERIODS.map((period) => [`${sort}:${period}`, `By the ${period} that ${dated} surely lies in.`]),
    ),
  );
  return {
    facets: Type.Optional(
      set(
        ref(Name),
        'Also counts, in `meta.facets`, how many matches have each value of these. Each leaves its own filter out of account, and each bucket has the address that adds or removes it.',
        facets.length,
        1,
      ),
    ),
    ...(dated !== undefined && {
      histogram: Type.Optional(
        ref(
          Dates,
          'Also counts, in `meta.histogram`, how many matches lie in each year, month or day, whatever `from` and `to` say.',
        ),
      ),
    }),
  };
}
