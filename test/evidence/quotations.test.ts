/** Quotations over HTTP: accepted exactly when their words stand in the text, and answered with where they stand. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { runs } from '../support/place.js';
import { type Answer, anEvent, aPartnership, openRegister, populate, type TestRegister } from '../support/register.js';
import { borders } from './oracle.js';
import { sourceWithText } from './source-with-text.js';

const TEXT = [
  '🤝 The ministers of Arcadia and Borduria met by video. The “two sides” — Łódź included — were content.',
  'They also discussed signing a memorandum of understanding on virtual assets. The ministers left.',
].join('\r\n');
const MEMORANDUM = 'They also discussed signing a memorandum of understanding on virtual assets.';

async function world(t: Test, text?: string): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  if (text !== undefined) await register.putText('report', text);
  return register;
}

const cite = (register: TestRegister, citation: object): Promise<Answer> =>
  register.post('/events', anEvent({ citations: [{ source: 'report', ...citation }] }));

/** What the code points [start, end) of a text say. */
const slice = (text: string, start: number, end: number): string => [...text].slice(start, end).join('');

/** Every code point at which the words stand, and begin and end at borders of words. */
function places(text: string, quote: string): number[] {
  const [all, words, found] = [[...text], [...quote], borders(text)];
  return all.flatMap((_, at) =>
    words.every((word, index) => all[at + index] === word) && found.has(at) && found.has(at + words.length) ? [at] : [],
  );
}

const pieces = fc.constantFrom(
  ...['a', 'b', 'ab ', 'the ', 'signed ', '.', '\n', '\r\n', '\t', '’', '“', '—', 'Ä', 'e\u0301', 'é', 'ﬁ', '\u00a0'],
  ...['😀', '👨‍👩‍👧‍👦', '🇵🇰', '👍🏽', '𝔘', '\u200d', '\uFEFF', '备忘录', '中', 'が', 'سَلام', 'हिन्दी', 'ไทย', 'Москва'],
);
const texts = fc.array(pieces, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''));

/** A text, and a quotation that is a slice of it, nearly one, or something else. */
const quoted = fc
  .tuple(texts, fc.nat(), fc.nat(12), fc.option(pieces), fc.option(texts, { freq: 8 }), fc.nat())
  .map(([text, from, length, slip, other, pick]) => {
    const start = from % [...text].length;
    const quote = other ?? slice(text, start, start + 1 + length);
    return { text, quote: slip === null ? quote : quote + slip, pick };
  });

t.test(
  'a quotation is accepted exactly when its words stand in the text, at the code points where they stand',
  async (t) => {
    const register = await world(t);
    await fc.assert(
      fc.asyncProperty(quoted, async ({ text, quote, pick }) => {
        fc.pre(/[^\uFEFF]/.test(text));
        const source = await sourceWithText(register, text);
        const found = /[\p{L}\p{N}]/u.test(quote) ? places(text.replace(/^\uFEFF+/, ''), quote) : [];
        const answer = await cite(register, { source, quote });
        const { status, body } = answer;
        const end = (start: number) => start + [...quote].length;
        const isAt = (written: Answer, start: number) => {
          const [citation] = written.body.citations ?? [];
          const isRight = citation?.start === start && citation.end === end(start) && citation.status === 'matched';
          return (
            written.status === 201 &&
            isRight &&
            slice(text.replace(/^\uFEFF+/, ''), citation.start, citation.end) === quote
          );
        };
        const [only] = found;
        if (only === undefined) {
          const { code, nearest } = body.errors[0];
          const stored = text.replace(/^\uFEFF+/, '');
          const isSlice = !nearest || slice(stored, nearest.start, nearest.end) === nearest.quote;
          if (status !== 422 || !isSlice) return false;
          if (code === 'quote_not_found') return [...(nearest?.quote ?? '')].length <= 200;
          return ['quote_differs_in_form', 'quote_ambiguous', 'quote_without_words'].includes(code);
        }
        if (found.length === 1) return isAt(answer, only);
        const { code, candidates } = body.errors[0];
        const listed = candidates.map(({ start }: { start: number }) => start);
        if (status !== 422 || code !== 'quote_ambiguous' || `${listed}` !== `${found.slice(0, 20)}`) return false;
        const start = found[pick % found.length] ?? only;
        return isAt(await cite(register, { source, quote, start }), start);
      }),
      { numRuns: runs(150) },
    );
  },
);

