/** Events and sources by what had been published, held against reading every document of a random register through. */
import fc from 'fast-check';
import t from 'tap';
import { boundsOf } from '../../src/model/dates/uncertain-date.js';
import { answer, byDate, innerDays } from '../support/days.js';
import { FILTERS, fulfils, SINGLE } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { type Documents, writeRandomly } from '../support/random-register.js';
import { type Json, openRegister, type TestRegister } from '../support/register.js';

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });

const DATED = { events: 'date', sources: 'published' } as const;
type Asked = keyof typeof DATED;

const citedBy = (event: Json): string[] => event.citations.map(({ source }: Json) => source);

/** The sources by which it was published: those that an event cites, or the source itself. */
const publications = (collection: Asked, one: Json, { sources }: Documents) =>
  (collection === 'sources' ? [one.id] : citedBy(one)).map((id) => {
    const { published } = sources.find((source) => source.id === id)!;
    return { id, ...boundsOf(published) };
  });

const questions = fc.constantFrom<Asked>('events', 'sources').chain((collection) =>
  fc
    .record({
      collection: fc.constant(collection),
      until: innerDays,
      from: maybe(innerDays),
      to: maybe(innerDays),
      match: fc.constantFrom('certain', 'possible', 'any'),
      asked: fc
        .subarray(Object.keys(FILTERS[collection]), { maxLength: 2 })
        // Both together need not leave any number.
        .filter((names) => !(names.includes('min_independent') && names.includes('max_independent')))
        .chain((names) =>
          fc.record(
            Object.fromEntries(
              names.map((name) => [
                name,
                fc.uniqueArray(fc.constantFrom(...FILTERS[collection][name]!), {
                  minLength: 1,
                  maxLength: SINGLE.includes(name) ? 1 : 3,
                }),
              ]),
            ),
          ),
        ),
      sort: fc.constantFrom('', '-', 'id'),
      limit: fc.constantFrom(2, 25),
    })
    .filter(({ from, to }) => (from ?? '') <= (to ?? '9')),
);

async function listed(register: TestRegister, collection: Asked, query: URLSearchParams) {
  const found: Json[] = [];
  for (;;) {
    const { status, body, text } = await register.get(`/${collection}?${query}`);
    if (status !== 200) throw new Error(text);
    found.push(...body.data);
    if (body.page.next === undefined) return { found, meta: body.meta };
    query.set('cursor', body.page.next);
  }
}

t.test('lists of events and sources hold what had surely been published', async (t) => {
  const register = await openRegister(t);
  const all = await writeRandomly(register, 3);
  await fc.assert(
    fc.asyncProperty(questions, async ({ collection, until, from, to, match, asked, sort, limit }) => {
      const dateOf = (one: Json) => one[DATED[collection]] ?? {};
      const wanted = {
        certain: ['certain'],
        possible: ['certain', 'possible'],
        any: ['certain', 'possible', 'undated'],
      };
      const held = all[collection]
        .filter((one) => fulfils(collection, one, asked, all))
        .filter((one) => (from ?? to) === undefined || wanted[match].includes(answer(dateOf(one), from, to)));
      const key = sort === 'id' ? 'id' : `${sort}${DATED[collection]}`;
      const order = byDate(sort === '-');
      const expected = held
        .filter((one) =>
          publications(collection, one, all).some(({ latest }) => latest !== undefined && latest <= until),
        )
        .sort((one, other) =>
          sort === 'id'
            ? one.id < other.id
              ? -1
              : 1
            : order({ id: one.id, date: dateOf(one) }, { id: other.id, date: dateOf(other) }),
        );
      const undated = held.flatMap((one) =>
        publications(collection, one, all)
          .filter(({ earliest, latest }) => earliest === undefined && latest === undefined)
          .map(({ id }) => id),
      );
      const query = new URLSearchParams({ published_until: until, sort: key, total: 'true', limit: `${limit}` });
      for (const [name, value] of Object.entries({ from, to, date_match: match })) if (value) query.set(name, value);
      for (const [name, values] of Object.entries(asked)) query.set(name, values.join());
      const { found, meta } = await listed(register, collection, new URLSearchParams(query));
      const [sent, right] = [found, expected].map((some) => some.map(({ id }) => id).join());
      if (sent !== right) throw new Error(`${collection}?${query}: ${sent} instead of ${right}`);
      if (meta.total !== expected.length) throw new Error(`${collection}?${query}: ${meta.total} are counted`);
      const { sources_undated } = meta.left_out;
      if (sources_undated !== new Set(undated).size)
        throw new Error(
          `${collection}?${query}: ${sources_undated} sources without a date, not ${new Set(undated).size}`,
        );
      for (const one of all[collection].slice(0, 3)) {
        const { status, body } = await register.get(`/${collection}/${one.id}?published_until=${until}`);
        const published = publications(collection, one, all).filter(
          ({ latest }) => latest !== undefined && latest <= until,
        );
        if (status !== (published.length > 0 ? 200 : 404))
          throw new Error(`${collection}/${one.id} by ${until}: ${status}`);
        if (status !== 200 || collection === 'sources') continue;
        const counted = new Set(
          one.citations
            .filter(
              (citation: Json) => citation.status !== 'stale' && published.some(({ id }) => id === citation.source),
            )
            .map(({ source }: Json) => source),
        );
        if (body.corroboration.sources !== counted.size)
          throw new Error(`${one.id} by ${until}: ${body.corroboration.sources} sources, not ${counted.size}`);
      }
    }),
    { numRuns: runs(200) },
  );
});
