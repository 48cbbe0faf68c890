/** What a partnership has to say about a statement that its parties reached a stage. */
import type { BearingCitation } from '../../model/check/bearing.js';
import { type Weighed, weigh } from '../../model/check/verdict.js';
import { type Clock, type KnownStep, publicationsOf, readCourse } from '../../model/stages/clock.js';
import type { Milestone } from '../../model/stages/milestone.js';
import type { Stage } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import { courseOf } from './course.js';
import type { PartnershipDocument } from './schema.js';

interface Weighable extends KnownStep {
  milestone: Milestone;
  /** Citations, from sources that had surely been published, of alternatives that say that the milestone is not so. */
  doubts: BearingCitation[];
}

export type PartnershipWeight = Omit<Weighed<Weighable>, 'first' | 'because' | 'against'> & {
  /** The milestone that comes first among those that carry the statement or show what is so instead. */
  first: Milestone | undefined;
  because: () => BearingCitation[];
  against: () => BearingCitation[];
};

/** Undefined when nothing about the partnership had surely been published. */
export function weighPartnership(
  document: PartnershipDocument,
  related: Related,
  claimed: Stage,
  { trueOn, publishedUntil }: Clock,
): PartnershipWeight | undefined {
  const course = courseOf(document, related);
  const known = readCourse(course)(publishedUntil);
  if (!known) return undefined;
  const publishedBy = publicationsOf(course.published, publishedUntil);
  const published = (bearing: readonly BearingCitation[]) =>
    bearing.filter(({ citation }) => publishedBy([citation.source]) === 'certain');
  const milestones = known.steps.flatMap((step): Weighable[] => {
    const milestone = document.milestones[step.index];
    if (!milestone) return [];
    const doubts = published(doubtsOf(document, milestone));
    return [{ ...step, milestone, doubts, isDisputed: doubts.length > 0 }];
  });
  const reports = ({ index, milestone }: Weighable) =>
    published(bearingOf(`/milestones/${index}`, milestone.citations));
  const weighed = weigh(claimed, milestones, trueOn);
  const { because, against, ...others } = weighed;
  const doubted = because.filter((one) => against.includes(one));
  return {
    ...others,
    first: weighed.first?.milestone,
    because: () => because.flatMap(reports),
    against: () => [
      ...against.filter((one) => !doubted.includes(one)).flatMap(reports),
      ...doubted.flatMap((one) => one.doubts),
    ],
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
