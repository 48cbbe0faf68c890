/** Whether two things that were so at uncertain times were so at the same time. */
import { type Bounds, OPEN, parseEdtf } from './edtf.js';
import { boundsOf, type UncertainDateInput } from './uncertain-date.js';
import { possibleRanges } from './united.js';

export type Coincidence = 'certain' | 'possible' | 'no';

interface Days {
  first: string;
  last: string;
}

/** A date, read once to be compared with many. */
export interface Time {
  /** The days that it may stand for, in their order; none when nothing is known. */
  possible: readonly Days[];
  /** All of them, with what lies between. */
  around: Days;
  /** Of an interval: the last day on which it may have begun, and the first on which it may have ended. */
  stretch?: { begunBy: string; endsFrom: string };
}

/** An interval (`2025-03/2025-07`) is a stretch of time, and any other date one day, of which the source may say less. */
export function timeOf(date: Pick<UncertainDateInput, 'edtf'> = {}): Time {
  const [from = '', to] = date.edtf?.split('/') ?? [];
  const time = { possible: possibleRanges(date).map(asDays), around: asDays(boundsOf(date)) };
  if (to === undefined) return time;
  const [beginning, end] = [from, to].map((part) => asDays(parseEdtf(part).value ?? {}));
  const begunBy = from === '..' ? '' : earlier(beginning?.last, end?.last);
  const endsFrom = to.startsWith('..') ? OPEN : later(beginning?.first, end?.first);
  return { ...time, stretch: { begunBy, endsFrom } };
}

const asDays = ({ earliest: first = '', latest: last = OPEN }: Bounds): Days => ({ first, last });

const earlier = (one = OPEN, other = OPEN): string => (one < other ? one : other);
const later = (one = '', other = ''): string => (one > other ? one : other);

/** `certain` when both were so on some day, however their dates are meant; `no` when they can't have been. */
export function coincidence(one: Time, other: Time): Coincidence {
  if (one.possible.length > 0 && other.possible.length > 0 && !overlap(one.possible, other.possible)) return 'no';
  return areSurelyTogether(one, other) ? 'certain' : 'possible';
}

function areSurelyTogether(one: Time, other: Time): boolean {
  if (one.stretch && other.stretch)
    return one.stretch.begunBy <= other.stretch.endsFrom && other.stretch.begunBy <= one.stretch.endsFrom;
  if (one.stretch) return areWithin(other.around, one.stretch);
  if (other.stretch) return areWithin(one.around, other.stretch);
  const [days, others] = [one.around, other.around];
  return days.first === days.last && others.first === others.last && days.first === others.first;
}

const areWithin = ({ first, last }: Days, { begunBy, endsFrom }: NonNullable<Time['stretch']>): boolean =>
  begunBy <= first && last <= endsFrom;

/** Whether two lists of ranges, each in their order, have a day in common. */
function overlap(ranges: readonly Days[], others: readonly Days[]): boolean {
  let [at, beside] = [0, 0];
  for (;;) {
    const [one, other] = [ranges[at], others[beside]];
    if (!one || !other) return false;
    if (one.first <= other.last && other.first <= one.last) return true;
    if (one.last < other.last) at++;
    else beside++;
  }
}
