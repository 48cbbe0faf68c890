/** What was agreed: instruments keep their ids, and say whether they bind, how many they are, over what sums and for how long. */
import fc from 'fast-check';
import t from 'tap';
import { CURRENCIES } from '../../src/model/vocabulary/currencies.js';
import { expectProblem } from '../support/expect-problem.js';
import { aPartnership, type Json, openRegister, populate } from '../support/register.js';

const cited = [{ source: 'report' }];
const drafted = (members: object = {}) => ({ kind: 'mou', status: 'drafted', citations: cited, ...members });
const withInstruments = (...instruments: object[]) => aPartnership({ instruments });
const any = { 'if-match': '*' };

const register = await openRegister(t);
await populate(register);
const { get, post, put, patch } = register;

const ids = ({ instruments }: Json): string[] => instruments.map(({ id }: Json) => id);

t.test('an instrument keeps its id while it is edited, moved and joined by others', async (t) => {
  const { body: made } = await put(
    '/partnerships/kept',
    withInstruments(drafted(), drafted(), drafted({ kind: 'licence' })),
  );
  const [first, second, third] = ids(made);
  t.match(first, /^i-[0-9a-f]{8}$/);
  t.equal(second, `${first}-2`, 'the same twice are two');
  const [one, two, three] = made.instruments;
  const edited = { ...three, status: 'under_discussion', title: 'Licence No. 7', count: 2 };
  const { body: moved } = await patch('/partnerships/kept', { instruments: [edited, two, drafted(), one] }, any);
  t.strictSame([ids(moved)[0], ids(moved)[1], ids(moved)[3]], [third, second, first]);
  t.notOk([first, second, third].includes(ids(moved)[2]), 'a new one has an id of its own');
  const { body: other } = await put('/partnerships/other', withInstruments(drafted()));
  t.equal(ids(other)[0], first, 'the same says the same elsewhere');
});

t.test('all that was agreed is kept, and stands in the table', async (t) => {
  const agreed = drafted({
    title: 'Memorandum',
    binding: false,
    date: { edtf: '2025-03' },
    count: 3,
    amounts: [
      { amount: '1500000.50', currency: 'USD', text: '$1.5 million; or so' },
      { amount: '0', text: 'no | tokens' },
    ],
    expires: { edtf: '2027-03-31', text: 'end of March 2027' },
    term: 'two years',
  });
  const { body } = await put('/partnerships/agreed', withInstruments(agreed, drafted()));
  t.match(body.instruments[0], { ...agreed, citations: [{ source: 'report', status: 'reference' }] });
  t.match(body.instruments[0].expires, { latest: '2027-03-31', precision: 'day' });
  const { text } = await get('/partnerships.csv?id=agreed&fields=instruments');
  const [names = '', row = ''] = text.split('\r\n');
  for (const name of ['binding', 'count', 'amounts_amount', 'amounts_currency', 'expires_edtf', 'term'])
    t.ok(names.split(',').includes(`instruments_${name}`), name);
  t.match(row, '1500000.50 | 0; ');
  t.match(row, String.raw`$1.5 million\; or so | no \\| tokens; `);
  const { body: again } = await put('/partnerships/agreed', body, any);
  t.strictSame(again, body, 'sent back it is the same');
});

t.test('amounts are plain decimals in a currency of ISO 4217', async (t) => {
  const refused = async (amount: object, finding: string) =>
    expectProblem(
      t,
      await post('/partnerships', withInstruments(drafted({ amounts: [{ text: 'as printed', ...amount }] }))),
      ...([422, 'validation', `/instruments/0/amounts/0/${finding}`] as const),
    );
  for (const amount of ['1e6', '1,000', '-5', '+5', '05', '1.', '.5', '', ' 1', 'Infinity', '١'])
    await refused({ amount }, 'amount format');
  for (const currency of ['BTC', 'usd', 'XYZ', 'XXX', 'XTS', '840'])
    await refused({ amount: '1', currency }, 'currency format');
  await refused({ amount: 5 }, 'amount wrong_type');
  await refused({}, 'amount required');
  t.ok(CURRENCIES.has('USD') && CURRENCIES.has('HRK'));
  const many = {
    amounts: [...CURRENCIES].slice(0, 100).map((currency) => ({ amount: '9', currency, text: currency })),
  };
  t.equal((await post('/partnerships', withInstruments(drafted(many)))).status, 201);
});

t.test('a number contradicts one or several, or it does not', async (t) => {
  for (const [quantity, count, fits] of [
    ['one', 1, true],
    ['one', 2, false],
    ['several', 1, false],
    ['several', 7, true],
  ] as const) {
    const answer = await post('/partnerships', withInstruments(drafted(), drafted({ quantity, count })));
    if (fits) t.equal(answer.status, 201);
    else expectProblem(t, answer, 422, 'validation', '/instruments/1/count contradictory_quantity');
  }
});

t.test('kind, status and binding are asked of one and the same instrument', async (t) => {
  const kinds = ['mou', 'licence', 'treaty'];
  const statuses = ['drafted', 'under_discussion'];
  const instruments = fc.array(
    fc.record(
      { kind: fc.constantFrom(...kinds), status: fc.constantFrom(...statuses), binding: fc.boolean() },
      { requiredKeys: ['kind', 'status'] },
    ),
    { maxLength: 3 },
  );
  const all = fc.sample(instruments, { numRuns: 25, seed: 5 });
  const own = await openRegister(t);
  await populate(own);
  for (const [index, some] of all.entries())
    await own.put(`/partnerships/p-${index}`, withInstruments(...some.map(drafted)));
  const question = fc.record({
    instrument_kind: fc.option(fc.constantFrom(...kinds), { nil: undefined }),
    instrument_status: fc.option(fc.constantFrom(...statuses), { nil: undefined }),
    binding: fc.option(fc.boolean(), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(question, async (asked) => {
      const given = Object.entries(asked).filter(([, value]) => value !== undefined);
      const query = given.map(([name, value]) => `${name}=${value}`).join('&');
      const { body } = await own.get(`/partnerships?limit=200&${query}`);
      const wanted = all.flatMap((some, index) =>
        given.length === 0 ||
        some.some((one: Json) => given.every(([name, value]) => one[name.replace('instrument_', '')] === value))
          ? [`p-${index}`]
          : [],
      );
      t.strictSame(body.data.map(({ id }: Json) => id).sort(), wanted.sort());
    }),
    { numRuns: 40 },
  );
});
