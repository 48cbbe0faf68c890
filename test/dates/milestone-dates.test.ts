/** A milestone without a date of its own has that of its event, and follows it. */
import fc from 'fast-check';
import t from 'tap';
import { byDate, expectedBounds, writtenDates } from '../support/days.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const citations = [{ source: 'report' }];
const FROM_SOURCES = { edtf: '[..2025-08-02]', basis: 'bounded', latest: '2025-08-02', precision: 'bound' };
const MARCH = { edtf: '2025-03', basis: 'event', earliest: '2025-03-01', latest: '2025-03-31', precision: 'month' };
const insisting = { 'if-match': '*' };

const talks = (members: object = {}) => ({ stage: 'talks', citations, ...members });
const partnership = async (id: string, milestone: object) => {
  const { status, body } = await put(`/partnerships/${id}`, aPartnership({ milestones: [milestone] }));
  t.equal(status, 201);
  return body;
};
const event = async (id: string, date?: object) =>
  t.equal((await put(`/events/${id}`, anEvent({ citations, ...(date && { date }) }))).status, 201);

t.test('a milestone without a date has that of its event; the stage stands since then', async (t) => {
  await event('in-march', { edtf: '2025-03', text: 'In March', basis: 'stated' });
  const { milestones, stage_since } = await partnership('followed', talks({ event: 'in-march' }));
  t.strictSame([milestones[0].date, stage_since], [MARCH, MARCH]);
});

t.test('when the event gets another date, so do its milestones, and lists sort by it', async (t) => {
  await event('moving', { edtf: '2025-03' });
  await partnership('moved', talks({ event: 'moving' }));
  await partnership('unmoved', talks({ event: 'moving', date: { edtf: '2025-04' } }));
  t.equal((await patch('/events/moving', { date: { edtf: '2025-05-06' } }, insisting)).status, 200);
  const { body } = await get('/partnerships/moved');
  t.match(body, { revision: 2, milestones: [{ date: { edtf: '2025-05-06', basis: 'event' } }] });
  t.match(body.stage_since, { earliest: '2025-05-06', precision: 'day' });
  t.match((await get('/partnerships/unmoved')).body, {
    milestones: [{ date: { edtf: '2025-04' } }],
    notices: [{ code: 'dated_apart_from_event' }],
  });
  const found = (await get('/partnerships?id=moved,unmoved&from=2025-05-01')).body.data;
  t.strictSame(
    found.map(({ id }: Json) => id),
    ['moved'],
  );
});

t.test('what an event has of its sources is what its milestones have of it', async (t) => {
  await post('/sources', { id: 'older', kind: 'news_article', published: { edtf: '2025-02-03' } });
  await put('/events/of-older', anEvent({ citations: [{ source: 'older' }] }));
  const { milestones } = await partnership('of-older', talks({ event: 'of-older' }));
  t.match(milestones[0].date, { edtf: '[..2025-02-03]', basis: 'event' });
  await patch('/sources/older', { published: { edtf: '2025-01-04' } }, insisting);
  t.match((await get('/partnerships/of-older')).body.milestones[0].date, { edtf: '[..2025-01-04]', basis: 'event' });
});

t.test('an event that says no date gives none; then the sources of the milestone do', async (t) => {
  await event('undated', { basis: 'unresolved', text: 'in recent weeks' });
  const { milestones } = await partnership('of-undated', talks({ event: 'undated' }));
  t.strictSame(milestones[0].date, FROM_SOURCES);
  await patch('/events/undated', { date: { edtf: '2025-03', basis: null, text: null } }, insisting);
  t.strictSame((await get('/partnerships/of-undated')).body.milestones[0].date, MARCH, 'until it says one');
  await patch('/events/undated', { date: { edtf: null } }, insisting);
  t.strictSame((await get('/partnerships/of-undated')).body.milestones[0].date, FROM_SOURCES);
});

t.test('a date that is sent back follows on, one that is written stays', async (t) => {
  await event('known', { edtf: '2025-03' });
  const read = await partnership('sent-back', talks({ event: 'known' }));
  const { body } = await put('/partnerships/sent-back', { ...read, summary: 'Again.' }, { 'if-match': '"1"' });
  t.strictSame(body.milestones, read.milestones);
  await patch('/events/known', { date: { edtf: '2025-06' } }, insisting);
  const { body: moved } = await get('/partnerships/sent-back');
  t.equal(moved.milestones[0].date.edtf, '2025-06');
  const written = { ...moved.milestones[0], date: { edtf: '2025-06', basis: 'stated' } };
  t.equal((await patch('/partnerships/sent-back', { milestones: [written] }, insisting)).status, 200);
  await patch('/events/known', { date: { edtf: '2025-07' } }, insisting);
  t.match((await get('/partnerships/sent-back')).body.milestones[0].date, { edtf: '2025-06', basis: 'stated' });
});

t.test('a bound that is written stays, also when it is what the sources would give', async (t) => {
  await event('other', { edtf: '2025-03' });
  const read = await partnership('bounded', talks({ event: 'other', date: { edtf: '[..2025-08-02]' } }));
  t.strictSame(read.milestones[0].date, FROM_SOURCES);
  const { body } = await put('/partnerships/bounded', { ...read, summary: 'Again.' }, { 'if-match': '"1"' });
  t.strictSame(body.milestones[0].date, FROM_SOURCES);
});

