/** Records that are well written and can't be meant are refused: what they refer to, who takes part, what was concluded. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
await post('/parties', { id: 'officials', kind: 'unnamed_group', name: 'officials' });
await post('/parties', {
  id: 'central-bank',
  kind: 'government_body',
  name: 'the central bank',
  named: false,
  country: 'IT',
});
await post('/parties', {
  id: 'ministry',
  kind: 'government_body',
  name: 'Ministry',
  country: 'FR',
  part_of: 'arcadia',
});
const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];
const unknown = (...pointers: string[]) => pointers.map((pointer) => `${pointer} unknown_reference`);

t.test('all references to what doesn’t exist are named at once', async (t) => {
  const event = anEvent({
    parties: [
      { party: 'arcadia', role: 'host' },
      { party: 'nobody', role: 'attendee' },
    ],
    mentions: ['noone', 'coinworks'],
    partnerships: ['nothing'],
    after: ['never'],
    citations: [{ source: 'report' }, { source: 'nowhere', speaker: 'nobody', via: ['gazette', 'no-outlet'] }],
  });
  const places = ['/parties/1/party', '/mentions/0', '/partnerships/0', '/after/0', '/citations/1/source'];
  const of = unknown(...places, '/citations/1/speaker', '/citations/1/via/1');
  const errors = expectProblem(t, await post('/events', event), 422, 'validation', ...of);
  t.match(errors.find(({ pointer }) => pointer === '/mentions/0').detail, 'noone');

  const partnership = aPartnership({
    parties: [{ party: 'arcadia' }, { party: 'nobody' }],
    milestones: [{ stage: 'talks', event: 'never', citations: [{ source: 'nowhere' }] }],
    instruments: [{ kind: 'mou', status: 'drafted', citations: [{ source: 'report', via: ['no-outlet'] }] }],
    citations: [{ source: 'nowhere' }],
  });
  const ofPartnership = ['/parties/1/party', '/milestones/0/event', '/milestones/0/citations/0/source'];
  const rest = ['/instruments/0/citations/0/via/0', '/citations/0/source'];
  expectProblem(t, await post('/partnerships', partnership), 422, 'validation', ...unknown(...ofPartnership, ...rest));

  const party = {
    kind: 'person',
    name: 'X',
    part_of: 'nobody',
    positions: [{ title: 'x', of: 'nobody', accredited_to: 'noone', citations: [{ source: 'nowhere' }] }],
    claims: [{ predicate: 'other', value: 'x', held_by: 'nobody', citations: [{ source: 'nowhere' }] }],
    citations: [{ source: 'nowhere' }],
  };
  const ofParty = ['/part_of', '/positions/0/of', '/positions/0/accredited_to', '/positions/0/citations/0/source'];
  const claimed = ['/claims/0/held_by', '/claims/0/citations/0/source', '/citations/0/source'];
  expectProblem(t, await post('/parties', party), 422, 'validation', ...unknown(...ofParty, ...claimed));

  const source = { kind: 'filing', publisher: 'nobody', attributed_to: ['gazette', 'noone'] };
  expectProblem(t, await post('/sources', source), 422, 'validation', ...unknown('/publisher', '/attributed_to/1'));
});

t.test('references are checked in whatever way a record is changed', async (t) => {
  await put('/events/steady', anEvent());
  await put('/partnerships/steady', aPartnership());
  const odd = [{ source: 'nowhere' }];
  const at = unknown('/citations/0/source');
  expectProblem(t, await put('/events/steady', anEvent({ citations: odd }), any), 422, 'validation', ...at);
  expectProblem(t, await patch('/events/steady', { citations: odd }, any), 422, 'validation', ...at);
  expectProblem(t, await put('/events/unsteady', anEvent({ citations: odd })), 422, 'validation', ...at);
  const appended = await post('/events/steady/citations', { source: 'nowhere', speaker: 'noone' });
  expectProblem(t, appended, 422, 'validation', ...unknown('/source', '/speaker'));
  const milestone = { stage: 'talks', event: 'never', citations: odd };
  const step = await post('/partnerships/steady/milestones', milestone);
  expectProblem(t, step, 422, 'validation', ...unknown('/event', '/citations/0/source'));
});

t.test('a record doesn’t refer to itself where that makes no sense', async (t) => {
  const itself = { id: 'itself', kind: 'company', name: 'Itself', part_of: 'itself' };
  expectProblem(t, await post('/parties', itself), 422, 'validation', '/part_of self_reference');
  expectProblem(t, await put('/parties/itself', itself), 422, 'validation', '/part_of self_reference');
  expectProblem(
    t,
    await patch('/parties/coinworks', { part_of: 'coinworks' }, any),
    422,
    'validation',
    '/part_of self_reference',
  );
  expectProblem(
    t,
    await post('/events', anEvent({ id: 'loop', after: ['loop'] })),
    422,
    'validation',
    '/after/0 self_reference',
  );
  await put('/events/first', anEvent());
  await put('/events/loop', anEvent());
  const looped = await patch('/events/loop', { after: ['first', 'loop'] }, any);
  expectProblem(t, looped, 422, 'validation', '/after/1 self_reference');
});

const between = (...parties: object[]) => aPartnership({ parties });
const arcadia = { party: 'arcadia' };

t.test('a partnership has two different principals or signatories', async (t) => {
  for (const parties of [[], [arcadia]])
    expectProblem(t, await post('/partnerships', between(...parties)), 422, 'validation', '/parties out_of_range');
  for (const parties of [
    [arcadia, { party: 'arcadia', role: 'signatory' }],
    [arcadia, { party: 'borduria', role: 'observer' }],
    [
      { party: 'arcadia', role: 'facilitator' },
      { party: 'borduria', role: 'implementing_body' },
    ],
    [arcadia, { party: 'coinworks', role: 'implementing_body' }, { party: 'gazette', role: 'observer' }],
  ])
    expectProblem(t, await post('/partnerships', between(...parties)), 422, 'validation', '/parties too_few_parties');
  for (const parties of [
    [arcadia, { party: 'borduria', role: 'signatory' }],
    [arcadia, { party: 'coinworks', role: 'principal' }],
  ])
    t.equal((await post('/partnerships', between(...parties))).status, 201);
});

t.test('media, unnamed groups and those described but not named are no principals or signatories', async (t) => {
  for (const party of ['gazette', 'officials', 'central-bank']) {
    for (const role of [undefined, 'principal', 'signatory']) {
      const answer = await post('/partnerships', between(arcadia, { party: 'borduria' }, { party, role }));
      expectProblem(t, answer, 422, 'validation', '/parties/2/party ineligible_party');
    }
    for (const role of ['facilitator', 'observer', 'implementing_body'])
      t.equal(
        (await post('/partnerships', between(arcadia, { party: 'borduria' }, { party, role }))).status,
        201,
        role,
      );
  }
  const both = await post('/partnerships', between({ party: 'gazette' }, { party: 'officials' }));
  expectProblem(t, both, 422, 'validation', '/parties/0/party ineligible_party', '/parties/1/party ineligible_party');
});

t.test('a principal can’t become what no principal can be', async (t) => {
  await post('/parties', { id: 'partner', kind: 'company', name: 'Partner' });
  await post('/partnerships', between(arcadia, { party: 'partner' }));
  for (const [change, why] of [
    [{ kind: 'media' }, 'media'],
    [{ kind: 'unnamed_group' }, 'unnamed_group'],
    [{ named: false }, 'not named'],
  ] as const) {
    const [error] = expectProblem(t, await patch('/parties/partner', change, any), 422, 'validation');
    t.match(error, { code: 'still_used', detail: 'arcadia-and-borduria' }, 'what stands in the way is named');
    t.match(error.detail, why);
  }
  t.equal((await get('/parties/partner')).body.revision, 1);
});

const concluded = (instrument: object, ...stages: object[]) =>
  aPartnership({
    milestones: [{ stage: 'talks', citations: cited }, ...stages.map((one) => ({ citations: cited, ...one }))],
    instruments: [
      { kind: 'mou', citations: [{ source: 'report', quote: 'they signed', voice: 'narration' }], ...instrument },
    ],
  });

t.test('a concluded instrument needs an affirmed milestone, and the answer holds the one to add', async (t) => {
  for (const [status, stage] of [
    ['signed', 'signed'],
    ['ratified', 'signed'],
    ['in_force', 'in_force'],
  ]) {
    const date = { edtf: '2025-07-17', basis: 'stated', text: 'on 17 July' };
    const record: Json = concluded({ status, date }, { stage: 'partnership_announced' });
    const answer = await post('/partnerships', record);
    const [error] = expectProblem(t, answer, 422, 'validation', '/instruments/0/status instrument_without_milestone');
    t.match(error.milestone, {
      stage,
      date: { edtf: '2025-07-17' },
      citations: [{ source: 'report', quote: 'they signed' }],
    });
    t.match(error.detail, `"stage":"${stage}"`, 'it is printed');
    record.milestones.push(error.milestone);
    const added = await post('/partnerships', record);
    t.same([added.status, added.body.stage], [201, stage], 'with it the instrument is taken');
  }
});

t.test('only an affirmed milestone of the rank proves that an instrument was concluded', async (t) => {
  const missing = '/instruments/0/status instrument_without_milestone';
  for (const [status, ...stages] of [
    ['signed'],
    ['signed', { stage: 'signed', polarity: 'negated' }],
    ['signed', { stage: 'intent_announced' }, { stage: 'ended' }],
    ['ratified', { stage: 'partnership_announced' }],
    ['in_force', { stage: 'signed' }],
    ['in_force', { stage: 'signed' }, { stage: 'in_force', polarity: 'negated' }],
  ] as [string, ...object[]][])
    expectProblem(t, await post('/partnerships', concluded({ status }, ...stages)), 422, 'validation', missing);
  for (const [status, ...stages] of [
    ['signed', { stage: 'signed' }],
    ['signed', { stage: 'signed', polarity: 'negated' }, { stage: 'signed' }],
    ['ratified', { stage: 'in_force' }],
    ['in_force', { stage: 'in_force', polarity: 'affirmed' }],
    ['under_discussion'],
    ['drafted'],
    ['terminated'],
  ] as [string, ...object[]][])
    t.equal((await post('/partnerships', concluded({ status }, ...stages))).status, 201, status);
});

t.test('the milestone of a concluded instrument can’t be taken away', async (t) => {
  await put('/partnerships/concluded', concluded({ status: 'signed' }, { stage: 'signed' }));
  const place = '/instruments/0/status instrument_without_milestone';
  const { body } = await get('/partnerships/concluded');
  const [talks] = body.milestones;
  expectProblem(t, await patch('/partnerships/concluded', { milestones: [talks] }, any), 422, 'validation', place);
  body.milestones[1].polarity = 'negated';
  expectProblem(t, await put('/partnerships/concluded', body, any), 422, 'validation', place);
});

t.test('states and government bodies need a country, and keep it', async (t) => {
  for (const kind of ['state', 'government_body']) {
    expectProblem(t, await post('/parties', { kind, name: 'Nowhere' }), 422, 'validation', '/country country_required');
    expectProblem(t, await patch('/parties/coinworks', { kind }, any), 422, 'validation', '/country country_required');
  }
  expectProblem(
    t,
    await patch('/parties/arcadia', { country: null }, any),
    422,
    'validation',
    '/country country_required',
  );
});

const person = (position: object, members: object = {}) => ({
  kind: 'person',
  name: 'An Envoy',
  positions: [{ title: 'Ambassador', ...position }],
  ...members,
});

t.test('an envoy is not accredited to the country that sends him', async (t) => {
  const place = '/positions/0/accredited_to accredited_to_own_country';
  for (const record of [
    person({ of: 'arcadia', accredited_to: 'arcadia' }),
    person({ of: 'ministry', accredited_to: 'arcadia' }),
    person({ of: 'arcadia', accredited_to: 'ministry' }),
    person({ of: 'coinworks', accredited_to: 'arcadia' }, { country: 'FR' }),
  ])
    expectProblem(t, await post('/parties', record), 422, 'validation', place);
  t.equal(
    (await post('/parties', person({ of: 'arcadia', accredited_to: 'borduria' }, { country: 'FR' }))).status,
    201,
  );
});

t.test('only persons hold positions', async (t) => {
  const record = { ...person({ of: 'arcadia' }), kind: 'company' };
  expectProblem(t, await post('/parties', record), 422, 'validation', '/positions only_persons');
});

t.test('a position in a text needs words that stand there', async (t) => {
  const answer = await post('/events', anEvent({ citations: [{ source: 'report', start: 7 }] }));
  expectProblem(t, answer, 422, 'validation', '/citations/0/start start_without_quote');
});
