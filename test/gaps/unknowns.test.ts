/** What is not known of a record comes and goes with what the record and its sources say. */
import t from 'tap';
import { NOTICE_CODES, UNKNOWN_CODES } from '../../src/model/vocabulary/notices.js';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const insist = { 'if-match': '*' };
/** A register in which nothing is unknown of the source `full`. */
async function begin(t: Json): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/parties', { id: 'delegates', kind: 'unnamed_group', name: 'Delegates', named: false });
  const full = { id: 'full', kind: 'press_release', publisher_name: 'Lagoon Daily', published: { edtf: '2025-08' } };
  await register.post('/sources', full);
  await register.putText('full', 'They met and signed.');
  return register;
}
const citations = [{ source: 'full' }];
const known = { date: { edtf: '2025-08-01' }, place: { name: 'Lagoon City' }, citations };
const shown = ({ unknowns = [] }: Json): string[] => unknowns.map(({ code, pointer }: Json) => `${code} ${pointer}`);

t.test('an event says that no day is stated, unless it is one or began on one', async (t) => {
  const register = await begin(t);
  await register.post('/events', anEvent({ id: 'talks', ...known }));
  const after = async (date: Json) => shown((await register.patch('/events/talks', { date }, insist)).body);
  for (const edtf of [
    '2025-08',
    '202X',
    '2025',
    '2025-08/2025-09',
    '../2025-08-01',
    '[2025-08-01..]',
    '[2025-08-01,2025-08-02]',
  ])
    t.strictSame(await after({ edtf, basis: null }), ['day_not_stated /date'], edtf);
  for (const edtf of ['2025-08-01', '2025-08-01~', '2025-08-01/2025-08-03', '2025-08-01?/..', '2025-08-01/2025-09'])
    t.strictSame(await after({ edtf, basis: null }), [], edtf);
  t.strictSame(await after(null), ['day_not_stated /date']);
});

t.test('events that are in a place say when it is not stated, others do not', async (t) => {
  const register = await begin(t);
  const { place, ...elsewhere } = known;
  const parties = [{ party: 'arcadia', role: 'signatory' }];
  const { body } = await register.get('/vocabularies/event_kind');
  for (const { value: kind } of body.values) {
    const isInPlace = ['meeting', 'negotiation', 'visit', 'signing'].includes(kind);
    const created = await register.post('/events', anEvent({ kind, parties, ...elsewhere }));
    t.strictSame(shown(created.body), isInPlace ? ['place_not_stated /place'] : [], kind);
  }
  await register.post('/events', anEvent({ id: 'talks', ...elsewhere }));
  const after = async (change: Json) => shown((await register.patch('/events/talks', change, insist)).body);
  for (const mode of ['video', 'phone', 'written']) t.strictSame(await after({ mode }), [], mode);
  t.strictSame(await after({ mode: 'in_person' }), ['place_not_stated /place']);
  t.strictSame(await after({ place }), []);
});

t.test('a signing says that nobody is named who signed, until somebody is', async (t) => {
  const register = await begin(t);
  const missing = ['signatory_not_named /parties'];
  await register.post('/events', anEvent({ id: 'signing', kind: 'signing', ...known }));
  const read = async () => shown((await register.get('/events/signing')).body);
  const after = async (change: Json) => shown((await register.patch('/events/signing', change, insist)).body);
  t.strictSame(await read(), missing);
  t.strictSame(await after({ parties: [{ party: 'arcadia', role: 'host' }] }), missing, 'a host');
  t.strictSame(await after({ parties: [{ party: 'delegates', role: 'signatory' }] }), missing, 'only described');
  t.strictSame(await after({ kind: 'other' }), missing, 'somebody signed');
  await register.patch('/parties/delegates', { named: true, kind: 'company' }, insist);
  t.strictSame(await read(), []);
  await register.patch('/parties/delegates', { named: false }, insist);
  t.strictSame(await read(), missing);
  t.strictSame(await after({ parties: [] }), []);
  t.strictSame(await after({ outcome: 'agreement_signed' }), missing);
});

t.test('a partnership asks for the days of its milestones, who signed, and how many texts there are', async (t) => {
  const register = await begin(t);
  await register.post('/events', anEvent({ id: 'signing', kind: 'signing', ...known }));
  const milestone = (more: Json) => ({ stage: 'signed', date: { edtf: '2025-08-01' }, citations, ...more });
  const put = async (members: Json) => {
    const { status, body, text } = await register.put('/partnerships/pact', aPartnership(members), insist);
    if (status !== 200) throw new Error(text);
    return { body, ids: body.milestones.map(({ id }: Json) => id), codes: shown(body) };
  };
  await register.put('/partnerships/pact', aPartnership());

  const days = await put({
    milestones: [
      milestone({ stage: 'talks', date: { edtf: '2025-08' } }),
      milestone({ stage: 'signed', polarity: 'negated', date: { edtf: '2025-08' } }),
      milestone({ stage: 'intent_announced' }),
    ],
  });
  t.strictSame(days.codes, [`day_not_stated /milestones/${days.ids[0]}/date`]);

  const signed = await put({ milestones: [milestone({}), milestone({ event: 'signing' })] });
  const missing = signed.ids.map((id: string) => `signatory_not_named /milestones/${id}`);
  t.strictSame(signed.codes, missing);
  await register.patch('/events/signing', { parties: [{ party: 'arcadia', role: 'signatory' }] }, insist);
  t.strictSame(shown((await register.get('/partnerships/pact')).body), missing.slice(0, 1), 'its event says who');
  const parties = [{ party: 'arcadia', role: 'signatory' }, { party: 'borduria' }];
  t.strictSame((await put({ parties, milestones: [milestone({})] })).codes, []);

  const instrument = (more: Json) => ({ kind: 'mou', status: 'drafted', citations, ...more });
  const texts = await put({
    milestones: [milestone({ stage: 'talks' })],
    instruments: [
      { count: 2 },
      { quantity: 'one' },
      { quantity: 'several' },
      {},
      { quantity: 'several', count: 3 },
    ].map(instrument),
  });
  t.strictSame(
    texts.codes,
    texts.body.instruments.slice(2, 4).map(({ id }: Json) => `number_not_stated /instruments/${id}/count`),
  );
});

