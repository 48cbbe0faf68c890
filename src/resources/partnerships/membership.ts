/** How surely parties belonged to a partnership on the days of a milestone. */
import type { Bounds } from '../../model/dates/edtf.js';
import { isUndated } from '../../model/dates/edtf.js';
import { certainlyAfter } from '../../model/dates/uncertain-date.js';
import { type Answer, bestOf, leastOf } from '../../model/stages/clock.js';
import type { PartnershipDocument } from './schema.js';

/** Those whom a statement is about: all of some, and one at least of others. */
export interface Who {
  all: readonly string[];
  any: readonly string[];
}

type Member = NonNullable<PartnershipDocument['parties']>[number];

/** Roles of those who are not bound by what the others agree. */
const NOT_BOUND: readonly Member['role'][] = ['observer', 'facilitator'];

/** Returns whether those belonged to it on a date. */
export function belongingTo({ parties = [] }: PartnershipDocument, { all, any }: Who): (date: Bounds) => Answer {
  const bound = parties.filter(({ role }) => !NOT_BOUND.includes(role));
  return (date) => {
    const belonged = (party: string): Answer =>
      bestOf(bound.filter((one) => one.party === party).map((one) => memberOn(one, date)));
    return leastOf([...all.map(belonged), ...(any.length > 0 ? [bestOf(any.map(belonged))] : [])]);
  };
}

function memberOn({ from, to }: Member, date: Bounds): Answer {
  return leastOf([from ? hadBegun(from, date) : 'certain', to ? hadBegun(date, to) : 'certain']);
}

/** Whether a day lies before another or is the same, by the bounds of both. */
function hadBegun(day: Bounds, other: Bounds): Answer {
  if (certainlyAfter(day, other)) return 'no';
  if (isUndated(day) || isUndated(other)) return 'undated';
  return day.latest !== undefined && other.earliest !== undefined && day.latest <= other.earliest
    ? 'certain'
    : 'possible';
}
