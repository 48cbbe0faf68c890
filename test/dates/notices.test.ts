/** Notices of events: a date that does not add up is taken, and said to be so for as long as it is. */
import fc from 'fast-check';
import t from 'tap';
import { partsOf, possibleDays, type WrittenDate, writtenDates } from '../support/days.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const SOURCES = ['first', 'second'];
const isOpen = ({ edtf }: WrittenDate, end: 'from' | 'to') => partsOf(edtf).some((part) => part[end] === undefined);

/** Whether the first day of the event is after the last of each publication. */
function isAfterAll(date: WrittenDate, published: (WrittenDate | undefined)[]): boolean {
  if (isOpen(date, 'from')) return false;
  const first = possibleDays(date)[0]!;
  return published.every((one) => one !== undefined && !isOpen(one, 'to') && possibleDays(one).at(-1)! < first);
}

const publication = fc.option(writtenDates, { nil: undefined, freq: 8 });
const worlds = fc.record({
  date: writtenDates,
  published: fc.tuple(publication, publication),
  cited: fc.subarray(SOURCES, { minLength: 1 }),
  changes: fc.array(fc.tuple(fc.nat(1), publication), { minLength: 1, maxLength: 3 }),
});

async function publish(register: TestRegister, source: string, date: WrittenDate | undefined): Promise<void> {
  const body = { kind: 'news_article', ...(date && { published: { edtf: date.edtf } }) };
  const { status, text } = await register.put(`/sources/${source}`, body, { 'if-match': '*' });
  if (status !== 200) throw new Error(text);
}

t.test('an event surely dated after all its sources has a notice for as long as that is so', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const id of SOURCES) await register.post('/sources', { id, kind: 'news_article' });
  await fc.assert(
    fc.asyncProperty(worlds, async ({ date, published, cited, changes }) => {
      for (const [index, one] of published.entries()) await publish(register, SOURCES[index]!, one);
      const now = [...published];
      const has = () =>
        isAfterAll(
          date,
          now.filter((_, index) => cited.includes(SOURCES[index]!)),
        );
      const citations = cited.map((source) => ({ source }));
      const { body: event } = await register.post('/events', anEvent({ citations, date: { edtf: date.edtf } }));
      let { notices, unknowns, revision } = event;
      const check = (read: Json) => {
        const codes = (read.notices ?? []).map((one: Json) => [one.code, one.pointer]).join();
        const expected = has() ? 'dated_after_sources,/date' : '';
        if (codes !== expected) throw new Error(`${date.edtf} has ${codes || 'no notices'}, not ${expected}`);
        if (read.notices?.length === 0) throw new Error('an empty list');
        if (JSON.stringify([read.notices, read.unknowns]) !== JSON.stringify([notices, unknowns])) revision += 1;
        if (read.revision !== revision) throw new Error(`revision ${read.revision}, not ${revision}`);
        ({ notices, unknowns } = read);
      };
      check(event);
      for (const [index, one] of changes) {
        await publish(register, SOURCES[index]!, one);
        now[index] = one;
        check((await register.get(`/events/${event.id}`)).body);
        const found = await register.get(`/events?notice=dated_after_sources&id=${event.id}&total=true`);
        if (found.body.meta.total !== Number(has())) throw new Error(`the list finds ${found.body.meta.total}`);
      }
      await register.delete(`/events/${event.id}`, { 'if-match': '*' });
    }),
    { numRuns: runs(60) },
  );
});

t.test('an event has a notice when it surely was before 1900', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const codes = async (edtf: string) => {
    const { status, body, text } = await register.post('/events', anEvent({ date: { edtf } }));
    if (status !== 201) throw new Error(text);
    return (body.notices ?? []).map((one: Json) => one.code);
  };
  for (const edtf of ['1899-12-31', '1825-07-17', '189X', '1899-XX', '0000', '1850/1899', '../1899', '[..1899-12-31]'])
    t.same(await codes(edtf), ['before_1900'], edtf);
  t.same(await codes('[1825,1825-07-17..1899?]'), ['before_1900']);
  for (const edtf of ['1900-01-01', '190X', '1899/1900', '1899/..', '[1825-07-17..]', '[1825,2025]', '[..1900-01-01]'])
    t.same(await codes(edtf), [], edtf);
});

