/** What partnerships say of others, of their other names, and of who took part since when. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];

const register = await openRegister(t);
await populate(register);
const { get, post, put, patch } = register;
await register.putText('report', 'The second accord renews the first. Gazette Ltd. joined in May 2025.');

const listed = async (url: string): Promise<string[]> => (await get(url)).body.data.map(({ id }: Json) => id).sort();

t.test('partnerships name those that they replace, renew and follow, and are found from there', async (t) => {
  await put('/partnerships/first', aPartnership());
  await put('/partnerships/framework', aPartnership());
  const related = [
    { relation: 'renews', partnership: 'first', citations: [{ source: 'report', quote: 'renews the first' }] },
    { relation: 'part_of', partnership: 'framework' },
  ];
  const { body } = await put('/partnerships/second', aPartnership({ related }));
  t.match(body.related, [{ ...related[0], citations: [{ status: 'matched', start: 18 }] }, related[1]]);
  await put('/partnerships/third', aPartnership({ related: [{ relation: 'follows', partnership: 'first' }] }));
  t.strictSame(await listed('/partnerships?related_to=first'), ['second', 'third']);
  t.strictSame(await listed('/partnerships?related_to=framework'), ['second']);
  t.strictSame(await listed('/partnerships?related_to=second'), [], 'what it names itself is read in it');
  t.strictSame(await listed('/partnerships?related_to=first&q=renews'), ['second'], 'and with words');
  const { text } = await get('/partnerships.csv?id=second&fields=related');
  t.match(text, '"renews; part_of","first; framework"');
  await patch('/partnerships/third', { related: null }, any);
  t.strictSame(await listed('/partnerships?related_to=first'), ['second']);
  expectProblem(t, await register.delete('/partnerships/first', any), 409, 'still_referenced');
});

t.test('what a partnership says of others is about others, that are there, and said once', async (t) => {
  const refused = async (related: Json, finding: string) =>
    expectProblem(t, await put('/partnerships/lone', aPartnership({ related })), 422, 'validation', finding);
  await refused([{ relation: 'follows', partnership: 'lone' }], '/related/0/partnership self_reference');
  await refused([{ relation: 'follows', partnership: 'nowhere' }], '/related/0/partnership unknown_reference');
  await refused([{ relation: 'preceded', partnership: 'first' }], '/related/0/relation unknown_value');
  await refused([{ partnership: 'first' }], '/related/0/relation required');
  await refused([{ relation: 'follows' }], '/related/0/partnership required');
  const twice = [
    { relation: 'follows', partnership: 'first' },
    { relation: 'amends', partnership: 'first' },
    { relation: 'follows', partnership: 'first', citations: cited },
  ];
  await refused(twice, '/related/2 duplicate');
});

t.test('partnerships of one batch may name each other', async (t) => {
  const document = (id: string, other: string) =>
    aPartnership({ id, related: [{ relation: 'follows', partnership: other }] });
  const create = (id: string, other: string) => ({
    operation: 'create',
    record: 'partnership',
    document: document(id, other),
  });
  const { status } = await post('/batch', { operations: [create('one', 'other'), create('other', 'one')] });
  t.equal(status, 200);
  t.strictSame(await listed('/partnerships?related_to=one'), ['other']);
});

t.test('a partnership is searched and suggested by what it is called elsewhere', async (t) => {
  const aliases = [
    { name: 'Le Pacte du Jade', lang: 'fr', from: { edtf: '2025-03' }, citations: cited },
    { name: 'Jaded Pact', rank: 'deprecated' },
  ];
  const { body } = await put('/partnerships/jade', aPartnership({ title: 'Emerald accord', aliases }));
  t.match(body.aliases, [
    { name: 'Le Pacte du Jade', from: { precision: 'month' }, citations: [{ status: 'reference' }] },
  ]);
  t.strictSame(await listed('/partnerships?q=pacte'), ['jade']);
  const { data } = (await get('/search?q=jaded%20pact')).body;
  t.match(data, [{ id: 'jade' }]);
  t.match((await get('/suggest?q=jade')).body.data, [{ id: 'jade', name: 'Emerald accord', matched: /Jade/ }]);
  t.match((await get('/partnerships.csv?id=jade&fields=aliases')).text, 'Le Pacte du Jade; Jaded Pact');
  const same = [{ name: 'A' }, { name: 'A', rank: 'normal' }];
  const backwards = [{ name: 'A', from: { edtf: '2025' }, to: { edtf: '2024' } }];
  for (const [wrong, finding] of [
    [same, '/aliases/1 duplicate'],
    [backwards, '/aliases/0/to contradictory_date'],
  ] as const)
    expectProblem(t, await patch('/partnerships/jade', { aliases: wrong }, any), 422, 'validation', finding);
});

t.test('a party takes part from one day to another, with the words that say so, and may join again', async (t) => {
  const joined = {
    party: 'coinworks',
    from: { edtf: '2025-05' },
    citations: [{ source: 'report', quote: 'in May 2025' }],
  };
  const parties = [
    { party: 'arcadia' },
    { party: 'borduria', role: 'signatory', to: { edtf: '2025-02' } },
    joined,
    { party: 'borduria', role: 'signatory', from: { edtf: '2025-06' } },
  ];
  const { body } = await put('/partnerships/joined', aPartnership({ parties }));
  t.match(body.parties, [
    {},
    { to: { latest: '2025-02-28' } },
    { from: { precision: 'month' }, citations: [{ status: 'matched' }] },
    {},
  ]);
  t.equal(body.parties.length, 4);
  const { body: neighbours } = await get('/parties/arcadia/neighbours');
  t.ok(neighbours.data.some(({ party }: Json) => party === 'borduria'));
  const table = (await get('/partnerships.csv?id=joined&fields=parties')).text;
  t.match(table, 'arcadia; borduria; coinworks; borduria');
  t.match(table, '; ; 2025-05; 2025-06');
  t.strictSame(await listed('/partnerships?party=coinworks&source=report'), ['joined']);
});

t.test('a party is there once at a time, and leaves after it joined', async (t) => {
  const refused = async (parties: Json[], finding: string) =>
    expectProblem(
      t,
      await post('/partnerships', aPartnership({ parties: [{ party: 'arcadia' }, ...parties] })),
      ...([422, 'validation', finding] as const),
    );
  const borduria = { party: 'borduria' };
  await refused([borduria, borduria], '/parties/2 duplicate');
  const since = { ...borduria, from: { edtf: '2025' } };
  await refused([since, { ...since, citations: cited }], '/parties/2 duplicate');
  // Written differently, they are completed to the same.
  const until = (basis: object) => ({ ...borduria, to: { edtf: '[..2025-03-01]', ...basis } });
  await refused([until({}), until({ basis: 'bounded' })], '/parties/2 duplicate');
  await refused([{ ...since, to: { edtf: '2024-12-31' } }], '/parties/1/to contradictory_date');
  await refused(
    [{ ...borduria, citations: [{ source: 'report', quote: 'joined in June' }] }],
    '/parties/1/citations/0/quote quote_not_found',
  );
  await refused([borduria, { party: 'nobody', role: 'observer' }], '/parties/2/party unknown_reference');
  const same = [{ party: 'arcadia' }, { ...since, to: { edtf: '2025-01' } }];
  t.equal((await post('/partnerships', aPartnership({ parties: same }))).status, 201, 'in the same year is possible');
});

t.test('a party may have taken part in an event without its being said how', async (t) => {
  const parties = [{ party: 'arcadia', role: 'participant' }];
  await put('/events/somehow', anEvent({ parties }));
  t.strictSame(await listed('/events?role=participant'), ['somehow']);
});
