/** Searches find what a slow reader finds, in the order in which they would put it. */
import fc from 'fast-check';
import t from 'tap';
import { fold } from '../../src/model/words/folding.js';
import { runs } from '../support/place.js';
import { type Json, openRegister } from '../support/register.js';
import { COLLECTIONS, type Kind, matchedParties, matches, queries, type Seen, tierOf, writeWords } from './oracle.js';

/** What a record is counted under: its kind, or the countries of those who take part. */
function facetOf(seen: readonly Seen[], facet: string, { kind, country, parties = [] }: Json): string[] {
  if (facet === 'kind' || country !== undefined) return [facet === 'kind' ? kind : country];
  const ids = parties.map(({ party }: Json) => party);
  const taking = seen.filter((one) => one.kind === 'party' && ids.includes(one.document.id));
  return [...new Set(taking.map(({ document }) => document.country))];
}

const FACETS: Record<Kind, string> = {
  party: 'kind,country',
  source: 'kind',
  event: 'kind,country',
  partnership: 'country',
};
/** A whole name, without marks in words and whatever stands between them. */
const plain = (text: string): string =>
  fold(text)
    .replaceAll(/(?<=[\p{L}\p{N}])['-](?=\p{L})/gu, '')
    .replaceAll(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, ' ')
    .trim();
const RUNS = 150;
const q = (typed: string) => `q=${encodeURIComponent(typed)}`;
const keyOf = (one: Json) => `${one.record}/${one.id}`;
/** What is most recent comes first; parties are not dated and come before, what nobody knows the date of comes last. */
const dayOf = ({ kind, document: { date, stage_since, published } }: Seen): string => {
  const { earliest, latest } = date ?? stage_since ?? published ?? {};
  return kind === 'party' ? '9999-12-31' : (earliest ?? latest ?? '');
};

for (const seed of [1, 2]) {
  t.test(`searches agree with the documents, register ${seed}`, async (t) => {
    const register = await openRegister(t);
    const seen = await writeWords(register, seed);
    await fc.assert(
      fc.asyncProperty(queries, async ({ asked, typed }) => {
        const expected = seen.filter((one) => matches(one, asked));
        const { body } = await register.get(`/search?limit=200&total=true&${q(typed)}`);
        // A name that is close is only searched for when nothing matches.
        if (expected.length === 0) return body.meta.searched_for !== undefined || body.data.length === 0;
        const found = body.data.map(keyOf);
        const isNamed = ({ kind, document }: Seen) =>
          kind === 'party' &&
          [document.name, ...(document.aliases ?? []).map((alias: Json) => alias.name)]
            .map(plain)
            .includes(plain(typed.replaceAll(/["*]/g, '')));
        const places: [number, string][] = found.map((key: string): [number, string] => {
          const one = seen.find(({ document }) => keyOf(document) === key);
          return one ? [isNamed(one) ? 0 : tierOf(one, asked), dayOf(one)] : [-1, ''];
        });
        const inOrder = places.toSorted(([a, day], [b, other]) => a - b || (day < other ? 1 : day > other ? -1 : 0));
        t.same(found.toSorted(), expected.map(({ document }) => keyOf(document)).sort(), typed);
        t.equal(body.meta.total, expected.length);
        t.equal(body.meta.ranking, 'exact');
        t.same(places, inOrder, typed);
        for (const { matched_parties = [], ...hit } of body.data) {
          const one = seen.find(({ document }) => keyOf(document) === keyOf(hit));
          t.same(matched_parties, one && [...new Set(matchedParties(seen, one, asked))], `${typed}: ${keyOf(hit)}`);
        }
        return true;
      }),
      { numRuns: RUNS, seed },
    );
  });

  t.test(`lists take words together with their filters, register ${seed}`, async (t) => {
    const register = await openRegister(t);
    const seen = await writeWords(register, seed);
    const filters: Record<Kind, [string, (document: Json) => boolean][]> = {
      party: [
        ['kind=state', ({ kind }) => kind === 'state'],
        ['country=PK,DE', ({ country }) => country !== 'FR'],
      ],
      source: [['kind=filing', () => false]],
      event: [
        ['kind=meeting', ({ kind }) => kind === 'meeting'],
        ['topic=mining,cbdc', ({ topics = [] }) => topics.includes('mining') || topics.includes('cbdc')],
        [
          'party=party-3&kind=signing',
          ({ parties = [], kind }) => kind === 'signing' && parties.some(({ party }: Json) => party === 'party-3'),
        ],
        ['from=2024-01-01&to=2025-07-31', ({ date }) => date.earliest >= '2024-01-01' && date.latest <= '2025-07-31'],
        ['from=2025-07-01&date_match=possible', ({ date }) => date.latest >= '2025-07-01'],
        ['id=event-1,event-2,event-7', ({ id }) => ['event-1', 'event-2', 'event-7'].includes(id)],
        ['source=source-3', ({ citations }) => citations.some(({ source }: Json) => source === 'source-3')],
      ],
      partnership: [
        ['stage=talks&topic=cbdc', ({ topics = [] }) => topics.includes('cbdc')],
        ['party=party-0', ({ parties }) => parties.some(({ party }: Json) => party === 'party-0')],
      ],
    };
    const asked = fc.record({
      query: queries,
      filter: fc.constantFrom(
        ...(['party', 'source', 'event', 'partnership'] as const).flatMap((kind) =>
          [['', () => true] as const, ...filters[kind]].map(([text, holds]) => ({ kind, text, holds })),
        ),
      ),
      sort: fc.constantFrom('', 'sort=id', 'sort=-updated_at', 'sort=relevance'),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ query, filter: { kind, text, holds }, sort }) => {
        const expected = seen.filter((one) => one.kind === kind && matches(one, query.asked) && holds(one.document));
        const parameters = [q(query.typed), text, sort, 'total=true', 'limit=200'].filter(Boolean).join('&');
        const { body } = await register.get(`/${COLLECTIONS[kind]}?${parameters}`);
        if (expected.length === 0) return body.meta.searched_for !== undefined || body.data.length === 0;
        const found = body.data.map(({ id }: Json) => id);
        t.same(found.toSorted(), expected.map(({ document }) => document.id).sort(), parameters);
        t.equal(body.meta.total, expected.length);
        if (sort === 'sort=id') t.same(found, found.toSorted());
        const counted = (await register.get(`/${COLLECTIONS[kind]}?${parameters}&facets=${FACETS[kind]}`)).body.meta
          .facets;
        for (const facet of ['country', 'kind'].filter((one) => counted?.[one] && !text.includes(`${one}=`))) {
          const counts = counted[facet].buckets.map(({ value, count }: Json) => `${value} ${count}`);
          const values = expected.flatMap(({ document }) => facetOf(seen, facet, document));
          const expectedCounts = [...new Set(values)].map(
            (value) => `${value} ${values.filter((one) => one === value).length}`,
          );
          t.same(counts.sort(), expectedCounts.sort(), `${facet} of ${parameters}`);
        }
        return true;
      }),
      { numRuns: RUNS, seed },
    );
  });
}

t.test('pages of a search hold every match once, and the same order as one page', async (t) => {
  const register = await openRegister(t);
  await writeWords(register, 3);
  for (const typed of ['pakistan', 'sign OR crypto', '-pakistan', 's*']) {
    const whole = (await register.get(`/search?limit=200&${q(typed)}`)).body.data.map(keyOf);
    const paged: string[] = [];
    let next: string | undefined;
    do {
      const { body } = await register.get(`/search?limit=3&${q(typed)}${next ? `&cursor=${next}` : ''}`);
      paged.push(...body.data.map(keyOf));
      next = body.page.next;
    } while (next);
    t.same(paged, whole, typed);
  }
});

t.test('whatever is typed is answered, and never with a mistake of the service', async (t) => {
  const register = await openRegister(t);
  await writeWords(register, 4);
  const letters = fc.constantFrom(
    ...['"', '-', '*', ' ', 'OR', 'a', 'pakistan', ':', '(', ')', 'NEAR', '^', '+', '{', '}', '\\', "'", '\u0000', '%'],
    ...[
      '🚀',
      '👩‍👩‍👧',
      '中',
      '\u202e',
      'ﷺ',
      '½',
      '\ud7ff',
      '_',
      ';',
      '--',
      '|',
      '=',
      'é',
      '\u0301',
      'AND',
      'NOT',
      '.',
      ',',
    ],
  );
  const anything = fc.oneof(
    fc.array(letters, { maxLength: 25 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed()),
  );
  await fc.assert(
    fc.asyncProperty(anything, fc.constantFrom('/search', '/events', '/parties', '/sources'), async (typed, path) => {
      const { status, body } = await register.get(`${path}?limit=1&${q(typed)}`);
      // Only where there is no letter, digit or pictograph is there nothing to search for.
      const isSomething = /(?!\p{DI}|\u0640)[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(typed.normalize('NFKD'));
      return status === 200 || (status === 400 && !isSomething && body.errors[0].code === 'nothing_to_search');
    }),
    { numRuns: runs(2000), seed: 7 },
  );
});
