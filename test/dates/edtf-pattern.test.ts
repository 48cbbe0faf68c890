/** The pattern of dates in the contract admits what the service takes. */
import fc from 'fast-check';
import t from 'tap';
import { EDTF, parseEdtf } from '../../src/model/dates/edtf.js';
import { runs } from '../support/place.js';

const pattern = new RegExp(EDTF);
const digits = (number: number, length: number) => String(number).padStart(length, '0');
const years = fc.oneof(fc.constantFrom(1900, 2000, 2024, 2025), fc.integer({ min: 0, max: 9999 }));
/** Spans that the calendar has, and some that it doesn't. */
const digitsOnly = fc
  .tuple(years, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), fc.constantFrom(1, 2, 3))
  .map(([year, month, day, parts]) => [digits(year, 4), digits(month, 2), digits(day, 2)].slice(0, parts).join('-'));
/** The same with digits that are unspecified, from the end or elsewhere. */
const unspecified = fc.tuple(digitsOnly, fc.integer({ min: 1, max: 5 }), fc.boolean()).map(([span, count, isLast]) => {
  const from = isLast ? span.length - count : 0;
  return [...span].map((one, index) => (index >= from && index < from + count ? one.replace(/\d/, 'X') : one)).join('');
});
const qualifiers = fc.constantFrom('', '', '', '', '~', '?', '%', '~~', ' ');
const spans = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: digitsOnly }, unspecified, fc.constantFrom('202X', '2025-XX')), qualifiers)
  .map((parts) => parts.join(''));
const ends = fc.oneof({ weight: 4, arbitrary: spans }, fc.constantFrom('', '..', 'XX'));
const ranges = fc.tuple(ends, fc.constantFrom('..', '..', '.', ''), ends).map((parts) => parts.join(''));
const written = fc
  .tuple(
    fc.oneof(
      spans,
      fc.tuple(ends, ends).map(([from, to]) => `${from}/${to}`),
      fc
        .tuple(
          fc.constantFrom('[', '[', '[', ''),
          fc.array(fc.oneof(spans, ranges), { minLength: 1, maxLength: 3 }),
          fc.constantFrom(']', ']', ']', ''),
        )
        .map(([open, members, close]) => `${open}${members}${close}`),
    ),
    qualifiers,
  )
  .map((parts) => parts.join(''));

t.test('it matches whatever is taken', async () => {
  fc.assert(
    fc.property(written, (date) => parseEdtf(date).value === undefined || pattern.test(date)),
    { numRuns: runs(40_000) },
  );
});

t.test('it lets through nothing that is not made of dates', async (t) => {
  const others = ['', 'yesterday', '2025-7', '2025-07-1', '20XX', '[..]', '../..', '2025-07-17T00:00:00Z', 'in 2025'];
  for (const other of others) t.notMatch(other, pattern, other);
});
