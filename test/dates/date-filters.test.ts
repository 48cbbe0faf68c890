/** Lists by date: which records lie surely or possibly in a range, what is left out, and the order of what is uncertain. */
import fc from 'fast-check';
import t from 'tap';
import { answer, type Bounds, byDate, innerDays, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

interface Dated {
  id: string;
  group: string;
  date?: Bounds & { edtf?: string };
}

/** The collections whose records have a date, and what else they are filtered by here. */
const COLLECTIONS = {
  sources: { filter: 'kind', groups: ['news_article', 'filing'], sort: 'published' },
  events: { filter: 'kind', groups: ['meeting', 'signing'], sort: 'date' },
  partnerships: { filter: 'stage', groups: ['talks', 'signed'], sort: 'stage_since' },
} as const;
type Collection = keyof typeof COLLECTIONS;

const bodyOf = (collection: Collection, group: string, date: object): object => {
  if (collection === 'sources') return { kind: group, published: date };
  if (collection === 'events') return anEvent({ kind: group, date });
  return aPartnership({ milestones: [{ stage: group, date, citations: [{ source: 'report' }] }] });
};

/** Forty records of each collection with random dates, one in eight without any; as they are read. */
async function writeRecords(register: TestRegister, seed: number): Promise<Record<Collection, Dated[]>> {
  await populate(register);
  await register.delete('/sources/report', { 'if-match': '*' });
  // What everything else cites has no date, and a kind of its own.
  await register.put('/sources/report', { kind: 'dataset' });
  const written = { sources: [], events: [], partnerships: [] } as Record<Collection, Dated[]>;
  for (const collection of Object.keys(COLLECTIONS) as Collection[]) {
    const { groups } = COLLECTIONS[collection];
    const dates = fc.sample(fc.option(writtenDates, { freq: 8 }), { seed, numRuns: 40 });
    const answers = await Promise.all(
      dates.map((date, index) =>
        register.post(`/${collection}`, {
          ...bodyOf(collection, groups[index % 2]!, date ? { edtf: date.edtf } : {}),
          id: `record-${index}`,
        }),
      ),
    );
    for (const [index, { body }] of answers.entries())
      written[collection].push({
        id: body.id,
        group: groups[index % 2]!,
        date: body.published ?? body.date ?? body.stage_since,
      });
  }
  return written;
}

const questions = fc
  .record({
    collection: fc.constantFrom(...(Object.keys(COLLECTIONS) as Collection[])),
    from: fc.option(innerDays, { nil: undefined }),
    to: fc.option(innerDays, { nil: undefined }),
    match: fc.constantFrom(undefined, 'certain', 'possible', 'any'),
    group: fc.constantFrom(undefined, 0, 1),
    descending: fc.boolean(),
    limit: fc.constantFrom(7, 200),
  })
  .filter(({ from = '', to = '9999' }) => from <= to);

t.test('a date filter lists what going through all days lists, and counts what it leaves out', async (t) => {
  const register = await openRegister(t);
  const seed = Math.floor(Math.random() * 2 ** 31);
  t.comment(`records of the seed ${seed}`);
  const written = await writeRecords(register, seed);
  await fc.assert(
    fc.asyncProperty(questions, async ({ collection, from, to, match = 'certain', group, descending, limit }) => {
      const { filter, groups, sort } = COLLECTIONS[collection];
      const query = new URLSearchParams({ sort: `${descending ? '-' : ''}${sort}`, limit: `${limit}`, total: 'true' });
      query.set(filter, group === undefined ? groups.join() : groups[group]!);
      if (from !== undefined) query.set('from', from);
      if (to !== undefined) query.set('to', to);
      if (match !== 'certain' || from === undefined) query.set('date_match', match);

      const asked = from !== undefined || to !== undefined;
      const among = written[collection].filter((one) => group === undefined || one.group === groups[group]);
      const sure = (one: Dated) => answer(one.date ?? {}, from, to);
      const wanted = {
        certain: ['certain'],
        possible: ['certain', 'possible'],
        any: ['certain', 'possible', 'undated'],
      };
      const expected = among
        .filter((one) => !asked || wanted[match].includes(sure(one)))
        .sort(byDate(descending))
        .map(({ id }) => id);
      const leftOut = (kind: string) =>
        wanted[match].includes(kind) ? 0 : among.filter((one) => sure(one) === kind).length;
      const meta = {
        total: expected.length,
        ...(asked && { left_out: { possible: leftOut('possible'), undated: leftOut('undated') } }),
      };

      const listed: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        if (cursor !== '') query.set('cursor', cursor);
        const { status, body, text } = await register.get(`/${collection}?${query}`);
        if (status !== 200) throw new Error(text);
        if (JSON.stringify(body.meta) !== JSON.stringify(meta))
          throw new Error(`meta of ${query} is ${JSON.stringify(body.meta)}, not ${JSON.stringify(meta)}`);
        listed.push(...body.data.map((one: any) => one.id));
        cursor = body.page.next;
      }
      if (listed.join() !== expected.join()) throw new Error(`${query} lists ${listed}, not ${expected}`);
    }),
    { numRuns: runs(200) },
  );
});

