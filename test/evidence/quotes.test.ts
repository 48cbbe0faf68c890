/** Quotations: found exactly where they stand, in code points, and when they are not there, what the text says instead. */
import fc from 'fast-check';
import t from 'tap';
import { type HeldText, holdText, type Passage } from '../../src/model/evidence/held-text.js';
import { context, nearest } from '../../src/model/evidence/nearest.js';
import { isQuotationAt, occurrences, occursAt } from '../../src/model/evidence/quotes.js';
import { fold } from '../../src/model/words/folding.js';
import { runs } from '../support/place.js';
import { anyTexts, texts } from './texts.js';

const report = [
  '🤝 The ministers of Arcadia and Ruritania met by video on Tuesday. They praised each other’s “digital” plans.',
  'The two countries also discussed signing a memorandum of understanding on virtual assets. No date was set.',
].join('\n');

function points(text: string, start: number, end: number): string {
  return Array.from(text).slice(start, end).join('');
}

function isSlice(held: HeldText, { start, end, quote }: Passage): boolean {
  return start >= 0 && start < end && end - start <= 200 && held.slice(start, end) === quote && quote.isWellFormed();
}

/** The 8 MiB of a text's limit, flat as it comes off the wire. */
function eightMiB(piece: string): string {
  return Buffer.from(piece.repeat(Math.floor((8 * 1024 * 1024) / Buffer.byteLength(piece)))).toString();
}

function saysOf(text: string, quote: string): string | undefined {
  return nearest(holdText(text), quote)?.quote;
}

t.test('a place in the text counts the same in code points and in units, there and back', async () => {
  fc.assert(
    fc.property(anyTexts, (text) => {
      const held = holdText(text);
      let unit = 0;
      let point = 0;
      for (const letter of text) {
        if (held.toUnits(point) !== unit || held.toCodePoints(unit) !== point) return false;
        if (held.toCodePoints(unit + letter.length - 1) !== point) return false;
        unit += letter.length;
        point++;
      }
      return held.length === point && held.toUnits(point) === unit && held.toCodePoints(unit) === point;
    }),
  );
});

t.test('a slice of any text is found at exactly its code points', async () => {
  fc.assert(
    fc.property(anyTexts, fc.nat(), fc.nat(), (text, a, b) => {
      const held = holdText(text);
      fc.pre(held.length > 0);
      const start = a % held.length;
      const end = start + 1 + (b % (held.length - start));
      const quote = points(text, start, end);
      const length = end - start;
      const found = occurrences(held, quote, Number.POSITIVE_INFINITY);
      return found.includes(start) && found.every((at) => points(text, at, at + length) === quote);
    }),
    { numRuns: runs(500) },
  );
});

t.test('occurrences are all the places where the code points agree, and occursAt agrees with them', async () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '中'), maxLength: 40 });
  fc.assert(
    fc.property(few, fc.oneof(few, fc.string({ unit: fc.constantFrom('a', '😀'), maxLength: 3 })), (text, quote) => {
      const held = holdText(text);
      const length = Array.from(quote).length;
      const expected = Array.from(text, (_, at) => at).filter(
        (at) => quote !== '' && points(text, at, at + length) === quote,
      );
      const found = occurrences(held, quote, Number.POSITIVE_INFINITY);
      const standing = Array.from({ length: held.length + 2 }, (_, at) => at).filter((at) => occursAt(held, quote, at));
      return found.join() === expected.join() && standing.join() === expected.join();
    }),
    { numRuns: runs(500) },
  );
});

t.test('overlapping occurrences count, and only as many are listed as asked for', async (t) => {
  const held = holdText('😀aaaa');
  t.same(occurrences(held, 'aa', 10), [1, 2, 3]);
  t.same(occurrences(held, 'aa', 2), [1, 2]);
  t.same(occurrences(held, 'aa', 0), []);
});

