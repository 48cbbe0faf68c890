/** Every facet and histogram, held against reading every document of a random register through. */
import fc from 'fast-check';
import t from 'tap';
import { answer, type Bounds, DAYS, innerDays } from '../support/days.js';
import { type Asked, FILTERS, fulfils, SINGLE } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { type Collection, type Documents, IDS, writeRandomly } from '../support/random-register.js';
import { type Json, openRegister, type TestRegister } from '../support/register.js';

const DATED = { parties: undefined, sources: 'published', events: 'date', partnerships: 'stage_since' } as const;
const FACETS: Record<Collection, string[]> = {
  parties: ['kind', 'country'],
  sources: ['kind', 'publisher', 'missing', 'year'],
  events: ['kind', 'topic', 'outcome', 'party', 'country', 'notice', 'missing', 'year'],
  partnerships: ['stage', 'reached', 'topic', 'scope', 'party', 'country', 'evidence', 'missing', 'year'],
};
const PERIODS = { year: 4, month: 7, day: 10 };
/** All years, months or days that a date of a random register can lie in. */
const [years, months] = [4, 7].map((length) => [...new Set(DAYS.map((day) => day.slice(0, length)))]);
const periods = (length: number): readonly string[] => ({ 4: years, 7: months })[length] ?? DAYS;
/** The first and last day of a year, a month or a day. */
const bounds = (period: string) => {
  const days = DAYS.filter((day) => day.startsWith(period));
  return { from: days[0]!, to: days.at(-1)! };
};

interface Question {
  asked: Asked;
  dates: { from?: string | undefined; to?: string | undefined; match: 'certain' | 'possible' | 'any' } | undefined;
  id: readonly string[] | undefined;
  period: keyof typeof PERIODS;
}

/** Filters that are mostly facets themselves. */
const questionsOf = (collection: Collection): fc.Arbitrary<Question> => {
  const names = Object.keys(FILTERS[collection]).filter((name) => !SINGLE.includes(name));
  return fc.record({
    asked: fc
      .subarray(names, { maxLength: 3 })
      .chain((some) =>
        fc.record(
          Object.fromEntries(
            some.map((name) => [
              name,
              fc.uniqueArray(fc.constantFrom(...FILTERS[collection][name]!), { minLength: 1, maxLength: 4 }),
            ]),
          ),
        ),
      ),
    dates: DATED[collection]
      ? fc.option(
          fc.oneof(
            fc.constantFrom(...periods(4)).map((year) => ({ ...bounds(year), match: 'certain' as const })),
            fc
              .record({
                from: fc.option(innerDays, { nil: undefined }),
                to: fc.option(innerDays, { nil: undefined }),
                match: fc.constantFrom('certain' as const, 'possible' as const, 'any' as const),
              })
              .filter(({ from, to }) => (from ?? '') <= (to ?? '9') && (from ?? to) !== undefined),
          ),
          { nil: undefined },
        )
      : fc.constant(undefined),
    id: fc.option(fc.subarray(IDS[collection], { minLength: 1 }), { nil: undefined, freq: 4 }),
    period: fc.constantFrom('year', 'month', 'day'),
  });
};

function addressOf(collection: Collection, { asked, dates, id, period }: Question): string {
  const query = new URLSearchParams({ limit: '1', facets: FACETS[collection].join() });
  for (const [name, values] of Object.entries({ ...asked, id }))
    if (name === 'name') for (const value of values ?? []) query.append(name, value);
    else if (values) query.set(name, values.join());
  if (dates?.from !== undefined) query.set('from', dates.from);
  if (dates?.to !== undefined) query.set('to', dates.to);
  if (dates) query.set('date_match', dates.match);
  if (DATED[collection]) query.set('histogram', `${DATED[collection]}:${period}`);
  return `/${collection}?${query}`;
}

/** Whether a date lies in a range, which may begin or end where all days do: an open end reaches out of it still. */
function lies(date: Bounds & { edtf?: string }, { from, to }: { from?: string | undefined; to?: string | undefined }) {
  const isOpen = (from && date.earliest === undefined) || (to && date.latest === undefined);
  const found = answer(date, from, to);
  return found === 'certain' && isOpen ? 'possible' : found;
}

