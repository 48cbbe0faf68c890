/** Members of another type, numbers out of range and lists that are too long or repeat themselves are refused by name. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { post, patch } = register;
await populate(register);
const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];
const aParty = (members: object = {}) => ({ kind: 'company', name: 'Some Firm', ...members });
const aSource = (members: object = {}) => ({ kind: 'filing', ...members });
const citing = (citation: object) => anEvent({ citations: [{ source: 'report', ...citation }] });
const milestone = (members: object) => aPartnership({ milestones: [{ stage: 'talks', citations: cited, ...members }] });

t.test('nothing is null outside a merge patch', async (t) => {
  const records: [string, Json][] = [
    [
      '/parties',
      aParty({ named: 0, aliases: 0, country: 0, part_of: 0, positions: 0, identifiers: 0, claims: 0, summary: 0 }),
    ],
    ['/sources', aSource({ title: 0, publisher: 0, attributed_to: 0, published: 0, dateline: 0, language: 0, url: 0 })],
    [
      '/events',
      anEvent({ id: 0, summary: 0, date: 0, mode: 0, place: 0, parties: 0, mentions: 0, outcome: 0, after: 0 }),
    ],
    ['/partnerships', aPartnership({ id: 0, summary: 0, topics: 0, instruments: 0, citations: 0 })],
  ];
  for (const [url, record] of records) {
    const nothing = Object.fromEntries(Object.keys(record).map((name) => [name, null]));
    const findings = Object.keys(record).map((name) => `/${name} wrong_type`);
    const errors = expectProblem(t, await post(url, nothing), 422, 'validation', ...findings);
    t.ok(errors.filter(({ code }) => code === 'wrong_type').every(({ detail }) => /null/.test(detail)));
  }
  const nested = milestone({ polarity: null, date: { edtf: null }, event: null, note: null });
  const places = ['polarity', 'date/edtf', 'event', 'note'].map((one) => `/milestones/0/${one} wrong_type`);
  expectProblem(t, await post('/partnerships', nested), 422, 'validation', ...places);
});

t.test('every member is of its own JSON type', async (t) => {
  const cases: [string, (value: unknown) => object, string, unknown[]][] = [
    ['/parties', (named) => aParty({ named }), '/named', ['true', 1, 0, '', {}, []]],
    ['/parties', (country) => aParty({ country }), '/country', [33, ['FR'], {}, true]],
    ['/parties', (aliases) => aParty({ aliases }), '/aliases', ['Firm', { name: 'Firm' }, 7]],
    ['/parties', (alias) => aParty({ aliases: [alias] }), '/aliases/0', ['Firm', 7, ['Firm']]],
    ['/parties', (identifiers) => aParty({ identifiers }), '/identifiers', ['Q42', [], 7]],
    ['/sources', (published) => aSource({ published }), '/published', ['2025-07-17', 2025, []]],
    ['/sources', (edtf) => aSource({ published: { edtf } }), '/published/edtf', [2025, true, ['2025'], {}]],
    ['/events', (parties) => anEvent({ parties }), '/parties', ['arcadia', { party: 'arcadia', role: 'host' }]],
    ['/events', (party) => anEvent({ parties: [party] }), '/parties/0', ['arcadia', 7, []]],
    ['/events', (place) => anEvent({ place }), '/place', ['Zenda', []]],
    ['/events', (sic) => citing({ sic }), '/citations/0/sic', ['true', 1]],
    ['/events', (citations) => anEvent({ citations }), '/citations', [{ source: 'report' }, 'report']],
    ['/partnerships', (milestones) => aPartnership({ milestones }), '/milestones', [{ stage: 'talks' }, 'talks']],
  ];
  for (const [url, record, place, values] of cases)
    for (const value of values)
      expectProblem(t, await post(url, record(value)), 422, 'validation', `${place} wrong_type`);
});

t.test('absurd numbers are refused as the start of a quotation', async (t) => {
  const spelt = ['-1', '1.5', '1e400', '-1e400', '9007199254740992', '8388609', '1e-1', '"0"', 'true', '[0]'];
  for (const start of spelt) {
    const body = JSON.stringify(citing({ quote: 'x', start: 'START' })).replace('"START"', start);
    expectProblem(t, await post('/events', body), 422, 'validation', '/citations/0/start');
  }
  for (const start of ['0', '7.0', '1e2', '-0']) {
    const body = JSON.stringify(citing({ quote: 'x', start: 'START' })).replace('"START"', start);
    t.equal((await post('/events', body)).status, 201, `${start} is a whole number`);
  }
});

t.test('lists have a longest length', async (t) => {
  const times = <T>(count: number, item: (number: number) => T) =>
    Array.from({ length: count }, (_, number) => item(number));
  const ids = (count: number) => times(count, (number) => `x-${number}`);
  const cases: [string, (count: number) => object, string, number][] = [
    ['/parties', (count) => aParty({ aliases: times(count, (number) => ({ name: `${number}` })) }), '/aliases', 500],
    ['/parties', (count) => aParty({ citations: times(count, () => ({ source: 'report' })) }), '/citations', 500],
    ['/events', (count) => anEvent({ citations: times(count, () => ({ source: 'report' })) }), '/citations', 500],
    [
      '/partnerships',
      (count) => aPartnership({ milestones: times(count, () => ({ stage: 'talks', citations: cited })) }),
      '/milestones',
      500,
    ],
  ];
  for (const [url, record, place, most] of cases) {
    expectProblem(t, await post(url, record(most + 1)), 422, 'validation', `${place} out_of_range`);
    t.equal((await post(url, record(most))).status, 201, `${most} in ${url}${place}`);
  }
  expectProblem(
    t,
    await post('/events', anEvent({ mentions: ids(1001) })),
    422,
    'validation',
    '/mentions out_of_range',
  );
  const parties = ids(1001).map((party) => ({ party, role: 'host' }));
  expectProblem(t, await post('/events', anEvent({ parties })), 422, 'validation', '/parties out_of_range');
  expectProblem(
    t,
    await post('/partnerships', aPartnership({ milestones: [] })),
    422,
    'validation',
    '/milestones out_of_range',
  );
  expectProblem(t, await post('/events', anEvent({ citations: [] })), 422, 'validation', '/citations out_of_range');
});

t.test('an entry that is in a list twice is refused at its second place', async (t) => {
  const cases: [string, object, string][] = [
    [
      '/parties',
      aParty({ aliases: [{ name: 'A', lang: 'en' }, { name: 'B' }, { lang: 'en', name: 'A' }] }),
      '/aliases/2',
    ],
    ['/sources', aSource({ attributed_to: ['gazette', 'arcadia', 'gazette'] }), '/attributed_to/2'],
    ['/events', anEvent({ topics: ['mining', 'mining'] }), '/topics/1'],
    ['/events', anEvent({ mentions: ['arcadia', 'arcadia'] }), '/mentions/1'],
    [
      '/events',
      anEvent({
        parties: [
          { party: 'arcadia', role: 'host' },
          { role: 'host', party: 'arcadia' },
        ],
      }),
      '/parties/1',
    ],
    ['/events', citing({ via: ['gazette', 'gazette'] }), '/citations/0/via/1'],
    ['/partnerships', aPartnership({ topics: ['cbdc', 'mining', 'cbdc'] }), '/topics/2'],
  ];
  for (const [url, record, place] of cases)
    expectProblem(t, await post(url, record), 422, 'validation', `${place} duplicate`);
  const two = [
    { party: 'arcadia', role: 'host' },
    { party: 'arcadia', role: 'speaker' },
  ];
  t.equal((await post('/events', anEvent({ parties: two }))).status, 201, 'two roles of one party are two entries');
  expectProblem(
    t,
    await patch('/parties/arcadia', { aliases: [{ name: 'A' }, { name: 'A' }] }, any),
    422,
    'validation',
    '/aliases/1 duplicate',
  );
});

t.test('all entries that are in a list twice are named at once', async (t) => {
  const event = anEvent({ topics: ['mining', 'mining', 'cbdc', 'cbdc'], mentions: ['arcadia', 'arcadia'] });
  const places = ['/topics/1', '/topics/3', '/mentions/1'].map((place) => `${place} duplicate`);
  expectProblem(t, await post('/events', event), 422, 'validation', ...places);
});
