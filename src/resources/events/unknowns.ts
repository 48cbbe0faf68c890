/** What is not known of an event. */
import type { Unknown } from '../../model/unknown.js';
import type { Draft } from '../../register/definition.js';
import { hasNamedSignatory, saysDay, unknownsOfSources } from '../unknowns.js';
import type { EventDocument, EventMembers } from './schema.js';

/** The kinds of event that are in a place, unless the parties meet in another way than in person. */
const IN_A_PLACE: readonly EventDocument['kind'][] = ['meeting', 'negotiation', 'visit', 'signing'];

/** @param event completed but for what is said of it */
export function unknownsOf(draft: Draft<EventMembers>, event: EventDocument): Unknown[] {
  const { kind, date, mode = 'in_person', place } = event;
  const unknowns: Unknown[] = [];
  if (!saysDay(date)) unknowns.push({ code: 'day_not_stated', pointer: '/date' });
  if (IN_A_PLACE.includes(kind) && mode === 'in_person' && place === undefined)
    unknowns.push({ code: 'place_not_stated', pointer: '/place' });
  if (isSigning(event) && !hasNamedSignatory(event, draft.related))
    unknowns.push({ code: 'signatory_not_named', pointer: '/parties' });
  return [...unknowns, ...unknownsOfSources(draft, event)];
}

/** Whether something was signed there: it says so, or has somebody who signed. */
const isSigning = ({ kind, outcome, parties = [] }: EventDocument): boolean =>
  kind === 'signing' || outcome === 'agreement_signed' || parties.some(({ role }) => role === 'signatory');
