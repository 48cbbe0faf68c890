/** What facets and histograms tell people who choose among them. */
import t from 'tap';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

t.test(
  "a facet leaves its own filter out of account, so that several values can be chosen, and keeps others'",
  async (t) => {
    const register = await openRegister(t);
    await populate(register);
    await register.post('/events', anEvent({ topics: ['mining', 'cbdc'] }));
    await register.post('/events', anEvent({ topics: ['cbdc'] }));
    await register.post('/events', anEvent({ topics: ['cbdc'], kind: 'visit' }));
    const { body } = await register.get('/events?limit=1&topic=mining&kind=meeting&facets=topic,kind');
    t.strictSame(body.meta.facets, {
      kind: {
        buckets: [
          { value: 'meeting', count: 1, selected: true, href: '/events?limit=1&topic=mining&facets=topic,kind' },
        ],
      },
      topic: {
        buckets: [
          {
            value: 'cbdc',
            count: 2,
            selected: false,
            href: '/events?topic=cbdc,mining&limit=1&kind=meeting&facets=topic,kind',
          },
          { value: 'mining', count: 1, selected: true, href: '/events?limit=1&kind=meeting&facets=topic,kind' },
        ],
      },
    });
  },
);

t.test('a selected value that nothing has any more is there, to be taken away', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent());
  const { body } = await register.get('/events?kind=visit,launch&facets=kind');
  t.strictSame(body.data, []);
  t.strictSame(body.meta.facets.kind.buckets, [
    { value: 'meeting', count: 1, selected: false, href: '/events?kind=launch,meeting,visit&facets=kind' },
    { value: 'launch', count: 0, selected: true, href: '/events?kind=visit&facets=kind' },
    { value: 'visit', count: 0, selected: true, href: '/events?kind=launch&facets=kind' },
  ]);
});

t.test('buckets of parties have their names', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/partnerships', aPartnership());
  const named = (buckets: Json[]) => buckets.map(({ value, name }) => [value, name]);
  const { party, country } = (await register.get('/partnerships?facets=party,country')).body.meta.facets;
  t.strictSame(named(party.buckets), [
    ['arcadia', 'Arcadia'],
    ['borduria', 'Borduria'],
  ]);
  t.strictSame(named(country.buckets), [
    ['DE', undefined],
    ['FR', undefined],
  ]);
  const { publisher } = (await register.get('/sources?facets=publisher')).body.meta.facets;
  t.strictSame(named(publisher.buckets), [['gazette', 'The Gazette']]);
});

t.test('a role narrows the parties and countries that are counted', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const parties = [
    { party: 'arcadia', role: 'host' },
    { party: 'arcadia', role: 'speaker' },
    { party: 'borduria', role: 'speaker' },
  ];
  await register.post('/events', anEvent({ parties }));
  const counted = async (query: string) => {
    const { facets } = (await register.get(`/events?facets=party,country${query}`)).body.meta;
    return ['party', 'country'].map((facet) =>
      facets[facet].buckets.map(({ value, count }: Json) => `${value} ${count}`).join(),
    );
  };
  t.strictSame(await counted(''), ['arcadia 1,borduria 1', 'DE 1,FR 1']);
  t.strictSame(await counted('&role=host'), ['arcadia 1', 'FR 1']);
  t.strictSame(await counted('&role=host,speaker'), ['arcadia 1,borduria 1', 'DE 1,FR 1']);
  t.strictSame(await counted('&role=host&party=arcadia'), ['arcadia 1', 'FR 1']);
  t.strictSame(await counted('&role=signatory&party=arcadia'), ['arcadia 0', '']);
});

t.test('a partnership counts for each stage that it reached, as the filter has it', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/partnerships', aPartnership());
  const { buckets } = (await register.get('/partnerships?facets=reached')).body.meta.facets.reached;
  t.strictSame(
    buckets.map(({ value, count }: Json) => [value, count]),
    [
      ['exploratory', 1],
      ['talks', 1],
      ['unknown', 1],
    ],
  );
});

