/** Dates that can't be read, or that contradict themselves, are refused with the part that is wrong. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, patch } = register;
await populate(register);
const cited = [{ source: 'report' }];

/** Every place of a date: the record that has it there, and the place. */
const places: [string, (date: object) => object, string][] = [
  ['/sources', (published) => ({ kind: 'filing', published }), '/published'],
  ['/events', (date) => anEvent({ date }), '/date'],
  [
    '/parties',
    (from) => ({ kind: 'person', name: 'X', positions: [{ title: 'x', of: 'arcadia', from }] }),
    '/positions/0/from',
  ],
  [
    '/parties',
    (to) => ({ kind: 'person', name: 'X', positions: [{ title: 'x', of: 'arcadia', to }] }),
    '/positions/0/to',
  ],
  [
    '/parties',
    (date) => ({ kind: 'company', name: 'X', claims: [{ predicate: 'other', value: 'x', date, citations: cited }] }),
    '/claims/0/date',
  ],
  [
    '/partnerships',
    (date) => aPartnership({ milestones: [{ stage: 'talks', date, citations: cited }] }),
    '/milestones/0/date',
  ],
  [
    '/partnerships',
    (date) => aPartnership({ instruments: [{ kind: 'mou', status: 'drafted', date, citations: cited }] }),
    '/instruments/0/date',
  ],
];

/** What isn't accepted, and the part that the answer has to name. */
const wrong: [string, string][] = [
  ['2025-13', '13'],
  ['2025-00', '00'],
  ['2025-02-30', '30'],
  ['2025-02-29', '29'],
  ['2100-02-29', '29'],
  ['2025-04-31', '31'],
  ['2025-07-00', '00'],
  ['2025-7-17', '2025-7-17'],
  ['2025-07-1', '2025-07-1'],
  ['25-07-17', '25-07-17'],
  ['20250717', '20250717'],
  ['17.07.2025', '17.07.2025'],
  ['07/17/2025', '07/17/2025'],
  ['July 2025', 'July 2025'],
  ['2025-07-17T10:00', '2025-07-17T10:00'],
  ['2025-07-17Z', '2025-07-17Z'],
  ['2025-21', '21'],
  ['20XX', '20XX'],
  ['2025-XX-05', '2025-XX-05'],
  ['2025-07-1X', '2025-07-1X'],
  ['202X-05', '202X-05'],
  ['2025-33', '[2025-01..2025-03]'],
  ['2025-03/2025-24', '[2025-12..2026-02]'],
  ['Y20250', 'Y20250'],
  ['-0044', '-0044'],
  ['02025', '02025'],
  ['{2025,2026}', '{2025,2026}'],
  ['[2025,2026', '[2025,2026'],
  ['[2025,2026-13]', '2026-13'],
  ['[2025,..2026]', '..2026'],
  ['[2025,]', '[2025,]'],
  ['[..2024,2026..]', '[..2024,2026..]'],
  ['[2024,2026..2025]', '2025'],
  ['[2025]', '[2025]'],
  ['[..2025..]', '[..2025..]'],
  ['[..2025-08-02', '[..2025-08-02'],
  ['..2025-08-02]', '..2025-08-02]'],
  ['[..2025-08-32]', '32'],
  ['[2025-13..]', '13'],
  ['[..]', '[..]'],
  ['../..', '../..'],
  ['2025/', '2025/'],
  ['/2025', '/2025'],
  ['2025/2026/2027', '2025/2026/2027'],
  ['2025-07/2025-03', '2025-03'],
  ['[2025-12..2025-07]', '2025-07'],
  ['2025-07-17/2025-13', '13'],
  ['2025~?/2026', '2025~?'],
  ['~2025', '~2025'],
  ['2025?-03', '2025?-03'],
  ['2025-03~?', '2025-03~'],
  ['2025..2026', '2025..2026'],
  [' 2025', ' 2025'],
  ['2025 ', '2025 '],
  ['2025–03', '2025–03'],
  ['٢٠٢٥', '٢٠٢٥'],
  ['２０２５', '２０２５'],
  ['open', 'open'],
];

