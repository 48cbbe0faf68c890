/** Other names of a party: since when and until when, whether they are wrong, and who prints them; and relations to others. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { type Json, openRegister, populate } from '../support/register.js';

const any = { 'if-match': '*' };
const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
await register.putText('report', 'The Coin-Works, which were called Coinshop until 2023, signed.');

const company = (more: object) => ({ kind: 'company', name: 'Zircon', ...more });
const ids = async (url: string) => (await get(url)).body.data.map((one: Json) => one.id);

t.test('a name says since when, until when, and where it is printed', async (t) => {
  const alias = {
    name: 'Coinshop',
    lang: 'en',
    to: { edtf: '2023', basis: 'stated' },
    citations: [{ source: 'report', quote: 'called Coinshop until 2023' }],
  };
  const { status, body } = await put('/parties/zircon', company({ aliases: [alias] }));
  t.equal(status, 201);
  t.match(body.aliases, [
    {
      name: 'Coinshop',
      to: { edtf: '2023', earliest: '2023-01-01', latest: '2023-12-31', precision: 'year' },
      citations: [{ status: 'matched', start: 27 }],
    },
  ]);
  const again = await put('/parties/zircon', body, any);
  t.match([again.status, again.body.revision], [200, 1], 'what was read is what was written');
  t.same(await ids('/parties?source=report'), ['zircon'], 'its citation counts as one of the party');
  t.match((await get('/parties.csv?id=zircon')).text, /aliases_to_latest[\s\S]*2023-12-31/);
});

t.test('a wrong name that is printed is kept as such, and finds the party', async (t) => {
  const aliases = [
    { name: 'Zirkonn', rank: 'deprecated' },
    { name: 'Zircon Ltd', rank: 'normal' },
  ];
  const { body } = await patch('/parties/zircon', { aliases }, any);
  t.same(body.aliases, aliases);
  t.same(await ids('/parties?name=zirkonn'), ['zircon']);
  t.same(await ids('/parties?q=Zirkonn'), ['zircon']);
  t.equal((await get('/suggest?q=Zirkon')).body.data[0]?.id, 'zircon');
});

t.test('a claim that is known to be wrong stays, and is marked', async (t) => {
  const claim = { predicate: 'mandate', value: 'supervise', rank: 'deprecated', citations: [{ source: 'report' }] };
  const { body } = await patch('/parties/zircon', { claims: [claim] }, any);
  t.match(body.claims, [{ rank: 'deprecated' }]);
  const { body: difference } = await get('/parties/zircon/difference?from=2&to=3');
  t.match(JSON.stringify(difference), /deprecated/);
});

t.test('names and ranks are checked as everything else is', async (t) => {
  for (const [alias, finding] of [
    [{ name: 'A', rank: 'preferred' }, '/aliases/0/rank unknown_value'],
    [{ name: 'A', from: { edtf: '2025-13' } }, '/aliases/0/from/edtf'],
    [{ name: 'A', from: { edtf: '2025-03-04', basis: 'bounded' } }, '/aliases/0/from/basis contradictory_date'],
    [{ name: 'A', citations: [{ source: 'nothing' }] }, '/aliases/0/citations/0/source unknown_reference'],
    [
      { name: 'A', citations: [{ source: 'report', quote: 'not there' }] },
      '/aliases/0/citations/0/quote quote_not_found',
    ],
    [{ name: 'A', until: '2023' }, '/aliases/0/until unknown_member'],
  ] as [object, string][])
    expectProblem(t, await put('/parties/other', company({ aliases: [alias] })), 422, 'validation', finding);
});

t.test('parties are related, and found from the other side', async (t) => {
  await post('/parties', company({ id: 'old' }));
  const related = [
    { relation: 'successor_of', party: 'old', date: { edtf: '2024' }, citations: [{ source: 'report' }] },
    { relation: 'possibly_same_as', party: 'coinworks' },
  ];
  const { status, body } = await put('/parties/new', company({ related }));
  t.equal(status, 201);
  t.match(body.related, [{ date: { precision: 'year' }, citations: [{ status: 'reference' }] }, related[1]]);
  t.same(await ids('/parties?related_to=old'), ['new']);
  t.same(await ids('/parties?related_to=old,coinworks'), ['new']);
  t.same(await ids('/parties?related_to=new'), []);
  t.same(await ids('/parties?related_to=old&q=zircon'), ['new']);
  expectProblem(t, await register.delete('/parties/old', any), 409, 'still_referenced');
  t.match((await get('/parties.csv?id=new')).text, /related_party_name[\s\S]*old; coinworks/);
  await patch('/parties/new', { related: null }, any);
  t.same(await ids('/parties?related_to=old'), []);
});

t.test('a party is related to others that there are, and not to itself', async (t) => {
  for (const [related, finding] of [
    [{ relation: 'affiliate_of', party: 'myself' }, '/related/0/party self_reference'],
    [{ relation: 'affiliate_of', party: 'nobody' }, '/related/0/party unknown_reference'],
    [{ relation: 'part_of', party: 'old' }, '/related/0/relation unknown_value'],
    [{ party: 'old' }, '/related/0/relation required'],
    [{ relation: 'affiliate_of' }, '/related/0/party required'],
  ] as [object, string][])
    expectProblem(t, await put('/parties/myself', company({ related: [related] })), 422, 'validation', finding);
  const twice = Array.from({ length: 2 }, () => ({ relation: 'affiliate_of', party: 'coinworks' }));
  const { body } = await put('/parties/myself', company({ related: twice }));
  t.same(
    body.errors.map(({ pointer, code }: Json) => `${pointer} ${code}`),
    ['/related/1 duplicate'],
  );
});

t.test('a party may have many long names in a script without spaces', async (t) => {
  const aliases = Array.from({ length: 300 }, (_, index) => ({ name: `${index}${'漢字'.repeat(490)}` }));
  t.equal((await put('/parties/long', company({ aliases }))).status, 201);
  t.same(await ids(`/parties?q=${encodeURIComponent('299漢字漢字')}`), ['long']);
});
