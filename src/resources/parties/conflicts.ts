/** Claims about a party that can't both be so, or may not: found by their predicates, values and dates. */
import { type Coincidence, coincidence, type Time, timeOf } from '../../model/dates/coincide.js';
import type { UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { enumeration, list, object, ref, type Static, set, Type } from '../../model/schema.js';
import { fold } from '../../model/words/folding.js';
import { otherDates } from '../../register/document/alternatives.js';
import { type Claim, ClaimPredicate } from './claim.js';

/** Conflicts that are listed; the others are counted. */
const MAX_LISTED = 100;

/** Predicates of which a party may have several values at once. */
const MANY_VALUED: readonly string[] = ['other', 'policy_posture'];

export const ConflictCertainty = enumeration('ConflictCertainty', 'How surely claims conflict.', {
  certain: 'Both are held to have been so on one day.',
  possible: 'Their dates leave open whether both were so on one day, or there are none.',
});

const Conflict = object(
  'ClaimConflict',
  'Two claims of one predicate with different values.',
  {
    predicate: ref(ClaimPredicate, 'What both are about.'),
    claims: set(
      Type.String({
        description: 'JSON Pointer of a claim.',
        pattern: '^\\x2Fclaims\\x2F[0-9]{1,3}$',
        maxLength: 11,
        examples: ['/claims/0'],
      }),
      'The two.',
      2,
      2,
    ),
    certainty: ref(ConflictCertainty, 'How surely they conflict.'),
  },
  [{ predicate: 'mandate', claims: ['/claims/0', '/claims/1'], certainty: 'possible' }],
);
type Conflict = Static<typeof Conflict>;

/** The computed members of a party. */
export const conflictsRead = {
  conflicts: Type.Optional(
    list(
      ref(Conflict),
      'Claims that contradict each other, the certain ones first; absent when none do.',
      MAX_LISTED,
      1,
    ),
  ),
  more_conflicts: Type.Optional(
    Type.Integer({
      description: 'How many others there are.',
      format: 'int32',
      minimum: 1,
      maximum: 2_147_483_647,
      examples: [1],
    }),
  ),
};

/** Claims are compared at all the dates that they have by alternatives. */
export function conflictsOf(
  claims: readonly Claim[] = [],
  alternatives?: unknown,
): { conflicts?: Conflict[]; more_conflicts?: number } {
  const comparable = claims.flatMap(({ predicate, value, date, rank, contradicts }, index) =>
    rank === 'deprecated' || (MANY_VALUED.includes(predicate) && !contradicts)
      ? []
      : [
          {
            predicate,
            value: fold(value),
            times: timesOf(date, otherDates(`/claims/${index}/date`, alternatives)),
            pointer: `/claims/${index}`,
          },
        ],
  );
  const found = comparable.flatMap((one, index) =>
    comparable.slice(index + 1).flatMap((other): Conflict[] => {
      if (one.predicate !== other.predicate || one.value === other.value) return [];
      const certainty = coincidenceOf(one.times, other.times);
      if (certainty === 'no') return [];
      return [{ predicate: one.predicate, claims: [one.pointer, other.pointer], certainty }];
    }),
  );
  const sure = found.filter(({ certainty }) => certainty === 'certain');
  const conflicts = [...sure, ...found.filter(({ certainty }) => certainty !== 'certain')].slice(0, MAX_LISTED);
  return {
    ...(conflicts.length > 0 && { conflicts }),
    ...(found.length > conflicts.length && { more_conflicts: found.length - conflicts.length }),
  };
}

/** The times of all versions of a date that say when; of one that none says, that. */
function timesOf(date: UncertainDateInput | undefined, others: readonly { date: UncertainDateInput }[]): Time[] {
  const versions = [date, ...others.map((one) => one.date)].filter((one) => one?.edtf !== undefined);
  return versions.length === 0 ? [timeOf(date)] : versions.map((one) => timeOf(one));
}

/** What holds of every version of both dates; where they differ, it is possible. */
function coincidenceOf(times: readonly Time[], others: readonly Time[]): Coincidence {
  let found: Coincidence | undefined;
  for (const one of times)
    for (const other of others) {
      const next = coincidence(one, other);
      found ??= next;
      if (next !== found) return 'possible';
    }
  return found ?? 'no';
}
