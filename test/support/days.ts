/** What dates mean, by going through all days of twelve years: the slow oracle of the tests about dates. */
import fc from 'fast-check';

/** All days of 2019 to 2030: a whole decade with room on either side, and three leap years. */
export const DAYS: readonly string[] = Array.from({ length: 4383 }, (_, index) =>
  new Date(Date.UTC(2019, 0, 1 + index)).toISOString().slice(0, 10),
);

export type Form = 'day' | 'month' | 'year' | 'decade' | 'interval' | 'bound' | 'set';

/** A date as it is written, and which form it has. */
export interface WrittenDate {
  form: Form;
  edtf: string;
}

/** From the first day of `from` to the last of `to`; an absent one is an open end. */
interface Ends {
  from?: string | undefined;
  to?: string | undefined;
}

/** The parts of an accepted date, in one of which it lies. */
export function partsOf(edtf: string): Ends[] {
  const separator = edtf.includes('/') ? '/' : '..';
  const read = (end: string) => (end === '' || end === '..' ? undefined : end);
  return edtf
    .replace(/[~?%[\]]/g, '')
    .split(',')
    .map((part) => {
      const [from = '', to = from] = part.split(separator);
      return { from: read(from), to: read(to) };
    });
}

const spansRead = new Map<string, string[]>();

/** The days of a year, a month, a day or a decade: those that begin with its digits. */
function inSpan(span: string): string[] {
  const days = spansRead.get(span) ?? DAYS.filter((day) => day.startsWith(span.replace(/(-?X+)+$/, '')));
  spansRead.set(span, days);
  return days;
}

function inPart({ from, to }: Ends): string[] {
  const begin = from === undefined ? '' : inSpan(from)[0]!;
  const end = to === undefined ? '9999' : inSpan(to).at(-1)!;
  return DAYS.filter((day) => begin <= day && day <= end);
}

/** The days that a date may stand for, out of all; none when nothing is known. */
export function possibleDays({ edtf }: { edtf?: string | undefined }): string[] {
  if (edtf === undefined) return [];
  const possible = new Set(partsOf(edtf).flatMap(inPart));
  return DAYS.filter((day) => possible.has(day));
}

/** The bounds that a document should give for a date, absent where it is open. */
export function expectedBounds(date: { edtf: string }): { earliest?: string; latest?: string } {
  const [days, parts] = [possibleDays(date), partsOf(date.edtf)];
  return {
    ...(parts.every(({ from }) => from !== undefined) && { earliest: days[0]! }),
    ...(parts.every(({ to }) => to !== undefined) && { latest: days.at(-1)! }),
  };
}

const days = fc.constantFrom(...DAYS);
const months = days.map((day) => day.slice(0, 7));
const years = days.map((day) => day.slice(0, 4));
const unspecified = fc.constantFrom('2025-05-XX', '2024-02-XX', '2025-XX', '2025-XX-XX', '202X');
const spans = fc.oneof(days, months, years, unspecified);
const written =
  (form: Form) =>
  (edtf: string): WrittenDate => ({ form, edtf });
const closed = (separator: string) =>
  fc
    .tuple(spans, spans)
    .filter(([from, to]) => inSpan(from)[0]! <= inSpan(to).at(-1)!)
    .map((both) => both.join(separator));
const halves = (open: string, separator: string) =>
  fc.oneof(
    spans.map((end) => `${open}${separator}${end}`),
    spans.map((end) => `${end}${separator}${open}`),
  );
/** Sets of two to four members, of which the first may be open before or the last after, but not both. */
const sets = fc
  .tuple(
    fc.array(fc.oneof(spans, spans, closed('..')), { minLength: 1, maxLength: 3 }),
    fc.oneof(spans, halves('', '..')),
  )
  .map(([members, other]) => `[${other.startsWith('.') ? [other, ...members] : [...members, other]}]`)
  .filter((edtf) => edtf.length <= 100);

/** Every form that is accepted, without qualifiers. */
export const plainDates: fc.Arbitrary<WrittenDate> = fc.oneof(
  days.map(written('day')),
  months.map(written('month')),
  months.map((month) => `${month}-XX`).map(written('month')),
  years.map(written('year')),
  fc.oneof(...['-XX', '-XX-XX'].map((rest) => years.map((year) => year + rest))).map(written('year')),
  fc.constant('202X').map(written('decade')),
  fc.oneof(closed('/'), halves('..', '/')).map(written('interval')),
  fc
    .oneof(closed('..'), halves('', '..'))
    .map((inside) => `[${inside}]`)
    .map(written('bound')),
  sets.map(written('set')),
);

const qualifiers = fc.constantFrom('', '', '~', '?', '%');

/** The same with qualifiers after their parts and after brackets, as far as there is room. */
export const writtenDates: fc.Arbitrary<WrittenDate> = fc
  .tuple(plainDates, fc.infiniteStream(qualifiers))
  .map(([date, stream]) => {
    const edtf = date.edtf.replace(/[\dX-]{4,}|\]/g, (part) => `${part}${stream.next().value}`);
    return edtf.length <= 100 ? { ...date, edtf } : date;
  });

export interface Bounds {
  earliest?: string | undefined;
  latest?: string | undefined;
}

/** The days of dates that are asked about again and again. */
const known = new Map<string, string[]>();

/**
 * Whether a date surely, possibly or by no means lies between two days, which stand inside the twelve years: an open
 * end then always reaches out of the range.
 */
export function answer(
  date: { edtf?: string | undefined },
  from = '',
  to = '9999',
): 'certain' | 'possible' | 'no' | 'undated' {
  const { edtf = '' } = date;
  const may = known.get(edtf) ?? possibleDays(date);
  known.set(edtf, may);
  if (may.length === 0) return 'undated';
  const asked = may.filter((day) => from <= day && day <= to);
  if (asked.length === may.length) return 'certain';
  return asked.length > 0 ? 'possible' : 'no';
}

/** Days that leave room on either side, so that open ends reach out of any range. */
export const innerDays = fc.constantFrom(...DAYS.slice(1, -1));

/** By the earliest day (else the latest), then the latest, then the id; `descending` turns all round; the undated last. */
export function byDate(descending: boolean) {
  const keys = ({ earliest, latest }: Bounds) => [earliest ?? latest ?? '', latest ?? '9999'];
  return (one: { id: string; date?: Bounds }, other: { id: string; date?: Bounds }): number => {
    const [a, b] = [one, other].map(({ id, date = {} }) => [...keys(date), id]) as [string[], string[]];
    const undated = Number(a[0] === '') - Number(b[0] === '');
    const first = a.findIndex((key, index) => key !== b[index]);
    if (undated !== 0 || first < 0) return undated;
    return (a[first]! < b[first]! ? -1 : 1) * (descending ? -1 : 1);
  };
}
