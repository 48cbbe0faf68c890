/** What dates mean, by going through all days of three years: the slow oracle of the tests about dates. */
import fc from 'fast-check';

/** All days of 2023 to 2025, one of which is a leap year. */
export const DAYS: readonly string[] = Array.from({ length: 1096 }, (_, index) =>
  new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10),
);

export type Form = 'day' | 'month' | 'year' | 'interval' | 'bound';

/** From the first day of `from` to the last of `to`; an absent one is an open end. */
interface Ends {
  from?: string | undefined;
  to?: string | undefined;
}

/** A date in its parts. */
export interface WrittenDate extends Ends {
  form: Form;
  edtf: string;
}

const inSpan = (span: string): string[] => DAYS.filter((day) => day.startsWith(span));

/** The days that a date may stand for, out of all. */
export function possibleDays({ from, to }: Ends): string[] {
  const [begins, ends] = [from, to].map((span) => (span === undefined ? undefined : inSpan(span)));
  return DAYS.filter(
    (day) => (begins?.some((first) => first <= day) ?? true) && (ends?.some((last) => day <= last) ?? true),
  );
}

/** The bounds that a document should give for a date, absent where it is open. */
export function expectedBounds(date: Ends): { earliest?: string; latest?: string } {
  const days = possibleDays(date);
  return {
    ...(date.from !== undefined && { earliest: days[0]! }),
    ...(date.to !== undefined && { latest: days.at(-1)! }),
  };
}

const days = fc.constantFrom(...DAYS);
const months = days.map((day) => day.slice(0, 7));
const years = days.map((day) => day.slice(0, 4));
const spans = fc.oneof(days, months, years);
const ends = fc
  .record({ from: fc.option(spans, { nil: undefined }), to: fc.option(spans, { nil: undefined }) })
  .filter((date) => (date.from !== undefined || date.to !== undefined) && possibleDays(date).length > 0);

const single = (form: Form, from: string, edtf = from): WrittenDate => ({ form, from, to: from, edtf });
const ranged = (form: Form, { from, to }: Ends, write: (from?: string, to?: string) => string): WrittenDate => ({
  form,
  from,
  to,
  edtf: write(from, to),
});

/** Every form that is accepted, without qualifiers. */
export const plainDates: fc.Arbitrary<WrittenDate> = fc.oneof(
  days.map((day) => single('day', day)),
  months.map((month) => single('month', month)),
  years.map((year) => single('year', year)),
  years.map((year) => single('year', year, `${year}-XX`)),
  ends.map((date) => ranged('interval', date, (from = '..', to = '..') => `${from}/${to}`)),
  ends.map((date) => ranged('bound', date, (from = '', to = '') => `[${from}..${to}]`)),
);

export const writtenDates: fc.Arbitrary<WrittenDate> = fc
  .tuple(plainDates, fc.constantFrom('', '', '~', '?', '%'))
  .map(([date, qualifier]) => ({ ...date, edtf: date.edtf + qualifier }));

export interface Bounds {
  earliest?: string | undefined;
  latest?: string | undefined;
}

/** The days between bounds, out of all; none when nothing is known. */
const between = ({ earliest, latest }: Bounds): string[] =>
  earliest === undefined && latest === undefined
    ? []
    : DAYS.filter((day) => !(earliest !== undefined && day < earliest) && !(latest !== undefined && latest < day));

/**
 * Whether a date surely, possibly or by no means lies between two days, which stand inside the three years: an open
 * end then always reaches out of the range.
 */
export function answer(bounds: Bounds, from?: string, to?: string): 'certain' | 'possible' | 'no' | 'undated' {
  const may = between(bounds);
  if (may.length === 0) return 'undated';
  const asked = new Set(DAYS.filter((day) => !(from !== undefined && day < from) && !(to !== undefined && to < day)));
  if (may.every((day) => asked.has(day))) return 'certain';
  return may.some((day) => asked.has(day)) ? 'possible' : 'no';
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
