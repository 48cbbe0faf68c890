/** Questions of every kind that the service answers, for a register of `test/support/random-register.ts` and more. */
import fc from 'fast-check';
import type { Test } from 'tap';
import { FILTERS, SINGLE } from '../support/filter-oracle.js';
import { type Collection, IDS } from '../support/random-register.js';
import { type Answer, type TestRegister, writerKey } from '../support/register.js';

const COLLECTIONS = Object.keys(IDS) as Collection[];

/** Words that stand in events: in every one, in every second and so on, and in one alone. */
const SHARES = { ubiquity: 1, frequency: 2, sometimes: 9, seldom: 40, rarity: 400, singleton: 1500 };
/** As many events as make a search go on when it has looked at the most recent ones. */
const MORE_EVENTS = 1500;
const LONG_WORD = `honorific${'abilitudinitatibus'.repeat(45)}`;
const TEXTS = [
  'The ministers of Réunion signed a memorandum of understanding on digital assets, and a memorandum on mining.',
  'A memorandum. Of understanding nothing was said; 中华人民共和国 and 🤝 stood there, naïve as ever.',
  `${'The understanding of a memorandum is long. '.repeat(400)}It ends with a memorandum of understanding.`,
  `The U.S. and Al-Sabah, the U.K.'s envoy, wrote ${LONG_WORD}, ${LONG_WORD}s and ${LONG_WORD.slice(0, 650)}.`,
  // More different words than a tsvector of PostgreSQL holds.
  `A memorandum on mining. ${Array.from({ length: 60_000 }, (_, index) => `q${index.toString(36)}x`).join(' ')} of the U.S.`,
];

/** Writes what is asked about, besides the random records. */
export async function writeMore(register: TestRegister): Promise<void> {
  for (const [index, text] of TEXTS.entries()) {
    await register.patch(`/sources/source-${index}`, { text_access: 'public' }, { 'if-match': '*' });
    await register.putText(`source-${index}`, text);
  }
  // What is cut off by a shorter text is found no more.
  await register.putText('source-5', TEXTS[4]!);
  await register.putText('source-5', 'q1x stands in a short text now.');
  const kinds = FILTERS.events.kind!;
  for (let from = 0; from < MORE_EVENTS; from += 500) {
    const operations = Array.from({ length: 500 }, (_, place) => {
      const index = from + place;
      const words = Object.entries(SHARES).flatMap(([word, share]) => (index % share === share - 1 ? [word] : []));
      return {
        operation: 'create',
        record: 'event',
        document: {
          id: `more-${index}`,
          kind: kinds[index % kinds.length],
          title: `An event of ${words.join(' and ')}`,
          ...(index % 7 > 0 && { date: { edtf: new Date(Date.UTC(2020, 0, index)).toISOString().slice(0, 10) } }),
          parties: [{ party: `party-${index % 20}`, role: 'attendee' }],
          citations: [{ source: 'source-0' }],
        },
      };
    });
    const { status, text } = await register.post('/batch', { operations });
    if (status !== 200) throw new Error(text.slice(0, 2000));
  }
  const refused = [
    { kind: 'company' },
    { kind: 'nothing', name: 'x' },
    { id: 'party-1', kind: 'company', name: 'Zug' },
  ];
  for (const body of refused) await register.post('/parties', body);
  await register.post('/batch', { operations: [] });
}

const of = (...values: string[]) => fc.constantFrom(...values);
const maybe = <T>(one: fc.Arbitrary<T>, freq = 2) => fc.option(one, { freq, nil: undefined });

const word = fc.oneof(
  of('memorandum', '"memorandum of understanding"', '"of a memorandum is"', 'mem*', 'm*', 'understanding', 'mining'),
  of('cafe', 'zug', 'tokyo', '中华', '🤝', 'naive', 'bank', 'memorandm', 'new', 'sign', 'digital', 'reserve', 'fund'),
  of('u.s.', 'us', '"the us and"', 'alsabah', 'al-sabah', 'u.k.', 'uk', 'envoy', '"us al sabah"', 'event', 'party'),
  of(...Object.keys(SHARES), '"frequency and sometimes"', 'fre*', 'sel*', '"ubiquity and rarity"', 'ubiqity'),
  of('q1x', 'q19ax', 'q1ehkx', '"q1x q2x"', '"q2x q1x"', 'q1*', 'q19a*', 'q*', 'q1e*'),
  of(
    'honorif*',
    LONG_WORD,
    `${LONG_WORD}s`,
    `${LONG_WORD.slice(0, 300)}*`,
    `"wrote ${LONG_WORD}"`,
    'honorificabilitudin*',
  ),
);
const words = fc.oneof(
  word,
  fc.array(word, { minLength: 2, maxLength: 4 }).map((all) => all.join(' ')),
  fc.tuple(word, word).map(([one, other]) => `${one} -${other}`),
  fc.tuple(word, word, word).map(([one, other, third]) => `${one} OR ${other} ${third}`),
  word.map((one) => `-${one}`),
);