t.test('an event before 1900 and after its sources has both notices, each with what it is about', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'gazette-1850', kind: 'official_gazette', published: { edtf: '1850-03' } });
  const citations = [{ source: 'gazette-1850' }];
  const { body } = await register.post('/events', anEvent({ citations, date: { edtf: '1850-04-01' } }));
  t.match(body.notices, [
    { code: 'dated_after_sources', pointer: '/date', detail: /1850-04-01.*1850-03-31/ },
    { code: 'before_1900', pointer: '/date', detail: /1850-04-01/ },
  ]);
  const undated = await register.post('/events', anEvent({ citations }));
  t.match(undated.body, { date: { edtf: '[..1850-03-31]' }, notices: [{ code: 'before_1900' }] });
});

/** An event that is planned for after its source was published. */
const planned = (id: string) => anEvent({ id, date: { edtf: '2025-12-05', text: 'on 5 December' } });

t.test('a citation of a later source takes the notice away', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  t.equal((await register.post('/events', planned('signing'))).body.notices.length, 1);
  await register.post('/sources', { id: 'later', kind: 'news_article', published: { edtf: '2025-12-06' } });
  const { body } = await register.post('/events/signing/citations', { source: 'later' });
  t.notOk('notices' in body);
  t.same((await register.get('/events?notice=dated_after_sources')).body.data, []);
});

t.test('notices come back with a record unchanged, and others are refused', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { body } = await register.post('/events', planned('signing'));
  const again = await register.put('/events/signing', body, { 'if-match': '*' });
  t.same(again.body, body);
  for (const notices of [[], [{ ...body.notices[0], code: 'before_1900' }], 'none'])
    for (const answer of [
      await register.put('/events/signing', { ...body, notices }, { 'if-match': '*' }),
      await register.patch('/events/signing', { notices }, { 'if-match': '*' }),
    ])
      expectProblem(t, answer, 422, 'validation', '/notices computed_member');
});

t.test('lists, facets and files have notices', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', planned('signing'));
  await register.post('/events', anEvent({ id: 'treaty', title: 'A treaty', date: { edtf: '1825' } }));
  await register.post('/events', anEvent({ id: 'talks', date: { edtf: '2025' } }));
  const ids = async (query: string) => (await register.get(`/events?${query}`)).body.data.map((one: Json) => one.id);
  t.same(await ids('notice=dated_after_sources'), ['signing']);
  t.same(await ids('notice=before_1900,dated_after_sources&sort=date'), ['treaty', 'signing']);
  t.same(await ids('notice=before_1900&q=treaty'), ['treaty']);
  t.same(await ids('q=century'), [], 'what a notice says is not searched');
  const { body } = await register.get('/events?facets=notice');
  t.same(
    body.meta.facets.notice.buckets.map(({ value, count }: Json) => [value, count]),
    [
      ['before_1900', 1],
      ['dated_after_sources', 1],
    ],
  );
  const csv = await register.get('/events.csv?fields=id,notices&sort=id');
  t.match(csv.text, /^id,notices_code,notices_pointer,notices_detail\r\nsigning,dated_after_sources,\/date,/);
  expectProblem(t, await register.get('/events?notice=before_1800'), 400, 'invalid_parameter', '?notice unknown_value');
});

t.test('an event in one batch with its source has its notice, whichever comes first', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const create = (record: string, document: object) => ({ operation: 'create', record, document });
  const event = create('event', { ...planned('signing'), citations: [{ source: 'note' }] });
  const source = create('source', { id: 'note', kind: 'filing', published: { edtf: '2025-12-01' } });
  const { status, text } = await register.post('/batch?dry_run=true', { operations: [event, source] });
  t.equal(status, 200, text);
  await register.post('/batch', { operations: [event, source] });
  t.match((await register.get('/events/signing')).body, { revision: 1, notices: [{ code: 'dated_after_sources' }] });
});
