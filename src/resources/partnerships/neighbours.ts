/** Who is connected to a party: found by going through the partnerships that it takes part in. */
import type { Condition } from '../../register/definition.js';
import { allKeys, MAX_COUNTED } from '../../register/list/matching.js';
import { plan } from '../../register/list/plan.js';
import type { Reading } from '../../register/read/reading.js';
import { documentsAt } from '../../register/read/records.js';
import { partnerships } from './definition.js';
import type { Neighbour } from './neighbour.js';
import type { PartnershipDocument, PartnershipParty } from './schema.js';

/** Partnerships that are listed for each neighbour. */
export const MAX_LISTED = 100;

/** Documents in memory at once. */
const BATCH_SIZE = 100;

type Role = NonNullable<PartnershipParty['role']>;

export interface Neighbourhood {
  /** Those with most partnerships first. */
  neighbours: Neighbour[];
  /** Whether all partnerships were looked at. */
  isWhole: boolean;
}

/**
 * The neighbours of a party in the partnerships that fulfil all conditions, looking at no more than `MAX_COUNTED`.
 * @param wanted the roles that make a party a neighbour; any when left out
 */
export async function neighboursOf(
  reading: Reading,
  party: string,
  conditions: readonly Condition[],
  wanted?: readonly string[],
): Promise<Neighbourhood> {
  const own: Condition = { filter: 'party', anyOf: [party] };
  // Leaves out partnerships in which nobody has such a role; the party itself may have it.
  const inRole = wanted ? [{ filter: 'party', anyOf: wanted.map((role) => `/${role}`) }] : [];
  const query = { conditions: [own, ...conditions, ...inRole], sort: partnerships.sort, descending: true };
  const positions = await allKeys(reading, await plan(reading, partnerships, query), MAX_COUNTED + 1);
  const ids = positions.slice(0, MAX_COUNTED).map(([, id]) => id);

  const found = new Map<string, Neighbour>();
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    for (const [partnership, document] of await documentsAt(
      reading.db,
      partnerships.record,
      ids.slice(from, from + BATCH_SIZE),
    )) {
      const { stage, reached, parties }: PartnershipDocument = JSON.parse(document);
      const rolesOf = byParty(parties);
      const roles = rolesOf.get(party) ?? [];
      for (const [other, neighbour_roles] of rolesOf) {
        if (other === party || (wanted && !neighbour_roles.some((role) => wanted.includes(role)))) continue;
        const neighbour = found.get(other) ?? { party: other, partnerships: [], count: 0 };
        neighbour.count += 1;
        if (neighbour.count <= MAX_LISTED)
          neighbour.partnerships.push({ partnership, stage, reached, roles, neighbour_roles });
        found.set(other, neighbour);
      }
    }
    await reading.pause();
  }
  const neighbours = [...found.values()].sort((one, other) => (isBehind(one, other) ? 1 : -1));
  return { neighbours, isWhole: positions.length <= MAX_COUNTED };
}

/** Whether a neighbour is listed after another. */
export const isBehind = (one: Pick<Neighbour, 'count' | 'party'>, other: Pick<Neighbour, 'count' | 'party'>): boolean =>
  one.count < other.count || (one.count === other.count && one.party > other.party);

/** The roles of each party; it may be named with several. */
function byParty(parties: readonly PartnershipParty[]): Map<string, Role[]> {
  const roles = new Map<string, Role[]>();
  for (const { party, role = 'principal' } of parties) {
    const known = roles.get(party) ?? [];
    if (!known.includes(role)) roles.set(party, [...known, role]);
  }
  return roles;
}
