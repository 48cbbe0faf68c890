/** What is not known of a partnership. */
import type { Milestone } from '../../model/stages/milestone.js';
import type { Unknown } from '../../model/unknown.js';
import type { Draft, Related } from '../../register/definition.js';
import { hasNamedSignatory, saysDay, unknownsOfSources } from '../unknowns.js';
import type { Instrument } from './instrument.js';
import type { PartnershipMembers } from './schema.js';

/** What a partnership says, with the ids of its entries. */
interface Entries {
  parties: PartnershipMembers['parties'];
  milestones: readonly Milestone[];
  instruments?: readonly Instrument[] | undefined;
}

export function unknownsOf(draft: Draft<PartnershipMembers>, entries: Entries): Unknown[] {
  const { parties, milestones, instruments = [] } = entries;
  // Those of a partnership have names: others are refused.
  const isSigned = parties.some(({ role }) => role === 'signatory');
  return [
    ...milestones
      .filter(({ polarity }) => polarity !== 'negated')
      .flatMap((one): Unknown[] => [
        ...unknown(!saysDay(one.date), 'day_not_stated', `/milestones/${one.id}/date`),
        ...unknown(
          one.stage === 'signed' && !isSigned && !isSignedAt(one, draft.related),
          'signatory_not_named',
          `/milestones/${one.id}`,
        ),
      ]),
    ...instruments.flatMap(({ id, count, quantity }) =>
      unknown(count === undefined && quantity !== 'one', 'number_not_stated', `/instruments/${id}/count`),
    ),
    ...unknownsOfSources(draft, entries),
  ];
}

const unknown = (isUnknown: boolean, code: Unknown['code'], pointer: string): Unknown[] =>
  isUnknown ? [{ code, pointer }] : [];

/** Whether the event of a milestone names somebody who signed. */
function isSignedAt({ event }: Milestone, related: Related): boolean {
  const members = event === undefined ? undefined : related.get('event', event);
  return members !== undefined && hasNamedSignatory(members, related);
}
