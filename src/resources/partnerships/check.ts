/** What a partnership has to say about a statement that its parties reached a stage. */
import type { BearingCitation } from '../../model/check/bearing.js';
import { type Weighed, weigh } from '../../model/check/verdict.js';
import { type Clock, type KnownStep, publicationsOf, readCourse } from '../../model/stages/clock.js';
import type { Milestone } from '../../model/stages/milestone.js';
import { rankOf, type Stage } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import { courseOf } from './course.js';
import { haveMembers, mayHaveBelonged, type Who } from './membership.js';
import type { PartnershipDocument } from './schema.js';

interface Weighable extends KnownStep {
  milestone: Milestone;
  /** Citations, from sources that had surely been published, of alternatives that say that the milestone is not so. */
  doubts: BearingCitation[];
}

export type PartnershipWeight = Omit<Weighed<Weighable>, 'because' | 'against' | 'doubted'> & {
  because: () => BearingCitation[];
  against: () => BearingCitation[];
};

/**
 * Undefined when nothing about the partnership had surely been published, or when it isn't between those whom the statement
 * is about. A stage that they reached counts unless one of them surely joined later or had left before.
 */
export function weighPartnership(
  document: PartnershipDocument,
  related: Related,
  claimed: Stage,
  who: Who,
  { trueOn, publishedUntil }: Clock,
): PartnershipWeight | undefined {
  if (!haveMembers(document, who)) return undefined;
  const course = courseOf(document, related);
  const known = readCourse(course)(publishedUntil);
  if (!known) return undefined;
  const publishedBy = publicationsOf(course.published, publishedUntil);
  const published = (bearing: readonly BearingCitation[]) =>
    bearing.filter(({ citation }) => publishedBy([citation.source]) === 'certain');
  const milestones = known.steps.flatMap((step): Weighable[] => {
    const milestone = document.milestones[step.index];
    if (!milestone) return [];
    // Who denies a stage, or ends the partnership, says so of all who ever belonged to it.
    const isReached = step.polarity !== 'negated' && rankOf(step.stage) > 0;
    if (isReached && !haveMembers(document, who, mayHaveBelonged(step.date))) return [];
    const doubts = published(doubtsOf(document, milestone));
    return [{ ...step, milestone, doubts, isDisputed: doubts.length > 0 }];
  });
  const reports = ({ index, milestone }: Weighable) =>
    published(bearingOf(`/milestones/${index}`, milestone.citations));
  const weighed = weigh(claimed, milestones, trueOn);
  const { because, against, doubted, ...others } = weighed;
  return {
    ...others,
    because: () => because.flatMap(reports),
    against: () => [...against.flatMap(reports), ...doubted.flatMap((one) => one.doubts)],
  };
}

/** Members of a milestone that decide what it says, besides the milestone itself. */
const DECISIVE = ['', '/stage', '/polarity'];

function doubtsOf({ alternatives = [] }: PartnershipDocument, { id }: Milestone): BearingCitation[] {
  if (alternatives.length === 0) return [];
  const members = DECISIVE.map((member) => `/milestones/${id}${member}`);
  return alternatives.flatMap(({ member, rank, citations }, index) =>
    rank === 'normal' && members.includes(member) ? bearingOf(`/alternatives/${index}`, citations) : [],
  );
}

const bearingOf = (pointer: string, citations: readonly BearingCitation['citation'][]): BearingCitation[] =>
  citations.map((citation, at) => ({ pointer: `${pointer}/citations/${at}`, citation }));