t.test('date_match without a range asks for nothing', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ date: {} }));
  const { body } = await register.get('/events?date_match=certain');
  t.equal(body.data.length, 1);
  t.equal(body.meta, undefined);
});

t.test('nothing lies in a range that ends before it begins', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ date: { edtf: '2025' } }));
  for (const match of ['certain', 'possible']) {
    const { body } = await register.get(`/events?from=2025-08-01&to=2025-07-01&date_match=${match}`);
    t.same(body.data ?? [], [], match);
    t.equal(body.meta?.left_out?.possible ?? 0, 0, match);
  }
});

t.test('a month is certain in a range that holds all of it, and possible in one that holds a part', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ id: 'launch', date: { edtf: '2025-03', basis: 'resolved' } }));
  const ids = async (query: string) => {
    const { body } = await register.get(`/events?${query}`);
    return [body.data.map((one: any) => one.id), body.meta.left_out];
  };
  t.same(await ids('from=2025-03-01&to=2025-03-31'), [['launch'], { possible: 0, undated: 0 }]);
  t.same(await ids('from=2025-03-10&to=2025-03-20'), [[], { possible: 1, undated: 0 }]);
  t.same(await ids('from=2025-03-10&to=2025-03-20&date_match=possible'), [['launch'], { possible: 0, undated: 0 }]);
  t.same(await ids('from=2025-04-01&date_match=any'), [[], { possible: 0, undated: 0 }]);
});

t.test('one of two months is not possible between them, and certain only in a range that holds both', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const edtf = '[2024-04,2025-04]';
  const milestones = [{ stage: 'talks', date: { edtf }, citations: [{ source: 'report' }] }];
  await register.post('/sources', { id: 'april', kind: 'filing', title: 'April', published: { edtf } });
  await register.post('/events', anEvent({ id: 'april', title: 'April', date: { edtf } }));
  await register.post('/partnerships', aPartnership({ id: 'april', title: 'April', milestones }));
  for (const collection of ['sources', 'events', 'partnerships'])
    for (const others of ['id=april', 'id=april&q=april', 'q=april', 'q=april&sort=id', 'id=april&sort=id']) {
      const found = async (range: string) => {
        const [certain, possible] = await Promise.all(
          ['certain', 'possible'].map((match) => register.get(`/${collection}?${range}&date_match=${match}&${others}`)),
        );
        return [certain!.body.data.length, certain!.body.meta.left_out.possible, possible!.body.data.length === 1];
      };
      t.same(await found('from=2024-04-30&to=2025-04-01'), [0, 1, true], `${collection} ${others}`);
      t.same(await found('from=2024-05-01&to=2025-03-31'), [0, 0, false], `${collection} ${others}`);
      t.same(await found('from=2024-05-01&to=2025-04-01'), [0, 1, true], `${collection} ${others}`);
      t.same(await found('from=2024-05-01'), [0, 1, true], `${collection} ${others}`);
      t.same(await found('from=2024-04-01&to=2025-04-30'), [1, 0, true], `${collection} ${others}`);
    }
});

t.test('a range of days that is no range, or no days, is refused', async (t) => {
  const register = await openRegister(t);
  for (const [query, parameter] of [
    ['from=2025-02-29', 'from'],
    ['to=2025-03', 'to'],
    ['from=2025-07-17T00:00:00Z', 'from'],
    ['to=yesterday', 'to'],
    ['from=', 'from'],
    ['from=2025-01-01&from=2025-01-02', 'from'],
    ['from=2025-01-01&date_match=perhaps', 'date_match'],
  ] as const) {
    const { status, body } = await register.get(`/events?${query}`);
    t.equal(status, 400, query);
    t.match(body, { code: 'invalid_parameter', errors: [{ parameter }] });
  }
});

t.test('parties have no date to filter by', async (t) => {
  const register = await openRegister(t);
  const { status, body } = await register.get('/parties?from=2025-01-01');
  t.equal(status, 400);
  t.match(body.errors, [{ parameter: 'from', code: 'unknown_parameter' }]);
});
