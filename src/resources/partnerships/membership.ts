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

/** Roles of those who are not bound by what the others agree. */
const NOT_BOUND: readonly Member['role'][] = ['observer', 'facilitator'];

/** Whether those are parties of it who fulfil a condition. */
export function haveMembers(
  { parties = [] }: PartnershipDocument,
  { all, any }: Who,
  fulfils: (member: Member) => boolean = () => true,
): boolean {
  const fitting = parties.filter((one) => !NOT_BOUND.includes(one.role) && fulfils(one)).map(({ party }) => party);
  const isFitting = (party: string) => fitting.includes(party);
  return all.every(isFitting) && (any.length === 0 || any.some(isFitting));
}

/** Whether a party may have belonged to it on a date: it had not surely left before, nor surely joined after it. */
export const mayHaveBelonged =
  (date: Bounds) =>
  ({ from, to }: Member): boolean =>
    !(from && certainlyAfter(from, date)) && !(to && certainlyAfter(date, to));
