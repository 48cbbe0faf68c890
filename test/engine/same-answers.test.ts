/** After the same writes both engines give the same answers, to the byte, and their logs have the same hashes. */
import fc from 'fast-check';
import t from 'tap';
import { places, postgresOnly, sqlite } from '../support/place.js';
import { type Collection, FILTERS, IDS, writeRandomly } from '../support/random-register.js';
import { openRegister, type TestRegister, writerKey } from '../support/register.js';

const QUESTIONS = 300;
const COLLECTIONS = Object.keys(IDS) as Collection[];
const TEXTS = [
  'The ministers of Réunion signed a memorandum of understanding on digital assets, and a memorandum on mining.',
  'A memorandum. Of understanding nothing was said; 中华人民共和国 and 🤝 stood there, naïve as ever.',
  `${'The understanding of a memorandum is long. '.repeat(400)}It ends with a memorandum of understanding.`,
];

/** Writes with a clock of its own, so that two registers say the same. */
async function written(t: Parameters<typeof openRegister>[0], where: typeof places): Promise<TestRegister> {
  let clock = Date.parse('2026-01-01T00:00:00.000Z');
  const now = () => {
    clock += 1000;
    return new Date(clock);
  };
  const register = await openRegister(t, { where, now });
  await writeRandomly(register, 7);
  for (const [index, text] of TEXTS.entries()) {
    await register.patch(`/sources/source-${index}`, { text_access: 'public' }, { 'if-match': '*' });
    await register.putText(`source-${index}`, text);
  }
  const refused = [
    { kind: 'company' },
    { kind: 'nothing', name: 'x' },
    { id: 'party-1', kind: 'company', name: 'Zug' },
  ];
  for (const body of refused) await register.post('/parties', body);
  await register.post('/batch', { operations: [] });
  return register;
}

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

t.test('two engines that were written alike answer alike, page after page', postgresOnly, async (t) => {
  const [one, other] = [await written(t, sqlite), await written(t, places)];
  const logs = [one, other].map(({ engine }) =>
    engine.reader.selectFrom('change').select(['sequence', 'hash']).orderBy('sequence').execute(),
  );
  const [log, otherLog] = await Promise.all(logs);
  t.ok(log!.length > 100);
  t.same(otherLog, log);

  let pages = 0;
  for (const question of fc.sample(fc.oneof(lists, others), { seed: 11, numRuns: QUESTIONS }))
    for (let url: string | undefined = question; url !== undefined; ) {
      const [expected, found] = [await one.get(url, writerKey), await other.get(url, writerKey)];
      if (found.status !== expected.status || found.text !== expected.text) t.equal(found.text, expected.text, url);
      pages += 1;
      const next: unknown = expected.body?.page?.next;
      url = typeof next === 'string' ? `${question}&cursor=${encodeURIComponent(next)}` : undefined;
    }
  t.ok(pages > QUESTIONS, `${pages} answers`);
});
