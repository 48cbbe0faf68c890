/** The pattern of dates in the contract admits what the service takes. */
import fc from 'fast-check';
import t from 'tap';
import { EDTF, parseEdtf } from '../../src/model/dates/edtf.js';

const pattern = new RegExp(EDTF);
const digits = (number: number, length: number) => String(number).padStart(length, '0');
const years = fc.oneof(fc.constantFrom(1900, 2000, 2024, 2025), fc.integer({ min: 0, max: 9999 }));
/** Spans that the calendar has, and some that it doesn't. */
const spans = fc
  .tuple(years, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), fc.constantFrom(1, 2, 3))
  .map(([year, month, day, parts]) => [digits(year, 4), digits(month, 2), digits(day, 2)].slice(0, parts).join('-'));
const ends = fc.oneof(spans, fc.constantFrom('', '..', 'XX', '2025-XX'));
const written = fc
  .tuple(
    fc.oneof(
      spans,
      spans.map((span) => `${span.slice(0, 4)}-XX`),
      fc.tuple(ends, ends).map(([from, to]) => `${from}/${to}`),
      fc
        .tuple(fc.constantFrom('[', ''), ends, fc.constantFrom('..', '.', ''), ends, fc.constantFrom(']', ''))
        .map((parts) => parts.join('')),
    ),
    fc.constantFrom('', '', '~', '?', '%', '~~', ' '),
  )
  .map(([date, qualifier]) => `${date}${qualifier}`);

t.test('it matches what is taken, and besides only what ends before it begins', async () => {
  fc.assert(
    fc.property(written, (date) => {
      const { refused = '' } = parseEdtf(date);
      return pattern.test(date) === (refused === '' || refused.includes('before it begins'));
    }),
    { numRuns: 20_000 },
  );
});

t.test('it knows every day of the calendar, leap years included', async (t) => {
  for (const year of [1900, 2000, 2023, 2024, 2100, 0])
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const date = [digits(year, 4), digits(month, 2), digits(day, 2)].join('-');
        if (pattern.test(date) !== (parseEdtf(date).refused === undefined)) t.fail(date);
      }
});

t.test('it has nothing that another engine reads otherwise', async (t) => {
  t.match(EDTF, /^[\^$()|?*[\]{},~%\\.0-9A-FX2x-]+$/);
  t.notMatch(EDTF, /\(\?|\\[dws]/);
});