t.test('dates wider than a year, and those of which nothing is known, are counted apart', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const edtf of ['2024-05', '2025', '2025-07-17', '2024-12/2025-01', '2025-07-17/..', '[..2025-08-02]'])
    await register.post('/events', anEvent({ date: { edtf } }));
  await register.post('/events', anEvent({ date: { basis: 'unresolved' } }));
  const { year } = (await register.get('/events?facets=year&from=2025-01-01&to=2025-12-31')).body.meta.facets;
  t.strictSame(year, {
    buckets: [
      { value: '2025', count: 2, selected: true, href: '/events?facets=year' },
      { value: '2024', count: 1, selected: false, href: '/events?from=2024-01-01&to=2024-12-31&facets=year' },
    ],
    spanning: 3,
    undated: 1,
  });
  const { histogram } = (await register.get('/events?histogram=date:month&from=2025-01-01')).body.meta;
  t.strictSame(histogram, {
    buckets: [
      { value: '2024-05', count: 1, href: '/events?from=2024-05-01&to=2024-05-31&histogram=date:month' },
      { value: '2025-07', count: 1, href: '/events?from=2025-07-01&to=2025-07-31&histogram=date:month' },
    ],
    spanning: 4,
    undated: 1,
  });
});

t.test('a year is selected when dates have to lie in it surely, and in it alone', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const selected = async (query: string) =>
    (await register.get(`/events?facets=year&${query}`)).body.meta.facets.year.buckets
      .filter((one: Json) => one.selected)
      .map(({ value, count }: Json) => [value, count]);
  t.strictSame(await selected('from=1999-01-01&to=1999-12-31'), [['1999', 0]]);
  t.strictSame(await selected('from=1999-01-01&to=1999-12-31&date_match=certain'), [['1999', 0]]);
  for (const other of ['date_match=possible', 'from=1999-01-01', 'from=1999-01-01&to=1999-12-30', 'to=1999-12-31'])
    t.strictSame(await selected(other.startsWith('date') ? `from=1999-01-01&to=1999-12-31&${other}` : other), []);
});

t.test('the addresses of buckets keep what else is asked, but not the place in the list', async (t) => {
  const register = await openRegister(t);
  for (const name of ['The Bank, Tokyo', 'Who? & Söhne', 'Zug'])
    await register.post('/parties', { kind: 'company', name, country: 'FR' });
  const asked = 'name=The%20Bank%2C%20Tokyo&name=Who?+%26+S%C3%B6hne&name=Zug&facets=kind&limit=1&sort=-name';
  const first = await register.get(`/parties?${asked}`);
  const { body } = await register.get(`/parties?${asked}&cursor=${first.body.page.next}`);
  const [{ href, count }] = body.meta.facets.kind.buckets;
  t.equal(count, 3);
  t.match(href, /^\/parties\?kind=company&name=[!-~]*&facets=kind&limit=1&sort=-name$/);
  const followed = await register.get(`${href}&total=true`);
  t.equal(followed.body.meta.total, 3);
  t.strictSame(followed.body.data, first.body.data);
  t.match(first.headers.link, `<${href.replace('kind=company&', '')}>; rel="first"`);
});

t.test('evidence is a filter of partnerships, which its facet leads to', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { meta } = (await register.get('/partnerships?facets=evidence&total=true')).body;
  const { buckets } = meta.facets.evidence;
  t.strictSame(
    buckets.map(({ value, count }: Json) => [value, count]),
    [['unchecked', meta.total]],
  );
  t.equal((await register.get(`${buckets[0].href}&limit=200`)).body.data.length, meta.total);
  t.strictSame((await register.get('/partnerships?evidence=matched')).body.data, []);
});

t.test('facets and histograms that a list does not have are refused, and any with a file', async (t) => {
  const register = await openRegister(t);
  for (const [address, parameter, code] of [
    ['/events?facets=stage', 'facets', 'unknown_value'],
    ['/parties?facets=year', 'facets', 'unknown_value'],
    ['/events?facets=kind,kind', 'facets', 'duplicate'],
    ['/events?histogram=published:month', 'histogram', 'unknown_value'],
    ['/events?histogram=month', 'histogram', 'unknown_value'],
    ['/parties?histogram=name:year', 'histogram', 'unknown_parameter'],
    ['/events.csv?facets=kind', 'facets', 'unknown_parameter'],
    ['/events.ndjson?histogram=date:day', 'histogram', 'unknown_parameter'],
  ] as const) {
    const { status, body } = await register.get(address);
    t.equal(status, 400, address);
    t.match(body.errors, [{ parameter, code }], address);
  }
});