t.test('words that are not there are refused, with the passage that comes nearest', async (t) => {
  const register = await world(t, TEXT);
  const { status, body } = await cite(register, { quote: 'signed a memorandum' });
  t.equal(status, 422);
  t.equal(body.code, 'validation');
  const [finding, ...others] = body.errors;
  t.same(others, []);
  t.match(finding, { code: 'quote_not_found', pointer: '/citations/0/quote' });
  const { start, end, quote } = finding.nearest;
  t.equal(quote, MEMORANDUM);
  t.equal(slice(TEXT, start, end), quote, 'an exact slice');
  t.same((await register.get('/events')).body.data, [], 'nothing was written');
});

t.test('the words have to be there letter by letter', async (t) => {
  const register = await world(t, TEXT);
  const passages = {
    '"two sides"': '“two sides”',
    'Lodz included': 'Łódź included',
    'THE MINISTERS OF ARCADIA': 'The ministers of Arcadia',
    'sides” - Łódź': 'sides” — Łódź',
    'The  ministers of Arcadia': 'The ministers of Arcadia',
    'content.\nThey': 'content.\r\nThey',
  };
  for (const [written, printed] of Object.entries(passages)) {
    const { status, body } = await cite(register, { quote: written });
    t.equal(status, 422, written);
    t.match(body.errors[0].nearest.quote, printed, 'what is printed is shown');
    t.equal((await cite(register, { quote: printed })).status, 201, printed);
  }
});

t.test('where nothing comes near, nothing is shown', async (t) => {
  const register = await world(t, TEXT);
  const { body } = await cite(register, { quote: 'Quixotic zebras' });
  t.equal(body.errors[0].code, 'quote_not_found');
  t.notOk('nearest' in body.errors[0]);
});

t.test('the nearest passage has at most 200 code points, however long the quotation', async (t) => {
  const words = Array.from({ length: 60 }, (_, number) => `🤝word${number}`);
  const register = await world(t, `Before. ${words.join(' ')} and after.`);
  const long = words.slice(0, 50).join(' ');
  t.ok([...long].length > 200);
  for (const wrong of [{ quote: `${long}!` }, { quote: long, start: 0 }, { quote: `${long}!`, start: 8 }]) {
    const { status, body } = await cite(register, wrong);
    t.equal(status, 422);
    const { code, nearest } = body.errors[0];
    t.equal(code, 'quote_not_found');
    t.ok([...nearest.quote].length <= 200);
    t.equal(slice(`Before. ${words.join(' ')} and after.`, nearest.start, nearest.end), nearest.quote);
  }
});

t.test('words that stand in several places are refused until start says which', async (t) => {
  const register = await world(t, TEXT);
  const { status, body } = await cite(register, { quote: 'The ministers' });
  t.equal(status, 422);
  const [finding] = body.errors;
  t.match(finding, { code: 'quote_ambiguous', pointer: '/citations/0/quote' });
  t.notOk('nearest' in finding);
  const starts = places(TEXT, 'The ministers');
  t.equal(starts.length, 2);
  t.same(
    finding.candidates.map(({ start, end }: { start: number; end: number }) => [start, end]),
    starts.map((start) => [start, start + 13]),
  );
  for (const { context } of finding.candidates) t.ok(TEXT.includes(context) && context.includes('The ministers'));
  for (const start of starts) {
    const { body: event } = await cite(register, { quote: 'The ministers', start });
    t.match(event.citations[0], { start, end: start + 13, status: 'matched' });
  }
});

t.test('a start at which the words do not stand is refused, with where they do', async (t) => {
  const register = await world(t, TEXT);
  const [first = 0, second = 0] = places(TEXT, 'The ministers');
  for (const start of [0, first + 1, second - 1, 8_388_608]) {
    const { status, body } = await cite(register, { quote: 'The ministers', start });
    t.equal(status, 422, `${start}`);
    const { code, nearest } = body.errors[0];
    t.equal(code, 'quote_not_found');
    t.equal(nearest.start, start <= first + 1 ? first : second, 'the nearer of the two');
    t.equal(nearest.quote, 'The ministers');
  }
});

t.test('of many places the one nearest to start is shown', async (t) => {
  const register = await world(t, 'again and '.repeat(40));
  const { body } = await cite(register, { quote: 'again', start: 352 });
  t.equal(body.errors[0].nearest.start, 350);
});

