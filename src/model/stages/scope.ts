/** The scope of a partnership, from the kinds of its principals. */
import type { PARTNERSHIP_SCOPES } from '../vocabulary/vocabulary.js';

export type Scope = keyof typeof PARTNERSHIP_SCOPES;

export interface Principal {
  kind: string;
  country?: string;
  /** The party below a state that it is or is part of, the nearest one. */
  subnational?: string;
}

type Side = 'state' | 'subnational' | 'company' | 'organization' | 'other';

const SIDES: Record<string, Side> = {
  state: 'state',
  government_body: 'state',
  subnational: 'subnational',
  company: 'company',
  intergovernmental_organization: 'organization',
  civil_society: 'organization',
};

/** A body of a city, province or the like acts for that, and not for the state. */
export const isBelowState = ({ kind, subnational }: Principal): boolean =>
  kind === 'subnational' || (kind === 'government_body' && subnational !== undefined);

const sideOf = (principal: Principal): Side =>
  isBelowState(principal) ? 'subnational' : (SIDES[principal.kind] ?? 'other');

/**
 * A state and its own bodies are one side, and so are a party below a state and its own. Three or more states make it
 * multilateral, whoever else takes part.
 */
export function scopeOf(principals: readonly Principal[]): Scope {
  const of = (side: Side) => principals.filter((principal) => sideOf(principal) === side);
  const states = new Set(of('state').map(({ country }) => country));
  const subnationals = new Set(of('subnational').map(({ subnational }) => subnational));
  if (states.size > 2) return 'multilateral';
  switch ([...new Set(principals.map(sideOf))].sort().join(' ')) {
    case 'state':
      return states.size === 2 ? 'state_state' : 'other';
    case 'state subnational':
      return 'state_subnational';
    case 'company state':
      return 'state_company';
    case 'organization state':
      return 'state_organization';
    case 'subnational':
      return subnationals.size > 1 ? 'subnational_subnational' : 'other';
    case 'company subnational':
      return 'subnational_company';
    case 'organization subnational':
      return 'subnational_organization';
    case 'company':
      return 'company_company';
    default:
      return 'other';
  }
}
