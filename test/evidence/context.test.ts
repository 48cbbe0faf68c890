/** What is matched is shown with the sentence that it stands in, so that a reader sees the words that turn it. */
import t, { type Test } from 'tap';
import { anEvent, aPartnership, openRegister, populate, readerKey, type TestRegister } from '../support/register.js';

const NOTHING = 'The minister said: we have signed nothing.';
const DENIED = 'Both denied that they signed, and left.';
const TEXT = `🤝 It was cold. ${NOTHING} ${DENIED}`;

async function populated(t: Test, text = TEXT): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  await register.putText('report', text);
  return register;
}

const contextOf = async (register: TestRegister, quote: string, start?: number) => {
  const citations = [{ source: 'report', quote, ...(start !== undefined && { start }) }];
  const { body } = await register.post('/events', anEvent({ citations }));
  return (await register.get(`/events/${body.id}?expand=context`)).body.citations[0].context;
};

t.test('a record shows the sentence around each quotation that is matched', async (t) => {
  const register = await populated(t);
  const milestone = {
    stage: 'talks',
    citations: [{ source: 'report', quote: 'we have signed' }, { source: 'report' }],
  };
  await register.post('/partnerships', aPartnership({ id: 'both', milestones: [milestone] }));
  const plain = await register.get('/partnerships/both');
  const { status, headers, body } = await register.get('/partnerships/both?expand=context');
  t.equal(status, 200);
  t.notOk('etag' in headers, 'what is expanded has no ETag');
  const [first, second] = body.milestones[0].citations;
  t.equal(first.context, NOTHING);
  t.notOk('context' in second);
  const { context: _context, ...stored } = first;
  t.same({ ...body, milestones: [{ ...body.milestones[0], citations: [stored, second] }] }, plain.body);
  t.equal((await register.get('/partnerships/both?expand=context', { 'if-none-match': '"1"' })).status, 200);
  const put = await register.put('/partnerships/both', body, { 'if-match': '*' });
  t.equal(put.body.revision, 1, 'it may be sent back as it was read');
});

t.test('a list shows it of all its records, from one state and many sources', async (t) => {
  const register = await populated(t);
  for (let number = 0; number < 5; number++) {
    await register.post('/sources', { id: `source-${number}`, kind: 'other' });
    await register.putText(
      `source-${number}`,
      `${'Nothing. '.repeat(number)}They signed paper ${number} at last. The end.`,
    );
    const citations = [
      { source: `source-${number}`, quote: `signed paper ${number}` },
      { source: 'report', quote: 'they signed' },
    ];
    await register.post('/events', anEvent({ id: `event-${number}`, citations }));
  }
  const { body } = await register.get('/events?expand=context&sort=id');
  for (const [number, event] of body.data.entries())
    t.match(event.citations, [{ context: `They signed paper ${number} at last.` }, { context: DENIED }]);
  t.notOk('included' in body);
  const both = await register.get('/events?expand=context,sources&limit=1&sort=id');
  t.match(both.body.data[0].citations[1].context, DENIED);
  t.same(Object.keys(both.body.included.sources), ['report', 'source-0']);
});

t.test('the sentence is that of UAX #29, whole, and all of those that the words touch', async (t) => {
  const register = await populated(
    t,
    `${TEXT} "Never," they said. "Not 3.5 percent!" he cried.\nA line\nthat goes on. Title\n\nNew paragraph here\n\nLast 🤝`,
  );
  const contexts = {
    'they signed': DENIED,
    cold: '🤝 It was cold.',
    'signed nothing. Both denied': `${NOTHING} ${DENIED}`,
    Never: '"Never," they said.',
    '3.5 percent': '"Not 3.5 percent!"',
    'that goes': 'A line\nthat goes on.',
    Title: 'Title',
    paragraph: 'New paragraph here',
    Last: 'Last 🤝',
  };
  for (const [quote, context] of Object.entries(contexts)) t.equal(await contextOf(register, quote), context, quote);
});

t.test('a sentence without an end is cut between words, a thousand characters before and after', async (t) => {
  const register = await populated(t, `${'😀word '.repeat(2000)}HERE${' other'.repeat(2000)}`);
  const context = await contextOf(register, 'HERE');
  t.match(context, /^…😀word (😀word )+HERE( other)+…$/u);
  const [before, after] = context.slice(1, -1).split('HERE');
  t.ok([...before].length > 990 && [...before].length <= 1000 && [...after].length > 990 && [...after].length <= 1000);
});

t.test('everybody sees it who may read the record, and the text stays restricted', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [{ source: 'report', quote: 'we have signed' }] }));
  for (const key of [{}, readerKey])
    t.equal((await register.get('/events/talks?expand=context', key)).body.citations[0].context, NOTHING);
  t.equal((await register.get('/sources/report/text')).status, 401);
});

t.test('what is stale, unchecked or a reference has none', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks', citations: [{ source: 'report', quote: 'signed nothing' }] }));
  await register.putText('report', 'It was cold.');
  const read = async () => (await register.get('/events/talks?expand=context')).body.citations[0];
  t.match(await read(), { status: 'stale' });
  t.notOk('context' in (await read()));
  await register.delete('/sources/report/text', { 'if-match': '*' });
  t.notOk('context' in (await read()));
});

t.test('what else is asked for is refused', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ id: 'talks' }));
  t.match((await register.get('/events/talks?expand=texts')).body.errors, [
    { parameter: 'expand', code: 'unknown_value' },
  ]);
  t.equal((await register.get('/events/nothing?expand=context')).status, 404);
  t.equal((await register.get('/parties/arcadia?expand=context')).status, 200);
});

t.test('what was said at an instant is shown with the text of then', async (t) => {
  let now = Date.parse('2025-11-01T12:00:00Z');
  const register = await openRegister(t, { now: () => new Date(now) });
  await populate(register);
  await register.putText('report', TEXT);
  await register.post('/events', anEvent({ id: 'talks', citations: [{ source: 'report', quote: 'we have signed' }] }));
  now += 60_000;
  await register.putText('report', `Correction. ${TEXT.replace('nothing', 'two papers')}`);
  const contextAt = async (query: string) =>
    (await register.get(`/events/talks?expand=context${query}`)).body.citations[0].context;
  t.equal(await contextAt(''), NOTHING.replace('nothing', 'two papers'));
  t.equal(await contextAt('&recorded_at=2025-11-01T12:00:30Z'), NOTHING);
  t.equal((await register.get('/events/talks?expand=context&recorded_at=2020-01-01T00:00:00Z')).status, 404);
});
