/** What others say against the milestones and the parties of a partnership, by its alternatives of normal rank. */
import type { BearingCitation, Other } from '../../model/check/bearing.js';
import { carries, denies } from '../../model/check/verdict.js';
import { completeDate, type UncertainDate } from '../../model/dates/uncertain-date.js';
import { memberOf, valueAt } from '../../model/members.js';
import type { Milestone } from '../../model/stages/milestone.js';
import type { MilestoneStage, Stage } from '../../model/stages/stages.js';
import { STAGES } from '../../model/vocabulary/vocabulary.js';
import { haveMembers, isBound, type Who } from './membership.js';
import type { PartnershipDocument } from './schema.js';

/** What says of a milestone that it is not so, or that something is which would not carry a stage. */
export function doubtsAbout({ id }: Milestone, others: readonly Other[], claimed: Stage): BearingCitation[] {
  const at = `/milestones/${id}`;
  const isOtherwise = ({ member, value }: Other): boolean => {
    if (member === `${at}/polarity`) return value !== 'affirmed';
    if (member === at) return value === undefined || !wouldCarry(memberOf(value, 'stage'), value, claimed);
    return member === `${at}/stage` && !wouldCarry(value, undefined, claimed);
  };
  return others.filter(isOtherwise).flatMap(({ bearing }) => bearing);
}

const isStage = (value: unknown): value is MilestoneStage => typeof value === 'string' && Object.hasOwn(STAGES, value);

const wouldCarry = (stage: unknown, milestone: unknown, claimed: Stage): boolean =>
  isStage(stage) && memberOf(milestone, 'polarity') !== 'negated' && carries(stage, claimed);

/** A milestone that somebody says should be there, too, and that stands against a statement. */
export interface Denial {
  stage: MilestoneStage;
  polarity: 'affirmed' | 'negated';
  date: UncertainDate;
  bearing: BearingCitation[];
}

export function denialsIn(others: readonly Other[], claimed: MilestoneStage): Denial[] {
  return others.flatMap(({ member, value, bearing }): Denial[] => {
    const stage = memberOf(value, 'stage');
    if (member !== '/milestones' || !isStage(stage)) return [];
    const polarity = memberOf(value, 'polarity') === 'negated' ? 'negated' : 'affirmed';
    if (!denies({ stage, polarity }, claimed)) return [];
    const edtf = valueAt(value, '/date/edtf');
    const completed = completeDate(typeof edtf === 'string' ? { edtf } : {});
    return 'date' in completed ? [{ stage, polarity, date: completed.date, bearing }] : [];
  });
}

/**
 * What says of parties that they don't belong to it, or are not bound by it: of those without whom it would not be between
 * those whom a statement is about.
 */
export function doubtsAboutParties(
  document: PartnershipDocument,
  others: readonly Other[],
  who: Who,
): BearingCitation[] {
  const against = (party: string): BearingCitation[] =>
    others
      .filter(({ member, value }) => {
        const at = `/parties/${party}`;
        if (member === `${at}/role`) return !isBound(value);
        if (member === `${at}/party`) return value !== party;
        return member === at && (memberOf(value, 'party') !== party || !isBound(memberOf(value, 'role')));
      })
      .flatMap(({ bearing }) => bearing);
  if (haveMembers(document, who, ({ party }) => against(party).length === 0)) return [];
  return [...new Set([...who.all, ...who.any])].flatMap(against);
}
