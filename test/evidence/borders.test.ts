/** A quotation begins and ends where words, numbers and grapheme clusters do, so that it says nothing that its text does not. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { runs } from '../support/place.js';
import { type Answer, anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';
import { borders } from './oracle.js';
import { sourceWithText } from './source-with-text.js';

async function world(t: Test, text: string): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  await register.putText('report', text);
  return register;
}

const cite = (register: TestRegister, citation: object): Promise<Answer> =>
  register.post('/events', anEvent({ citations: [{ source: 'report', ...citation }] }));

const slice = (text: string, start: number, end: number): string => [...text].slice(start, end).join('');

const TEXT =
  'The minister resigned in March. The grant of $15 million was refused. An unsigned memorandum was shown. They disagreed on terms.';

t.test('words that begin or end inside a word or a number are not found, and the words are shown whole', async (t) => {
  const register = await world(t, TEXT);
  const passages = {
    'signed in March': 'resigned in March',
    '5 million': '15 million',
    'signed memorandum': 'unsigned memorandum',
    'agreed on terms': 'disagreed on terms',
    'signed in Mar': 'resigned in March',
    'minister resign': 'minister resigned',
  };
  for (const [quote, whole] of Object.entries(passages)) {
    const { status, body } = await cite(register, { quote });
    t.equal(status, 422, quote);
    t.match(body.errors, [{ code: 'quote_not_found', pointer: '/citations/0/quote' }], quote);
    const { start, end, quote: shown } = body.errors[0].nearest;
    t.equal(shown, whole, quote);
    t.equal(slice(TEXT, start, end), whole, 'an exact slice');
    const started = await cite(register, { quote, start: [...TEXT.slice(0, TEXT.indexOf(quote))].length });
    t.match(started.body.errors, [{ code: 'quote_not_found', nearest: { quote: whole } }], `${quote} with its start`);
    t.equal((await cite(register, { quote: shown })).status, 201, shown);
  }
});

t.test('no milestone is proved by a part of a word', async (t) => {
  const register = await world(t, TEXT);
  const milestones = [{ stage: 'signed', citations: [{ source: 'report', quote: 'signed in March' }] }];
  t.equal((await register.post('/partnerships', aPartnership({ milestones }))).status, 422);
  await register.post('/partnerships', aPartnership({ id: 'both' }));
  const appended = await register.post('/partnerships/both/milestones', milestones[0]);
  t.match(appended.body.errors, [{ code: 'quote_not_found', pointer: '/citations/0/quote' }]);
  t.equal((await register.get('/partnerships/both')).body.stage, 'talks');
});

t.test('neither half a flag nor a letter without its accent is a quotation', async (t) => {
  const cases: [text: string, refused: string[], taken: string[]][] = [
    ['The cafe\u0301 was open.', ['The cafe', 'cafe', '\u0301 was open'], ['The cafe\u0301', 'was open']],
    ['Both 🇵🇰🇰🇬 met', ['Both 🇵', '🇰🇬 met'.slice(2), 'Both 🇵🇰🇰'], ['Both 🇵🇰', '🇰🇬 met']],
    ['A 👩‍🚀 flew', ['A 👩', '🚀 flew', 'A 👩\u200d'], ['A 👩‍🚀', '👩‍🚀 flew']],
    ['It un\u00adsigned, re\u200dsigned and out\u2060signed it', ['signed', 'signed and'], ['un\u00adsigned', 'and']],
    ['In 3.15 and 1,000 cases, at 3.5%', ['15 and', '000 cases', '5%', '1,000 case'], ['3.15 and', '1,000', '3.5%']],
    ["They didn't and couldn’t sign", ['They didn', 't sign', 'couldn'], ["didn't", 'sign']],
    ['one\r\ntwo', ['one\r', '\ntwo'], ['one\r\n', 'one\r\ntwo']],
    ['The un-\nsigned paper', ['signed paper', 'The un'], ['The un-\nsigned paper', 'paper']],
    ['ราคา ๑๕ บาท', ['๕ บาท'], ['๑๕ บาท', 'าคา ๑๕'.slice(1)]],
    ['한국말이 어렵다', ['국말이', '어렵'], ['한국말이', '어렵다']],
    ['سَلام عليكم', ['س', 'لام'], ['سَلام', 'عليكم']],
  ];
  for (const [text, refused, taken] of cases) {
    const register = await world(t, text);
    for (const quote of refused) {
      const { status, body } = await cite(register, { quote });
      t.equal(status, 422, `${text}: ${quote}`);
      t.match(body.errors?.[0].code, /^quote_(not_found|without_words|differs_in_form)$/, `${text}: ${quote}`);
    }
    for (const quote of taken) t.equal((await cite(register, { quote })).status, 201, `${text}: ${quote}`);
  }
});

t.test('scripts without spaces are quoted letter by letter', async (t) => {
  const text = '两国签署了备忘录。ไทยและลาวหารือ かたかなカタカナ混じり 15万人';
  const register = await world(t, text);
  for (const quote of ['国签', '署了备', '录。', 'ทยแ', 'หารือ か', 'タカナ混', 'じり 15万'])
    t.match((await cite(register, { quote })).body.citations, [{ status: 'matched' }], quote);
  t.equal((await cite(register, { quote: '5万人' })).status, 422, 'but not inside a number');
});

t.test('of words that also stand inside others, only those are places', async (t) => {
  const register = await world(t, 'An unsigned paper. They signed it. He resigned.');
  const { status, body } = await cite(register, { quote: 'signed' });
  t.equal(status, 201);
  t.match(body.citations, [{ start: 24, end: 30, status: 'matched' }]);
  for (const start of [5, 40]) {
    const { body } = await cite(register, { quote: 'signed', start });
    t.match(body.errors, [{ code: 'quote_not_found', nearest: { start: 24, quote: 'signed' } }]);
  }
});

t.test('a quotation has a letter or a digit, whether a text is held or not', async (t) => {
  const register = await world(t, `${TEXT} ,\u200b 🤝 … \ue000`);
  const said = [',', '.', '\u200b', ' ', '$', '🤝', '…', '\u0301', '\ue000', '—\n', '. , .'];
  await register.post('/sources', { id: 'textless', kind: 'other' });
  for (const quote of said)
    for (const source of ['report', 'textless']) {
      const { status, body } = await cite(register, { source, quote });
      t.equal(status, 422, JSON.stringify(quote));
      t.match(body.errors, [{ code: 'quote_without_words', pointer: '/citations/0/quote' }], JSON.stringify(quote));
    }
  for (const quote of ['15', 'An', '$15']) t.equal((await cite(register, { quote })).status, 201, quote);
});

const pieces = fc.constantFrom(
  ...[
    'a',
    'b',
    'ab ',
    'un',
    'signed',
    ' ',
    '.',
    ',',
    ':',
    "'",
    '’',
    '_',
    '-',
    '\n',
    '\r\n',
    '\t',
    '\f',
    '5',
    '1,000',
    '½',
  ],
  ...[
    'e\u0301',
    'é',
    '\u0301',
    '\u00ad',
    '\u200b',
    '\u200d',
    '\u2060',
    '\u00a0',
    '\u202f',
    '\ufeff',
    '\u2066',
    '\u200f',
    '🇵',
    '🇰',
    '👩',
    '🚀',
  ],
  ...[
    '👍🏽',
    '𝔘',
    '备',
    '忘录',
    '。',
    'が',
    'か\u3099',
    'カ',
    'ー',
    'ไท',
    'ย',
    'ា',
    'ក',
    '한',
    '국',
    'ᄒ',
    'ᅡ',
    'س',
    'َ',
    'हि',
    '्',
    'न',
  ],
);
t.test('marks that nobody sees are no trouble, however many', async (t) => {
  const register = await world(t, `They re${'\u200f'.repeat(200_000)}signed it.`);
  const { status, body } = await cite(register, { quote: 'signed' });
  t.equal(status, 201);
  t.match((await register.get(`/events/${body.id}?expand=context`)).body.citations, [{ status: 'matched' }]);
});

const texts = fc.array(pieces, { minLength: 1, maxLength: 14 }).map((parts) => `x${parts.join('')}`);

t.test(
  'a quotation is accepted exactly when it is a slice at the borders of words that has a letter or digit',
  async (t) => {
    const register = await world(t, TEXT);
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), fc.nat(8), async (text, from, more) => {
        fc.pre(!/-[\r\n\f]/.test(text));
        const source = await sourceWithText(register, text);
        const start = from % [...text].length;
        const quote = slice(text, start, start + 1 + more);
        const end = start + [...quote].length;
        const { status, body } = await cite(register, { source, quote, start });
        const found = borders(text);
        const isRight = found.has(start) && found.has(end) && /[\p{L}\p{N}]/u.test(quote);
        if (!isRight) return status === 422;
        return status === 201 && body.citations[0].start === start && body.citations[0].end === end;
      }),
      { numRuns: runs(400) },
    );
  },
);

t.test('short words in a long text without spaces are refused in bounded time', async (t) => {
  const register = await world(t, 'a.'.repeat(2_000_000));
  t.match((await cite(register, { quote: 'a.a' })).body.errors, [{ code: 'quote_not_found' }]);
  await register.putText('report', 'аб'.repeat(2_000_000));
  t.match((await cite(register, { quote: 'б' })).body.errors, [{ code: 'quote_not_found' }]);
});
