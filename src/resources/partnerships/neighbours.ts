/** Who is connected to a party: found by going through the partnerships that it takes part in. */
import { type Condition, definitionOf } from '../../register/definition.js';
import { allKeys, MAX_COUNTED, matching } from '../../register/list/matching.js';
import { plan } from '../../register/list/plan.js';
import type { Reading } from '../../register/read/reading.js';
import { documentsAt } from '../../register/read/records.js';
import { withParts } from '../participants.js';
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

/** What is asked of a party's neighbours. */
export interface NeighbourQuestion {
  party: string;
  /** Whether it stands for all that are part of it, too. */
  within: boolean;
  /** What the partnerships fulfil. */
  conditions: readonly Condition[];
  /** The roles that make a party a neighbour; any when left out. */
  wanted?: readonly string[] | undefined;
}

/** The neighbours of a party in the partnerships that fulfil all conditions, looking at no more than `MAX_COUNTED`. */
export async function neighboursOf(
  reading: Reading,
  { party, within, conditions, wanted }: NeighbourQuestion,
): Promise<Neighbourhood> {
  const own: Condition = { filter: 'party', anyOf: within ? withParts(party) : [party] };
  // Leaves out partnerships in which nobody has such a role; the party itself may have it.
  const inRole = wanted ? [{ filter: 'party', anyOf: wanted.map((role) => `/${role}`) }] : [];
  const query = { conditions: [own, ...conditions, ...inRole], sort: partnerships.sort, descending: true };
  const positions = await allKeys(reading, await plan(reading, partnerships, query), MAX_COUNTED + 1);
  const ids = positions.slice(0, MAX_COUNTED).map(([, id]) => id);

  const found = new Map<string, Neighbour>();
  const known = new Map([[party, true]]);
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    const documents = await documentsAt(reading.db, partnerships.record, ids.slice(from, from + BATCH_SIZE));
    const batch = [...documents].map(([id, document]): [string, PartnershipDocument] => [id, JSON.parse(document)]);
    if (within)
      await findParts(
        reading,
        party,
        batch.flatMap(([, { parties }]) => parties.map((one) => one.party)),
        known,
      );
    for (const [partnership, { stage, reached, parties }] of batch) {
      const rolesOf = byParty(parties);
      const roles = distinct([...rolesOf].flatMap(([one, roles]) => (known.get(one) ? roles : [])));
      for (const [other, neighbour_roles] of rolesOf) {
        if (known.get(other) || (wanted && !neighbour_roles.some((role) => wanted.includes(role)))) continue;
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

/** Looks up which of some parties are part of one, as far as that is not known yet. */
async function findParts(
  reading: Reading,
  party: string,
  some: readonly string[],
  known: Map<string, boolean>,
): Promise<void> {
  const definition = definitionOf(reading.definitions, 'party');
  const ids = distinct(some).filter((one) => !known.has(one));
  if (ids.length === 0) return;
  const query = { ids, conditions: [{ filter: 'within', anyOf: [party] }], sort: definition.sort, descending: false };
  const parts = new Set(await matching(reading, await plan(reading, definition, query), ids.length));
  for (const one of ids) known.set(one, parts.has(one));
}

const distinct = <T>(some: readonly T[]): T[] => [...new Set(some)];

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
