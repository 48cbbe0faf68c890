/** Paging: no duplicate and no gap while records come, change and go; and a cursor continues its own list alone. */
import fc from 'fast-check';
import t from 'tap';
import { byDate, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { anEvent, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

/** What is paged here: how a record is written, what it is filtered by, and where it stands in the default sort. */
const LISTS = {
  sources: {
    sort: 'published',
    body: ({ date, group }: Draw) => ({ kind: group === 0 ? 'filing' : 'dataset', published: date }),
    filter: { name: 'kind', values: ['filing', 'dataset'] },
  },
  events: {
    sort: 'date',
    body: ({ date, group }: Draw) => anEvent({ kind: group === 0 ? 'launch' : 'visit', date }),
    filter: { name: 'kind', values: ['launch', 'visit'] },
  },
  parties: {
    sort: 'name',
    body: ({ name, group }: Draw) => ({ kind: group === 0 ? 'company' : 'person', name }),
    filter: { name: 'kind', values: ['company', 'person'] },
  },
} as const;
type Collection = keyof typeof LISTS;

interface Draw {
  date: object;
  name: string;
  group: number;
}

const draws: fc.Arbitrary<Draw> = fc.record({
  date: fc.oneof(
    fc.constantFrom({}, { edtf: '2025-03-01' }, { edtf: '2025-03' }),
    writtenDates.map(({ edtf }) => ({ edtf })),
  ),
  name: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 2 }),
  group: fc.nat(1),
});
const changes = fc.record({
  what: fc.constantFrom('insert', 'replace', 'delete', 'restore', 'touch'),
  which: fc.nat(),
  draw: draws,
});

const questions = fc.constantFrom(...(Object.keys(LISTS) as Collection[])).chain((collection) =>
  fc.record({
    collection: fc.constant(collection),
    sort: fc.constantFrom(LISTS[collection].sort, 'id', 'created_at', 'updated_at'),
    descending: fc.boolean(),
    groups: fc.constantFrom([], [0], [1], [0, 1]),
    limits: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    start: fc.array(draws, { minLength: 6, maxLength: 14 }),
    between: fc.array(fc.array(changes, { maxLength: 3 }), { maxLength: 8, size: 'max' }),
  }),
);

/** The records of one run, as they now stand. */
function recordsOf(register: TestRegister, collection: Collection, prefix: string) {
  const url = (id: string) => `/${collection}/${id}`;
  const standing = new Map<string, Json>();
  const gone: string[] = [];
  const { body } = LISTS[collection];
  const put = async (id: string, draw: Draw) => {
    const { body: document } = await register.put(url(id), body(draw), standing.has(id) ? { 'if-match': '*' } : {});
    standing.set(id, document);
  };
  let made = 0;
  const insert = (draw: Draw) => put(`${prefix}-${made++}-${draw.name}`, draw);
  const remove = async (id: string) => {
    await register.delete(url(id), { 'if-match': '*' });
    standing.delete(id);
    gone.push(id);
  };
  const change = async ({ what, which, draw }: { what: string; which: number; draw: Draw }) => {
    const id = [...standing.keys()][which % (standing.size || 1)];
    const restored = what === 'restore' ? gone.splice(which % (gone.length || 1), 1)[0] : undefined;
    if (restored !== undefined) await put(restored, draw);
    else if (what === 'insert' || id === undefined) await insert(draw);
    else if (what === 'delete') await remove(id);
    else if (what === 'replace') await put(id, draw);
    // What changes neither the order nor what is filtered by.
    else {
      const touch = collection === 'sources' ? { dateline: `${which}` } : { summary: `${which}` };
      standing.set(id, (await register.patch(url(id), touch, { 'if-match': '*' })).body);
    }
  };
  return {
    standing,
    insert,
    change,
    removeAll: () => Promise.all([...standing.keys()].map(remove)),
  };
}

t.test('whatever comes, changes and goes between pages, what stays is listed once and in order', async (t) => {
  let clock = 0;
  const register = await openRegister(t, {
    now: () => new Date(Date.UTC(2026, 0, 1) + Math.floor(clock++ / 4) * 1000),
  });
  await populate(register);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(questions, async ({ collection, sort, descending, groups, limits, start, between }) => {
      run += 1;
      const { filter, sort: byDefault } = LISTS[collection];
      const { standing, insert, change, removeAll } = recordsOf(register, collection, `r${run}`);
      await Promise.all(start.map(insert));
      const prefix = `r${run}-`;
      const isListed = (one: Json) =>
        groups.length === 0 || groups.some((group) => one[filter.name] === filter.values[group]);
      const keyOf = (one: Json) => JSON.stringify(one[sort] ?? {});
      const before = new Map([...standing].filter(([, one]) => isListed(one)).map(([id, one]) => [id, keyOf(one)]));

      const query = new URLSearchParams({ sort: `${descending ? '-' : ''}${sort}` });
      if (groups.length > 0) query.set(filter.name, groups.map((group) => filter.values[group]).join());
      const listed: string[] = [];
      for (let page = 0, more = true; more; page++) {
        const limit = limits[page % limits.length]!;
        query.set('limit', `${limit}`);
        const { status, body, text } = await register.get(`/${collection}?${query}`);
        if (status !== 200) throw new Error(text);
        more = body.page.next !== undefined;
        if (more && body.data.length !== limit) throw new Error(`a page of ${body.data.length}, not ${limit}`);
        if (more) query.set('cursor', body.page.next);
        listed.push(...body.data.map((one: Json) => one.id).filter((id: string) => id.startsWith(prefix)));
        for (const one of between[page] ?? []) {
          await change(one);
          for (const [id, key] of before) {
            const now = standing.get(id);
            if (!now || !isListed(now) || keyOf(now) !== key) before.delete(id);
          }
        }
      }
      const stayed = [...before.keys()].map((id) => standing.get(id)!);
      const order = byDate(descending);
      const place = (one: Json) => `${one[sort]} ${one.id}`;
      stayed.sort((one, other) =>
        sort === byDefault && sort !== 'name'
          ? order({ id: one.id, date: one[sort] }, { id: other.id, date: other[sort] })
          : (place(one) < place(other) ? -1 : 1) * (descending ? -1 : 1),
      );
      const found = listed.filter((id) => before.has(id)).join();
      const expected = stayed.map(({ id }) => id).join();
      await removeAll();
      if (found !== expected) throw new Error(`${query} lists ${found}, not ${expected}`);
    }),
    { numRuns: runs(40) },
  );
});

