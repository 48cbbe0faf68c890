/** Lists of partnerships by the clocks, held against recomputing every document of a random register. */
import fc from 'fast-check';
import t from 'tap';
import { byClock, undatedSources } from '../support/clock-oracle.js';
import { answer, byDate, innerDays } from '../support/days.js';
import { type Asked, FILTERS, fulfils, SINGLE } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { type Documents, PARTNERSHIPS, sampled, writeRandomly } from '../support/random-register.js';
import { type Json, openRegister, type TestRegister } from '../support/register.js';

interface Question {
  trueOn: string | undefined;
  publishedUntil: string | undefined;
  asked: Asked;
  from: string | undefined;
  to: string | undefined;
  match: 'certain' | 'possible' | 'any';
  id: readonly string[] | undefined;
  words: boolean;
  sort: string | undefined;
  limit: number;
}

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });
const several = (values: readonly string[], maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });
const { partnerships: filters } = FILTERS;

const questions: fc.Arbitrary<Question> = fc
  .record({
    trueOn: maybe(innerDays),
    publishedUntil: maybe(innerDays),
    asked: fc
      .tuple(
        fc.subarray(['stage', 'reached', 'evidence', 'min_independent', 'max_independent'], { maxLength: 2 }),
        fc.subarray(Object.keys(filters), { maxLength: 1 }),
      )
      .chain(([standing, others]) =>
        fc.record(
          Object.fromEntries(
            [...standing, ...others].map((name) => [name, several(filters[name]!, SINGLE.includes(name) ? 1 : 3)]),
          ),
        ),
      ),
    from: maybe(innerDays),
    to: maybe(innerDays),
    match: fc.constantFrom('certain', 'possible', 'any'),
    id: fc.option(fc.subarray(PARTNERSHIPS, { minLength: 1 }), { nil: undefined, freq: 5 }),
    words: fc.boolean(),
    sort: fc.constantFrom(undefined, undefined, 'stage_since', '-stage_since', 'id', '-updated_at'),
    limit: fc.constantFrom(3, 25),
  })
  .filter(({ trueOn, publishedUntil }) => (trueOn ?? publishedUntil) !== undefined)
  .filter(({ from, to }) => (from ?? '') <= (to ?? '9'))
  .filter(({ asked: { min_independent = ['0'], max_independent = ['9'] } }) => min_independent <= max_independent)
  .map((one) => ({ ...one, sort: one.asked.stage || (one.words && !one.sort) ? '-stage_since' : one.sort }));

function queryOf({ trueOn, publishedUntil, asked, from, to, match, id, words, sort, limit }: Question) {
  const query = new URLSearchParams({ limit: `${limit}`, total: 'true', facets: 'stage,reached,evidence,topic,year' });
  const given = { true_on: trueOn, published_until: publishedUntil, from, to, date_match: match, sort };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  for (const [name, values] of Object.entries({ ...asked, id })) if (values) query.set(name, values.join());
  // The title of them all, but with it another order is the usual one, so it can't be asked by stage.
  if (words && !asked.stage) query.set('q', 'partnership');
  return query;
}

const RANK = { certain: 0, possible: 1, undated: 2, no: 3 };
const WANTED = { certain: 0, possible: 1, any: 2 };

/** How surely a partnership is in the list, as far as stage and date go. */
function surely(one: Json, { asked: { stage }, from, to }: Question): number {
  const date = from === undefined && to === undefined ? 'certain' : answer(one.stage_since ?? {}, from, to);
  const has = (stages: string[]) => stages.some((it) => stage!.includes(it));
  const held = !stage || has([one.stage]) ? 0 : has(one.possible_stages) ? 1 : has(one.undated_stages) ? 2 : 3;
  return Math.max(RANK[date], held);
}

function expectedOf(question: Question, all: Documents) {
  const { trueOn, publishedUntil, id, match, sort, asked } = question;
  const { stage: _, ...others } = asked;
  const listedBy = (clock: object) =>
    all.partnerships
      .flatMap((one) => byClock(one, clock, all.sources) ?? [])
      .filter((one) => (id?.includes(one.id) ?? true) && fulfils('partnerships', one, others, all));
  const candidates = listedBy({ trueOn, publishedUntil });
  const at = (rank: number) => candidates.filter((one) => surely(one, question) === rank).length;
  const descending = (sort ?? '-').startsWith('-');
  const key = (sort ?? '-stage_since').replace('-', '');
  const order = byDate(descending);
  const place = (one: Json) => `${one[key]} ${one.id}`;
  const found = candidates
    .filter((one) => surely(one, question) <= WANTED[match])
    .sort((one, other) =>
      key === 'stage_since'
        ? order({ id: one.id, date: one.stage_since ?? {} }, { id: other.id, date: other.stage_since ?? {} })
        : (place(one) < place(other) ? -1 : 1) * (descending ? -1 : 1),
    );
  const isUncertain = asked.stage || question.from !== undefined || question.to !== undefined;
  const wouldHold = trueOn === undefined ? current(question, all) : listedBy({ trueOn });
  const withoutClock = wouldHold.filter((one) => surely(one, question) <= WANTED[match]);
  const left_out = {
    possible: isUncertain && match === 'certain' ? at(1) : 0,
    undated: isUncertain && match !== 'any' ? at(2) : 0,
    ...(publishedUntil !== undefined && {
      sources_undated: new Set(withoutClock.flatMap((one) => undatedSources(one, all.sources))).size,
    }),
  };
  return { found, left_out: isUncertain || publishedUntil !== undefined ? left_out : undefined };
}

