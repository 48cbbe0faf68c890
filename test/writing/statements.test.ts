/** How much of the database a write takes: every statement that reaches it, those of transactions among them. */
import t from 'tap';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';
import { listen } from '../support/statements.js';

t.test('a create with two parties and one source is at most eight statements', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const parties = [
    { party: 'arcadia', role: 'host' },
    { party: 'borduria', role: 'attendee' },
  ];
  const event = (id: string) =>
    anEvent({ id, date: { edtf: '2025-02-03' }, parties, citations: [{ source: 'report' }] });
  // The words of the second are known, and its date is one day.
  t.equal((await register.post('/events', event('first'))).status, 201);
  const asked = listen(t, register);
  t.equal((await register.post('/events', event('second'))).status, 201);
  // By a pragma the engine notices whether another process has written.
  const statements = asked.filter((one) => !/^pragma /i.test(one));
  t.ok(statements.length <= 8, statements.join('; '));
  t.match(asked[0], /^begin( immediate$|; select pg_advisory_xact_lock)/);
  t.equal(asked.at(-1), 'commit');
});

t.test('more parties, dates and citations take no more statements', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const partnership = (id: string, count: number) => {
    const citations = Array.from({ length: count }, () => ({ source: 'report' }));
    const milestone = (day: number) => ({ stage: 'talks', date: { edtf: `2025-02-${10 + day}` }, citations });
    return aPartnership({ id, milestones: Array.from({ length: count }, (_, day) => milestone(day)) });
  };
  t.equal((await register.post('/partnerships', partnership('first', 9))).status, 201);
  const asked = listen(t, register);
  t.equal((await register.post('/partnerships', partnership('few', 1))).status, 201);
  const few = asked.length;
  asked.length = 0;
  t.equal((await register.post('/partnerships', partnership('many', 9))).status, 201);
  t.equal(asked.length, few, asked.join('; '));
});

t.test('what parties are part of is one statement for each level that is not named itself', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const body = (id: string, part_of: string) => ({ id, kind: 'government_body', name: id, country: 'FR', part_of });
  for (const [id, whole] of [
    ['ministry', 'arcadia'],
    ['office', 'ministry'],
    ['desk', 'office'],
    ['other-desk', 'office'],
  ])
    await register.post('/parties', body(id!, whole!));
  const asked = listen(t, register);
  const counted = async (...ids: string[]) => {
    const parties = ids.map((party) => ({ party, role: 'attendee' }));
    await register.put(`/events/first-${ids.join('-')}`, anEvent({ parties }));
    asked.length = 0;
    await register.put(`/events/${ids.join('-')}`, anEvent({ parties }));
    return asked.filter((one) => !/^pragma /i.test(one)).length;
  };
  const alone = await counted('arcadia', 'borduria');
  t.equal(await counted('desk', 'other-desk'), alone + 3);
  t.equal(await counted('desk', 'office', 'ministry', 'arcadia'), alone);
});