/** Thirty events of three days, two kinds and both topics, and the cursor behind the first five. */
async function paged(register: TestRegister, query: string): Promise<string> {
  await populate(register);
  for (let index = 0; index < 30; index++)
    await register.post(
      '/events',
      anEvent({
        id: `event-${index}`,
        kind: index % 2 === 0 ? 'meeting' : 'visit',
        date: { edtf: `2025-01-0${1 + (index % 3)}` },
        topics: ['mining', 'cbdc'],
      }),
    );
  return (await register.get(`/events?${query}&limit=5`)).body.page.next;
}

t.test('a cursor is refused with other filters, another sort or another list', async (t) => {
  const register = await openRegister(t);
  const next = await paged(register, 'kind=meeting&topic=mining&from=2025-01-01');
  const own = 'kind=meeting&topic=mining&from=2025-01-01';
  t.equal((await register.get(`/events?${own}&cursor=${next}`)).status, 200);
  const elsewhere = [
    '/events?kind=meeting&topic=mining',
    '/events?kind=meeting&from=2025-01-01',
    '/events?kind=visit&topic=mining&from=2025-01-01',
    '/events?kind=meeting,visit&topic=mining&from=2025-01-01',
    '/events?kind=meeting&topic=mining&from=2025-01-02',
    ...['to=2025-01-03', 'date_match=any', 'updated_since=2025-01-01T00:00:00Z', 'id=event-1', 'party=arcadia'].map(
      (more) => `/events?${own}&${more}`,
    ),
    ...['date', 'id', '-id', 'created_at', '-updated_at'].map((sort) => `/events?${own}&sort=${sort}`),
    '/partnerships?topic=mining&from=2025-01-01',
    '/parties?kind=person',
    '/events/event-1/revisions?limit=1',
  ];
  for (const url of elsewhere) {
    const { status, body } = await register.get(`${url}&cursor=${next}`);
    t.equal(status, 400, url);
    t.match(body, { code: 'invalid_parameter', errors: [{ parameter: 'cursor', code: 'cursor' }] }, url);
  }
});

t.test('a cursor goes on with another limit, with a total, and expanded', async (t) => {
  const register = await openRegister(t);
  const next = await paged(register, 'kind=meeting');
  const ids = async (query: string) =>
    (await register.get(`/events?kind=meeting&cursor=${next}&${query}`)).body.data.map((one: Json) => one.id);
  const expected = await ids('limit=10');
  t.equal(expected.length, 10);
  t.same(await ids('limit=200'), expected);
  t.same(await ids('limit=10&total=true&expand=sources'), expected);
  t.same(await ids('limit=10&sort=-date'), expected, 'the default sort may be said');
});

t.test('a cursor that was tampered with is refused', async (t) => {
  const register = await openRegister(t);
  const next = await paged(register, 'kind=meeting');
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
  const refused = async (cursor: string) => {
    const { status, body } = await register.get(`/events?kind=meeting&cursor=${encodeURIComponent(cursor)}`);
    if (status !== 400 || body.errors[0].parameter !== 'cursor') throw new Error(`${cursor} is taken`);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(next.length), fc.nat(2), fc.constantFrom('', ...alphabet), async (at, taken, character) => {
      const tampered = next.slice(0, at) + character + next.slice(at + taken);
      if (tampered !== next) await refused(tampered);
    }),
    { numRuns: runs(150) },
  );
  const place = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  for (const cursor of [
    '',
    '0',
    'null',
    '*',
    `${next}=`,
    `${next},${next}`,
    'A'.repeat(3000),
    place('2025', 'event-1'),
  ])
    await refused(cursor);
  t.equal((await register.get(`/events?kind=meeting&cursor=${next}&cursor=${next}`)).status, 400);
});

t.test('a cursor goes on where it was when the record it stood at is deleted', async (t) => {
  const register = await openRegister(t);
  await paged(register, '');
  const { body: first } = await register.get('/events?sort=date&limit=5');
  const { body: rest } = await register.get(`/events?sort=date&limit=200&cursor=${first.page.next}`);
  for (const { id } of first.data) await register.delete(`/events/${id}`, { 'if-match': '*' });
  const { body: again } = await register.get(`/events?sort=date&limit=200&cursor=${first.page.next}`);
  t.same(again.data, rest.data);
});
