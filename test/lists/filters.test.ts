/** The filters of every list, held against reading every document of a random register through. */
import fc from 'fast-check';
import t from 'tap';
import { answer, byDate, innerDays } from '../support/days.js';
import { type Asked, FILTERS, fulfils, SINGLE } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { type Collection, type Documents, IDS, writeRandomly } from '../support/random-register.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const DATED = { parties: undefined, sources: 'published', events: 'date', partnerships: 'stage_since' } as const;
const COLLECTIONS = Object.keys(DATED) as Collection[];
const DEFAULT_SORTS = { parties: 'name', sources: '-published', events: '-date', partnerships: '-stage_since' };

interface Question {
  collection: Collection;
  asked: Asked;
  dates: { from?: string | undefined; to?: string | undefined; match: 'certain' | 'possible' | 'any' } | undefined;
  id: readonly string[] | undefined;
  updatedSince: number | undefined;
  sort: string | undefined;
  limit: number;
  repeated: boolean;
}

const several = (values: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

/** At most three filters of a collection, and what every list takes. */
const questionsOf = (collection: Collection): fc.Arbitrary<Question> =>
  fc.record({
    collection: fc.constant(collection),
    asked: fc
      .subarray(Object.keys(FILTERS[collection]), { maxLength: 3 })
      .chain((names) =>
        fc.record(
          Object.fromEntries(
            names.map((name) => {
              const values = FILTERS[collection][name]!;
              return [name, SINGLE.includes(name) ? fc.constantFrom(...values).map((one) => [one]) : several(values)];
            }),
          ),
        ),
      )
      .filter((asked: Asked) => Number(asked.min_independent?.[0] ?? 0) <= Number(asked.max_independent?.[0] ?? 9)),
    dates:
      DATED[collection] === undefined
        ? fc.constant(undefined)
        : fc.option(
            fc
              .record({
                from: fc.option(innerDays, { nil: undefined }),
                to: fc.option(innerDays, { nil: undefined }),
                match: fc.constantFrom('certain', 'possible', 'any'),
              })
              .filter(({ from, to }) => (from ?? '') <= (to ?? '9') && (from ?? to) !== undefined),
            { nil: undefined },
          ),
    id: fc.option(fc.subarray(IDS[collection], { minLength: 1 }), { nil: undefined, freq: 3 }),
    updatedSince: fc.option(fc.nat(60), { nil: undefined, freq: 3 }),
    sort: fc.constantFrom(
      undefined,
      ...[DEFAULT_SORTS[collection].replace('-', ''), 'id', 'created_at', 'updated_at'].flatMap((sort) => [
        sort,
        `-${sort}`,
      ]),
    ),
    limit: fc.constantFrom(3, 25, 200),
    repeated: fc.boolean(),
  });

const START = Date.UTC(2026, 0, 1);
const second = (number: number) => new Date(START + number * 1000).toISOString();

function queryOf({ asked, dates, id, updatedSince, sort, limit, repeated }: Question): URLSearchParams {
  const query = new URLSearchParams({ limit: `${limit}`, total: 'true' });
  for (const [name, values] of Object.entries({ ...asked, id }))
    if (values && (repeated || name === 'name')) for (const value of values) query.append(name, value);
    else if (values) query.set(name, values.join());
  if (dates?.from !== undefined) query.set('from', dates.from);
  if (dates?.to !== undefined) query.set('to', dates.to);
  if (dates) query.set('date_match', dates.match);
  if (updatedSince !== undefined) query.set('updated_since', second(updatedSince));
  if (sort !== undefined) query.set('sort', sort);
  return query;
}

/** The documents that fulfil everything, in order; those sorted by name in no order. */
function expectedOf({ collection, asked, dates, id, updatedSince, sort }: Question, all: Documents): Json[] {
  const wanted = { certain: ['certain'], possible: ['certain', 'possible'], any: ['certain', 'possible', 'undated'] };
  const dateOf = (one: Json) => one[DATED[collection] ?? ''] ?? {};
  const found = all[collection].filter(
    (one) =>
      fulfils(collection, one, asked, all) &&
      (id?.includes(one.id) ?? true) &&
      (updatedSince === undefined || one.updated_at >= second(updatedSince)) &&
      (!dates || wanted[dates.match].includes(answer(dateOf(one), dates.from, dates.to))),
  );
  const key = (sort ?? DEFAULT_SORTS[collection]).replace('-', '');
  const descending = (sort ?? DEFAULT_SORTS[collection]).startsWith('-');
  if (key === 'name') return found;
  if (key === DATED[collection]) {
    const order = byDate(descending);
    return found.sort((one, other) => order({ id: one.id, date: dateOf(one) }, { id: other.id, date: dateOf(other) }));
  }
  const place = (one: Json) => `${one[key]} ${one.id}`;
  return found.sort((one, other) => (place(one) < place(other) ? -1 : 1) * (descending ? -1 : 1));
}

async function listed(register: TestRegister, collection: Collection, query: URLSearchParams, total: number) {
  const found: Json[] = [];
  for (let more = true; more; ) {
    const { status, body, text } = await register.get(`/${collection}?${query}`);
    if (status !== 200) throw new Error(`${query}: ${text}`);
    if (body.meta.total !== total) throw new Error(`${query} counts ${body.meta.total}, not ${total}`);
    found.push(...body.data);
    more = body.page.next !== undefined;
    if (more) query.set('cursor', body.page.next);
  }
  return found;
}

for (const collection of COLLECTIONS)
  t.test(`lists of ${collection} hold exactly the records that fulfil every filter, in order`, async (t) => {
    let writes = 0;
    const register = await openRegister(t, { now: () => new Date(START + Math.floor(writes++ / 3) * 1000) });
    const seed = Math.floor(Math.random() * 2 ** 31);
    t.comment(`records of the seed ${seed}`);
    const all = await writeRandomly(register, seed);
    for (const [name, values] of Object.entries(FILTERS[collection]))
      for (const value of values) {
        const expected = all[collection].filter((one) => fulfils(collection, one, { [name]: [value] }, all));
        const query = new URLSearchParams({ [name]: value, limit: '200', total: 'true' });
        const found = await listed(register, collection, query, expected.length);
        t.same(found.map(({ id }) => id).sort(), expected.map(({ id }) => id).sort(), `${query}`);
      }
    await fc.assert(
      fc.asyncProperty(questionsOf(collection), async (question) => {
        const expected = expectedOf(question, all);
        const query = queryOf(question);
        const found = await listed(register, collection, new URLSearchParams(query), expected.length);
        const isByName = /name$/.test(question.sort ?? DEFAULT_SORTS[collection]);
        const lines = (documents: Json[]) => {
          const each = documents.map((one) => JSON.stringify(one));
          return isByName ? each.sort() : each;
        };
        if (lines(found).join() !== lines(expected).join())
          throw new Error(`${query} lists ${found.map(({ id }) => id)}, not ${expected.map(({ id }) => id)}`);
      }),
      { numRuns: runs(120) },
    );
  });

/** The ids that a list holds. */
const ids = async (register: TestRegister, url: string) =>
  (await register.get(url)).body.data.map((one: Json) => one.id).sort();

t.test('a role narrows the parties and countries that are asked for, and a mention is no role', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const parties = [
    { party: 'arcadia', role: 'host' },
    { party: 'borduria', role: 'speaker' },
  ];
  await register.post('/events', anEvent({ id: 'talk', parties, mentions: ['coinworks'] }));
  t.same(await ids(register, '/events?party=arcadia&role=host'), ['talk']);
  t.same(await ids(register, '/events?party=arcadia&role=speaker'), []);
  t.same(await ids(register, '/events?party=arcadia,borduria&role=speaker'), ['talk']);
  t.same(await ids(register, '/events?country=FR&role=host'), ['talk']);
  t.same(await ids(register, '/events?country=FR&role=speaker'), []);
  t.same(await ids(register, '/events?role=host'), ['talk']);
  t.same(await ids(register, '/events?role=signatory'), []);
  t.same(await ids(register, '/events?party=coinworks'), []);
  t.same(await ids(register, '/events?mentions=coinworks'), ['talk']);
});