/** The list as it is without a clock: nothing is only possible but by its date. */
const current = ({ id, asked }: Question, all: Documents): Json[] =>
  all.partnerships
    .filter((one) => (id?.includes(one.id) ?? true) && fulfils('partnerships', one, asked, all))
    .map((one) => ({ ...one, possible_stages: [], undated_stages: [] }));

function faultIn(question: Question, all: Documents, pages: Json[]): string | undefined {
  const { found, left_out } = expectedOf(question, all);
  const data = pages.flatMap((page) => page.data);
  const [sent, wanted] = [data.map(({ id }) => id), found.map(({ id }) => id)];
  if (`${sent}` !== `${wanted}`) return `${sent} instead of ${wanted}`;
  for (const [index, one] of data.entries())
    for (const name of ['stage', 'stage_since', 'reached', 'evidence', 'possible_stages', 'undated_stages'])
      if (JSON.stringify(one[name]) !== JSON.stringify(found[index][name]))
        return `${one.id}: ${name} ${JSON.stringify(one[name])} instead of ${JSON.stringify(found[index][name])}`;
  const [{ meta }] = pages;
  if (meta.total !== found.length) return `${meta.total} are counted, not ${found.length}`;
  if (JSON.stringify(meta.left_out) !== JSON.stringify(left_out))
    return `${JSON.stringify(meta.left_out)} left out instead of ${JSON.stringify(left_out)}`;
  for (const name of ['stage', 'evidence', 'topic'].filter((one) => !question.asked[one]))
    for (const { value, count } of meta.facets[name].buckets) {
      const those = found.filter((one) => [one[name === 'topic' ? 'topics' : name]].flat().includes(value));
      if (count !== those.length) return `${count} with ${name} ${value}, not ${those.length}`;
    }
  return undefined;
}

async function pagesOf(register: TestRegister, query: URLSearchParams): Promise<Json[]> {
  const pages: Json[] = [];
  for (let more = true; more; ) {
    const { status, body, text } = await register.get(`/partnerships?${query}`);
    if (status !== 200) throw new Error(text);
    pages.push(body);
    more = body.page.next !== undefined;
    if (more) query.set('cursor', body.page.next);
  }
  return pages;
}

t.test('lists by the clocks are those of every document recomputed', async (t) => {
  for (const seed of [1, 2]) {
    const register = await openRegister(t);
    const all = await writeRandomly(register, seed);
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const query = queryOf(question);
        const wrong = faultIn(question, all, await pagesOf(register, new URLSearchParams(query)));
        if (wrong !== undefined) throw new Error(`${query}: ${wrong}`);
        query.delete('facets');
        query.delete('total');
        query.delete('limit');
        const { text } = await register.get(`/partnerships.ndjson?${query}`);
        const ids = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]));
        const { found } = expectedOf(question, all);
        if (`${ids}` !== `${found.map(({ id }) => id)}`) throw new Error(`${query}: the file has ${ids}`);
      }),
      { numRuns: runs(150) },
    );
  }
});

t.test(
  'what a list of one stage by one clock leaves out is what its records say, on any day, after any change',
  async (t) => {
    const register = await openRegister(t);
    const others = { from: undefined, to: undefined, id: undefined, words: false, sort: undefined, limit: 25 };
    let all = await writeRandomly(register, 3);
    for (const seed of [3, 4]) {
      if (seed === 4) {
        for (const one of sampled(seed).partnerships as { id: string }[])
          await register.put(`/partnerships/${one.id}`, one, { 'if-match': '*' });
        await register.delete(`/partnerships/${PARTNERSHIPS[0]}`, { 'if-match': '*' });
        all = { ...all, partnerships: (await register.get('/partnerships?limit=200')).body.data };
      }
      for (const day of fc.sample(innerDays, { seed, numRuns: runs(4) }))
        for (const stage of filters.stage!)
          for (const clock of [
            { trueOn: day, publishedUntil: undefined },
            { trueOn: undefined, publishedUntil: day },
          ])
            for (const match of ['certain', 'possible'] as const) {
              const question: Question = { ...others, ...clock, match, asked: { stage: [stage] } };
              const query = queryOf(question);
              for (const name of ['facets', 'total']) query.delete(name);
              const { body } = await register.get(`/partnerships?${query}`);
              t.same(body.meta.left_out, expectedOf(question, all).left_out, `${query}`);
            }
    }
  },
);