t.test('a start that cannot be is refused', async (t) => {
  const register = await world(t);
  for (const start of [-1, 0.5, 1e300, '5', null]) {
    const { status, body } = await cite(register, { quote: 'The ministers', start });
    t.equal(status, 422, `${start}`);
    t.equal(body.errors[0].pointer, '/citations/0/start');
  }
  const { body } = await cite(register, { start: 5 });
  t.match(body.errors, [{ code: 'start_without_quote', pointer: '/citations/0/start' }]);
});

t.test('a start beyond the end of any text is not answered with an offset that cannot be', async (t) => {
  const register = await world(t);
  const { status, body } = await cite(register, { quote: 'The ministers', start: 8_388_608 });
  if (status === 201) t.notOk(body.citations[0].end > 8_388_608);
  else t.equal(status, 422);
});

t.test('without a text a quotation is unchecked, and without a quotation a citation is a reference', async (t) => {
  const register = await world(t);
  const { body } = await register.post(
    '/events',
    anEvent({ citations: [{ source: 'report', quote: 'Zebras' }, { source: 'report' }] }),
  );
  t.same(body.citations, [
    { source: 'report', quote: 'Zebras', status: 'unchecked' },
    { source: 'report', status: 'reference' },
  ]);
});

t.test('what was read of a citation may be sent back, and its status is never taken from the sender', async (t) => {
  const register = await world(t);
  const { body: made } = await cite(register, { quote: 'Zebras', status: 'matched', end: 3 });
  t.same(made.citations, [{ source: 'report', quote: 'Zebras', status: 'unchecked' }]);
  await register.putText('report', TEXT);
  const { body } = await cite(register, { quote: 'met by video', voice: 'narration' });
  const again = await register.put(`/events/${body.id}`, body, { 'if-match': '*' });
  t.equal(again.status, 200);
  t.same(again.body.citations, body.citations);
});

t.test('every citation is checked wherever it is, and all misquotations are reported at once', async (t) => {
  const register = await world(t, TEXT);
  const wrong = { source: 'report', quote: 'signed a memorandum' };
  const right = { source: 'report', quote: 'met by video' };
  const partnership = await register.post(
    '/partnerships',
    aPartnership({
      milestones: [{ stage: 'talks', citations: [right, wrong] }],
      instruments: [{ kind: 'mou', status: 'drafted', citations: [wrong] }],
      citations: [wrong],
    }),
  );
  t.equal(partnership.status, 422);
  t.same(partnership.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
    '/citations/0/quote',
    '/instruments/0/citations/0/quote',
    '/milestones/0/citations/1/quote',
  ]);
  const person = await register.post('/parties', {
    kind: 'person',
    name: 'A minister',
    positions: [{ title: 'Minister', of: 'arcadia', citations: [wrong] }],
    claims: [{ predicate: 'other', value: 'content', citations: [right, wrong] }],
    citations: [right, wrong],
  });
  t.equal(person.status, 422);
  t.same(person.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
    '/citations/1/quote',
    '/claims/0/citations/1/quote',
    '/positions/0/citations/0/quote',
  ]);
});

t.test('appended citations and milestones are checked, with pointers into what was sent', async (t) => {
  const register = await world(t, TEXT);
  await register.post('/events', anEvent({ id: 'talks' }));
  await register.post('/partnerships', aPartnership({ id: 'both' }));
  const wrong = { source: 'report', quote: 'signed a memorandum' };
  const citation = await register.post('/events/talks/citations', wrong);
  t.match(citation, { status: 422, body: { errors: [{ code: 'quote_not_found', pointer: '/quote' }] } });
  const milestone = await register.post('/partnerships/both/milestones', { stage: 'signed', citations: [wrong] });
  t.match(milestone, { status: 422, body: { errors: [{ code: 'quote_not_found', pointer: '/citations/0/quote' }] } });
  t.equal((await register.get('/events/talks')).body.revision, 1);
  t.equal((await register.get('/partnerships/both')).body.revision, 1);
  const good = await register.post('/events/talks/citations', { source: 'report', quote: MEMORANDUM });
  t.equal(good.status, 201);
  t.match(good.body.citations[1], { start: places(TEXT, MEMORANDUM)[0], status: 'matched' });
});