const DAYS = ['2020-03-01', '2021-12-31', '2024-01-01', '2025-03-01', '2023', '2022-06'];
const DATED: readonly Collection[] = ['events', 'partnerships', 'sources'];
const COUNTED: Partial<Record<Collection, string[]>> = {
  events: ['kind', 'topic', 'outcome', 'party', 'country', 'notice', 'missing', 'year'],
  partnerships: ['stage', 'reached', 'topic', 'scope', 'party', 'country', 'evidence', 'missing', 'year'],
  sources: ['kind', 'publisher', 'missing', 'year'],
  parties: ['kind', 'country'],
};
const OWN_ORDER: Record<Collection, string> = {
  events: 'date',
  partnerships: 'stage_since',
  sources: 'published',
  parties: 'name',
};

/** The records of a list, in an order. */
const lists = (collection: Collection): fc.Arbitrary<URLSearchParams> => {
  const filters = Object.entries(FILTERS[collection]).map(([name, values]) =>
    maybe(fc.uniqueArray(of(...values), { minLength: 1, maxLength: 3 }), 1).map(
      (chosen) => [name, chosen && ([...SINGLE, 'name'].includes(name) ? chosen[0] : chosen.join())] as const,
    ),
  );
  const dates = fc.record({
    from: maybe(of(...DAYS)),
    to: maybe(of(...DAYS)),
    date_match: maybe(of('possible', 'any'), 1),
  });
  const sorts = ['id', 'created_at', 'updated_at', OWN_ORDER[collection]].flatMap((one) => [one, `-${one}`]);
  return fc
    .record({
      chosen: fc.tuple(...filters.map((one) => fc.tuple(fc.nat(3), one))),
      q: maybe(words, 1),
      spelling: maybe(of('exact'), 1),
      sort: maybe(of(...sorts)),
      limit: fc.integer({ min: 1, max: 12 }).map(String),
      dates: DATED.includes(collection) ? maybe(dates, 1) : fc.constant(undefined),
      updated_since: maybe(of('2026-01-01T00:00:40.000Z', '2026-01-01T00:02:30.000Z'), 1),
    })
    .map(({ chosen, dates: between, spelling, ...others }) => {
      const all = {
        ...Object.fromEntries(chosen.flatMap(([rank, one]) => (rank === 0 ? [one] : []))),
        ...others,
        ...between,
        ...(others.q !== undefined && { spelling }),
      };
      return new URLSearchParams(Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined));
    });
};

/** Pages of lists, and what is counted of them. */
const pages = of(...COLLECTIONS).chain((name) => {
  const collection = name as Collection;
  const orders = DATED.includes(collection)
    ? of('year', 'month', 'day').map((unit) => `${OWN_ORDER[collection]}:${unit}`)
    : fc.constant(undefined);
  return fc
    .record({
      list: lists(collection),
      total: maybe(fc.constant('true')),
      facets: maybe(fc.uniqueArray(of(...COUNTED[collection]!), { minLength: 1, maxLength: 3 }), 1).map((all) =>
        all?.join(),
      ),
      histogram: maybe(orders, 1),
      expand: maybe(of('parties', 'sources', 'parties,partnerships'), 1),
    })
    .map(({ list, ...more }) => {
      for (const [parameter, value] of Object.entries(more)) if (value !== undefined) list.set(parameter, value);
      return `/${collection}?${list}`;
    });
});

const rows = maybe(of('citations', 'records'), 1);
const files = fc.tuple(of(...COLLECTIONS), of('csv', 'ndjson')).chain(([collection, format]) =>
  fc.tuple(lists(collection as Collection), fc.integer({ min: 1, max: 60 }), rows).map(([list, limit, rows]) => {
    list.set('limit', String(limit));
    if (rows !== undefined) list.set('rows', rows);
    return `/${collection}.${format}?${list}`;
  }),
);

const searches = fc
  .tuple(words, maybe(of('event', 'source,party', 'partnership'), 1), fc.integer({ min: 1, max: 30 }), fc.boolean())
  .map(([q, record, limit, isWhole]) => {
    const more = `${record ? `&record=${record}` : ''}${isWhole ? '&total=true&expand=record' : ''}`;
    return `/search?q=${encodeURIComponent(q)}&limit=${limit}${more}`;
  });