t.test('words that are not in the text have no occurrence', async (t) => {
  fc.assert(
    fc.property(texts, texts, (text, quote) => occurrences(holdText(text), `${quote}\u{10fffd}`, 5).length === 0),
  );
  t.same(occurrences(holdText(report), 'signed a memorandum', 5), []);
  t.same(occurrences(holdText(report), "each other's", 5), [], 'a straight apostrophe is not a curly one');
  t.same(occurrences(holdText(report), '', 5), []);
});

t.test('half a surrogate pair is not in the text', async (t) => {
  const held = holdText('a😀b');
  for (const half of ['\ud83d', '\ude00', 'a\ud83d', '\ude00b']) t.same(occurrences(held, half, 5), []);
  t.equal(occursAt(held, 'a\ud83d', 0), false);
});

t.test('an absurd start is simply not where the words stand', async (t) => {
  const held = holdText(report);
  t.equal(occursAt(held, 'The ministers', 2), true);
  const absurd = [-1, -0.5, 2.5, 3, 1e6, Number.MAX_SAFE_INTEGER, 1e300, Number.POSITIVE_INFINITY, Number.NaN];
  for (const start of absurd) t.equal(occursAt(held, 'The ministers', start), false, `${start}`);
  t.equal(occursAt(held, '', 0), false);
});

t.test('what was only discussed is shown to whoever claims that it was signed', async (t) => {
  const held = holdText(report);
  const passage = nearest(held, 'signed a memorandum');
  t.equal(passage?.quote, 'The two countries also discussed signing a memorandum of understanding on virtual assets.');
  t.ok(passage && isSlice(held, passage));
});

t.test('the same words in other spelling are shown as they are printed', async (t) => {
  const text = 'One. “A  high-level\nvideo conference—held at Café Đông, Łódź”, it said: the oﬃce’s Straße.';
  t.equal(saysOf(text, '"a high-level video conference-HELD'), '“A  high-level\nvideo conference—held');
  t.equal(saysOf(text, 'cafe dong, lodz"'), 'Café Đông, Łódź”');
  t.equal(saysOf(text, "office's strasse"), 'oﬃce’s Straße');
  t.equal(saysOf('x cafe\u0301 y', 'CAFÉ'), 'cafe\u0301', 'an accent is not torn off');
});

t.test('the nearest passage cuts into no word', async (t) => {
  const text = 'The minister resigned in March. Later both sides SIGNED IN MARCH a deal.';
  t.equal(saysOf(text, 'Signed in March'), 'SIGNED IN MARCH');
  t.equal(saysOf('The grant of $15 million.', '5 MILLION'), '15 million');
  // A joiner combines with the space before it and the sign after it.
  t.equal(saysOf('Agreed \u200d👍🏽 today', ' \u200d👍'), ' \u200d👍🏽');
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const held = holdText(text);
      const from = a % (held.length + 1);
      const passage = nearest(held, held.slice(from, from + 1 + (b % 40)).toUpperCase());
      return passage === undefined || isQuotationAt(held, passage.quote, passage.start);
    }),
    { numRuns: runs(500) },
  );
});

t.test('folded slices lead back to a passage that folds to the same', async () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const held = holdText(text);
      const quote = held.slice(a % (held.length + 1), (a % (held.length + 1)) + (b % 150)).toUpperCase();
      const passage = nearest(held, quote);
      const wanted = fold(quote);
      // A ligature or a composed letter, cut in the middle by the fold, is shown whole.
      return wanted === '' || (passage !== undefined && fold(passage.quote).includes(wanted));
    }),
    { numRuns: runs(500) },
  );
});

t.test('nearest is always an exact slice of at most 200 code points', async () => {
  const long = fc.array(anyTexts, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(long, anyTexts, (text, quote) => {
      const held = holdText(text.toWellFormed());
      const passage = nearest(held, quote);
      return passage === undefined || isSlice(held, passage);
    }),
    { numRuns: runs(1000) },
  );
});

t.test('a sentence that is too long is cut between words, around those that matter', async (t) => {
  const text = `${'before it all '.repeat(40)}they were to sign the memorandum ${'and after that '.repeat(40)}`;
  const held = holdText(text);
  const passage = nearest(held, 'signed a memorandum');
  t.ok(passage && isSlice(held, passage));
  t.match(passage?.quote, /^(before|it|all) .* they were to sign the memorandum .* (and|after|that)$/);
});

