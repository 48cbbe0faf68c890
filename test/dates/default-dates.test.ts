/** Dates that nobody wrote: not after the first publication, for as long as the sources say so. */
import fc from 'fast-check';
import t from 'tap';
import { expectedBounds, type WrittenDate, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

const UNRESOLVED = { basis: 'unresolved', precision: 'unknown' };
const notAfter = (day: string) => ({ edtf: `[..${day}]`, basis: 'bounded', latest: day, precision: 'bound' });

/** What the dates of the sources say about something that has none: by when the first was surely published. */
function expected(published: (WrittenDate | undefined)[]): object {
  const days = published.flatMap((date) => (date && expectedBounds(date).latest) ?? []);
  return days.length === 0 ? UNRESOLVED : notAfter(days.reduce((one, other) => (other < one ? other : one)));
}

const SOURCES = ['first', 'second', 'third'];
const publication = fc.option(writtenDates, { nil: undefined, freq: 4 });
const worlds = fc.record({
  published: fc.tuple(publication, publication, publication),
  cited: fc.subarray(SOURCES, { minLength: 1 }),
  changes: fc.array(fc.tuple(fc.nat(2), publication), { size: 'max', maxLength: 4 }),
});

async function publish(register: TestRegister, source: string, date: WrittenDate | undefined): Promise<void> {
  const body = { kind: 'news_article', ...(date && { published: { edtf: date.edtf } }) };
  const { status, text } = await register.put(`/sources/${source}`, body, { 'if-match': '*' });
  if (status !== 200) throw new Error(text);
}

const citing = (sources: string[]) => sources.map((source) => ({ source }));

t.test('a date that nobody wrote is not after the first publication, and follows the sources', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const id of SOURCES) await register.post('/sources', { id, kind: 'news_article' });
  await fc.assert(
    fc.asyncProperty(worlds, async ({ published, cited, changes }) => {
      for (const [index, date] of published.entries()) await publish(register, SOURCES[index]!, date);
      const now = [...published];
      const citations = citing(cited);
      const event = (await register.post('/events', anEvent({ citations }))).body;
      const dated = (await register.post('/events', anEvent({ citations, date: { edtf: '2018-05-05' } }))).body;
      const milestones = [{ stage: 'talks', citations }];
      const partnership = (await register.post('/partnerships', aPartnership({ milestones }))).body;
      let revision = 1;
      let last: string | undefined;
      const check = async () => {
        const date = expected(now.filter((_, index) => cited.includes(SOURCES[index]!)));
        const [read, other, related] = await Promise.all(
          [`/events/${event.id}`, `/events/${dated.id}`, `/partnerships/${partnership.id}`].map((url) =>
            register.get(url),
          ),
        );
        for (const found of [read!.body.date, related!.body.milestones[0].date, related!.body.stage_since])
          if (JSON.stringify(found) !== JSON.stringify(date))
            throw new Error(`the date is ${JSON.stringify(found)}, not ${JSON.stringify(date)}`);
        if (JSON.stringify(other!.body.date) !== JSON.stringify(dated.date))
          throw new Error('a written date was changed');
        // What is not known of the sources is said, too.
        const said = JSON.stringify([date, read!.body.unknowns]);
        if (last !== undefined && said !== last) revision += 1;
        last = said;
        if (read!.body.revision !== revision || related!.body.revision !== revision)
          throw new Error(`revisions ${read!.body.revision} and ${related!.body.revision}, not ${revision}`);
        if (read!.headers.etag !== `"${revision}"`) throw new Error('the ETag lies');
      };
      await check();
      for (const [index, date] of changes) {
        await publish(register, SOURCES[index]!, date);
        now[index] = date;
        await check();
      }
      const { body } = await register.get(`/events/${event.id}/revisions`);
      const operations = body.data.map((one: any) => one.operation);
      if (operations.join() !== ['create', ...Array(revision - 1).fill('recomputed')].join())
        throw new Error(`${operations} instead of ${revision - 1} times recomputed`);
      for (const url of [`/events/${event.id}`, `/events/${dated.id}`, `/partnerships/${partnership.id}`])
        await register.delete(url, { 'if-match': '*' });
    }),
    { numRuns: runs(40) },
  );
});

