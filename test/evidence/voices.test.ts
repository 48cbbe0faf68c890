/** Which sources are one voice: held against a plain closure over pairs. */
import fc from 'fast-check';
import t from 'tap';
import { corroborationOf } from '../../src/model/evidence/corroboration.js';
import { type Published, voicesOf } from '../../src/model/evidence/voices.js';
import { runs } from '../support/place.js';

type Sources = Record<string, Published>;

const PARTIES = ['p', 'q', 'r', 's'];
const [NAMES, FOLDED] = [
  ['Lagoon Daily', 'LAGOON  daily', 'The Wire'],
  ['lagoon daily', 'lagoon daily', 'the wire'],
];
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 1 });
/** Random sources, made from earlier ones or, as only a batch can say before it is refused, in a circle. */
const published = (index: number, circles: boolean): fc.Arbitrary<Published> =>
  fc
    .record({
      publisher: maybe(fc.constantFrom(...PARTIES)),
      publisher_name: maybe(fc.constantFrom(...NAMES)),
      attributed_to: fc.uniqueArray(fc.constantFrom(...PARTIES), { maxLength: 1 }),
      derived_from:
        index === 0 && !circles
          ? fc.constant([])
          : fc.uniqueArray(fc.constantFrom(...(circles ? IDS : IDS.slice(0, index))), { maxLength: 2 }),
    })
    .map(({ publisher, publisher_name, ...one }) => ({
      ...one,
      ...(publisher && { publisher }),
      ...(publisher_name && { publisher_name }),
    }));
const registers = (circles = false): fc.Arbitrary<Sources> =>
  fc
    .tuple(...IDS.map((_, index) => published(index, circles)))
    .map((all) => Object.fromEntries(IDS.map((id, i) => [id, all[i]!])));
const cited = fc.subarray(IDS, { minLength: 1 });

/** The source and all that it was made from. */
const lineage = (id: string, sources: Sources): string[] => [
  ...new Set([id, ...sources[id]!.derived_from.flatMap((one) => lineage(one, sources))]),
];

/** What each cited source shares with others, by what it is: its ends, and the outlets behind it. */
function naive(ids: readonly string[], sources: Sources) {
  const all = new Set(ids.flatMap((id) => lineage(id, sources)));
  const folded = (name: string) => FOLDED[NAMES.indexOf(name)]!;
  const publishersOf = ({ publisher, publisher_name }: Published): string[] => {
    if (publisher !== undefined) return [publisher];
    if (publisher_name === undefined) return [];
    const name = folded(publisher_name);
    const printed = [...all].map((id) => sources[id]!).filter((one) => folded(one.publisher_name ?? '') === name);
    const parties = printed.flatMap((one) => one.publisher ?? []);
    return parties.length > 0 ? parties : [name];
  };
  const ends = (id: string) => lineage(id, sources).filter((one) => sources[one]!.derived_from.length === 0);
  const outlets = (id: string) =>
    lineage(id, sources).flatMap((one) => [publishersOf(sources[one]!), sources[one]!.attributed_to].flat());
  const share = (one: string[], other: string[]) => one.some((it) => other.includes(it));
  const isOne = ids.map((one) =>
    ids.map((other) => one === other || share(ends(one), ends(other)) || share(outlets(one), outlets(other))),
  );
  for (const [k] of ids.entries())
    for (const [i] of ids.entries())
      for (const [j] of ids.entries()) if (isOne[i]![k] && isOne[k]![j]) isOne[i]![j] = true;
  const groups = new Set(isOne.map((row) => ids.filter((_, index) => row[index]).join()));
  return {
    sources: ids.length,
    independent: groups.size,
    publishers: new Set(ids.flatMap((id) => publishersOf(sources[id]!))).size,
    origins: new Set(ids.flatMap(ends)).size,
    together: [...groups].filter((group) => group.includes(',')).sort(),
  };
}

t.test('voices are what the closure over all pairs says', async () => {
  fc.assert(
    fc.property(registers(), cited, (sources, ids) => {
      const { together, ...counts } = voicesOf(ids, (id) => sources[id]);
      const { together: expected, ...others } = naive(ids, sources);
      const groups = together.map((one) => one.sources.join()).sort();
      if (JSON.stringify([counts, groups]) !== JSON.stringify([others, expected]))
        throw new Error(`${JSON.stringify([counts, groups])}, not ${JSON.stringify([others, expected])}`);
    }),
    { numRuns: runs(3000) },
  );
});

