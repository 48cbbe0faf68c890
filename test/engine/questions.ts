/** Questions of every kind to two registers of random records, which should answer alike. */
import fc from 'fast-check';
import type { Test } from 'tap';
import { type Collection, FILTERS, IDS } from '../support/random-register.js';
import { type Answer, type TestRegister, writerKey } from '../support/register.js';

const COLLECTIONS = Object.keys(IDS) as Collection[];

const words = fc.constantFrom(
  ...['memorandum', '"memorandum of understanding"', 'mem*', 'm*', 'understanding -mining', 'cafe', 'zug OR tokyo'],
  ...[
    '中华',
    '🤝',
    'naive',
    'bank',
    'memorandm',
    'new',
    '-zug',
    '"of a memorandum is"',
    'sign digital',
    'reserve fund',
  ],
);
const maybe = <T>(one: fc.Arbitrary<T>, freq = 2) => fc.option(one, { freq, nil: undefined });

/** A list, with some of its filters. */
const lists: fc.Arbitrary<string> = fc.constantFrom(...COLLECTIONS).chain((collection) => {
  const filters = Object.entries(FILTERS[collection]).map(([name, values]) =>
    maybe(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }), 1).map(
      (chosen) => chosen && ([name, name === 'named' || name === 'name' ? chosen[0]! : chosen.join()] as const),
    ),
  );
  return fc
    .tuple(
      fc.tuple(...filters.map((one) => fc.tuple(fc.nat(3), one))),
      maybe(words, 1),
      maybe(fc.constantFrom('id', '-id', 'created_at', '-updated_at')),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      maybe(fc.constantFrom('2024-01-01', '2025-03-01')),
    )
    .map(([chosen, q, sort, limit, total, from]) => {
      const query = new URLSearchParams();
      for (const [rank, one] of chosen) if (one && rank === 0) query.set(...(one as [string, string]));
      if (q) query.set('q', q);
      if (sort) query.set('sort', sort);
      if (from && collection === 'events') query.set('from', from);
      if (total) query.set('total', 'true');
      query.set('limit', String(limit));
      return `/${collection}?${query}`;
    });
});
const others: fc.Arbitrary<string> = fc.oneof(
  words.map((q) => `/search?q=${encodeURIComponent(q)}&total=true&limit=7`),
  fc.constantFrom(...'abcdefghz', 'the b', 'bank').map((q) => `/suggest?q=${q}`),
  fc
    .constantFrom('record=event', 'operation=patch,delete', 'changed=summary', 'party=party-1', 'actor=tester')
    .map((filter) => `/changes?${filter}&limit=9&expand=document`),
  fc
    .constantFrom(...COLLECTIONS)
    .chain((collection) =>
      fc.constantFrom(...IDS[collection]).map((id) => `/${collection}/${id}${id.endsWith('1') ? '/revisions' : ''}`),
    ),
  fc.constantFrom('/events?facets=kind,topic,party,year&limit=1', '/partnerships?facets=stage,topic,party&limit=1'),
  fc.constantFrom(...IDS.parties).map((id) => `/parties/${id}/neighbours`),
);

/** Asks both registers a number of questions, page after page; their answers have to be the same to the byte. */
export async function expectSameAnswers(
  t: Test,
  one: TestRegister,
  other: TestRegister,
  { seed, questions }: { seed: number; questions: number },
): Promise<void> {
  let pages = 0;
  for (const question of fc.sample(fc.oneof(lists, others), { seed, numRuns: questions }))
    for (let url: string | undefined = question; url !== undefined; ) {
      const expected: Answer = await one.get(url, writerKey);
      const found = await other.get(url, writerKey);
      if (found.status !== expected.status || found.text !== expected.text) t.equal(found.text, expected.text, url);
      pages += 1;
      const next: unknown = expected.body?.page?.next;
      url = typeof next === 'string' ? `${question}&cursor=${encodeURIComponent(next)}` : undefined;
    }
  t.ok(pages > questions, `${pages} answers`);
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