t.test('sources say what is not known of them, and what rests on them where they are first cited', async (t) => {
  const register = await begin(t);
  await register.post('/sources', { id: 'note', kind: 'other' });
  const source = async () => shown((await register.get('/sources/note')).body);
  await register.post('/events', anEvent({ id: 'talks', ...known, citations: [...citations, { source: 'note' }] }));
  const event = async () => shown((await register.get('/events/talks')).body);
  const day = { date: { edtf: '2025-08-01' } };
  const { body } = await register.post(
    '/partnerships',
    aPartnership({
      id: 'pact',
      milestones: [
        { stage: 'talks', ...day, citations },
        { stage: 'exploratory', ...day, citations: [{ source: 'note' }] },
      ],
      citations: [{ source: 'note' }],
    }),
  );
  const at = `/milestones/${body.milestones[1].id}/citations/0`;
  const partnership = async () => shown((await register.get('/partnerships/pact')).body);
  const check = async (...codes: [string, string][]) => {
    t.strictSame(
      await source(),
      codes.map(([code, pointer]) => `${code} ${pointer}`),
    );
    t.strictSame(
      await event(),
      codes.map(([code]) => `${code} /citations/1`),
    );
    t.strictSame(
      await partnership(),
      codes.map(([code]) => `${code} ${at}`),
    );
  };
  const [publisher, undated, text]: [string, string][] = [
    ['publisher_not_named', '/publisher'],
    ['source_undated', '/published'],
    ['text_not_held', ''],
  ] as const as never;
  await check(publisher!, undated!, text!);
  await register.patch('/sources/note', { publisher_name: 'Lagoon Daily' }, insist);
  await check(undated!, text!);
  await register.patch('/sources/note', { published: { text: 'last week' } }, insist);
  await check(undated!, text!);
  await register.patch('/sources/note', { published: { edtf: '[..2025]', basis: null, text: null } }, insist);
  await check(text!);
  await register.putText('note', 'Words.');
  await check();
  await register.patch('/sources/note', { publisher_name: null, publisher: 'gazette' }, insist);
  await check();
  await register.patch('/sources/note', { publisher: null, published: null }, insist);
  await check(publisher!, undated!);
  await register.delete('/sources/note/text', insist);
  await check(publisher!, undated!, text!);
});

t.test('at most a hundred are shown, of each sort one at least, and lists find them all', async (t) => {
  const register = await begin(t);
  const milestones = Array.from({ length: 130 }, (_, index) => ({
    stage: 'talks',
    date: { edtf: `2025-0${1 + (index % 9)}` },
    note: `${index}`,
    citations: [{ source: 'full' }],
  }));
  const body = aPartnership({ id: 'long', milestones, citations: [{ source: 'report' }] });
  const { body: read } = await register.post('/partnerships', body);
  t.equal(read.unknowns.length, 100);
  t.match(read.unknowns.at(-1), { code: 'text_not_held', pointer: '/citations/0' });
  for (const code of ['day_not_stated', 'text_not_held'])
    t.equal((await register.get(`/partnerships?missing=${code}`)).body.data.length, 1, code);
});

t.test(
  'they come back with a record unchanged, others are refused, and lists, facets and files have them',
  async (t) => {
    const register = await begin(t);
    await register.post('/events', anEvent({ id: 'talks', ...known, place: undefined }));
    const { body } = await register.get('/events/talks');
    t.same((await register.put('/events/talks', body, insist)).body, body);
    const other = await register.put('/events/talks', { ...body, unknowns: [] }, insist);
    expectProblem(t, other, 422, 'validation', '/unknowns computed_member');
    const csv = await register.get('/events.csv?fields=id,unknowns');
    t.match(csv.text, /^id,unknowns_code,unknowns_pointer\r\ntalks,place_not_stated,\/place/);
    const { meta } = (await register.get('/sources?facets=missing')).body;
    t.same(
      meta.facets.missing.buckets.map(({ value, count }: Json) => [value, count]),
      [['text_not_held', 1]],
    );
    expectProblem(t, await register.get('/events?missing=day'), 400, 'invalid_parameter', '?missing unknown_value');
    for (const [name, codes] of Object.entries({ unknown_code: UNKNOWN_CODES, notice_code: NOTICE_CODES })) {
      const { values } = (await register.get(`/vocabularies/${name}`)).body;
      t.same(
        values.map(({ value, definition }: Json) => [value, definition]),
        Object.entries(codes),
      );
    }
    for (const { definition } of (await register.get('/vocabularies/unknown_code')).body.values)
      t.match(definition, / Ask: .*\?$/);
  },
);
