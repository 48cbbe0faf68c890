/** References between records hold: nothing refers to what isn't there, and nothing that is referred to goes away. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };

t.test('a record that others refer to is not deleted, and they are listed', async (t) => {
  await post('/parties', { id: 'held', kind: 'state', name: 'Held', country: 'IT' });
  await post('/parties', { id: 'part', kind: 'company', name: 'Part', part_of: 'held' });
  await post('/events', anEvent({ id: 'b-event', mentions: ['held'] }));
  await post('/events', anEvent({ id: 'a-event', parties: [{ party: 'held', role: 'host' }] }));
  await post('/partnerships', aPartnership({ id: 'with-held', parties: [{ party: 'held' }, { party: 'arcadia' }] }));
  await post('/sources', { id: 'by-held', kind: 'press_release', publisher: 'held' });
  const answer = await register.delete('/parties/held', any);
  expectProblem(t, answer, 409, 'still_referenced');
  t.same(
    answer.body.referenced_by.toSorted((a: any, b: any) => (a.id < b.id ? -1 : 1)),
    [
      { record: 'event', id: 'a-event' },
      { record: 'event', id: 'b-event' },
      { record: 'source', id: 'by-held' },
      { record: 'party', id: 'part' },
      { record: 'partnership', id: 'with-held' },
    ],
  );
  t.equal((await get('/parties/held')).status, 200, 'it is still there');
  t.equal((await get('/parties/held/revisions')).body.data.length, 1, 'and as it was');
});

t.test('a source, an event and a partnership are kept as well while something refers to them', async (t) => {
  await post('/sources', { id: 'cited', kind: 'filing' });
  const citations = [{ source: 'cited' }];
  await post('/parties', {
    id: 'citing',
    kind: 'company',
    name: 'Citing',
    claims: [{ predicate: 'mandate', value: 'to cite', citations }],
  });
  await post('/partnerships', aPartnership({ id: 'concerned' }));
  await post('/events', anEvent({ id: 'before' }));
  await post('/events', anEvent({ id: 'later', after: ['before'], partnerships: ['concerned'] }));
  const milestones = [{ stage: 'talks', event: 'later', citations: [{ source: 'report' }] }];
  await post('/partnerships', aPartnership({ id: 'stepping', milestones }));
  for (const [url, record, id] of [
    ['/sources/cited', 'party', 'citing'],
    ['/events/before', 'event', 'later'],
    ['/partnerships/concerned', 'event', 'later'],
    ['/events/later', 'partnership', 'stepping'],
  ] as const) {
    const answer = await register.delete(url, any);
    expectProblem(t, answer, 409, 'still_referenced');
    t.same(answer.body.referenced_by, [{ record, id }], url);
  }
});

t.test('a record can be deleted once nothing refers to it any more', async (t) => {
  await post('/parties', { id: 'let-go', kind: 'company', name: 'Let Go' });
  await post('/events', anEvent({ id: 'holder', mentions: ['let-go', 'arcadia'] }));
  await post('/events', anEvent({ id: 'second-holder', mentions: ['let-go'] }));
  expectProblem(t, await register.delete('/parties/let-go', any), 409, 'still_referenced');
  await patch('/events/holder', { mentions: ['arcadia'] }, any);
  expectProblem(t, await register.delete('/parties/let-go', any), 409, 'still_referenced');
  await register.delete('/events/second-holder', any);
  t.equal((await register.delete('/parties/let-go', any)).status, 204);
});

t.test('a deleted record can’t be referred to', async (t) => {
  await post('/parties', { id: 'departed', kind: 'company', name: 'Departed' });
  await register.delete('/parties/departed', any);
  const answer = await post('/events', anEvent({ mentions: ['departed'] }));
  expectProblem(t, answer, 422, 'validation', '/mentions/0 unknown_reference');
});

t.test('a record is not brought back while it refers to what is gone', async (t) => {
  await post('/parties', { id: 'fleeting', kind: 'company', name: 'Fleeting' });
  const event = anEvent({ mentions: ['fleeting'] });
  await post('/events', { id: 'witness', ...event });
  await register.delete('/events/witness', any);
  await register.delete('/parties/fleeting', any);
  expectProblem(t, await put('/events/witness', event), 422, 'validation', '/mentions/0 unknown_reference');
  expectProblem(t, await get('/events/witness'), 410, 'gone');
  await put('/parties/fleeting', { kind: 'company', name: 'Fleeting' });
  t.equal((await put('/events/witness', event)).status, 201);
  expectProblem(t, await register.delete('/parties/fleeting', any), 409, 'still_referenced');
});

t.test('an id of another kind of record is no reference', async (t) => {
  const answer = await post('/events', anEvent({ mentions: ['report'], citations: [{ source: 'arcadia' }] }));
  expectProblem(t, answer, 422, 'validation', '/citations/0/source unknown_reference', '/mentions/0 unknown_reference');
});

t.test('records may come to refer to each other, and then hold each other', async (t) => {
  await post('/events', anEvent({ id: 'one' }));
  await post('/events', anEvent({ id: 'two', after: ['one'] }));
  t.equal((await patch('/events/one', { after: ['two'] }, any)).status, 200);
  expectProblem(t, await register.delete('/events/one', any), 409, 'still_referenced');
  expectProblem(t, await register.delete('/events/two', any), 409, 'still_referenced');
  await patch('/events/one', { after: null }, any);
  t.equal((await register.delete('/events/two', any)).status, 204);
});

t.test('a partnership and the event of its milestone may refer to each other', async (t) => {
  await post('/partnerships', aPartnership({ id: 'mutual' }));
  await post('/events', anEvent({ id: 'mutual-event', partnerships: ['mutual'] }));
  const { status, body } = await post('/partnerships/mutual/milestones', {
    stage: 'intent_announced',
    event: 'mutual-event',
    citations: [{ source: 'report' }],
  });
  t.same([status, body.milestones[1].event], [201, 'mutual-event']);
  for (const url of ['/partnerships/mutual', '/events/mutual-event'])
    expectProblem(t, await register.delete(url, any), 409, 'still_referenced');
});

t.test('what a record says of itself doesn’t keep it', async (t) => {
  const claims = [
    { predicate: 'first_of_kind', value: 'first', held_by: 'boaster', citations: [{ source: 'report' }] },
  ];
  await put('/parties/boaster', { kind: 'company', name: 'Boaster', claims });
  t.equal((await get('/parties/boaster')).body.claims[0].held_by, 'boaster');
  t.equal((await register.delete('/parties/boaster', any)).status, 204);
  t.equal((await put('/parties/boaster', { kind: 'company', name: 'Boaster', claims })).status, 201);
});

t.test('of many referrers the first hundred are listed', async (t) => {
  await post('/parties', { id: 'popular', kind: 'company', name: 'Popular' });
  for (let i = 0; i < 103; i++) await post('/events', anEvent({ mentions: ['popular'] }));
  const answer = await register.delete('/parties/popular', any);
  expectProblem(t, answer, 409, 'still_referenced');
  t.equal(answer.body.referenced_by.length, 100);
});
