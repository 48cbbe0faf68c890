/** A filter that names a record which is not there is answered, and the answer says so. */
import fc from 'fast-check';
import t from 'tap';
import { runs } from '../support/place.js';
import { anEvent, type Json, openRegister } from '../support/register.js';
import { listen } from '../support/statements.js';

const unknown = (body: Json) => body.meta?.unknown;

t.test('each filter that names records says which are not there, with the nearest that are', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const cases: [string, string, string, string[]][] = [
    ['/events', 'party', 'paksitan', ['pakistan']],
    ['/events', 'between', 'kirgizstan', ['kyrgyzstan']],
    ['/events', 'mentions', 'vinance', ['binance']],
    ['/events', 'partnership', 'pakistan-el-salvadr', ['pakistan-el-salvador']],
    ['/events', 'id', 'michael-sailor-endorsement', ['michael-saylor-endorsement']],
    ['/partnerships', 'party', 'saqib', ['bilal-bin-saqib']],
    ['/partnerships', 'source', 'pakistan-kyrgystan', ['pakistan-kyrgyzstan']],
    ['/parties', 'part_of', 'elsalvador', ['el-salvador']],
    ['/sources', 'publisher', 'openvoicenews', ['openvoicenews-pakistan']],
    ['/sources', 'attributed_to', 'pakistan-television', ['ptv']],
  ];
  for (const [path, parameter, id, nearest] of cases) {
    const { status, body } = await register.get(`${path}?${parameter}=${id}`);
    t.equal(status, 200);
    t.same(body.data, [], `${path}?${parameter}=${id}`);
    t.match(unknown(body), [{ parameter, id }]);
    t.same(unknown(body)[0].nearest.slice(0, 1), nearest, `${path}?${parameter}=${id}`);
    t.ok(unknown(body)[0].nearest.length <= 3);
  }
  t.same(unknown((await register.get('/events?party=quizzlewick')).body)[0].nearest, [], 'nothing is near');
});

t.test('what others match is answered, and only what is not there is named', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { body } = await register.get('/events?party=nobody-there,pakistan&between=pakistan,also-nobody');
  t.same(body.data, []);
  t.match(unknown(body), [
    { parameter: 'party', id: 'nobody-there' },
    { parameter: 'between', id: 'also-nobody' },
  ]);
  t.equal(unknown(body).length, 2);
  const either = (await register.get('/events?party=nobody-there,pakistan&limit=2')).body;
  t.equal(either.data.length, 2);
  t.match(unknown(either), [{ id: 'nobody-there' }]);
  const next = (await register.get(`/events?party=nobody-there,pakistan&limit=2&cursor=${either.page.next}`)).body;
  t.same(unknown(next), unknown(either), 'on each page');
  const more = [
    'q=pakistan',
    'sort=id',
    'from=2025-01-01',
    'topic=regulation',
    'facets=kind',
    'updated_since=2020-01-01T00:00:00Z',
  ];
  for (const one of more)
    t.match(
      unknown((await register.get(`/events?party=nobody-there,pakistan&${one}`)).body),
      [{ id: 'nobody-there' }],
      one,
    );
  for (const there of [
    'party=pakistan',
    'party=binance&role=host',
    'mentions=ptv',
    'id=pakistan-hsx-signing',
    'kind=visit',
  ])
    t.same(unknown((await register.get(`/events?${there}`)).body), undefined, there);
});

t.test('a deleted record is unknown, and one that was brought back is not', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const gone = { kind: 'company', name: 'Quizzlewick' };
  await register.put('/parties/quizzlewick', gone);
  t.same(unknown((await register.get('/events?party=quizzlewick')).body), undefined);
  await register.delete('/parties/quizzlewick', { 'if-match': '*' });
  t.same(unknown((await register.get('/events?party=quizzlewick')).body), [
    { parameter: 'party', id: 'quizzlewick', nearest: [] },
  ]);
  t.same(unknown((await register.get('/events?party=quizzlewic')).body)[0].nearest, [], 'it is near to nothing');
  await register.put('/parties/quizzlewick', gone);
  t.same(unknown((await register.get('/events?party=quizzlewick')).body), undefined);
});

t.test('a list whose filters name records that are there takes as many statements as any', async (t) => {
  const register = await openRegister(t, { seeded: true });
  await register.post('/events', anEvent({ id: 'one' }));
  const asked = listen(t, register);
  const countOf = async (url: string) => {
    asked.length = 0;
    await register.get(url);
    return asked.length;
  };
  const plain = await countOf('/events?kind=meeting');
  for (const url of [
    '/events?party=pakistan',
    '/events?party=pakistan,binance',
    '/parties?part_of=pakistan',
    '/sources?publisher=ptv',
  ])
    t.equal(await countOf(url), plain, url);
});

t.test('whatever ids are sent, those that are there are never unknown, and the nearest are there', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const there: string[] = (await register.get('/parties?limit=200')).body.data.map(({ id }: Json) => id);
  const changed = fc
    .tuple(fc.constantFrom(...there), fc.nat(30), fc.constantFrom('', 'x', '-', 'zz', '-2'))
    .map(([id, at, put]) => (id.slice(0, at) + put + id.slice(at + 1)).replace(/-+/g, '-').replace(/^-|-$/g, ''));
  const ids = fc.uniqueArray(fc.oneof(fc.constantFrom(...there), changed, fc.stringMatching(/^[a-z0-9]{1,80}$/)), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(ids, fc.constantFrom('party', 'between', 'mentions'), async (sent, parameter) => {
      const wanted = sent.filter((id) => id !== '');
      if (wanted.length === 0) return;
      const { status, body } = await register.get(`/events?${parameter}=${wanted.join()}`);
      t.equal(status, 200);
      const named = (unknown(body) ?? []).map(({ id }: Json) => id);
      t.same(named, wanted.filter((id) => !there.includes(id)).sort());
      for (const { nearest } of unknown(body) ?? []) t.ok(nearest.every((id: string) => there.includes(id)));
    }),
    { numRuns: runs(60) },
  );
});
