/** The part of the Extended Date/Time Format (ISO 8601-2, Library of Congress) that the register accepts, with exact bounds. */

export type Precision = 'day' | 'month' | 'year' | 'interval' | 'bound';

/** Days as `YYYY-MM-DD`, both inclusive; absent where there is no bound. */
export interface Bounds {
  earliest?: string;
  latest?: string;
}

export interface Edtf extends Bounds {
  precision: Precision;
  /** True for `[..D]` and `[D..]`, which give one side only. */
  oneSided: boolean;
}

/** Either the meaning of the text or the reason why it is refused, naming the part. */
export type Parsed<T> = { value: T; refused?: never } | { refused: string; value?: never };

interface Span {
  earliest: string;
  latest: string;
  precision: 'day' | 'month' | 'year';
}

const ACCEPTED =
  'write a day (2025-07-17), month (2025-03), year (2025), interval (2025-03/2025-07, 2025-07-17/.., ../2025-08-02) ' +
  'or bound ([..2025-08-02], [2025-07-17..], [2025-07..2025-12])';

/** A year, a month or a day that the calendar has. */
const SPAN =
  '([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?|-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31)?|' +
  '([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)';

/** The pattern of what `parseEdtf` takes. It lets through more only where an interval or bound ends before it begins. */
export const EDTF = `^((${SPAN}\\x2F|\\.\\.\\x2F)?${SPAN}|${SPAN}\\x2F\\.\\.|[0-9]{4}-XX|\\[(${SPAN}?\\.\\.${SPAN}|${SPAN}\\.\\.)\\])[~?%]?$`;

/** The bounds and precision of an EDTF string. Qualifiers (`~`, `?`, `%`) at its end widen nothing. */
export function parseEdtf(edtf: string): Parsed<Edtf> {
  const unqualified = edtf.replace(/[~?%]$/, '');
  if (unqualified.startsWith('[') || unqualified.endsWith(']')) return parseBound(unqualified);
  if (unqualified.includes('/')) return parseInterval(unqualified);
  const span = parseSpan(unqualified, true);
  return span.value ? { value: { ...span.value, oneSided: false } } : span;
}

function parseInterval(edtf: string): Parsed<Edtf> {
  const [from = '', to = '', ...rest] = edtf.split('/');
  if (rest.length > 0) return { refused: `"${edtf}" has more than one "/"; an interval has two ends` };
  if (from === '' || to === '') return { refused: `"${edtf}" lacks an end; write ".." for an open one` };
  return between(edtf, from, to, 'interval');
}

function parseBound(edtf: string): Parsed<Edtf> {
  const inside = /^\[(.*)\]$/s.exec(edtf)?.[1];
  if (inside === undefined) return { refused: `"${edtf}" has only one of "[" and "]"` };
  const ends = inside.split('..');
  if (ends.length !== 2) return { refused: `"${edtf}" isn't one range; inside brackets write ..D, D.. or D..D` };
  return between(edtf, ends[0] || '..', ends[1] || '..', 'bound');
}

function between(edtf: string, from: string, to: string, precision: 'interval' | 'bound'): Parsed<Edtf> {
  if (from === '..' && to === '..') return { refused: `"${edtf}" has no bound at all; leave out what is unknown` };
  const bounds: Bounds = {};
  if (from !== '..') {
    const span = parseSpan(from, false);
    if (!span.value) return span;
    bounds.earliest = span.value.earliest;
  }
  if (to !== '..') {
    const span = parseSpan(to, false);
    if (!span.value) return span;
    bounds.latest = span.value.latest;
  }
  if (bounds.earliest !== undefined && bounds.latest !== undefined && bounds.earliest > bounds.latest)
    return { refused: `"${edtf}" ends (${to}) before it begins (${from})` };
  return { value: { ...bounds, precision, oneSided: precision === 'bound' && (from === '..' || to === '..') } };
}

function parseSpan(part: string, unspecified: boolean): Parsed<Span> {
  const match = /^(\d{4})(?:-(\d{2}|XX)(?:-(\d{2}))?)?$/.exec(part);
  if (!match) return { refused: `"${part}" isn't a date that is accepted here; ${ACCEPTED}` };
  const [, year = '', month, day] = match;
  if (month === 'XX' && (!unspecified || day !== undefined))
    return { refused: `"${part}": XX stands only for the month of a single year, as in ${year}-XX` };
  if (month === undefined || month === 'XX')
    return { value: { earliest: `${year}-01-01`, latest: `${year}-12-31`, precision: 'year' } };
  const days = daysInMonth(Number(year), Number(month));
  if (days === 0) return { refused: `"${part}": there is no month ${month}` };
  if (day === undefined)
    return { value: { earliest: `${year}-${month}-01`, latest: `${year}-${month}-${days}`, precision: 'month' } };
  if (Number(day) < 1 || Number(day) > days) return { refused: `"${part}": ${year}-${month} has no day ${day}` };
  return { value: { earliest: part, latest: part, precision: 'day' } };
}

/** 0 when there is no such month. Gregorian, also before 1582 (ISO 8601). */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Why a text isn't a day `YYYY-MM-DD` of the calendar, or undefined when it is one. */
export function refuseDay(day: string): string | undefined {
  const span = parseSpan(day, false);
  if (!span.value) return span.refused;
  return span.value.precision === 'day' ? undefined : `"${day}" isn't a day; write it as 2025-07-17`;
}

/** The number of a day (YYYY-MM-DD), counted from 1970-01-01. */
export const dayNumber = (day: string): number => Date.parse(day) / 86_400_000;
