/** What of a record a search looks at: its names, its other prose, the words it quotes, and a source's text. */
import { isMembers, type Members } from '../../model/members.js';
import { PRINTED, resolve, TEXT, type TSchema, WORDS } from '../../model/schema.js';
import type { Definition } from '../definition.js';

/** Where words weigh more: the first most. */
export const TIERS = ['names', 'summary', 'quotations', 'text'] as const;
export type Tier = (typeof TIERS)[number];

/** Words of a record, and the member of the document that they stand in. */
export interface Passage {
  tier: Tier;
  member: string;
  text: string;
}

/** The passages of a document in its order; the schema tells what is prose. */
export function passagesOf({ document: schema, names }: Definition, document: Members): Passage[] {
  const found: Passage[] = [];
  for (const [member, own] of Object.entries<TSchema>(schema.properties))
    collect(own, document[member], names.includes(member) ? 'names' : 'summary', member, found);
  return found;
}

function collect(schema: TSchema, value: unknown, tier: Tier, member: string, found: Passage[], all = false): void {
  if (value === undefined) return;
  const target = resolve(schema);
  if (typeof value === 'string') {
    if (all || PROSE.has(target.pattern) || target.format === 'uri') found.push({ tier, member, text: value });
  } else if (Array.isArray(value)) for (const item of value) collect(target.items, item, tier, member, found);
  else if (isMembers(value) && target.properties)
    for (const [name, own] of Object.entries<TSchema>(target.properties))
      collect(own, value[name], name === 'quote' ? 'quotations' : tier, member, found, target.$id === 'Identifiers');
}

/** What free text looks like in a schema; ids, dates and enumerated values are found by filters. */
const PROSE = new Set<unknown>([TEXT, WORDS, PRINTED]);
