/** The scope of a partnership, from the kinds of its principals. */
import type { PARTNERSHIP_SCOPES } from '../vocabulary/vocabulary.js';

export type Scope = keyof typeof PARTNERSHIP_SCOPES;

export interface Principal {
  kind: string;
  country?: string;
}

const SIDES: Record<string, string> = {
  state: 'state',
  government_body: 'state',
  company: 'company',
  intergovernmental_organization: 'organization',
  civil_society: 'organization',
};

/** A state and its own bodies are one side; three or more states make it multilateral, whoever else takes part. */
export function scopeOf(principals: readonly Principal[]): Scope {
  const sides = new Set(principals.map(({ kind }) => SIDES[kind] ?? 'other'));
  const states = new Set(principals.filter(({ kind }) => SIDES[kind] === 'state').map(({ country }) => country));
  if (states.size > 2) return 'multilateral';
  switch ([...sides].sort().join(' ')) {
    case 'state':
      return states.size === 2 ? 'state_state' : 'other';
    case 'company state':
      return 'state_company';
    case 'company':
      return 'company_company';
    case 'organization state':
      return 'state_organization';
    default:
      return 'other';
  }
}
