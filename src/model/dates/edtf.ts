/** The part of the Extended Date/Time Format (ISO 8601-2, Library of Congress) that the register accepts, with exact bounds. */
import { remembering } from '../remembering.js';
import { type Place, refuseSeason } from './seasons.js';

export type Precision = 'day' | 'month' | 'year' | 'decade' | 'interval' | 'set' | 'bound';

/** Days as `YYYY-MM-DD`, both inclusive; absent where there is no bound. */
export interface Bounds {
  earliest?: string;
  latest?: string;
}

export const isUndated = ({ earliest, latest }: Bounds): boolean => earliest === undefined && latest === undefined;

/** Days as `YYYY-MM-DD`, both inclusive. */
export interface Days {
  earliest: string;
  latest: string;
}

export interface Edtf extends Readonly<Bounds> {
  readonly precision: Precision;
  /** True for `[..D]` and `[D..]`, which give one side only. */
  readonly oneSided: boolean;
  /** The days between the bounds that the date can't be, in their order: only sets have any. */
  readonly gaps: readonly Readonly<Days>[];
}

/** Either the meaning of the text or the reason why it is refused, naming the part. */
export type Parsed<T> = { value: T; refused?: never } | { refused: string; value?: never };

interface Span extends Days {
  precision: 'day' | 'month' | 'year' | 'decade';
}

const ACCEPTED =
  'write a day (2025-07-17), month (2025-03 or 2025-03-XX), year (2025), decade (202X), interval (2025-03/2025-07, ' +
  '2025-07-17/.., ../2025-08-02), bound ([..2025-08-02], [2025-07-17..], [2025-07..2025-12]) or set ([2024-04,2025-04])';

/** Digits where a date has them: exact ones, written for each part of an interval or set, would make the contract large. */
const PART = '[0-9]{3}[0-9X](-[0-9X]{2}){0,2}[~?%]?';

/**
 * The pattern of what `parseEdtf` takes. It lets through more: months and days that the calendar doesn't have, ranges that
 * end before they begin or go on, and brackets where none belong or without the other.
 */
export const EDTF = `^\\[?(\\.\\.\\x2F?)?${PART}((,|\\x2F|\\.\\.)${PART})*(\\x2F?\\.\\.)?\\]?[~?%]?$`;

/** The bounds and precision of an EDTF string. Qualifiers (`~`, `?`, `%`) widen nothing. */
export const parseEdtf = remembering(parse);

function parse(edtf: string): Parsed<Edtf> {
  if (/^\[|\][~?%]?$/.test(edtf)) return parseSet(edtf);
  if (edtf.includes('/')) return parseInterval(edtf);
  const { value, refused } = parseSpan(edtf, 'alone');
  return value ? { value: { ...value, oneSided: false, gaps: [] } } : { refused };
}

function parseInterval(edtf: string): Parsed<Edtf> {
  const [from = '', to = '', ...rest] = edtf.split('/');
  if (rest.length > 0) return { refused: `"${edtf}" has more than one "/"; an interval has two ends` };
  if (from === '' || to === '') return { refused: `"${edtf}" lacks an end; write ".." for an open one` };
  // A qualifier after the open end is no EDTF, but was always taken here as one of the whole.
  const { value, refused } = parseRange(edtf, from, to.replace(/^\.\.[~?%]$/, '..'));
  return value ? { value: { ...value, precision: 'interval', oneSided: false, gaps: [] } } : { refused };
}

/** A range between limits, or one of several members. */
function parseSet(edtf: string): Parsed<Edtf> {
  const inside = /^\[(.*)\][~?%]?$/s.exec(edtf)?.[1];
  if (inside === undefined) return { refused: `"${edtf}" has only one of "[" and "]" at its ends` };
  const written = inside.split(',');
  const members: Bounds[] = [];
  for (const [index, member] of written.entries()) {
    const { value, refused } = parseMember(edtf, member, index === 0, index === written.length - 1);
    if (!value) return { refused };
    members.push(value);
  }
  const isRange = written.length === 1;
  if (isRange && !inside.includes('..'))
    return { refused: `"${edtf}" has one member only: write ${inside}, a range (..D, D.., D..D) or several (D,D)` };
  const bounds = boundsAround(members);
  if (isUndated(bounds))
    return { refused: `"${edtf}" is open at both ends, and so has no bound; leave one of them out` };
  const oneSided = isRange && (bounds.earliest === undefined || bounds.latest === undefined);
  return { value: { ...bounds, precision: isRange ? 'bound' : 'set', oneSided, gaps: gapsBetween(members) } };
}

