/** Completes milestones: their ids, which stay the same through edits, their dates, and how many voices say so. */
import { isDeepStrictEqual } from 'node:util';
import type { Milestone } from '../../model/stages/milestone.js';
import type { Draft, Related } from '../../register/definition.js';
import { entryIds, quotedBy } from '../../register/document/entry-ids.js';
import { dateOfEvent, dateOrDefault } from '../../register/document/evidence.js';
import { corroborate } from '../corroboration.js';
import type { PartnershipMembers, WrittenMilestone } from './schema.js';

/** A milestone that is complete but for what depends on the others. */
type DatedMilestone = Omit<Milestone, 'corroboration'>;

export function completeMilestones(draft: Draft<PartnershipMembers>): DatedMilestone[] {
  const { members, related, findings } = draft;
  const ids = entryIds('milestones', 'm', draft);
  return members.milestones.map((milestone, index) => {
    const date = dateOrDefault(milestone.date, milestone, ids.formerOf(index), related);
    const event = date.basis === 'event' ? dateOfEvent(milestone.event, related) : undefined;
    if (date.basis === 'event' && !isDeepStrictEqual(date, event))
      findings.push({
        pointer: `/milestones/${index}/date/basis`,
        code: 'contradictory_date',
        detail: event
          ? `the event is dated ${event.edtf}: leave the date out to follow it, or write the basis of this one`
          : 'there is no event with a date: write the basis of this one',
      });
    const { stage, polarity, date: _written, ...rest } = milestone;
    const id = ids.idOf(index, contentOf({ ...milestone, date }));
    return { id, stage, ...(polarity && { polarity }), date, ...rest };
  });
}

/** What makes the id of a new milestone. */
function contentOf({ stage, polarity = 'affirmed', date, event, citations }: WrittenMilestone): unknown {
  return [stage, polarity, date?.edtf ?? '', date?.text ?? '', event ?? '', quotedBy(citations)];
}

/**
 * Says of each milestone how many voices it rests on. It is disputed when another one says the opposite of its stage, or an
 * alternative of normal rank something else of itself.
 * @param disputed the pointers of members with such alternatives
 */
export function withCorroboration(
  milestones: readonly DatedMilestone[],
  disputed: readonly string[] | undefined,
  related: Related,
): Milestone[] {
  const said = new Set(milestones.map(({ stage, polarity = 'affirmed' }) => `${polarity} ${stage}`));
  return milestones.map((milestone) => {
    const { id, stage, polarity, citations } = milestone;
    const isOpposed = said.has(`${polarity === 'negated' ? 'affirmed' : 'negated'} ${stage}`);
    const isDisputed = isOpposed || (disputed ?? []).some((member) => `${member}/`.startsWith(`/milestones/${id}/`));
    return { ...milestone, corroboration: corroborate(citations, isDisputed, related) };
  });
}