t.test('without its event a milestone is dated by its sources again', async (t) => {
  await event('left', { edtf: '2025-03' });
  const { milestones } = await partnership('leaving', talks({ event: 'left' }));
  const { event: _left, ...alone } = milestones[0];
  const { body } = await patch('/partnerships/leaving', { milestones: [alone] }, insisting);
  t.strictSame(body.milestones[0].date, FROM_SOURCES);
});

t.test('an event of the same batch gives its date, in whichever order they stand', async (t) => {
  for (const [index, isFirst] of [true, false].entries()) {
    const [id, pact] = [`batched-${index}`, `pact-${index}`];
    const operations = [
      { operation: 'create', record: 'event', document: anEvent({ id, citations }) },
      {
        operation: 'create',
        record: 'partnership',
        document: aPartnership({ id: pact, milestones: [talks({ event: id })] }),
      },
    ];
    const { status } = await post('/batch', { operations: isFirst ? operations : operations.toReversed() });
    t.equal(status, 200);
    t.match((await get(`/partnerships/${pact}`)).body, {
      revision: 1,
      milestones: [{ date: { edtf: '[..2025-08-02]', basis: 'event' } }],
    });
  }
});

t.test('events and partnerships that are written together agree, whatever they say of dates', async () => {
  let number = 0;
  const days = fc.constantFrom('2025-01-05', '2025-02-06', '2025-03-07');
  const dates = fc.constantFrom(undefined, 'as before', ...['2025-03', '[..2025-02-06]', '2025-04-08']);
  const cases = fc.record({
    published: fc.array(days, { minLength: 3, maxLength: 3 }),
    dates: fc.array(dates, { minLength: 2, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ({ published, dates }, isFirst) => {
      number += 1;
      for (const [index, edtf] of published.entries())
        await put(`/sources/of-${number}-${index}`, { kind: 'news_article', published: { edtf } });
      const id = `together-${number}`;
      let known: Json;
      for (const [index, edtf] of dates.entries()) {
        const date = edtf === 'as before' ? known?.date : edtf === undefined ? undefined : { edtf };
        const cited = [{ source: `of-${number}-${index % 3}` }];
        const operation = index === 0 ? 'create' : 'replace';
        const condition = index === 0 ? {} : { if_match: '*' };
        const documents = {
          event: anEvent({ id, citations: cited, ...(date && { date }) }),
          partnership: aPartnership({ id, milestones: [talks({ event: id })] }),
        };
        const operations = Object.entries(documents).map(([record, document]) => ({
          ...{ operation, record, document, ...condition },
          ...(index > 0 && { id }),
        }));
        const { status, text } = await post('/batch', { operations: isFirst ? operations : operations.toReversed() });
        if (status !== 200) throw new Error(text);
        known = (await get(`/events/${id}`)).body;
        const { body } = await get(`/partnerships/${id}`);
        if (body.milestones[0].date.edtf !== known.date.edtf || body.milestones[0].date.basis !== 'event')
          throw new Error(`${JSON.stringify(body.milestones[0].date)} of ${JSON.stringify(known.date)}`);
      }
    }),
    { numRuns: runs(30) },
  );
});

t.test('whatever dates an event has one after the other, its milestone has the same bounds', async () => {
  await event('any', { edtf: '2025-03' });
  await partnership('any', talks({ event: 'any' }));
  await fc.assert(
    fc.asyncProperty(writtenDates, async (date) => {
      await put('/events/any', anEvent({ citations, date: { edtf: date.edtf } }), insisting);
      const [{ body }, { body: happened }] = [await get('/partnerships/any'), await get('/events/any')];
      const { edtf, earliest, latest, basis } = body.milestones[0].date;
      const expected = expectedBounds(date);
      if (basis !== 'event' || edtf !== date.edtf || earliest !== expected.earliest || latest !== expected.latest)
        throw new Error(`${JSON.stringify(body.milestones[0].date)} of ${date.edtf}`);
      if (byDate(false)({ id: '', date: body.stage_since }, { id: '', date: happened.date }) !== 0)
        throw new Error('they sort otherwise');
    }),
    { numRuns: runs(40) },
  );
});

t.test('a date that says it is of an event, and is not, is refused with the one that is', async (t) => {
  await event('other-day', { edtf: '2025-03' });
  for (const [milestone, detail] of [
    [talks({ event: 'other-day', date: { edtf: '2025-04', basis: 'event' } }), /dated 2025-03/],
    [talks({ date: { edtf: '2025-04', basis: 'event' } }), /no event with a date/],
  ] as const) {
    const refused = await put('/partnerships/lying', aPartnership({ milestones: [milestone] }));
    expectProblem(t, refused, 422, 'validation', '/milestones/0/date/basis contradictory_date');
    t.match(refused.body.detail, detail);
  }
  const right = talks({ event: 'other-day', date: { edtf: '2025-03', basis: 'event' } });
  t.strictSame((await partnership('right', right)).milestones[0].date, MARCH);
});
