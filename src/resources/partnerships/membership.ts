/** Whether those whom a statement is about are parties of a partnership, and had part in a milestone. */
import type { Bounds } from '../../model/dates/edtf.js';
import { certainlyAfter } from '../../model/dates/uncertain-date.js';
import type { PartnershipDocument } from './schema.js';

/** Those whom a statement is about: all of some, and one at least of others. */
export interface Who {
  all: readonly string[];
  any: readonly string[];
}

type Member = NonNullable<PartnershipDocument['parties']>[number];

/** Whether somebody in this role is bound by what the others agree; `principal` when none is given. */
export const isBound = (role: unknown): boolean => role === undefined || role === 'principal' || role === 'signatory';

/** Whether those are parties of it who fulfil a condition, and may have belonged to it at one time. */
export function haveMembers(
  { parties = [] }: PartnershipDocument,
  { all, any }: Who,
  fulfils: (member: Member) => boolean = () => true,
): boolean {
  const fitting = parties.filter((one) => isBound(one.role) && fulfils(one));
  const of = (party: string) => fitting.filter((one) => one.party === party);
  const areTogether = (one: string, other: string) =>
    of(one).some((its) => of(other).some((theirs) => mayHaveMet(its, theirs)));
  const isFitting = (party: string) => of(party).length > 0 && all.every((other) => areTogether(party, other));
  return all.every(isFitting) && (any.length === 0 || any.some(isFitting));
}

/** Whether neither had surely left before the other surely joined. */
const mayHaveMet = (one: Member, other: Member): boolean =>
  !isSurelyBefore(one.to, other.from) && !isSurelyBefore(other.to, one.from);

const isSurelyBefore = (end: Bounds | undefined, begin: Bounds | undefined): boolean =>
  end !== undefined && begin !== undefined && certainlyAfter(begin, end);

/** Whether a party may have belonged to it on a date: it had not surely left before, nor surely joined after it. */
export const mayHaveBelonged =
  (date: Bounds) =>
  ({ from, to }: Member): boolean =>
    !(from && certainlyAfter(from, date)) && !(to && certainlyAfter(date, to));