for (const [url, record, place] of places) {
  const where = `${url.slice(1)}${place}`;

  t.test(`${where} has to be in the accepted part of EDTF, and the wrong part is named`, async (t) => {
    for (const [edtf, part] of wrong) {
      const [error] = expectProblem(t, await post(url, record({ edtf })), 422, 'validation', `${place}/edtf format`);
      t.match(error.detail, part, edtf);
    }
    for (const edtf of ['', 'now', '2025-07-17T10:00:00.000+02:00/2025-08'])
      expectProblem(t, await post(url, record({ edtf })), 422, 'validation', `${place}/edtf`);
  });

  t.test(`${where} may not contradict its basis`, async (t) => {
    for (const date of [
      { edtf: '2025-07-17', basis: 'bounded' },
      { edtf: '2025-07', basis: 'bounded' },
      { edtf: '2025', basis: 'bounded' },
      { edtf: '2025-07-17~', basis: 'bounded' },
      { edtf: '2025-03/2025-07', basis: 'bounded' },
      { edtf: '[2024-04,2025-04]', basis: 'bounded' },
      { edtf: '202X', basis: 'unresolved' },
      { edtf: '2025-07-17', basis: 'unresolved' },
      { edtf: '[..2025-08-02]', basis: 'unresolved' },
      { basis: 'stated' },
      { basis: 'resolved', text: 'on Tuesday' },
      { basis: 'bounded' },
    ])
      expectProblem(t, await post(url, record(date)), 422, 'validation', `${place}/basis contradictory_date`);
    for (const date of [
      {},
      { basis: 'unresolved' },
      { edtf: '[..2025-08-02]' },
      { edtf: '2025-07', basis: 'resolved' },
    ])
      t.equal((await post(url, record(date))).status, 201, JSON.stringify(date));
  });
}

t.test('all wrong dates of a record are named at once', async (t) => {
  const answer = await post('/partnerships', {
    ...aPartnership({ milestones: [{ stage: 'talks', date: { edtf: '2025-13' }, citations: cited }] }),
    instruments: [{ kind: 'mou', status: 'drafted', date: { edtf: 'soon' }, citations: cited }],
  });
  expectProblem(t, answer, 422, 'validation', '/instruments/0/date/edtf format', '/milestones/0/date/edtf format');
  const contradicting = await post('/partnerships', {
    ...aPartnership({ milestones: [{ stage: 'talks', date: { edtf: '2025', basis: 'bounded' }, citations: cited }] }),
    instruments: [{ kind: 'mou', status: 'drafted', date: { basis: 'stated' }, citations: cited }],
  });
  const both = ['/instruments/0/date/basis contradictory_date', '/milestones/0/date/basis contradictory_date'];
  expectProblem(t, contradicting, 422, 'validation', ...both);
});

t.test('a patch that leaves half a date is refused', async (t) => {
  await post('/events', anEvent({ id: 'half', date: { edtf: '2025-07-17', basis: 'stated' } }));
  for (const date of [{ edtf: null }, { basis: 'unresolved' }, { basis: 'bounded' }])
    expectProblem(
      t,
      await patch('/events/half', { date }, { 'if-match': '*' }),
      ...([422, 'validation', '/date/basis contradictory_date'] as const),
    );
  t.equal((await get('/events/half')).body.revision, 1);
});

t.test('the days of a filter are days of the calendar', async (t) => {
  const days = [
    '2025-02-30',
    '2025-13-01',
    '2025',
    '2025-07',
    '2025-7-1',
    'today',
    '',
    '2025-07-17T00:00:00Z',
    '[..2025]',
  ];
  for (const url of ['/events', '/partnerships', '/sources'])
    for (const day of days)
      for (const name of ['from', 'to'])
        expectProblem(t, await get(`${url}?${name}=${encodeURIComponent(day)}`), 400, 'invalid_parameter', `?${name}`);
  expectProblem(t, await get('/parties?from=2025-01-01'), 400, 'invalid_parameter', '?from unknown_parameter');
});

t.test('an instant has a date, a time and an offset', async (t) => {
  const instants = [
    '2025-11-01',
    'yesterday',
    '',
    '2025-11-01T12:00:00',
    '2025-11-01T24:00:00Z',
    '2025-11-31T12:00:00Z',
  ];
  for (const instant of [
    ...instants,
    '2025-11-01T12:60:00Z',
    '2025-11-01 12:00:00Z',
    '1762000000',
    '2025-11-01T12:00:00+25:00',
  ])
    expectProblem(
      t,
      await get(`/events?updated_since=${encodeURIComponent(instant)}`),
      ...([400, 'invalid_parameter', '?updated_since'] as const),
    );
  const unescaped = await get('/events?updated_since=2025-11-01T12:00:00+02:00');
  const [error] = expectProblem(t, unescaped, 400, 'invalid_parameter', '?updated_since');
  t.match(error.detail, '%2B', 'a plus sign in an address is a space');
});
