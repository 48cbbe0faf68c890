/** Storing a text answers what became of the citations of its source, in other records. */
import t, { type Test } from 'tap';
import { anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';

const TEXT = 'The ministers met by video. They discussed signing a memorandum. Then they left.';
const none = { matched: 0, moved: 0, stale: 0, changed: [] };

async function populated(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  const cited = (quote: string) => ({ source: 'report', quote });
  const milestones = [{ stage: 'talks', citations: [cited('met by video'), { source: 'report' }] }];
  await register.post('/partnerships', aPartnership({ id: 'both', milestones }));
  await register.post('/events', anEvent({ id: 'talks', citations: [cited('discussed signing'), cited('Zebras')] }));
  return register;
}

t.test('what became matched, moved and stale is counted and named', async (t) => {
  const register = await populated(t);
  const first = await register.putText('report', TEXT);
  t.equal(first.status, 201);
  const [meeting, signing, zebras] = [
    { record: 'partnership', id: 'both', pointer: '/milestones/0/citations/0' },
    { record: 'event', id: 'talks', pointer: '/citations/0' },
    { record: 'event', id: 'talks', pointer: '/citations/1' },
  ];
  t.same(first.body.citations, {
    matched: 2,
    moved: 0,
    stale: 1,
    changed: [
      { ...signing, change: 'matched' },
      { ...zebras, change: 'stale' },
      { ...meeting, change: 'matched' },
    ],
  });
  const nothing = { matched: 0, moved: 0, stale: 0, changed: [] };
  t.strictSame((await register.putText('report', TEXT)).body.citations, nothing, 'the same text again');
  t.same((await register.putText('report', `${TEXT} It rained.`)).body.citations, none, 'what stays is not named');
  const moved = await register.putText('report', `It rained. ${TEXT}`);
  t.equal(moved.status, 200);
  t.same(moved.body.citations, {
    ...{ matched: 0, moved: 2, stale: 0 },
    changed: [
      { ...signing, change: 'moved' },
      { ...meeting, change: 'moved' },
    ],
  });
  const stale = await register.putText('report', 'It rained. The ministers met by video.');
  t.same(stale.body.citations, { ...none, stale: 1, changed: [{ ...signing, change: 'stale' }] });
  const { citations: _citations, ...source } = stale.body;
  t.same((await register.get('/sources/report')).body, source);
  await register.delete('/sources/report/text', { 'if-match': '*' });
  const back = await register.putText('report', TEXT);
  t.match(back.body.citations, { matched: 2, moved: 0, stale: 1 });
});

t.test('a dry run says what would become of them, and changes nothing', async (t) => {
  const register = await populated(t);
  const answer = await register.send({
    method: 'PUT',
    url: '/sources/report/text?dry_run=true',
    headers: { authorization: 'Bearer a-key-for-tests-only', 'content-type': 'text/plain', 'if-match': '*' },
    payload: TEXT,
  });
  t.match(answer.body.citations, { matched: 2, stale: 1 });
  t.match((await register.get('/events/talks')).body.citations, [{ status: 'unchecked' }, { status: 'unchecked' }]);
});

t.test('a batch says it of each source whose text it stores', async (t) => {
  const register = await populated(t);
  const operations = [
    { operation: 'patch', record: 'source', id: 'report', if_match: '*', patch: {}, text: TEXT },
    { operation: 'create', record: 'source', document: { id: 'other', kind: 'other' }, text: TEXT },
    { operation: 'create', record: 'source', document: { kind: 'other' } },
  ];
  const { body } = await register.post('/batch', { operations });
  t.match(body.results[0].citations, { matched: 2, moved: 0, stale: 1 });
  t.same(body.results[1].citations, none);
  t.notOk('citations' in body.results[2]);
});

t.test('the first hundred are named, and all are counted', async (t) => {
  const register = await populated(t);
  const citations = Array.from({ length: 130 }, () => ({ source: 'report', quote: 'they left', voice: 'narration' }));
  await register.post('/events', anEvent({ id: 'left', citations }));
  const { body } = await register.putText('report', TEXT);
  t.match(body.citations, { matched: 132, stale: 1 });
  t.equal(body.citations.changed.length, 100);
});

t.test('a batch counts them in records that it changes itself, too', async (t) => {
  const register = await populated(t);
  await register.putText('report', TEXT);
  const lost = { operation: 'patch', record: 'source', id: 'report', if_match: '*', patch: {}, text: 'They met.' };
  const renamed = { operation: 'patch', record: 'event', id: 'talks', if_match: '*', patch: { title: 'Renamed' } };
  const countsOf = async (...operations: object[]) => {
    const { body } = await register.post('/batch?dry_run=true', { operations });
    return body.results.find(({ record }: { record: string }) => record === 'source').citations;
  };
  const alone = await countsOf(lost);
  t.match(alone, { matched: 0, stale: 2 });
  const byPlace = ({ id, pointer }: Record<string, string>) => `${id} ${pointer}`;
  const sorted = ({ changed, ...counts }: typeof alone) => ({ ...counts, changed: changed.map(byPlace).sort() });
  for (const operations of [
    [lost, renamed],
    [renamed, lost],
    [lost, { ...renamed, patch: {} }],
  ])
    t.same(sorted(await countsOf(...operations)), sorted(alone));
});