t.test('between asks for all of its parties, party for any of them', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/partnerships', aPartnership({ id: 'states' }));
  await register.post(
    '/partnerships',
    aPartnership({ id: 'works', parties: [{ party: 'arcadia' }, { party: 'coinworks' }] }),
  );
  t.same(await ids(register, '/partnerships?party=borduria,coinworks'), ['states', 'works']);
  t.same(await ids(register, '/partnerships?between=arcadia,coinworks'), ['works']);
  t.same(await ids(register, '/partnerships?between=arcadia&between=borduria'), ['states']);
  t.same(await ids(register, '/partnerships?between=borduria,coinworks'), []);
});

t.test('kind and status are asked of one and the same instrument', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const instruments = [
    { kind: 'mou', status: 'drafted', citations: [{ source: 'report' }] },
    { kind: 'treaty', status: 'under_discussion', citations: [{ source: 'report' }] },
  ];
  await register.post('/partnerships', aPartnership({ id: 'pair', instruments }));
  const found = (query: string) => ids(register, `/partnerships?${query}`);
  t.same(await found('instrument_kind=mou&instrument_status=drafted'), ['pair']);
  t.same(await found('instrument_kind=mou&instrument_status=under_discussion'), []);
  t.same(await found('instrument_kind=mou,treaty&instrument_status=under_discussion'), ['pair']);
  t.same(await found('instrument_kind=treaty'), ['pair']);
  t.same(await found('instrument_status=under_discussion'), ['pair']);
  t.same(await found('instrument_status=signed'), []);
});

