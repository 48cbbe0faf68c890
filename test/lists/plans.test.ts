/** What lists ask of the database: always a walk along an index, never through a table, and never a sort of its own. */
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { faults, openPlans, type Planned, type Plans, SCAN, SORT } from '../support/query-plans.js';

const DEFAULTS = { parties: 'name', sources: 'published', events: 'date', partnerships: 'stage_since' };
type Collection = keyof typeof DEFAULTS;

/** One value and several values of what lists are mostly asked for, on records that there are. */
const HOT: Record<string, string[]> = {
  events: [
    ...['party=pakistan', 'party=pakistan&role=attendee', 'role=attendee', 'country=PK', 'country=PK&role=attendee'],
    ...['kind=meeting', 'topic=blockchain', 'partnership=pakistan-kyrgyzstan', 'source=pakistan-kyrgyzstan'],
    ...['outcome=discussed_only', 'from=2025-01-01', 'to=2025-12-31', 'from=2025-01-01&to=2025-12-31'],
    ...['from=2025-01-01&date_match=possible', 'from=2025-01-01&date_match=any'],
    'kind=meeting&from=2025-01-01&to=2025-12-31',
    'updated_since=2020-01-01T00:00:00Z',
  ],
  partnerships: [
    ...['party=pakistan', 'party=pakistan&role=principal', 'role=principal', 'country=PK', 'stage=signed'],
    ...['reached=signed', 'negated=signed', 'topic=blockchain', 'scope=state_state', 'source=pakistan-kyrgyzstan'],
    ...['instrument_kind=mou', 'instrument_status=signed', 'from=2025-01-01', 'to=2025-12-31&date_match=possible'],
  ],
  parties: [
    'kind=state',
    'country=PK',
    'part_of=pakistan',
    'named=true',
    'name=Pakistan',
    'source=pakistan-kyrgyzstan',
  ],
  sources: ['kind=news_article', 'publisher=openvoicenews-pakistan', 'language=en', 'from=2025-01-01'],
};
const SEVERAL: Record<string, string[]> = {
  events: [
    ...['party=pakistan,kyrgyzstan', 'country=PK,KG', 'kind=meeting,announcement', 'topic=blockchain,cbdc'],
    ...['party=pakistan,kyrgyzstan&role=attendee,host', 'party=pakistan&kind=meeting', 'between=pakistan,kyrgyzstan'],
    'party=pakistan,kyrgyzstan&topic=blockchain,regulation&from=2025-01-01',
  ],
  partnerships: [
    ...['party=pakistan,kyrgyzstan', 'stage=signed,talks', 'reached=signed,talks', 'scope=state_state,other'],
    ...['topic=blockchain,regulation', 'country=PK,KG', 'stage=talks&topic=blockchain', 'between=pakistan,kyrgyzstan'],
    'instrument_kind=mou,agreement&instrument_status=signed,drafted',
  ],
  parties: ['kind=state,company', 'country=PK,KG', 'kind=state&country=PK'],
  sources: ['kind=news_article,filing', 'kind=news_article&language=en'],
};
const everywhere = (queries: Record<string, string[]>) =>
  Object.entries(queries).flatMap(([collection, all]) => all.map((query) => [collection, query] as const));

const inBothDirections = (collection: string) =>
  ['', '-'].map((sign) => `${sign}${DEFAULTS[collection as Collection]}`);

/** The queries of the first page of a list and, when there is one, of the second. */
async function firstTwo(plansOf: Plans, url: string): Promise<Planned[]> {
  const first = await plansOf(`${url}&limit=1`);
  const second = first.next === undefined ? [] : (await plansOf(`${url}&limit=1&cursor=${first.next}`)).plans;
  return [...first.plans, ...second];
}

