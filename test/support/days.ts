/** What dates mean, by going through all days of twelve years: the slow oracle of the tests about dates. */
import fc from 'fast-check';

/** All days of 2019 to 2030: a whole decade with room on either side, and three leap years. */
export const DAYS: readonly string[] = Array.from({ length: 4383 }, (_, index) =>
  new Date(Date.UTC(2019, 0, 1 + index)).toISOString().slice(0, 10),
);

export type Form = 'day' | 'month' | 'year' | 'decade' | 'interval' | 'bound' | 'set';

/** From the first day of `from` to the last of `to`; an absent one is an open end. */
interface Ends {
  from?: string | undefined;
  to?: string | undefined;
}

/** A date in its parts: it lies in one of them. */
export interface WrittenDate {
  form: Form;
  edtf: string;
  parts: Ends[];
}

/** The days of a year, a month, a day or a decade: those that begin with its digits. */
const inSpan = (span: string): string[] => DAYS.filter((day) => day.startsWith(span.replace(/(-?X+)+$/, '')));

function possibleInPart({ from, to }: Ends): string[] {
  const begin = from === undefined ? '' : inSpan(from)[0]!;
  const end = to === undefined ? '9999' : inSpan(to).at(-1)!;
  return DAYS.filter((day) => begin <= day && day <= end);
}

/** The days that a date may stand for, out of all. */
export function possibleDays({ parts }: Pick<WrittenDate, 'parts'>): string[] {
  const possible = new Set(parts.flatMap(possibleInPart));
  return DAYS.filter((day) => possible.has(day));
}

export const isOpen = ({ parts }: Pick<WrittenDate, 'parts'>, end: 'from' | 'to'): boolean =>
  parts.some((part) => part[end] === undefined);

/** The bounds that a document should give for a date, absent where it is open. */
export function expectedBounds(date: WrittenDate): { earliest?: string; latest?: string } {
  const days = possibleDays(date);
  return {
    ...(!isOpen(date, 'from') && { earliest: days[0]! }),
    ...(!isOpen(date, 'to') && { latest: days.at(-1)! }),
  };
}

const days = fc.constantFrom(...DAYS);
const months = days.map((day) => day.slice(0, 7));
const years = days.map((day) => day.slice(0, 4));
const unspecified = fc.oneof(
  years.map((year) => `${year}-XX`),
  years.map((year) => `${year}-XX-XX`),
  months.map((month) => `${month}-XX`),
);
const spans = fc.oneof({ weight: 6, arbitrary: fc.oneof(days, months, years) }, unspecified, fc.constant('202X'));
const ends = fc
  .record({ from: fc.option(spans, { nil: undefined }), to: fc.option(spans, { nil: undefined }) })
  .filter((part) => (part.from !== undefined || part.to !== undefined) && possibleInPart(part).length > 0);
const closed = fc.record({ from: spans, to: spans }).filter((part) => possibleInPart(part).length > 0);

const single = (form: Form, span: string): WrittenDate => ({ form, parts: [{ from: span, to: span }], edtf: span });
const ranged = (form: Form, part: Ends, edtf: string): WrittenDate => ({ form, parts: [part], edtf });

/** A member of a set, and how it is written. */
type Member = Ends & { edtf: string };
const member: fc.Arbitrary<Member> = fc.oneof(
  spans.map((span) => ({ from: span, to: span, edtf: span })),
  closed.map(({ from, to }) => ({ from, to, edtf: `${from}..${to}` })),
);
/** Sets of two to four members, of which the first may be open before or the last after, but not both. */
const sets: fc.Arbitrary<WrittenDate> = fc
  .tuple(
    fc.array(member, { minLength: 2, maxLength: 4 }),
    spans,
    fc.constantFrom('closed', 'closed', 'before', 'after'),
  )
  .map(([members, end, open]): WrittenDate => {
    if (open === 'before') members.splice(0, 1, { to: end, edtf: `..${end}` });
    if (open === 'after') members.splice(-1, 1, { from: end, edtf: `${end}..` });
    return {
      form: 'set',
      parts: members.map(({ edtf: _, ...part }) => part),
      edtf: `[${members.map(({ edtf }) => edtf)}]`,
    };
  })
  .filter(({ edtf }) => edtf.length < 100);

/** Every form that is accepted, without qualifiers. */
export const plainDates: fc.Arbitrary<WrittenDate> = fc.oneof(
  days.map((day) => single('day', day)),
  months.map((month) => single('month', month)),
  years.map((year) => single('year', year)),
  unspecified.map((span) => single(span.startsWith('XX', 5) ? 'year' : 'month', span)),
  fc.constant(single('decade', '202X')),
  ends.map((part) => ranged('interval', part, `${part.from ?? '..'}/${part.to ?? '..'}`)),
  ends.map((part) => ranged('bound', part, `[${part.from ?? ''}..${part.to ?? ''}]`)),
  sets,
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

/**
 * Whether a date surely, possibly or by no means lies between two days, which stand inside the twelve years: an open
 * end then always reaches out of the range.
 * @param may the days on which it may lie; none when nothing is known
 */
export function answer(may: readonly string[], from = '', to = '9999'): 'certain' | 'possible' | 'no' | 'undated' {
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
