/** One date for all that sources give: possible on every day on which one of them is, certain only where all of them are. */
import { type Bounds, byEarliest, dayAfter, type Edtf, OPEN, parseEdtf } from './edtf.js';
import { completeDate, type UncertainDate, type UncertainDateInput } from './uncertain-date.js';

/** A longer set than a date can be written as is told by its bounds alone. */
export const MAX_EDTF_LENGTH = 1000;

/**
 * The date that stands in a record together with other versions of it, as a set of days. Versions that don't say when add
 * nothing. It is the preferred one as it stands when the others lie within it.
 */
export function unitedDate<D extends UncertainDateInput | undefined>(
  preferred: D,
  others: readonly UncertainDateInput[],
): D | UncertainDate {
  // Nearly all dates are alone, and need not be read for that.
  if (others.length === 0) return preferred;
  const versions = [preferred, ...others].flatMap((date) => {
    const read = date?.edtf === undefined ? undefined : parseEdtf(date.edtf).value;
    return date && read ? [{ date, read }] : [];
  });
  const [first] = versions;
  if (!first || (versions.length === 1 && first.date === preferred)) return preferred;
  const ranges = mergeRanges(versions.flatMap(({ read }) => rangesOf(read)));
  const edtf = writtenSet(ranges);
  if (first.date === preferred && writtenSet(rangesOf(first.read)) === edtf) return preferred;
  const completed = completeDate({ edtf });
  return 'date' in completed ? completed.date : preferred;
}

/** Whether two dates may be the same day; true as well when either has no bounds. */
export function mayCoincide(one: UncertainDateInput, other: UncertainDateInput): boolean {
  const [ranges, others] = [possibleRanges(one), possibleRanges(other)];
  return ranges.length === 0 || others.length === 0 || ranges.some((range) => others.some((it) => overlap(range, it)));
}

const overlap = (one: Bounds, other: Bounds): boolean =>
  (one.earliest ?? '') <= (other.latest ?? OPEN) && (other.earliest ?? '') <= (one.latest ?? OPEN);

/** The days that a date may stand for, as ranges without gaps; none when it doesn't say when. */
export function possibleRanges({ edtf }: Pick<UncertainDateInput, 'edtf'>): Bounds[] {
  const read = edtf === undefined ? undefined : parseEdtf(edtf).value;
  return read ? rangesOf(read) : [];
}

function rangesOf({ earliest, latest, gaps }: Pick<Edtf, 'earliest' | 'latest' | 'gaps'>): Bounds[] {
  const ranges: Bounds[] = [];
  let from = earliest;
  for (const gap of gaps) {
    ranges.push({ ...(from !== undefined && { earliest: from }), latest: dayAfter(gap.earliest, -1) });
    from = dayAfter(gap.latest, 1);
  }
  return [...ranges, { ...(from !== undefined && { earliest: from }), ...(latest !== undefined && { latest }) }];
}

/** The same days in ranges that neither overlap nor touch, in their order. */
function mergeRanges(ranges: readonly Bounds[]): Bounds[] {
  const merged: Bounds[] = [];
  for (const range of ranges.toSorted(byEarliest)) {
    const last = merged.at(-1);
    const reaches = last && (last.latest === undefined || (range.earliest ?? '') <= dayAfter(last.latest, 1));
    if (!last || !reaches) merged.push({ ...range });
    else if ((range.latest ?? OPEN) > (last.latest ?? OPEN)) {
      if (range.latest === undefined) delete last.latest;
      else last.latest = range.latest;
    }
  }
  return merged;
}

/** Before every day: the beginning of what is open at both ends, which can't be written. */
const FIRST_DAY = '0000-01-01';

/** Ranges in EDTF. */
function writtenSet([first = {}, ...others]: readonly Bounds[]): string {
  const last = others.at(-1) ?? first;
  const isOpen = first.earliest === undefined && last.latest === undefined;
  const ranges = [isOpen ? { ...first, earliest: FIRST_DAY } : first, ...others];
  const spans = ranges.map((range) => spanOf(range) ?? rangeOf(range));
  const [only] = spans;
  if (only !== undefined && spans.length === 1) return only.includes('..') ? `[${only}]` : only;
  const set = `[${spans.join(',')}]`;
  return set.length <= MAX_EDTF_LENGTH ? set : `[${rangeOf({ ...ranges[0], latest: last.latest })}]`;
}

/** The text between brackets; open where there is no bound. */
const rangeOf = ({ earliest = '', latest = '' }: Partial<Record<keyof Bounds, string | undefined>>): string =>
  `${earliest}..${latest}`;

/** A day, month or year that has just these days. */
export function spanOf({ earliest, latest }: Bounds): string | undefined {
  if (earliest === undefined || latest === undefined) return undefined;
  return [earliest, earliest.slice(0, 7), earliest.slice(0, 4)].find((span) => {
    const { value } = parseEdtf(span);
    return value?.earliest === earliest && value.latest === latest;
  });
}
