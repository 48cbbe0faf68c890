/** How much is counted and shown: of many values the most frequent, of very many matches the first. */
import t from 'tap';
import { anEvent, type Json, openRegister, populate } from '../support/register.js';
import { copy } from './copies.js';

t.test('counts are exact up to 10 000 matches, and marked lower bounds beyond', async (t) => {
  const register = await openRegister(t);
  await register.post('/parties', { id: 'works', kind: 'company', name: 'Works' });
  await register.post('/parties', { id: 'realm', kind: 'state', name: 'Realm', country: 'FR' });
  await copy(register, 'works', 1, 5999);
  await copy(register, 'realm', 6001, 9999);
  const facetsOf = async (query = '') =>
    (await register.get(`/parties?limit=1&facets=kind,country&total=true${query}`)).body.meta;
  const counted = ({ buckets }: Json) => buckets.map(({ value, count }: Json) => [value, count]);
  const sum = ({ buckets }: Json) => buckets.reduce((all: number, { count }: Json) => all + count, 0);

  const exact = await facetsOf();
  t.equal(exact.total, 10_000);
  t.strictSame(counted(exact.facets.kind), [
    ['company', 6000],
    ['state', 4000],
  ]);
  t.notOk('is_lower_bound' in exact.facets.kind);

  await register.post('/parties', { id: 'one-more', kind: 'state', name: 'One more', country: 'FR' });
  const bound = await facetsOf();
  t.equal(bound.total_is_lower_bound, true);
  t.equal(bound.facets.kind.is_lower_bound, true);
  t.equal(sum(bound.facets.kind), 10_000);

  const states = await facetsOf('&kind=state');
  t.equal(states.facets.kind.is_lower_bound, true, 'without its own filter there are more');
  t.equal(states.total, 4001);
  t.strictSame(counted(states.facets.country), [['FR', 4001]]);
  t.notOk('is_lower_bound' in states.facets.country);
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `p${String(index).padStart(2, '0')}`);

t.test('of many values the fifty most frequent are shown, and every one that is selected', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const ids = numbered(60);
  for (const id of ids) await register.post('/parties', { id, kind: 'company', name: `The ${id}` });
  const asAttendees = (some: string[]) => some.map((party) => ({ party, role: 'attendee' }));
  await register.post('/events', anEvent({ parties: asAttendees(ids) }));
  await register.post('/events', anEvent({ parties: asAttendees(ids.slice(40, 45)) }));
  const party = async (query = '') => (await register.get(`/events?facets=party${query}`)).body.meta.facets.party;
  const values = ({ buckets }: Json) => buckets.map(({ value }: Json) => value);

  const all = await party();
  t.strictSame(values(all), [...ids.slice(40, 45), ...ids.slice(0, 40), ...ids.slice(45, 50)]);
  t.equal(all.more, 10);
  const some = await party('&party=p59,p41,nobody');
  t.strictSame(values(some), [...ids.slice(40, 45), ...ids.slice(0, 40), ...ids.slice(45, 50), 'p59', 'nobody']);
  t.equal(some.more, 9);
  t.strictSame(some.buckets.at(-1), {
    value: 'nobody',
    count: 0,
    selected: true,
    href: '/events?party=p41,p59&facets=party',
  });
});

t.test('a filter that takes no more values has addresses that take one away, and none that add one', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ parties: [{ party: 'arcadia', role: 'host' }] }));
  const many = Array.from({ length: 100 }, (_, index) => `nobody-${index}`);
  const { body } = await register.get(`/events?party=${many}&facets=party`);
  const { buckets } = body.meta.facets.party;
  t.equal(buckets.length, 101);
  for (const { value, selected, href } of buckets)
    if (value === 'arcadia') t.same([selected, href], [false, undefined]);
    else t.equal((await register.get(href)).status, 200);
});

t.test('an address that would be too long is left out', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const long = Array.from({ length: 100 }, (_, index) => `${'x'.repeat(77)}${100 + index}`);
  const url = `/events?facets=topic&histogram=date:month&source=pakistan-kyrgyzstan,${long.slice(1)}`;
  const { meta } = (await register.get(url)).body;
  t.ok(meta.facets.topic.buckets.length > 0);
  for (const { href } of [...meta.facets.topic.buckets, ...meta.histogram.buckets]) t.equal(href, undefined);
});