t.test('the lists follow when the sources are dated otherwise', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ id: 'event' }));
  await register.post('/partnerships', aPartnership({ id: 'partnership' }));
  const listed = async (query: string) => {
    const [events, partnerships] = await Promise.all(
      ['events', 'partnerships'].map((collection) => register.get(`/${collection}?${query}`)),
    );
    return [events!.body.data.length, partnerships!.body.data.length];
  };
  t.same(await listed('to=2025-08-02'), [1, 1]);
  await register.patch('/sources/report', { published: { edtf: '2025-09-01' } }, { 'if-match': '*' });
  t.same(await listed('to=2025-08-02'), [0, 0]);
  t.same(await listed('to=2025-09-01'), [1, 1]);
  await register.patch('/sources/report', { published: null }, { 'if-match': '*' });
  t.same(await listed('to=2025-09-01'), [0, 0]);
  t.same(await listed('to=2025-09-01&date_match=any'), [1, 1]);
});

/** An event and a milestone that cite two sources, the earlier one first. */
async function citedTwice(register: TestRegister): Promise<void> {
  await populate(register);
  await register.post('/sources', { id: 'earlier', kind: 'filing', published: { edtf: '2025-07-01' } });
  const citations = citing(['earlier', 'report']);
  await register.post('/events', anEvent({ id: 'event', citations }));
  await register.post(
    '/partnerships',
    aPartnership({ id: 'partnership', milestones: [{ stage: 'talks', citations }] }),
  );
}

t.test('a citation of an earlier source moves a date that nobody wrote', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'earlier', kind: 'filing', published: { edtf: '2025-07-01' } });
  t.same((await register.post('/events', anEvent({ id: 'event' }))).body.date, notAfter('2025-08-02'));
  const { body } = await register.post('/events/event/citations', { source: 'earlier' });
  t.same(body.date, notAfter('2025-07-01'));
});

t.test('a date that nobody wrote follows the citations that are left', async (t) => {
  const register = await openRegister(t);
  await citedTwice(register);
  t.same((await register.get('/events/event')).body.date, notAfter('2025-07-01'));
  const event = await register.patch('/events/event', { citations: citing(['report']) }, { 'if-match': '*' });
  t.same(event.body.date, notAfter('2025-08-02'));

  const { body } = await register.get('/partnerships/partnership');
  body.milestones[0].citations.shift();
  const partnership = await register.put('/partnerships/partnership', body, { 'if-match': '*' });
  t.same(partnership.body.milestones[0].date, notAfter('2025-08-02'));
  t.same(partnership.body.stage_since, notAfter('2025-08-02'));
});

t.test('what was read and sent back unchanged keeps following its sources', async (t) => {
  const register = await openRegister(t);
  await citedTwice(register);
  for (const url of ['/events/event', '/partnerships/partnership']) {
    const { body, headers } = await register.get(url);
    const put = await register.put(url, { ...body, title: 'Another title' }, { 'if-match': String(headers.etag) });
    t.equal(put.status, 200);
  }
  await register.patch('/sources/earlier', { published: { edtf: '2025-06-15' } }, { 'if-match': '*' });
  t.same((await register.get('/events/event')).body.date, notAfter('2025-06-15'));
  t.same((await register.get('/partnerships/partnership')).body.stage_since, notAfter('2025-06-15'));
});

t.test('a date that is taken away becomes the bound that the sources give', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ id: 'event', date: { edtf: '2025-05-05' } }));
  const { body } = await register.patch('/events/event', { date: null }, { 'if-match': '*' });
  t.same(body.date, notAfter('2025-08-02'));
});

t.test('words for a date without a day stay unresolved, whatever is published', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { body } = await register.post('/events', anEvent({ date: { text: 'on Tuesday' } }));
  t.same(body.date, { basis: 'unresolved', text: 'on Tuesday', precision: 'unknown' });
});
