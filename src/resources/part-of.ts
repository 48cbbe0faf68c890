/** The tree of parties: what a party is part of, at any depth. */
import type { Members } from '../model/members.js';
import type { Related } from '../register/definition.js';

export interface Whole {
  id: string;
  party: Members;
}

/** A party and all that it is part of, from itself upward. It ends where one comes again. */
export function lineageOf(id: string, related: Related): Whole[] {
  const lineage = new Map<string, Whole>();
  for (let next: unknown = id; typeof next === 'string' && !lineage.has(next); ) {
    const party = related.get('party', next);
    if (!party) break;
    lineage.set(next, { id: next, party });
    next = party.part_of;
  }
  return [...lineage.values()];
}