t.test(
  'a list in its own order, with one filter or none, is a walk along one index without a sort',
  sqliteOnly,
  async (t) => {
    const plansOf = await openPlans(t);
    const all = [
      ...Object.keys(DEFAULTS).map((collection) => [collection, 'total=false'] as const),
      ...everywhere(HOT),
    ];
    for (const [collection, query] of all)
      for (const sort of inBothDirections(collection)) {
        const url = `/${collection}?${query}&sort=${sort}`;
        t.same(faults(await firstTwo(plansOf, url), SCAN, SORT), [], url);
      }
  },
);

t.test(
  'several values of a filter are merged from their indexes, and several filters are looked up',
  sqliteOnly,
  async (t) => {
    const plansOf = await openPlans(t);
    for (const [collection, query] of everywhere(SEVERAL))
      for (const sort of inBothDirections(collection)) {
        const url = `/${collection}?${query}&sort=${sort}`;
        const plans = await firstTwo(plansOf, url);
        t.same(faults(plans, SCAN), [], url);
        // A count has no order; it may gather what it counts.
        const pages = plans.filter(({ sql }) => sql.includes('order by'));
        t.same(faults(pages, SORT), [], url);
      }
  },
);

t.test('a page behind a cursor begins at its place in the index, however deep', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  const lists = [
    ...['/events?kind=meeting,announcement,legal_act,institution_created,statement', '/events?total=false'],
    ...['/events?from=2020-01-01&date_match=any', '/events?party=pakistan', '/sources?kind=news_article'],
    ...['/events?from=2020-01-01&to=2030-01-01', '/events?updated_since=2020-01-01T00:00:00Z'],
    ...['/partnerships?total=false', '/partnerships?topic=blockchain', '/parties?total=false', '/parties?kind=person'],
  ];
  for (const list of lists) {
    const collection = list.slice(1).split('?')[0]!;
    for (const sort of [...inBothDirections(collection), 'id', '-id', 'created_at', '-created_at', '-updated_at']) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const { plans, next } = await plansOf(`${list}&sort=${sort}&limit=1${cursor ? `&cursor=${cursor}` : ''}`);
        cursor = next;
        // Where there are so few records that each is looked up by its id, there is no scan.
        const behind = plans.filter(({ sql }) => /"id"\)? [<>]/.test(sql) && !sql.includes('"r"."id" in ('));
        const others = faults(behind, /^SEARCH [er] USING (?!.*(\(\w+,id\)[<>]\(|\bid[<>]\?))/);
        // The part of a list that the cursor doesn't stand in is read from its beginning.
        const secondPart = /^SEARCH e USING PRIMARY KEY \(filter=\? AND value=\? AND sort=\?\) in .*"first_part"/;
        found.push(...others.filter((fault) => !secondPart.test(fault)));
      } while (cursor !== undefined);
      t.same([...new Set(found)], [], `${list}&sort=${sort}`);
    }
  }
});

t.test('the orders by id, creation and change walk along indexes of their own', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const collection of Object.keys(DEFAULTS))
    for (const sort of ['id', 'created_at', 'updated_at'].flatMap((sort) => [sort, `-${sort}`]))
      for (const query of ['total=false', ...HOT[collection]!, 'updated_since=2020-01-01T00:00:00Z']) {
        const url = `/${collection}?${query}&sort=${sort}`;
        // What changed since an instant may as well be found by that and then sorted, which it is for other orders.
        const isSorted = query.includes('updated_since') && !sort.includes('updated_at');
        t.same(faults(await firstTwo(plansOf, url), SCAN, ...(isSorted ? [] : [SORT])), [], url);
      }
});

t.test('totals, chosen ids and expanded records go through no table either', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const [collection, query] of [...everywhere(HOT), ...everywhere(SEVERAL)])
    for (const more of [
      'total=true',
      'expand=parties,sources,events,partnerships',
      'id=pakistan,pakistan-kyrgyzstan',
    ]) {
      const url = `/${collection}?${query}&${more}`;
      t.same(faults((await plansOf(url)).plans, SCAN), [], url);
    }
});

t.test('histories are looked up', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const url of ['/parties/pakistan/revisions', '/parties/pakistan/revisions?limit=1'])
    t.same(faults((await plansOf(url)).plans, SCAN, SORT), [], url);
});
