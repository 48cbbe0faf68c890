/** The searchable text of a record: its names, its other prose, its quotations, and the text of a source. */

import { type SearchTier, searchTierOf } from '../../model/marks.js';
import { isMembers, type Members } from '../../model/members.js';
import { resolve, type TSchema } from '../../model/schema.js';
import type { Definition } from '../definition.js';
import { schemaIn } from './member-schema.js';

/** The tiers of a search, from the highest weight to the lowest. */
export type Tier = SearchTier | 'text';
export const TIERS: readonly Tier[] = ['names', 'summary', 'quotations', 'text'];

/** A text of a record, and the member of the document that it comes from. */
export interface Passage {
  tier: Tier;
  member: string;
  text: string;
}

/** The passages of a document, in its order. The schema marks what is searched. */
export function passagesOf({ document: schema }: Definition, document: Members): Passage[] {
  const found: Passage[] = [];
  for (const [member, own] of Object.entries<TSchema>(schema.properties)) collect(own, document[member], member);
  return found;

  function collect(own: TSchema, value: unknown, member: string): void {
    const target = resolve(own);
    if (typeof value === 'string') {
      const tier = searchTierOf(target);
      if (tier !== undefined) found.push({ tier, member, text: value });
    } else if (Array.isArray(value)) for (const item of value) collect(target.items ?? {}, item, member);
    else if (isMembers(value))
      for (const [name, inner] of Object.entries<TSchema>(target.properties ?? {}))
        collect(schemaIn(inner, value, schema), value[name], member);
  }
}
