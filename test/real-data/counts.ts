/** What real visits have in common, held against counts of the file's own rows. */
import type { Json } from '../support/register.js';
import { type Ask, some } from './asking.js';
import { ownWords, recordsOf, wordsOf } from './reader.js';
import type { Row, Visits } from './visits.js';

const MAX_BUCKETS = 50;
const ROLES = { host: 'host', visitor: 'attendee' };

/** What is asked of the rows, by parameter. */
interface Asked {
  country?: string | undefined;
  party?: string | undefined;
  role?: 'host' | 'attendee';
  source?: string;
  q?: string;
  from?: string | undefined;
  to?: string | undefined;
}

const facets = ['kind', 'country', 'party', 'year'] as const;

export const COUNTS: Record<string, Ask> = {
  'facets count what the rows say, whatever else is asked': async (t, register, visits) => {
    for (const asked of questions(visits)) {
      const url = addressOf(asked);
      const { body } = await register.get(`${url}&facets=${facets.join()}&total=true&limit=1`);
      t.equal(body.meta.total, rowsOf(visits, asked).length, url);
      for (const facet of facets) {
        const chosen = facet === 'country' || facet === 'party' ? asked[facet] : undefined;
        const others = { ...asked, ...(facet === 'year' ? NO_DATES : facet === 'kind' ? {} : { [facet]: undefined }) };
        // What is chosen is counted, be it by none.
        const counts = new Map(chosen === undefined ? [] : [[chosen, 0]]);
        for (const row of rowsOf(visits, others))
          for (const value of new Set(VALUES[facet](row, visits, asked.role)))
            counts.set(value, (counts.get(value) ?? 0) + 1);
        const spanning = counts.get('spanning') ?? 0;
        counts.delete('spanning');
        const sorted = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
        const shown = sorted.filter(([value], index) => index < MAX_BUCKETS || value === chosen);
        const { buckets, more = 0, ...rest } = body.meta.facets[facet];
        t.same(pairs(buckets), shown, `${facet} of ${url}`);
        t.equal(more, sorted.length - shown.length, `more of ${facet} of ${url}`);
        t.same(rest, facet === 'year' ? { spanning, undated: 0 } : {}, `the rest of ${facet} of ${url}`);
      }
    }
  },

  'the address of a bucket finds as many as it counts': async (t, register) => {
    for (const url of ['/events?', '/events?q=summit&', '/events?country=FR&role=host&'])
      for (const facet of ['party', 'year', 'kind']) {
        const { body } = await register.get(`${url}facets=${facet}&limit=1`);
        const buckets: Json[] = body.meta.facets[facet].buckets;
        for (const { href, count } of some(buckets, 12))
          t.equal((await register.get(`${href}&total=true`)).body.meta.total, count, href);
      }
  },

  'histograms count visits by year, month and day': async (t, register, visits) => {
    for (const asked of questions(visits))
      for (const [period, length] of [
        ['year', 4],
        ['month', 7],
        ['day', 10],
      ] as const) {
        const url = `${addressOf(asked)}&histogram=date:${period}&limit=1`;
        const counts = new Map<string, number>();
        for (const { date } of rowsOf(visits, { ...asked, ...NO_DATES })) {
          const [first, last] = [date.start, date.end].map((day) => day.slice(0, length));
          const value = first === last ? first! : 'spanning';
          counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        const { buckets, ...rest } = (await register.get(url)).body.meta.histogram;
        const spanning = counts.get('spanning') ?? 0;
        counts.delete('spanning');
        const inOrder = [...counts].sort();
        // The latest thousand periods, and what lies before them as a sum.
        const earlier = inOrder.slice(0, -1000).reduce((sum, [, count]) => sum + count, 0);
        t.same(rest, { spanning, undated: 0, ...(earlier > 0 && { earlier }) }, url);
        t.same(pairs(buckets), inOrder.slice(-1000), url);
      }
  },
};

const NO_DATES = { from: undefined, to: undefined };

const pairs = (buckets: Json[]) => buckets.map(({ value, count }) => [value, count]);

const VALUES: Record<(typeof facets)[number], (row: Row, visits: Visits, role: Asked['role']) => string[]> = {
  kind: () => ['visit'],
  country: (row, _, role) => sidesOf(row, role).flatMap(({ country }) => country ?? []),
  party: (row, { partyOf, personOf }, role) => [
    ...sidesOf(row, role).map(({ name }) => partyOf(name)),
    ...(role === 'host' ? [] : row.persons.map(personOf)),
  ],
  year: ({ date: { start, end } }) => [start.slice(0, 4) === end.slice(0, 4) ? start.slice(0, 4) : 'spanning'],
};

/** The sides that have the role; persons come with the visiting one. */
const sidesOf = ({ parties }: Row, wanted: Asked['role']) =>
  parties.filter(({ role }) => wanted === undefined || ROLES[role] === wanted);

function rowsOf(visits: Visits, asked: Asked): Row[] {
  const { country, party, role, source, q, from = '', to = '9999' } = asked;
  return visits.rows.filter(
    (row) =>
      (!country || VALUES.country(row, visits, role).includes(country)) &&
      (!party || VALUES.party(row, visits, role).includes(party)) &&
      (!role || sidesOf(row, role).length > 0) &&
      (!source || visits.sourceOf(row.source.url) === source) &&
      (!q || [row.title, row.description, row.location ?? ''].flatMap(wordsOf).includes(q)) &&
      row.date.start >= from &&
      row.date.end <= to,
  );
}

const addressOf = (asked: Asked): string => `/events?${new URLSearchParams(Object.entries(asked))}`;

function questions(visits: Visits): Asked[] {
  const { partyOf, personOf, sourceOf, rows } = visits;
  const own = new Set(ownWords(recordsOf(visits).filter(({ kind }) => kind === 'event')));
  const words = ['nato', 'honolulu', 'wien', 'berlin', 'summit'].filter((one) => own.has(one));
  return [
    {},
    { country: 'FR' },
    { country: 'US', role: 'host' },
    { country: 'JP', role: 'attendee', from: '1960-01-01', to: '1999-12-31' },
    { party: partyOf('Germany') },
    { party: partyOf('United States'), role: 'host' },
    { party: personOf(rows[0]!.persons[0]!), role: 'attendee' },
    { party: partyOf('Yugoslavia'), country: 'US' },
    { source: sourceOf(rows[0]!.source.url) },
    { from: '1999-01-01', to: '1999-12-31' },
    { from: '1999-12-20', to: '2000-01-10' },
    ...words.flatMap((q): Asked[] => [{ q }, { q, country: 'GB' }, { q, from: '1990-01-01', to: '2009-06-30' }]),
  ];
}
