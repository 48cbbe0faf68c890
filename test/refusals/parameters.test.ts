/** Parameters of a query are known, given once, not empty, and of the values that are listed. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, openRegister, populate, readerKey } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put } = register;
await populate(register);
await post('/events', anEvent({ id: 'meeting' }));
await register.putText('report', 'A text.');

const COLLECTIONS = ['/parties', '/sources', '/events', '/partnerships'];

t.test('an unknown parameter is refused with the nearest that is known', async (t) => {
  const cases: [string, string, string][] = [
    ['/partnerships?stagee=signed', 'stagee', 'stage'],
    ['/partnerships?reach=signed', 'reach', 'reached'],
    ['/events?parti=arcadia', 'parti', 'party'],
    ['/events?datematch=any', 'datematch', 'date_match'],
    ['/parties?nam=x', 'nam', 'name'],
    ['/sources?publishr=x', 'publishr', 'publisher'],
    ['/events?Limit=5', 'Limit', 'limit'],
    ['/events?LIMIT=5', 'LIMIT', 'limit'],
  ];
  for (const [url, name, nearest] of cases) {
    const [error] = expectProblem(t, await get(url), 400, 'invalid_parameter', `?${name} unknown_parameter`);
    t.match(error.detail, `did you mean ${nearest}?`);
  }
  for (const url of COLLECTIONS) {
    const names = [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'Q',
      '0',
      '%F0%9F%A4%9D',
      'a%00b',
      'a%0Ab',
      'page[size]',
    ];
    for (const name of names) expectProblem(t, await get(`${url}?${name}=1`), 400, 'invalid_parameter');
    expectProblem(t, await get(`${url}?=1`), 400, 'invalid_parameter');
    expectProblem(t, await get(`${url}?aa=1&bb=2&limit=0`), 400, 'invalid_parameter', '?aa', '?bb', '?limit');
  }
});

t.test('operations without parameters take none', async (t) => {
  const urls = ['/events/meeting', '/sources/report/text', '/events/meeting/revisions/1', '/', '/problems/gone'];
  for (const url of urls)
    expectProblem(t, await get(`${url}?fields=id`, readerKey), 400, 'invalid_parameter', '?fields unknown_parameter');
  const created = await post('/events?fields=id', anEvent({ id: 'new' }));
  expectProblem(t, created, 400, 'invalid_parameter', '?fields unknown_parameter');
  const replaced = await put('/events/new?force=true', anEvent());
  expectProblem(t, replaced, 400, 'invalid_parameter', '?force unknown_parameter');
});

t.test('a parameter of one value is given once', async (t) => {
  for (const query of [
    'limit=1&limit=2',
    'limit=1&limit=1',
    'sort=id&sort=-id',
    'total=true&total=true',
    'cursor=a&cursor=b',
  ])
    for (const url of COLLECTIONS)
      expectProblem(t, await get(`${url}?${query}`), 400, 'invalid_parameter', `?${query.split('=')[0]}`);
  for (const query of ['from=2025-01-01&from=2025-01-02', 'date_match=any&date_match=any'])
    expectProblem(t, await get(`/events?${query}`), 400, 'invalid_parameter', `?${query.split('=')[0]}`);
  t.equal((await get('/partnerships?stage=talks&stage=signed')).status, 200, 'one of many is repeated');
  t.equal((await get('/partnerships?stage=talks,signed')).status, 200, 'or separated by commas');
});

t.test('a parameter without a value is refused', async (t) => {
  const common = ['limit', 'cursor', 'sort', 'total', 'expand', 'id', 'updated_since'];
  for (const url of COLLECTIONS)
    for (const name of common)
      for (const query of [`${name}=`, name])
        expectProblem(t, await get(`${url}?${query}`), 400, 'invalid_parameter', `?${name}`);
  const own = [
    'party',
    'role',
    'between',
    'country',
    'stage',
    'reached',
    'negated',
    'topic',
    'scope',
    'source',
    'from',
    'to',
  ];
  for (const name of own) {
    expectProblem(t, await get(`/partnerships?${name}=`), 400, 'invalid_parameter', `?${name}`);
    expectProblem(t, await get(`/partnerships?${name}=,`), 400, 'invalid_parameter');
  }
  for (const name of ['kind', 'name', 'part_of', 'named'])
    expectProblem(t, await get(`/parties?${name}=`), 400, 'invalid_parameter', `?${name}`);
  expectProblem(t, await get('/partnerships?stage=talks,'), 400, 'invalid_parameter');
});

t.test('absurd limits are refused', async (t) => {
  const limits = [
    '0',
    '-1',
    '201',
    '1.5',
    '1e2',
    '1e400',
    '9007199254740992',
    '%205',
    '+5',
    '0x10',
    'ten',
    'NaN',
    'Infinity',
    '٣',
    '5,6',
    '5%00',
  ];
  for (const limit of limits)
    for (const url of COLLECTIONS)
      expectProblem(t, await get(`${url}?limit=${limit}`), 400, 'invalid_parameter', '?limit');
});

t.test('values of parameters that are none of the listed ones are refused with the nearest', async (t) => {
  const cases: [string, string, string][] = [
    ['/partnerships?stage=sgned', '?stage', 'signed'],
    ['/partnerships?sort=stage_sinc', '?sort', 'stage_since'],
    ['/events?kind=meating', '?kind', 'meeting'],
    ['/events?date_match=posible', '?date_match', 'possible'],
    ['/events?expand=partys', '?expand', 'parties'],
    ['/parties.csv?fields=nmae', '?fields', 'name'],
  ];
  for (const [url, place, nearest] of cases) {
    const errors = expectProblem(t, await get(url), 400, 'invalid_parameter');
    t.match(errors, [{ code: 'unknown_value', detail: nearest }], url);
    t.ok(`?${errors[0]?.parameter}`.startsWith(place));
  }
  for (const query of [
    'total=yes',
    'total=1',
    'total=TRUE',
    'country=XX',
    'country=pk',
    'party=Not%20An%20Id',
    'id=A',
    'reached=ended',
  ])
    expectProblem(t, await get(`/partnerships?${query}`), 400, 'invalid_parameter', `?${query.split('=')[0]}`);
});

t.test('what is wrong with a query or a header is said before what is wrong with the body', async (t) => {
  const wrong = {};
  expectProblem(t, await post('/parties?dry_run=1', wrong), 400, 'invalid_parameter', '?dry_run wrong_type');
  expectProblem(t, await post('/parties?foo=1', wrong), 400, 'invalid_parameter', '?foo unknown_parameter');
  const key = { 'idempotency-key': 'a b' };
  expectProblem(t, await post('/parties', wrong, key), 400, 'invalid_parameter', 'Idempotency-Key: pattern');
  const tag = { 'if-match': '"x' };
  expectProblem(t, await put('/parties/arcadia', wrong, tag), 400, 'invalid_parameter', 'If-Match: pattern');
  expectProblem(t, await post('/check', { statements: 1 }, tag), 422, 'validation', '/statements wrong_type');
  expectProblem(t, await post('/parties', wrong), 422, 'validation', '/kind required', '/name required');
});

t.test('what would be right is said in words', async (t) => {
  const detail = async (url: string) => (await get(url)).body.errors[0].detail;
  t.equal(await detail('/events?total=1'), 'it should be true or false');
  t.equal(await detail('/events?limit=x'), 'it should be a whole number');
  t.equal(
    await detail('/events?cursor=%20'),
    'it should be as an answer gave it: letters, digits, hyphens and underscores',
  );
  const alternatives = [{ member: 'title', value: 'Another', citations: [{ source: 'report' }] }];
  const { body } = await post('/events', anEvent({ alternatives }));
  t.match(body.errors, [{ pointer: '/alternatives/0/member', detail: /JSON Pointer .* such as \/title/ }]);
  const aliases = Array.from({ length: 500 }, (_, index) => ({ name: `a${index}`, x: 1 }));
  t.match((await post('/parties', { kind: 'company', name: 'A', aliases })).body.detail, /; and at least 299 more$/);
});

t.test('a cursor that this list didn’t give is refused', async (t) => {
  await post('/events', anEvent());
  const { body } = await get('/events?limit=1');
  const { next } = body.page;
  for (const url of [`/events?sort=id&cursor=${next}`, `/events?kind=visit&cursor=${next}`, `/parties?cursor=${next}`])
    expectProblem(t, await get(url), 400, 'invalid_parameter', '?cursor cursor');
  for (const cursor of ['abc', `${next}x`, next.slice(1), 'e30', 'bnVsbA', 'A'.repeat(1999)])
    expectProblem(t, await get(`/events?cursor=${cursor}`), 400, 'invalid_parameter', '?cursor cursor');
  for (const cursor of ['a+b', 'ä', '%00', 'A'.repeat(2001)])
    expectProblem(t, await get(`/events?cursor=${encodeURIComponent(cursor)}`), 400, 'invalid_parameter', '?cursor');
});
