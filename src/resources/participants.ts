/** Who takes part in a record and in which role: how it is indexed and asked for. */

import { PartyId } from '../model/ids.js';
import { ref, set, type TSchema } from '../model/schema.js';
import { Country } from '../model/vocabulary/countries.js';
import {
  anyOf,
  type Condition,
  type Filter,
  type FilterValues,
  type IndexTerm,
  type Related,
} from '../register/definition.js';
import { lineageOf } from './part-of.js';

interface Participant {
  party: string;
  role: string;
}

/** A mark on a party that a participant is part of. */
const PART = '+';

/**
 * Index terms for each party: in any role, in its role, and the role alone; likewise for its country, and for each party that
 * it is part of.
 */
export function participantTerms(participants: readonly Participant[], related: Related): IndexTerm[] {
  return participants.flatMap(({ party, role }) => {
    const [own, ...wholes] = lineageOf(party, related);
    const country = own?.party.country;
    const terms: IndexTerm[] = [
      ['party', party],
      ['party', `${party}/${role}`],
      ['party', `/${role}`],
    ];
    if (typeof country === 'string') terms.push(['country', country], ['country', `${country}/${role}`]);
    for (const { id } of wholes) terms.push(['party', `${id}${PART}`], ['party', `${id}${PART}/${role}`]);
    return terms;
  });
}

/** The values of `party` under which records are found in which a party or a part of it takes part. */
export const withParts = (party: string): string[] => [party, `${party}${PART}`];

/** `party`, `within`, `role`, `between` and `country`; a role narrows the parties and countries asked for. */
export function participantFilters(role: TSchema): Record<'party' | 'within' | 'role' | 'between' | 'country', Filter> {
  const inRoles = (filter: string, values: readonly string[], { role: roles }: FilterValues): Condition[] => [
    { filter, anyOf: roles ? values.flatMap((value) => roles.map((one) => `${value}/${one}`)) : values },
  ];
  // There is a term with a role for each that has none; a role alone names no party, and a whole doesn't take part itself.
  const isCounted = (row: string): boolean => /^[^/]+\//.test(row) && !row.includes(`${PART}/`);
  const counted = (row: string, { role: roles }: FilterValues): string | undefined => {
    const [value, role = ''] = row.split('/');
    return !roles || roles.includes(role) ? value : undefined;
  };
  return {
    party: {
      ...anyOf(ref(PartyId), 'Only those in which this party takes part, in any role; being mentioned is none.'),
      conditions: (values, all) => inRoles('party', values, all),
      isCounted,
      counted,
    },
    within: {
      ...anyOf(ref(PartyId), 'Only those in which this party or a part of it, at any depth, takes part.'),
      conditions: (values, all) => inRoles('party', values.flatMap(withParts), all),
    },
    role: {
      ...anyOf(
        ref(role),
        'Narrows `party`, `within` and `country` to these roles; alone it asks for any party in such a role.',
      ),
      conditions: (values, { party, within, country }) =>
        party || within || country ? [] : [{ filter: 'party', anyOf: values.map((value) => `/${value}`) }],
    },
    between: {
      schema: set(ref(PartyId), 'Only those in which all of these parties take part, in any role.', 20, 1),
      conditions: (values) => values.map((party) => ({ filter: 'party', anyOf: [party] })),
    },
    country: {
      ...anyOf(
        ref(Country),
        'Only those in which any party of this country takes part, be it the state, a city or a company.',
      ),
      conditions: (values, all) => inRoles('country', values, all),
      isCounted,
      counted,
    },
  };
}