const record = of(...COLLECTIONS).chain((collection) =>
  of(...IDS[collection as Collection]).map((id) => `/${collection}/${id}`),
);
const revisions = fc.integer({ min: 1, max: 4 });
const records = fc.oneof(
  record,
  record.map((url) => `${url}?expand=parties,sources,context`),
  record.map((url) => `${url}/revisions?limit=2`),
  fc.tuple(record, revisions).map(([url, revision]) => `${url}/revisions/${revision}`),
  fc.tuple(record, revisions, revisions).map(([url, from, to]) => `${url}/difference?from=${from}&to=${to}`),
  fc.tuple(record, of('00:40', '01:10', '02:00')).map(([url, at]) => `${url}?recorded_at=2026-01-01T00:${at}.000Z`),
  record.map((url) => `${url}?expand=parties,sources&recorded_at=2026-01-01T00:01:10.000Z`),
  of('paty-1', 'party-1,party-77', 'zug', 'bnk', 'x').map((ids) => `/events?party=${ids}&limit=2`),
  of('evnt-4', 'event-4,event-x').map((ids) => `/events?id=${ids}`),
  of(...IDS.sources).map((id) => `/sources/${id}/text`),
  of(...IDS.parties).map((id) => `/parties/${id}/neighbours?limit=3`),
  of(...IDS.parties).map((id) => `/parties/${id}/neighbours?stage=signed,talks`),
);

const feeds = fc
  .record({
    record: maybe(of('event', 'party,source'), 1),
    operation: maybe(of('patch,delete', 'create', 'recomputed'), 1),
    changed: maybe(of('summary', 'country,text_access'), 1),
    party: maybe(of('party-1', 'party-2,party-3'), 1),
    id: maybe(of('party-1', 'event-4'), 1),
    actor: maybe(of('tester', 'nobody'), 1),
    after: maybe(of('0', '60', '150'), 1),
    until: maybe(of('2026-01-01T00:00:40.000Z', '2026-01-01T00:02:30.000Z'), 1),
    expand: maybe(of('document', 'difference', 'document,difference'), 1),
    limit: of('5', '40', '200'),
  })
  .map((all) => {
    const given = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
    return `/changes?${new URLSearchParams(given)}`;
  });

const suggestions = fc
  .tuple(
    of(...'abcdefghz', 'the b', 'bank', 'party', 'caf', 'people', 'min', 'abu', 'zug'),
    maybe(of('party', 'topic'), 1),
    maybe(of('state', 'media,company'), 1),
  )
  .map(
    ([q, kind, party]) =>
      `/suggest?q=${encodeURIComponent(q)}${kind ? `&kind=${kind}` : ''}${party ? `&party_kind=${party}` : ''}`,
  );

const questions: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: pages },
  { weight: 4, arbitrary: searches },
  { weight: 2, arbitrary: records },
  { weight: 1, arbitrary: files },
  { weight: 1, arbitrary: feeds },
  { weight: 1, arbitrary: suggestions },
);

/** Those whose answers can have a certificate. */
export const certifiable: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: pages },
  { weight: 2, arbitrary: searches },
  { weight: 2, arbitrary: records.filter((url) => !/\/(revisions|difference|text)\b/.test(url)) },
  { weight: 1, arbitrary: suggestions },
);

/** Pages of one question that are compared. */
const MAX_PAGES = 4;

/** Asks both registers a number of questions, page after page; their answers have to be the same to the byte. */
export async function expectSameAnswers(
  t: Test,
  one: TestRegister,
  other: TestRegister,
  { seed, questions: count }: { seed: number; questions: number },
): Promise<void> {
  let answers = 0;
  let refused = 0;
  for (const question of fc.sample(questions, { seed, numRuns: count })) {
    let url: string | undefined = question;
    for (let page = 1; url !== undefined && page <= MAX_PAGES; page += 1) {
      const expected: Answer = await one.get(url, writerKey);
      const found = await other.get(url, writerKey);
      if (found.status !== expected.status || found.text !== expected.text)
        t.equal(`${found.status} ${found.text}`, `${expected.status} ${expected.text}`, `SEED=${seed} ${url}`);
      answers += 1;
      if (expected.status >= 400) refused += 1;
      const next: unknown = expected.body?.page?.next;
      url = typeof next === 'string' ? `${question}&cursor=${encodeURIComponent(next)}` : undefined;
    }
  }
  t.ok(answers > count, `${answers} answers`);
  // What is refused asks neither engine for anything.
  t.ok(refused < answers / 5, `${refused} refused`);
}

/** The whole feed with all documents, a page a text, as it is sent. */
export async function feedOf({ get }: Pick<TestRegister, 'get'>): Promise<string[]> {
  const pages: string[] = [];
  for (let after = 0; ; ) {
    const { text, body } = await get(`/changes?after=${after}&limit=200&expand=document`, writerKey);
    pages.push(text);
    if (body.page.next === undefined) return pages;
    after = body.data.at(-1).sequence;
  }
}