t.test('initials and titles end no sentence', async (t) => {
  const text = 'It rained. They discussed with Mr. J. Smith signing a memorandum. The sun shone.';
  t.equal(saysOf(text, 'signed a memorandum'), 'They discussed with Mr. J. Smith signing a memorandum.');
});

t.test('rare words weigh more than common ones, and the earliest of equals wins', async (t) => {
  const common = 'It was the end of the day, and the rest of it. '.repeat(3);
  const text = `${common}Nobody knew why Zembla joined. ${common}`;
  t.match(saysOf(text, 'the end of it: Zembla signed'), /^Nobody knew why Zembla joined\./);
  const held = holdText('Zembla came. Zembla went.');
  t.same(nearest(held, 'Zembla stayed'), { start: 0, end: 12, quote: 'Zembla came.' });
});

t.test('scripts without spaces are searched letter by letter', async (t) => {
  t.equal(saysOf('天气很好。两国讨论了签署谅解备忘录。部长回家了。', '签署了备忘录'), '两国讨论了签署谅解备忘录。');
  t.equal(saysOf('วันนี้ฝนตก ไทยและลาวหารือเรื่องบันทึก', 'ลงนามบันทึก')?.includes('หารือ'), true);
});

t.test('nothing is shown when nothing resembles the quote', async (t) => {
  for (const quote of ['Quixotic zebras', 'sigh', '中文', '!!', '', ' ', '\u0301']) {
    t.equal(saysOf(report, quote), undefined, JSON.stringify(quote));
  }
  for (const text of ['', ' \n', '…—…', '\u0301\u200d'])
    t.equal(saysOf(text, 'signed'), undefined, JSON.stringify(text));
});

t.test('a context is a slice around the quotation, of at most 200 code points', async (t) => {
  t.equal(context(holdText(report), 2, 15), '🤝 The ministers of Arcadia and Ruritania met by video ');
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 8 }), fc.nat(), fc.nat(), (parts, a, b) => {
      const held = holdText(parts.join(''));
      const start = a % (held.length + 1);
      const end = start + (b % (held.length - start + 1));
      const around = context(held, start, end);
      const holdsQuote = end - start > 160 || around.includes(held.slice(start, end));
      return held.text.includes(around) && around.isWellFormed() && Array.from(around).length <= 200 && holdsQuote;
    }),
  );
});

t.test('the largest texts and quotes are no trouble, however repetitive', async (t) => {
  const a = 'a'.repeat(1999);
  const worst = {
    a: [`b${a}`, `${a}b`],
    'a ': ['a '.repeat(1000)],
    '😀': [`${'😀'.repeat(1999)}a`],
    备: ['签署备忘录'],
  };
  for (const [piece, quotes] of Object.entries(worst)) {
    const text = eightMiB(piece);
    const held = holdText(text);
    t.equal(held.toUnits(held.length), text.length);
    for (const quote of quotes) {
      const starts = occurrences(held, quote, 3);
      t.ok(starts.every((start) => occursAt(held, quote, start)));
      const passage = nearest(held, quote);
      t.ok(passage === undefined || isSlice(held, passage));
    }
  }
});

t.test('a repetitive quote is found after a million places that only begin like it', async (t) => {
  const quote = `${'a'.repeat(1999)}b`;
  const held = holdText(`😀${'a'.repeat(1_000_000)}b`);
  t.same(occurrences(held, quote, 3), [1 + 1_000_000 - 1999]);
  t.same(occurrences(holdText('a'.repeat(100_000)), 'a'.repeat(2000), Number.POSITIVE_INFINITY).length, 98_001);
});

t.test('five hundred citations of a large text are cheap to look up', async (t) => {
  const held = holdText(`${eightMiB('😀 nothing here ')}the end`);
  for (let i = 0; i < 500; i++) {
    if (occurrences(held, 'the end', 2)[0] !== held.length - 7) t.fail('found elsewhere');
  }
});