/** What facets and histograms should be, and how many records each of their addresses should find. */
function oracle(collection: Collection, all: Documents) {
  const wanted = { certain: ['certain'], possible: ['certain', 'possible'], any: ['certain', 'possible', 'undated'] };
  const dateOf = (one: Json) => one[DATED[collection] ?? ''] ?? {};
  const found = ({ asked, dates, id }: Question): Json[] =>
    all[collection].filter(
      (one) =>
        fulfils(collection, one, asked, all) &&
        (id?.includes(one.id) ?? true) &&
        (!dates || wanted[dates.match].includes(lies(dateOf(one), dates))),
    );
  const periodOf = (one: Json, length: number) => {
    const { earliest, latest } = dateOf(one);
    if (earliest === undefined && latest === undefined) return 'undated';
    return (
      periods(length).find((each) => each === earliest?.slice(0, length) && each === latest?.slice(0, length)) ??
      'spanning'
    );
  };
  const byDate = (question: Question, length: number) => {
    const places = found({ ...question, dates: undefined }).map((one) => periodOf(one, length));
    const count = (place: string) => places.filter((one) => one === place).length;
    const years = [...new Set(places)].filter((one) => one !== 'spanning' && one !== 'undated');
    return {
      counts: new Map(years.map((one) => [one, count(one)])),
      rest: { spanning: count('spanning'), undated: count('undated') },
    };
  };
  const byValue = (question: Question, facet: string) => {
    const { [facet]: chosen = [], ...asked } = question.asked;
    const others = found({ ...question, asked });
    const has = (value: string) => (one: Json) =>
      fulfils(collection, one, { [facet]: [value], role: question.asked.role }, all);
    const counts = FILTERS[collection][facet]!.map((value): [string, number] => [
      value,
      others.filter(has(value)).length,
    ]);
    return new Map(counts.filter(([value, count]) => count > 0 || chosen.includes(value)));
  };
  return { found, byDate, byValue };
}

const byCount = ([one, a]: [string, number], [other, b]: [string, number]) => b - a || (one < other ? -1 : 1);

/** Compares all counts, and follows all addresses. */
async function check(register: TestRegister, collection: Collection, question: Question, all: Documents) {
  const { found, byDate, byValue } = oracle(collection, all);
  const address = addressOf(collection, question);
  const { status, body, text } = await register.get(address);
  if (status !== 200) throw new Error(`${address}: ${text}`);
  const { facets, histogram } = body.meta;
  const same = (what: string, is: unknown, should: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(should))
      throw new Error(`${address}: ${what} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
  };
  const follow = async (bucket: Json, then: Question, isExact: boolean) => {
    const total = (await register.get(`${bucket.href}&total=true`)).body.meta.total;
    same(`the total of ${bucket.href}`, total, found(then).length);
    if (isExact) same(`the count of ${bucket.href}`, bucket.count, total);
  };
  same('the facets', Object.keys(facets).sort(), FACETS[collection].toSorted());
  for (const [facet, { buckets, more, is_lower_bound, ...rest }] of Object.entries<Json>(facets)) {
    same('what is left out', [more, is_lower_bound], [undefined, undefined]);
    const year = periods(4).find((one) => {
      const { from, to, match } = question.dates ?? {};
      return match === 'certain' && from === bounds(one).from && to === bounds(one).to;
    });
    const isYear = facet === 'year';
    const chosen = isYear ? (year ? [year] : []) : (question.asked[facet] ?? []);
    const expected = isYear ? byDate(question, 4) : { counts: byValue(question, facet), rest: {} };
    const counts = new Map([...chosen.map((value): [string, number] => [value, 0]), ...expected.counts]);
    same(
      facet,
      buckets.map(({ value, count }: Json) => [value, count]),
      [...counts].sort(byCount),
    );
    same(facet, rest, expected.rest);
    for (const bucket of buckets) {
      const { value, selected } = bucket;
      same(`${value} of ${facet}`, selected, chosen.includes(value));
      if (isYear)
        await follow(
          bucket,
          { ...question, dates: selected ? undefined : { ...bounds(value), match: 'certain' } },
          !selected,
        );
      else {
        const then = selected ? chosen.filter((one) => one !== value) : [...chosen, value];
        const asked = { ...question.asked, [facet]: then.length > 0 ? then : undefined };
        await follow(bucket, { ...question, asked }, chosen.length === 0);
      }
    }
  }
  if (!DATED[collection]) return same('the histogram', histogram, undefined);
  const { counts, rest } = byDate(question, PERIODS[question.period]);
  const { buckets, ...others } = histogram;
  same(
    'the histogram',
    buckets.map(({ value, count }: Json) => [value, count]),
    [...counts].sort(),
  );
  same('the histogram', others, rest);
  for (const bucket of buckets)
    await follow(bucket, { ...question, dates: { ...bounds(bucket.value), match: 'certain' } }, true);
}

for (const collection of Object.keys(DATED) as Collection[])
  t.test(
    `facets and histograms of ${collection} count what reading all through does, and lead where they say`,
    async (t) => {
      const register = await openRegister(t);
      const seed = Math.floor(Math.random() * 2 ** 31);
      t.comment(`records of the seed ${seed}`);
      const all = await writeRandomly(register, seed);
      const plain: Question = { asked: {}, dates: undefined, id: undefined, period: 'month' };
      await check(register, collection, plain, all);
      await fc.assert(
        fc.asyncProperty(questionsOf(collection), (question) => check(register, collection, question, all)),
        { numRuns: runs(30) },
      );
    },
  );