t.test('a name is found by any of its spellings and by its aliases, but not by a part', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', {
    id: 'bank',
    kind: 'company',
    name: 'Bank “Łódź–Æther”, Inc.',
    aliases: [{ name: 'ÉTHER' }],
  });
  for (const name of ['Bank “Łódź–Æther”, Inc.', 'bank "lodz-aether", inc.', 'BANK "ŁÓDŹ—ÆTHER",  INC.', 'ether'])
    t.same(await ids(register, `/parties?name=${encodeURIComponent(name)}`), ['bank'], name);
  for (const name of ['bank “Łódź Æther” Inc', 'Bank Łódź-Æ.ther/inc', 'É-T-HER'])
    t.same(await ids(register, `/parties?name=${encodeURIComponent(name)}`), ['bank'], name);
  for (const name of ['bank', 'Bank', 'eth', 'ether inc'])
    t.same(await ids(register, `/parties?name=${name}`), [], name);
});

t.test('as many values as a filter takes are no trouble, whatever narrows them', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ id: 'talk', parties: [{ party: 'arcadia', role: 'host' }] }));
  await register.post('/partnerships', aPartnership({ id: 'pair' }));
  const others = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`).join();
  const { event, partnership } = {
    event: 'host,attendee,speaker,signatory,enacting_authority,subject',
    partnership: 'principal,signatory,implementing_body,facilitator,observer',
  };
  for (const end of ['', '&total=true', '&from=2025-01-01&date_match=any', '&sort=id', '&topic=cbdc,mining']) {
    const [talk, pair] = end.includes('topic') ? [[], []] : [['talk'], ['pair']];
    t.same(await ids(register, `/events?party=arcadia,${others(99)}&role=${event}${end}`), talk, end);
    t.same(await ids(register, `/partnerships?party=arcadia,${others(99)}&role=${partnership}${end}`), pair, end);
    t.same(await ids(register, `/partnerships?between=arcadia,${others(19)}${end}`), [], end);
  }
});
