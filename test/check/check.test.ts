/** The check as its users ask it: of the first records, one by one and in tables, with the words for and against. */
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { aPartnership, type Json, openRegister, populate } from '../support/register.js';

const first = await openRegister(t, { seeded: true });
const ask = async (query: string): Promise<Json> => (await first.get(`/check?${query}`)).body;

t.test('the first records carry what their reports say, and no more', async (t) => {
  const expected: [query: string, verdict: string, shown: string | undefined][] = [
    ['between=pakistan,kyrgyzstan&stage=signed', 'overstated', 'intent_announced'],
    ['between=pakistan,united-states&stage=signed', 'contradicted', 'talks'],
    ['between=pakistan,el-salvador&stage=signed', 'overstated', 'partnership_announced'],
    ['between=pakistan,hsx&stage=signed', 'supported', 'signed'],
    ['between=pakistan,binance&stage=partnership_announced', 'supported', 'partnership_announced'],
    ['between=pakistan,kyrgyzstan&stage=intent_announced', 'supported', 'intent_announced'],
    ['between=pakistan,kyrgyzstan&stage=talks', 'understated', 'intent_announced'],
    ['between=pakistan,kyrgyzstan&stage=intent_announced&true_on=2025-08-01', 'not_shown', undefined],
    ['between=pakistan,kyrgyzstan&stage=intent_announced&published_until=2025-08-01', 'not_shown', undefined],
    ['between=pakistan,international-monetary-fund&stage=exploratory', 'not_shown', undefined],
  ];
  for (const [query, verdict, shown] of expected) {
    const answer = await ask(query);
    t.same([answer.verdict, answer.shown?.stage], [verdict, shown], query);
  }
});

t.test('what may be so is no evidence, and is said', async (t) => {
  const kyrgyzstan = await ask('between=pakistan,kyrgyzstan&stage=intent_announced&true_on=2025-08-01');
  t.same(kyrgyzstan.left_out, { possible: 1, undated: 0 });
  t.match(kyrgyzstan.sentence, /^As of 1 August 2025: it is not shown .* though it may be so\.$/);
  const hsx = await ask('between=pakistan,hsx&stage=signed&true_on=2025-08-01');
  t.same([hsx.verdict, hsx.left_out], ['not_shown', { possible: 0, undated: 1 }]);
  const published = await ask('between=pakistan,hsx&stage=signed&published_until=2030-01-01');
  t.same([published.verdict, published.left_out.sources_undated], ['not_shown', 1]);
});

t.test('an explicit no is quoted against the statement', async (t) => {
  const { against, because, independent } = await ask('between=pakistan,united-states&stage=signed');
  t.same(
    against.map(({ stage, polarity }: Json) => `${polarity} ${stage}`),
    ['negated signed', 'negated partnership_announced'],
  );
  t.match(against[0].quote, /did not announce any agreements/);
  t.equal(because[0].stage, 'talks');
  t.equal(independent, 1);
});

t.test('quotations come with the sentence that they stand in', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.putText('report', 'Talks went on. Nobody has signed an accord yet. More will follow.');
  const { body } = await register.post('/partnerships', {
    ...aPartnership(),
    milestones: [{ stage: 'signed', citations: [{ source: 'report', quote: 'signed an accord' }] }],
  });
  const { body: answer } = await register.get('/check?between=arcadia,borduria&stage=signed');
  t.match(answer.because, [
    { id: body.id, quote: 'signed an accord', sentence: 'Nobody has signed an accord yet.', status: 'matched' },
  ]);
});

t.test('two reports of one outlet are one voice', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'again', kind: 'news_article', publisher: 'gazette' });
  await register.post('/sources', { id: 'other', kind: 'news_article' });
  const cited = (...sources: string[]) => sources.map((source) => ({ source }));
  const partnership = (...sources: string[]) => ({
    ...aPartnership(),
    milestones: [{ stage: 'signed', citations: cited(...sources) }],
  });
  const { body } = await register.post('/partnerships', partnership('report', 'again'));
  const voices = async () => (await register.get('/check?between=arcadia,borduria&stage=signed')).body.independent;
  t.equal(await voices(), 1);
  await register.put(`/partnerships/${body.id}`, partnership('report', 'again', 'other'), { 'if-match': '*' });
  t.equal(await voices(), 2);
});

t.test('that something happened is carried by an event', async (t) => {
  const signing = await ask('party=hsx&event=signing');
  t.same([signing.verdict, signing.shown.kind], ['supported', 'signing']);
  t.equal((await ask('party=hsx&event=licence_granted,launch')).verdict, 'not_shown');
  t.equal((await ask('party=hsx&event=signing&true_on=2025-08-01')).left_out.undated, 1);
  t.equal((await ask('between=pakistan,kyrgyzstan&event=meeting&published_until=2025-08-01')).verdict, 'not_shown');
  t.equal((await ask('between=pakistan,kyrgyzstan&event=meeting&published_until=2025-08-02')).verdict, 'supported');
});

t.test('an event whose kind is disputed is contested', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const citations = [{ source: 'report' }];
  await register.post('/events', {
    id: 'ceremony',
    kind: 'signing',
    title: 'A ceremony',
    parties: [{ party: 'arcadia', role: 'signatory' }],
    citations,
    alternatives: [{ member: '/kind', value: 'meeting', rank: 'normal', citations }],
  });
  const { body } = await register.get('/check?party=arcadia&event=signing');
  t.same([body.verdict, body.against.length], ['contested', 1]);
});

