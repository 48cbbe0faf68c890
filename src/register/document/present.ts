/** Renders stored documents for answers and files: whole, with selected members, or with the contexts of their quotations. */
import type { Citation } from '../../model/evidence/citation.js';
import { RawJson } from '../../model/json/raw-json.js';
import { isMembers, type Members, membersOf } from '../../model/members.js';
import type { TSchema } from '../../model/schema.js';
import { visitSchema } from './visit.js';

/** How documents are shown; as they are stored unless one of these is set. */
export interface View {
  /** The members to show; all when left out. */
  fields?: readonly string[] | undefined;
  /** The computed members that a clock says, as JSON, in place of those that are stored. */
  standing?: string | undefined;
  /** What stands around the quotations. */
  contexts?: { schema: TSchema; of(citation: Citation): string | undefined } | undefined;
}

/** The members of a stored document that are shown. */
export function shownMembers(document: string, { fields, contexts, standing }: View): Members {
  const current: Members = JSON.parse(document);
  const stored = standing === undefined ? current : withStanding(current, membersOf(JSON.parse(standing)));
  const members = contexts ? withContexts(stored, contexts) : stored;
  if (!fields) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => fields.includes(name)));
}

/** Each member by the clock in the place of the stored one; of a partnership all where its stage is stored. */
function withStanding(members: Members, standing: Members): Members {
  if (!('stage' in members)) return { ...members, ...standing };
  const shown = Object.entries(members).flatMap(([name, value]) => {
    if (name === 'stage') return Object.entries(standing);
    return STANDING.includes(name) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(shown);
}

/** What a record says of how far it has got. */
const STANDING = ['stage', 'stage_since', 'reached', 'evidence', 'corroboration'];

function withContexts(members: Members, { schema, of }: NonNullable<View['contexts']>): Members {
  const shown = visitSchema(schema, members, {
    Citation: (citation: Citation) => {
      const context = of(citation);
      return context === undefined ? citation : { ...citation, context };
    },
  });
  return isMembers(shown) ? shown : members;
}

/** The document as it is sent, alone or in a larger answer. A document shown as it is stored is not parsed. */
export const present = (document: string, view: View = {}): RawJson =>
  new RawJson(view.fields || view.contexts || view.standing ? JSON.stringify(shownMembers(document, view)) : document);