t.test('each reason holds for two of the sources, and the reasons together make them one', async () => {
  fc.assert(
    fc.property(registers(), cited, (sources, ids) => {
      for (const { sources: some, because } of voicesOf(ids, (id) => sources[id]).together) {
        const shares = because.map(({ same, id = '' }) =>
          some.filter((one) =>
            lineage(one, sources).some((it) => {
              const { publisher, publisher_name, attributed_to } = sources[it]!;
              if (same === 'origin') return it === id;
              // A name alone may stand for a party.
              if (publisher === undefined && publisher_name !== undefined) return true;
              return id === '' ? false : publisher === id || attributed_to.includes(id);
            }),
          ),
        );
        if (shares.some((one) => one.length < 2)) return false;
        const reached = new Set(some.slice(0, 1));
        for (let size = 0; size < reached.size; ) {
          size = reached.size;
          for (const share of shares)
            if (share.some((one) => reached.has(one))) for (const one of share) reached.add(one);
        }
        if (reached.size < some.length) return false;
      }
      return true;
    }),
    { numRuns: runs(2000) },
  );
});

t.test('the order of citations makes no difference, nor does citing twice', async () => {
  fc.assert(
    fc.property(registers(true), fc.array(fc.constantFrom(...IDS), { minLength: 1 }), (sources, ids) => {
      const of = (some: readonly string[]) => JSON.stringify(voicesOf(some, (id) => sources[id]));
      return of(ids) === of([...ids, ...ids].toReversed());
    }),
    { numRuns: runs(500) },
  );
});

t.test('another source never adds more than one voice', async () => {
  fc.assert(
    fc.property(registers(), fc.subarray(IDS, { minLength: 2 }), (sources, [added = '', ...ids]) => {
      const count = (some: readonly string[]) => voicesOf(some, (id) => sources[id]).independent;
      return count([added, ...ids]) <= count(ids) + 1;
    }),
    { numRuns: runs(3000) },
  );
});

const plain: Published = { attributed_to: [], derived_from: [] };

t.test('it says why sources were counted as one', async (t) => {
  const sources: Sources = {
    first: { ...plain, attributed_to: ['ptv'] },
    second: { ...plain, attributed_to: ['ptv'] },
    own: { ...plain, publisher: 'ptv' },
    original: { ...plain, publisher: 'wire' },
    translation: { ...plain, derived_from: ['original'] },
    alone: plain,
  };
  const of = (...ids: string[]) => voicesOf(ids, (id) => sources[id]);
  const credited = [{ same: 'credited_outlet', id: 'ptv' }];
  t.same(of('first', 'second').together, [{ sources: ['first', 'second'], because: credited }]);
  t.same(of('first', 'own').together, [{ sources: ['first', 'own'], because: credited }]);
  t.same(of('translation', 'original').together, [
    {
      sources: ['original', 'translation'],
      because: [
        { same: 'origin', id: 'original' },
        { same: 'publisher', id: 'wire' },
      ],
    },
  ]);
  t.match(of('first', 'original', 'alone'), { sources: 3, independent: 3, publishers: 1, origins: 3, together: [] });
});

t.test('a name as printed is a publisher, whatever its case and spaces', async (t) => {
  const named = (publisher_name: string, publisher?: string) => ({
    ...plain,
    publisher_name,
    ...(publisher && { publisher }),
  });
  const of = (...all: Published[]) => voicesOf(Object.keys(all), (id) => all[Number(id)]);
  t.match(of(named('Lagoon Daily'), named('LAGOON  DAILY')), {
    independent: 1,
    publishers: 1,
    together: [{ because: [{ same: 'publisher' }] }],
  });
  t.match(of(named('Lagoon Daily'), named('Lagoon Daily', 'p')), { independent: 1, publishers: 1 });
  t.match(of(named('Daily', 'p'), named('Daily', 'q')), { independent: 2, publishers: 2 }, 'two parties of one name');
  t.match(
    of(named('Daily', 'p'), named('Daily', 'q'), named('Daily')),
    { independent: 1, publishers: 2 },
    'it may be either',
  );
});

t.test('of many sources that are one voice the first are listed, and the others counted', async (t) => {
  const citations = Array.from({ length: 20_000 }, (_, index) => ({
    source: `s-${index}`,
    status: 'matched' as const,
  }));
  const { sources, independent, together } = corroborationOf(citations, false, () => ({ ...plain, publisher: 'p' }));
  t.same([sources, independent], [20_000, 1]);
  t.match(together, [{ more: 19_980, because: [{ same: 'publisher', id: 'p' }] }]);
  t.equal(together?.[0]?.sources.length, 20);
});