t.test('a party that is not in the register is named, with those that may be meant', async (t) => {
  const { verdict, unknown } = await ask('party=pakstan&event=meeting');
  t.equal(verdict, 'not_shown');
  t.match(unknown, [{ parameter: 'party', id: 'pakstan' }]);
  t.ok(unknown[0].nearest.includes('pakistan'));
});

t.test('a statement says about whom and what, and one thing alone', async (t) => {
  const cases: [query: string, parameter: string, code: string][] = [
    ['stage=signed', 'between', 'required'],
    ['between=pakistan', 'stage', 'required'],
    ['between=pakistan&stage=signed&event=signing', 'event', 'not_together'],
    ['between=pakistan&stage=unknown', 'stage', 'unknown_value'],
    ['between=pakistan&stage=signed&true_on=2025-02-30', 'true_on', 'format'],
    ['between=pakistan&stagee=signed', 'stagee', 'unknown_parameter'],
  ];
  for (const [query, parameter, code] of cases)
    expectProblem(t, await first.get(`/check?${query}`), 400, 'invalid_parameter', `?${parameter} ${code}`);
});

t.test('many statements are checked in one call, and each fault is named', async (t) => {
  const statements = [
    { between: ['pakistan', 'hsx'], stage: 'signed' },
    { party: ['hsx'], event: ['signing'] },
  ];
  const { body } = await first.post('/check', { statements });
  t.same(
    body.results.map(({ verdict }: Json) => verdict),
    ['supported', 'supported'],
  );
  t.same(body.results[0], await ask('between=pakistan,hsx&stage=signed'));
  expectProblem(
    t,
    await first.post('/check', { statements: [{ stage: 'signed' }, { between: ['pakistan'] }] }),
    422,
    'validation',
    '/statements/0/between required',
    '/statements/1/stage required',
  );
  expectProblem(t, await first.post('/check', { statements: [] }), 422, 'validation');
  expectProblem(t, await first.post('/check', { statements: Array(101).fill(statements[0]) }), 422, 'validation');
});

const csv = { 'content-type': 'text/csv' };

t.test('a table of statements is answered by a table', async (t) => {
  const table = 'stage,between,event\r\nsigned,pakistan;hsx,\r\n,hsx,signing\r\nsigned,"pakistan; kyrgyzstan",\r\n';
  const { status, text, headers } = await first.post('/check.csv', table, csv);
  t.equal(status, 200);
  t.equal(headers['content-type'], 'text/csv; charset=utf-8; header=present');
  const rows: Json[] = parse(text, { columns: true });
  t.same(
    rows.map(({ verdict, shown_stage, between }) => [between, verdict, shown_stage]),
    [
      ['hsx; pakistan', 'supported', 'signed'],
      ['hsx', 'supported', ''],
      ['kyrgyzstan; pakistan', 'overstated', 'intent_announced'],
    ],
  );
  for (const { sentence } of rows) t.match(sentence, /^[A-Z].*\.$/);
});

t.test('a table that is wrong is refused, with the row and the column', async (t) => {
  const refused = async (table: string, ...errors: string[]) =>
    expectProblem(t, await first.post('/check.csv', table, csv), 422, 'validation', ...errors);
  await refused('between,stge\r\na;b,signed\r\n', '(body) unknown_member');
  await refused('between,between\r\na;b,c\r\n', '(body) duplicate');
  await refused('between,stage\r\n', '(body) out_of_range');
  await refused('between,stage\r\n"a', '(body) format');
  await refused('between,stage\r\npakistan;hsx,sined\r\n,signed\r\n', '/0/stage unknown_value', '/1/between required');
  await refused(`between,stage\r\n${'pakistan;hsx,signed\r\n'.repeat(101)}`, '(body) out_of_range');
  expectProblem(t, await first.post('/check.csv', { statements: [] }), 415, 'unsupported_media_type');
});

t.test('the answer is also a ClaimReview', async (t) => {
  const linked = { accept: 'application/ld+json' };
  const { body, headers } = await first.get('/check?between=pakistan,kyrgyzstan&stage=signed', linked);
  t.match(headers['content-type'], /^application\/ld\+json/);
  t.match(body, {
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    claimReviewed: 'Kyrgyzstan and Pakistan signed an agreement',
    reviewRating: { alternateName: 'overstated', ratingValue: 2 },
  });
  t.equal((await first.get(body.url)).body.verdict, 'overstated', 'its address asks the same');
  // Whoever collects reviews doesn't know where it was asked.
  t.match(body.url, /^http:\/\/[^/]+\/check\?/);
  t.ok(body.citation.every(({ url }: Json) => /^http:\/\/[^/]+\/sources\/pakistan-kyrgyzstan$/.test(url)));
  const undecided = await first.get('/check?between=pakistan,hsx&stage=ended', linked);
  expectProblem(
    t,
    await first.get('/check?between=pakistan&stage=talks', { accept: 'text/html' }),
    406,
    'not_acceptable',
  );
  t.notOk('ratingValue' in undecided.body.reviewRating, 'what is not shown is neither true nor false');
});