function parseMember(edtf: string, member: string, isFirst: boolean, isLast: boolean): Parsed<Bounds> {
  if (member === '') return { refused: `"${edtf}" lacks a member between its brackets and commas` };
  const [from = '', to, ...rest] = member.split('..');
  if (rest.length > 0) return { refused: `"${edtf}": "${member}" isn't one range; write ..D, D.. or D..D` };
  if (to === undefined) return parseSpan(from, 'member');
  if ((from === '' && !isFirst) || (to === '' && !isLast))
    return { refused: `"${edtf}": "${member}" is open between others; only the first may be ..D, only the last D..` };
  return parseRange(edtf, from || '..', to || '..');
}

/** The bounds of what lies between two spans, either of which may be open. */
function parseRange(edtf: string, from: string, to: string): Parsed<Bounds> {
  if (from === '..' && to === '..') return { refused: `"${edtf}" has no bound at all; leave out what is unknown` };
  const bounds: Bounds = {};
  if (from !== '..') {
    const { value, refused } = parseSpan(from, 'begin');
    if (!value) return { refused };
    bounds.earliest = value.earliest;
  }
  if (to !== '..') {
    const { value, refused } = parseSpan(to, 'end');
    if (!value) return { refused };
    bounds.latest = value.latest;
  }
  if (bounds.earliest !== undefined && bounds.latest !== undefined && bounds.earliest > bounds.latest)
    return { refused: `"${edtf}" ends (${to}) before it begins (${from})` };
  return { value: bounds };
}

function parseSpan(part: string, place: Place): Parsed<Span> {
  const plain = part.replace(/[~?%]$/, '');
  const decade = /^(\d{3})X$/.exec(plain)?.[1];
  if (decade !== undefined)
    return { value: { earliest: `${decade}0-01-01`, latest: `${decade}9-12-31`, precision: 'decade' } };
  const [, year, month = 'XX', day = 'XX'] = /^(\d{4})(?:-(\d\d|XX)(?:-(\d\d|XX))?)?$/.exec(plain) ?? [];
  if (year === undefined) return { refused: refuseSpan(part, plain) };
  if (month === 'XX') {
    if (day !== 'XX') return { refused: `"${part}": a day is known in a known month only; write ${year}-XX` };
    return { value: { earliest: `${year}-01-01`, latest: `${year}-12-31`, precision: 'year' } };
  }
  const days = daysInMonth(Number(year), Number(month));
  if (days === 0) return { refused: refuseSeason(part, year, month, place) ?? `"${part}": there is no month ${month}` };
  if (day === 'XX')
    return { value: { earliest: `${year}-${month}-01`, latest: `${year}-${month}-${days}`, precision: 'month' } };
  if (Number(day) < 1 || Number(day) > days) return { refused: `"${part}": ${year}-${month} has no day ${day}` };
  return { value: { earliest: plain, latest: plain, precision: 'day' } };
}

function refuseSpan(part: string, plain: string): string {
  const century = /^(\d\d)XX$/.exec(plain)?.[1];
  return century === undefined
    ? `"${part}" isn't a date that is accepted here; ${ACCEPTED}`
    : `"${part}" is a century, which isn't accepted here; write [${century}00..${century}99]`;
}

/** 0 when there is no such month. Gregorian, also before 1582 (ISO 8601). */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** The bounds of all together. */
function boundsAround(members: readonly Bounds[]): Bounds {
  const [earliest] = members.map((one) => one.earliest ?? '').sort();
  const latest = members
    .map((one) => one.latest ?? OPEN)
    .sort()
    .at(-1);
  return { ...(earliest && { earliest }), ...(latest && latest !== OPEN && { latest }) };
}

/** Sorts after every day: an open end. */
export const OPEN = '9999-99-99';

/** The days between the first and the last that belong to no member. */
function gapsBetween(members: readonly Bounds[]): Days[] {
  const gaps: Days[] = [];
  let reached: string | undefined;
  for (const { earliest = '', latest = OPEN } of members.toSorted(byEarliest)) {
    if (reached !== undefined && earliest > reached) {
      const gap = { earliest: dayAfter(reached, 1), latest: dayAfter(earliest, -1) };
      if (gap.earliest <= gap.latest) gaps.push(gap);
    }
    if (reached === undefined || latest > reached) reached = latest;
  }
  return gaps;
}

/** Orders dates by their first days; those without one come first. */
export const byEarliest = ({ earliest: one = '' }: Bounds, { earliest: other = '' }: Bounds): number =>
  one < other ? -1 : Number(one > other);

/** The day so many days after another. */
export const dayAfter = (day: string, days: number): string =>
  new Date((dayNumber(day) + days) * MS_PER_DAY).toISOString().slice(0, 10);

/** Why a text isn't a day `YYYY-MM-DD` of the calendar, or undefined when it is one. */
export function refuseDay(day: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return `"${day}" isn't a day; write it as 2025-07-17`;
  return parseSpan(day, 'alone').refused;
}

const MS_PER_DAY = 86_400_000;

/** The number of a day (YYYY-MM-DD), counted from 1970-01-01. */
export const dayNumber = (day: string): number => Date.parse(day) / MS_PER_DAY;
