/** What others say stands in a member: kept beside what stands there, checked as it is, and found. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const {
  get,
  post,
  put,
  patch,
  delete: remove,
  putText,
} = await openRegister(t).then(async (register) => {
  await populate(register);
  return register;
});
const citations = [{ source: 'report' }];
const insisting = { 'if-match': '*' };
const APRIL_2025 = { edtf: '2025-04', basis: 'stated' };
const APRIL_2024 = { edtf: '2024-04', basis: 'stated' };
const says = (member: string, value?: unknown, more: object = {}) => ({
  member,
  ...(value !== undefined && { value }),
  rank: 'normal',
  citations,
  ...more,
});
const signed = (date: object) => ({ stage: 'signed', date, citations });
const ids = async (url: string): Promise<string[]> => (await get(url)).body.data.map(({ id }: Json) => id);

t.test('of two copies of a pact either date may be preferred; the other makes it possible only', async (t) => {
  const written = [
    ['by-page', APRIL_2025, APRIL_2024],
    ['by-copy', APRIL_2024, APRIL_2025],
  ] as const;
  for (const [id, date, other] of written) {
    const body = aPartnership({ milestones: [signed(date)], alternatives: [says('/milestones/0/date', other)] });
    const { status, body: read } = await put(`/partnerships/${id}`, body);
    t.equal(status, 201);
    const [{ id: milestone, date: preferred }] = read.milestones;
    t.match(preferred, date, 'what stands there is the preferred one');
    t.strictSame(read.disputed, [`/milestones/${milestone}/date`]);
    t.equal(read.stage, 'signed');
    t.strictSame(read.stage_since, {
      edtf: '[2024-04,2025-04]',
      earliest: '2024-04-01',
      latest: '2025-04-30',
      precision: 'set',
    });
  }
  const year = 'from=2024-01-01&to=2024-12-31';
  t.strictSame(await ids(`/partnerships?${year}`), []);
  t.strictSame(await ids(`/partnerships?${year}&date_match=possible`), ['by-page', 'by-copy']);
  t.strictSame(await ids('/partnerships?from=2024-06-01&to=2025-01-31&date_match=possible'), [], 'not in between');
  t.strictSame(await ids('/partnerships?from=2024-01-01&to=2025-12-31'), ['by-page', 'by-copy']);
  t.strictSame(await ids('/partnerships?disputed=date'), ['by-page', 'by-copy']);
  t.strictSame(await ids('/partnerships?disputed=any'), ['by-page', 'by-copy']);
  t.strictSame(await ids('/partnerships?disputed=title'), []);
});

t.test('what is known to be wrong is kept and changes nothing', async (t) => {
  const { body } = await get('/partnerships/by-page');
  const alternatives = [{ ...body.alternatives[0], rank: 'deprecated', note: 'A misprint of the copy.' }];
  const { body: mended } = await patch('/partnerships/by-page', { alternatives }, insisting);
  t.match(mended, { stage_since: { edtf: '2025-04' }, alternatives: [{ rank: 'deprecated' }] });
  t.notOk('disputed' in mended);
  t.strictSame(await ids('/partnerships?from=2024-01-01&to=2024-12-31&date_match=possible'), ['by-copy']);
  t.strictSame(await ids('/partnerships?disputed=any'), ['by-copy']);
});

t.test('entries go by the names they have, and what was read can be sent back', async (t) => {
  const alternatives = [
    says('/parties/1/role', 'observer'),
    says('/parties/coinworks'),
    says('/parties', { party: 'gazette', role: 'observer' }),
    says('/milestones/0/polarity', 'negated', { held_by: 'arcadia' }),
    says('/title', 'The Lagoon Accord'),
  ];
  const parties = [{ party: 'arcadia' }, { party: 'borduria' }, { party: 'coinworks', role: 'facilitator' }];
  const { body, headers } = await post('/partnerships', aPartnership({ id: 'named', parties, alternatives }));
  const [{ id }] = body.milestones;
  const members = ['/parties/borduria/role', '/parties/coinworks', '/parties', `/milestones/${id}/polarity`, '/title'];
  t.strictSame(
    body.alternatives.map(({ member }: Json) => member),
    members,
  );
  t.strictSame(body.disputed, members);
  t.equal(new Set(body.alternatives.map((one: Json) => one.id)).size, 5);
  const again = await put('/partnerships/named', body, { 'if-match': String(headers.etag) });
  t.same([again.status, again.body], [200, body], 'nothing changes');
  for (const name of ['parties', 'role', 'polarity', 'milestones', 'title'])
    t.ok((await ids(`/partnerships?disputed=${name}`)).includes('named'), name);
  const { buckets } = (await get('/partnerships?id=named&facets=disputed')).body.meta.facets.disputed;
  t.match(
    buckets.find(({ value }: Json) => value === 'polarity'),
    { count: 1 },
  );
  t.strictSame(await ids('/partnerships?q=lagoon'), ['named'], 'the other title finds it');
  expectProblem(t, await remove('/parties/gazette', insisting), 409, 'still_referenced');
});

t.test('a value has to fit the member that it stands for', async (t) => {
  const refused: [Json, ...string[]][] = [
    [says('/date', '2024-04'), '/value wrong_type'],
    [says('/date', { edtf: '2024-13' }), '/value/edtf format'],
    [says('/date', { edtf: '2024-04', basis: 'bounded' }), '/value/basis contradictory_date'],
    [says('/outcome', 'signed'), '/value unknown_value'],
    [says('/place/country', 'Kyrgyzstan'), '/value unknown_value'],
    [says('/parties', { party: 'nobody', role: 'host' }), '/value/party unknown_reference'],
    [says('/parties', [{ party: 'arcadia', role: 'host' }]), '/value wrong_type'],
    [says('/parties/arcadia'), '/member unknown_entry'],
    [says('/parties/0/role', 'host'), '/member unknown_entry'],
    [says('/dates', {}), '/member unknown_member'],
    [says('/date/earliest', '2024-04-01'), '/member unknown_member'],
    [says('/id', 'another'), '/member unknown_member'],
    [says('/citations', { source: 'report' }), '/member unknown_member'],
    [says('/alternatives/0/note', 'no'), '/member unknown_member'],
    [says('/outcome'), '/value required'],
    [says('/topics'), '/value required'],
    [says('date', {}), '/member pattern'],
    [says('/title', 'Other', { held_by: 'nobody' }), '/held_by unknown_reference'],
    [says('/title', 'Other', { citations: [] }), '/citations out_of_range'],
    [{ member: '/title', value: null, rank: 'normal', citations }, '/value wrong_type'],
  ];
  for (const [alternative, ...findings] of refused) {
    const answer = await post('/events', anEvent({ date: APRIL_2025, alternatives: [alternative] }));
    const [place = '', code] = findings[0]!.split(' ');
    expectProblem(t, answer, 422, 'validation', `/alternatives/0${place} ${code}`);
  }
});

t.test('alternatives are appended, and found wherever a record can have them', async (t) => {
  await put('/events/meeting', anEvent({ date: APRIL_2025 }));
  await put('/parties/bank', { kind: 'company', name: 'A bank', positions: undefined });
  await put('/sources/article', { kind: 'news_article', published: APRIL_2025 });
  const appended: [string, string, unknown][] = [
    ['/events/meeting', '/mode', 'video'],
    ['/parties/bank', '/country', 'KG'],
    ['/sources/article', '/dateline', 'BISHKEK'],
  ];
  for (const [url, member, value] of appended) {
    const { status, body } = await post(`${url}/alternatives`, says(member, value));
    t.match([status, body], [201, { alternatives: [{ member, value }], disputed: [member] }]);
    const [, collection, id] = url.split('/');
    t.strictSame(await ids(`/${collection}?disputed=${member.slice(1)}`), [id]);
  }
  expectProblem(t, await post('/events/meeting/alternatives', says('/mode', 'fax')), 422, 'validation', '/value');
  expectProblem(t, await get('/events?disputed=modus'), 400, 'invalid_parameter', '?disputed unknown_value');
  const { text } = await get('/events.csv?id=meeting');
  t.match(text, /alternatives_member.*\r\n.*\/mode/);
});

t.test('what an alternative quotes is checked, and another value needs its words anew', async (t) => {
  await putText('report', 'The ministers met in March. Others say in April.');
  const quoted = [{ source: 'report', quote: 'Others say in April' }];
  const may = says('/date', { edtf: '2025-04' }, { citations: quoted });
  const { body } = await put('/events/quoted', anEvent({ date: { edtf: '2025-03' }, alternatives: [may] }));
  t.match(body.alternatives[0], { value: { earliest: '2025-04-01' }, citations: [{ start: 28, status: 'matched' }] });
  const wrong = says('/date', { edtf: '2025-05' }, { citations: [{ source: 'report', quote: 'in May' }] });
  const at = '/alternatives/0/citations/0/quote quote_not_found';
  expectProblem(t, await patch('/events/quoted', { alternatives: [wrong] }, insisting), 422, 'validation', at);
  await putText('report', 'The ministers met in March.');
  const { body: stale } = await get('/events/quoted');
  t.equal(stale.alternatives[0].citations[0].status, 'stale');
  const [kept] = stale.alternatives;
  t.equal((await patch('/events/quoted', { summary: 'Again.', alternatives: [kept] }, insisting)).status, 200);
  const other = { ...kept, value: { edtf: '2025-06' } };
  expectProblem(t, await patch('/events/quoted', { alternatives: [other] }, insisting), 422, 'validation', at);
});

t.test('what follows from a date follows from all that is said of it', async (t) => {
  await put('/sources/undated-copy', {
    kind: 'news_article',
    published: { edtf: '2025-03-05' },
    alternatives: [says('/published', { edtf: '2025-03-09' })],
  });
  const { body: event } = await put('/events/followed', anEvent({ citations: [{ source: 'undated-copy' }] }));
  t.match(event.date, { edtf: '[..2025-03-09]' }, 'its source may have appeared later');
  await put('/events/disputed', anEvent({ date: APRIL_2025, alternatives: [says('/date', APRIL_2024)] }));
  const milestones = [{ stage: 'talks', event: 'disputed', citations }];
  await put('/partnerships/following', aPartnership({ milestones }));
  const { body } = await get('/partnerships/following');
  t.match(body.milestones[0].date, { edtf: '[2024-04,2025-04]', basis: 'event' });
  await patch('/events/disputed', { alternatives: null }, insisting);
  t.match((await get('/partnerships/following')).body, { revision: 2, stage_since: { edtf: '2025-04' } });
});

t.test('a milestone that is surely on another day than its event is noticed until they may meet', async (t) => {
  await put('/events/in-may', anEvent({ date: { edtf: '2025-05' } }));
  const milestones = [{ stage: 'talks', event: 'in-may', date: { edtf: '2025-04-30' }, citations }];
  const { body } = await put('/partnerships/apart', aPartnership({ milestones }));
  const pointer = `/milestones/${body.milestones[0].id}/date`;
  t.match(body.notices, [{ code: 'dated_apart_from_event', pointer }]);
  t.strictSame(await ids('/partnerships?notice=dated_apart_from_event'), ['apart']);
  await post('/partnerships/apart/alternatives', says(pointer, { edtf: '2025-05-02' }));
  t.notOk('notices' in (await get('/partnerships/apart')).body, 'the other day is possible');
  await patch('/events/in-may', { date: { edtf: '2025-06' } }, insisting);
  t.match((await get('/partnerships/apart')).body.notices, [{ code: 'dated_apart_from_event' }]);
});

t.test(
  'an alternative follows the entry that it is about when a patch moves it, and is in the way when that is gone',
  async (t) => {
    const [a, b, c] = ['A', 'B', 'C'].map((value) => ({ predicate: 'mandate', value, citations }));
    await post('/parties', {
      id: 'mover',
      kind: 'company',
      name: 'Mover',
      claims: [a, b, c],
      alternatives: [says('/claims/1/value', 'not B')],
    });
    const claims = async (...claims: (typeof a)[]) => patch('/parties/mover', { claims }, insisting);
    t.same((await claims(b, c)).body.disputed, ['/claims/0/value']);
    t.same((await claims(c, a, b)).body.disputed, ['/claims/2/value']);
    t.same((await claims(c, a, { ...b, date: { edtf: '2025' } } as never)).body.disputed, ['/claims/2/value']);
    const before = (await get('/parties/mover')).body;
    expectProblem(t, await claims(before.claims[0], before.claims[1]), 422, 'validation');
    const shifted = await claims({ ...a, value: 'D' } as never, before.claims[0], before.claims[1]);
    expectProblem(t, shifted, 422, 'validation', '/claims unknown_entry');
    const { status } = await patch(
      '/parties/mover',
      { claims: [a], alternatives: [says('/claims/0/value', 'no')] },
      insisting,
    );
    t.equal(status, 200, 'who sends alternatives, too, says what they are about');
  },
);

t.test('claims conflict by all versions of their dates', async (t) => {
  const claim = (value: string, edtf: string) => ({ predicate: 'regulatory_status', value, date: { edtf }, citations });
  const { body } = await post('/parties', {
    id: 'twice-dated',
    kind: 'company',
    name: 'Twice',
    claims: [claim('banned', '2025-03-04'), claim('licensed', '2025-05-05')],
    alternatives: [says('/claims/1/date', { edtf: '2025-03-04' })],
  });
  t.match(body.conflicts, [{ claims: ['/claims/0', '/claims/1'], certainty: 'possible' }]);
  t.same(await ids('/parties?conflict=possible'), ['twice-dated']);
});

t.test('a party that is called by a number is meant by its name, wherever it stands', async (t) => {
  await post('/parties', { id: '1', kind: 'company', name: 'One' });
  const [one, other] = ['1', 'arcadia'].map((party) => ({ party, role: 'attendee' }));
  const written = { id: 'numbered', parties: [one, other], alternatives: [says('/parties/1')] };
  t.same((await post('/events', anEvent(written))).body.disputed, ['/parties/1']);
  t.same((await patch('/events/numbered', { parties: [other, one] }, insisting)).body.disputed, ['/parties/1']);
});
