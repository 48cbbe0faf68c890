/** Dates that are never more precise than their source: the schema, its computed members and the order of dates. */
import { isDeepStrictEqual } from 'node:util';
import { isMembers, type Members } from '../members.js';
import { enumeration, object, patchOf, prose, ref, type Static, type TSchema, Type } from '../schema.js';
import { DATE_BASES, DATE_PRECISIONS } from '../vocabulary/vocabulary.js';
import { type Bounds, EDTF, type Edtf, OPEN, parseEdtf } from './edtf.js';

export const DateBasis = enumeration('DateBasis', 'Where the date comes from.', DATE_BASES);
export const DatePrecision = enumeration('DatePrecision', 'How much a date says.', DATE_PRECISIONS);

/** A day of the Gregorian calendar, `YYYY-MM-DD`. */
export const day = (description: string) =>
  Type.String({ description, format: 'date', minLength: 10, maxLength: 10, examples: ['2025-07-17'] });

const edtf = (options: { description: string; maxLength: number; pattern?: string }) =>
  Type.String({ ...options, format: 'edtf', examples: ['2025-07-17'] });

/** @param edtf the date itself, as it is written or as it is read */
const members = <E extends TSchema>(edtf: E) => ({
  edtf: Type.Optional(edtf),
  basis: Type.Optional(ref(DateBasis, 'Where the date comes from.')),
  text: Type.Optional(prose("The source's own words for the date.", 1000, 'on Tuesday')),
});

export const UncertainDateInput = object(
  'UncertainDateInput',
  'A date as far as the source gives it. Left-out `basis` becomes `bounded` for a one-sided bound and `unresolved` ' +
    'without `edtf`.',
  members(
    edtf({
      description:
        'EDTF (ISO 8601-2): `2025-07-17`, `2025-03`, `202X`; interval `2025-03/2025-07`, `2025-07-17/..`; within ' +
        '`[..2025-08-02]`, `[2025-07..2025-12]`; one of `[2024-04,2025-04]`; `~` approximate, `?` uncertain, `%` both.',
      pattern: EDTF,
      maxLength: 1000,
    }),
  ),
  [{ edtf: '2025-03' }],
);

export const UncertainDate = object(
  'UncertainDate',
  'A date as far as the source gives it, with the days it may stand for.',
  {
    ...members(edtf({ description: 'The date in EDTF (ISO 8601-2).', maxLength: 1000 })),
    earliest: Type.Optional(day('The first day it may be; absent without a bound.')),
    latest: Type.Optional(day('The last day it may be; absent without a bound.')),
    precision: ref(DatePrecision, 'How much the date says.'),
  },
  [
    {
      edtf: '2025-03',
      basis: 'resolved',
      text: 'In March',
      earliest: '2025-03-01',
      latest: '2025-03-31',
      precision: 'month',
    },
  ],
);

export const UncertainDatePatch = patchOf(
  UncertainDateInput,
  'UncertainDatePatch',
  'Changes to a date; null removes a member. What comes out is checked whole.',
  { edtf: '2025-07', basis: 'stated' },
);

export type UncertainDateInput = Static<typeof UncertainDateInput>;
export type UncertainDate = Static<typeof UncertainDate>;

/** The computed members of a date, or why its basis contradicts its `edtf`. The `edtf` itself has been checked before. */
export function completeDate(date: UncertainDateInput): { date: UncertainDate } | { contradiction: string } {
  const { edtf, basis, text: wordsOfSource } = date;
  const kept = wordsOfSource === undefined ? {} : { text: wordsOfSource };
  if (edtf === undefined) {
    if (basis !== undefined && basis !== 'unresolved')
      return { contradiction: `without edtf nothing is ${basis}: leave basis out or write "unresolved"` };
    return { date: { basis: 'unresolved', ...kept, precision: 'unknown' } };
  }
  const { value, refused } = parseEdtf(edtf);
  if (value === undefined) return { contradiction: refused };
  const { oneSided, precision, gaps: _, ...bounds } = value;
  if (basis === 'unresolved')
    return { contradiction: `"${edtf}" is resolved: leave out edtf, or the basis "unresolved"` };
  const open = bounds.earliest === undefined || bounds.latest === undefined;
  if (basis === 'bounded' && precision !== 'bound' && !open)
    return {
      contradiction: `"${edtf}" says when, and is no mere bound: leave out basis (in a patch: null) or write [..${bounds.latest}]`,
    };
  const given = basis ?? (oneSided ? 'bounded' : undefined);
  return { date: { edtf, ...(given && { basis: given }), ...kept, ...bounds, precision } };
}

/** The date of what sources report without a date: not after the first publication, unresolved when none is dated. */
export function defaultDate(published: (Pick<UncertainDateInput, 'edtf'> | undefined)[]): UncertainDate {
  const [first] = published.flatMap((date) => boundsOf(date).latest ?? []).toSorted();
  if (first === undefined) return { basis: 'unresolved', precision: 'unknown' };
  return { edtf: `[..${first}]`, basis: 'bounded', latest: first, precision: 'bound' };
}

/** The first and the last day that a date may stand for; none for one that is absent or unknown. */
export const boundsOf = (date: Pick<UncertainDateInput, 'edtf'> | undefined): Bounds => boundsIn(readDate(date));

const boundsIn = ({ earliest, latest }: Partial<Edtf>): Bounds => ({
  ...(earliest !== undefined && { earliest }),
  ...(latest !== undefined && { latest }),
});

const readDate = (date: Pick<UncertainDateInput, 'edtf'> | undefined): Partial<Edtf> =>
  (date?.edtf === undefined ? undefined : parseEdtf(date.edtf).value) ?? {};

/** A day as programs write it that know instants alone. */
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})T00:00:00(\.0{1,9})?(Z|[+-]00:00)?$/;

const withDays = (date: Members): Members => ({
  ...date,
  ...(typeof date.earliest === 'string' && { earliest: date.earliest.replace(MIDNIGHT, '$1') }),
  ...(typeof date.latest === 'string' && { latest: date.latest.replace(MIDNIGHT, '$1') }),
});

/** Whether a date that was sent back is the stored one, such as with its days as instants. */
export const isSameDate = (sent: unknown, stored: unknown): boolean =>
  isMembers(sent) && isDeepStrictEqual(withDays(sent), stored);

/**
 * The text by which dates sort: by the earliest day (else the latest), then the latest, which is left out where it is the
 * same. Empty for a date without any bound, which comes last in either direction.
 */
export function dateKey({ earliest, latest }: Bounds): string {
  const first = earliest ?? latest;
  if (first === undefined) return '';
  return first === latest ? first : `${first} ${latest ?? OPEN}`;
}

/** What lists sort and filter by for a record with this date. */
export function dateSortKey(date: Pick<UncertainDateInput, 'edtf'> | undefined) {
  const read = readDate(date);
  const { gaps = [] } = read;
  const bounds = boundsIn(read);
  return { sort: dateKey(bounds), ...bounds, gaps };
}

/** Whether one date is surely after another; an undated one never is. */
export const certainlyAfter = (one: Bounds, other: Bounds): boolean =>
  one.earliest !== undefined && other.latest !== undefined && one.earliest > other.latest;
