/** A quotation that differs from the text in form alone is refused with the words as they stand there, or adopts them. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { runs } from '../support/place.js';
import { type Answer, anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';
import { sourceWithText } from './source-with-text.js';

async function world(t: Test, text: string): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  await register.putText('report', text);
  return register;
}

const cite = (register: TestRegister, citation: object, query = ''): Promise<Answer> =>
  register.post(`/events${query}`, anEvent({ citations: [{ source: 'report', ...citation }] }));

const slice = (text: string, start: number, end: number): string => [...text].slice(start, end).join('');

const PAIRS: [printed: string, ...written: string[]][] = [
  ['the “two sides” met', 'the "two sides" met', 'the «two sides» met', 'the ”two sides“ met'],
  ['Pakistan’s envoy', "Pakistan's envoy", 'Pakistan‘s envoy'],
  ['a deal — or not', 'a deal - or not', 'a deal – or not', 'a deal -- or not'],
  ['2024–2025', '2024-2025', '2024−2025'],
  ['ten\u00a0million\u202fdollars', 'ten million dollars', 'ten  million\ndollars'],
  ['co\u00adoperation on assets', 'cooperation on assets'],
  ['cooperation on assets', 'co\u00adoperation on assets', 'coopera\u200btion on assets'],
  ['they signed\r\nit today', 'they signed it today', 'they signed\nit today'],
  ['they signed it today', 'they signed\n    it today', ' they signed it today '],
  ['they signed \f\n it today', 'they signed it today'],
  ['oﬃcial ﬁnance', 'official finance'],
  ['official finance', 'oﬃcial ﬁnance'],
  ['café Łódź', 'cafe\u0301 Ło\u0301dz\u0301'],
  ['cafe\u0301 Ło\u0301dz\u0301', 'café Łódź'],
  ['한국 정부', '한국 정부'.normalize('NFD')],
  ['한국 정부'.normalize('NFD'), '한국 정부'],
  ['a memo-\nrandum of state-\nbacked assets', 'a memo-\r\nrandum of state-\r\nbacked assets'],
  ['a memo-\nrandum signed', 'a memorandum signed'],
  ['the state-\nbacked asset', 'the state-backed asset'],
  ['wait … and see', 'wait ... and see'],
];

t.test('words in another form are refused with those of the text, and adopted when asked', async (t) => {
  for (const [printed, ...written] of PAIRS) {
    const text = `🤝 It is said: ${printed}. The end.`;
    const register = await world(t, text);
    for (const quote of written) {
      const what = JSON.stringify([printed, quote]);
      const { status, body } = await cite(register, { quote });
      t.equal(status, 422, what);
      t.match(body.errors, [
        { code: 'quote_differs_in_form', pointer: '/citations/0/quote', nearest: { quote: printed } },
      ]);
      const { start, end } = body.errors[0].nearest;
      t.equal(slice(text, start, end), printed, what);
      const adopted = await cite(register, { quote }, '?quotes=adopt');
      t.equal(adopted.status, 201, what);
      t.match(adopted.body.citations, [{ quote: printed, start, end, status: 'matched' }], what);
      t.equal((await cite(register, { quote, start }, '?quotes=adopt')).status, 201, `${what} with its start`);
      t.equal((await cite(register, { quote }, '?quotes=exact')).status, 422, what);
    }
  }
});

t.test('case, accents and other words are no form, and words are not cut', async (t) => {
  const register = await world(t, 'The “Two Sides” met in Łódź and re\u00adsigned; 10² and ½ were un\u00adsigned.');
  for (const quote of ['the "two sides"', 'Lodz', 'signed', 'signed;', '102', 'The "Two Side']) {
    const { status, body } = await cite(register, { quote }, '?quotes=adopt');
    t.equal(status, 422, quote);
    t.match(body.errors, [{ code: 'quote_not_found' }], quote);
  }
});

t.test('what stands there in another form more than once needs a start', async (t) => {
  const text = 'The “two sides” met. The «two sides» left.';
  const register = await world(t, text);
  const { status, body } = await cite(register, { quote: '"two sides"' }, '?quotes=adopt');
  t.equal(status, 422);
  t.match(body.errors, [{ code: 'quote_ambiguous', candidates: [{ start: 4 }, { start: 25 }] }]);
  const second = await cite(register, { quote: '"two sides"', start: 25 }, '?quotes=adopt');
  t.match(second.body.citations, [{ quote: '«two sides»', start: 25, status: 'matched' }]);
  const wrong = await cite(register, { quote: '"two sides"', start: 22 }, '?quotes=adopt');
  t.match(wrong.body.errors, [{ code: 'quote_differs_in_form', nearest: { start: 25, quote: '«two sides»' } }]);
  const exact = await cite(register, { quote: '“two sides”' }, '?quotes=adopt');
  t.match(exact.body.citations, [{ quote: '“two sides”', start: 4 }], 'what is there to the letter is taken');
});

t.test('every write of a record adopts', async (t) => {
  const register = await world(t, 'The “two sides” met.');
  const cited = { source: 'report', quote: '"two sides"' };
  const stored = { quote: '“two sides”', start: 4, status: 'matched' };
  const any = { 'if-match': '*' };
  const dry = await register.post('/events?quotes=adopt&dry_run=true', anEvent({ citations: [cited] }));
  t.match(dry.body.citations, [stored]);
  await register.post('/events', anEvent({ id: 'talks' }));
  const put = await register.put('/events/talks?quotes=adopt', anEvent({ citations: [cited] }), any);
  t.match(put.body.citations, [stored]);
  const patched = await register.patch('/events/talks?quotes=adopt', { citations: [cited, { source: 'report' }] }, any);
  t.match(patched.body.citations, [stored, { status: 'reference' }]);
  const appended = await register.post('/events/talks/citations?quotes=adopt', { ...cited, voice: 'narration' });
  t.match(appended.body.citations[2], stored);
  await register.post('/partnerships', aPartnership({ id: 'both' }));
  const milestone = { stage: 'talks', citations: [cited] };
  const step = await register.post('/partnerships/both/milestones?quotes=adopt', milestone);
  t.match(step.body.milestones[1].citations, [stored]);
  const operations = [{ operation: 'create', record: 'event', document: anEvent({ citations: [cited] }) }];
  t.match((await register.post('/batch?quotes=adopt', { operations })).body.results[0].document.citations, [stored]);
  t.match((await register.post('/batch', { operations })).body.errors, [
    { code: 'quote_differs_in_form', pointer: '/operations/0/document/citations/0/quote' },
  ]);
});

t.test('a request with quotes=adopt is another than the one without, under an Idempotency-Key', async (t) => {
  const register = await world(t, 'The “two sides” met.');
  const event = anEvent({ citations: [{ source: 'report', quote: '“two sides”' }] });
  const key = { 'idempotency-key': 'one' };
  t.equal((await register.post('/events', event, key)).status, 201);
  t.match((await register.post('/events', event, key)).headers, { 'idempotent-replayed': 'true' });
  t.match((await register.post('/events?quotes=adopt', event, key)).body.errors, [{ code: 'key_reused' }]);
});

t.test('a quotation of the longest length is shown and adopted whole, in a large text', async (t) => {
  const printed = `${'“naïve” '.repeat(249)}“naïve”.`.slice(0, 2000);
  const register = await world(t, `${'Nothing here – really. '.repeat(200_000)}${printed} End.`);
  const quote = printed.replaceAll(/[“”]/g, '"');
  const { body } = await cite(register, { quote });
  t.match(body.errors, [{ code: 'quote_differs_in_form' }]);
  t.equal(body.errors[0].nearest.quote, printed);
  t.match((await cite(register, { quote }, '?quotes=adopt')).body.citations, [{ quote: printed, status: 'matched' }]);
});

t.test('whatever the text, what is adopted is a slice of it that could have been quoted', async (t) => {
  const register = await world(t, 'x');
  const pieces = [
    'a',
    'fi',
    'ﬁ',
    '“',
    '"',
    "'",
    '’',
    '-',
    '—',
    '--',
    ' ',
    '\u00a0',
    '\n',
    '\r\n',
    '\f',
    '\u00ad',
    '\u200b',
  ];
  const letters = ['é', 'e\u0301', 'o\u0323\u0302', '한', 'ᄒ', 'ᅡ', 'ᆫ', '…', '...', '＠', 'Ａ', 'کی', 'ﻻ', '备', '1'];
  const texts = fc
    .array(fc.constantFrom(...pieces, ...letters), { minLength: 1, maxLength: 10 })
    .map((all) => all.join(''));
  let adopted = 0;
  await fc.assert(
    fc.asyncProperty(texts, texts, async (text, quote) => {
      const source = await sourceWithText(register, `x ${text} x ${quote.normalize('NFD')} x`);
      const { status, body } = await cite(register, { source, quote }, '?quotes=adopt');
      if (status === 422) return true;
      adopted++;
      const [{ quote: taken, start, end }] = body.citations;
      const again = await cite(register, { source, quote: taken, start });
      return slice(`x ${text} x ${quote.normalize('NFD')} x`, start, end) === taken && again.status === 201;
    }),
    { numRuns: runs(150) },
  );
  t.ok(adopted > runs(20), `${adopted} were adopted`);
});
