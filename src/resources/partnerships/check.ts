/** What a partnership has to say about a statement that its parties reached a stage. */
import type { BearingCitation } from '../../model/check/bearing.js';
import { type KnownMilestone, type Weighed, weigh } from '../../model/check/verdict.js';
import type { Citation } from '../../model/evidence/citation.js';
import { type Clock, type Course, publicationsOf, readCourse } from '../../model/stages/clock.js';
import type { Milestone } from '../../model/stages/milestone.js';
import type { Stage } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import { courseOf } from './course.js';
import type { PartnershipDocument } from './schema.js';

interface Bearing extends KnownMilestone {
  milestone: Milestone;
  /** Its citations from sources that had surely been published. */
  bearing: BearingCitation[];
  /** Those of alternatives that say that the milestone is not so. */
  doubts: BearingCitation[];
}

export type PartnershipWeight = Omit<Weighed<Bearing>, 'first' | 'because' | 'against'> & {
  /** The milestone that comes first among those that carry the statement or show what is so instead. */
  first: Milestone | undefined;
  because: BearingCitation[];
  against: BearingCitation[];
};

/** Undefined when nothing about the partnership had surely been published. */
export function weighPartnership(
  document: PartnershipDocument,
  related: Related,
  claimed: Stage,
  clock: Clock,
): PartnershipWeight | undefined {
  const course = courseOf(document, related);
  if (!readCourse(course)(clock.publishedUntil)) return undefined;
  const milestones = document.milestones.flatMap((milestone, index) =>
    knownOf(document, course, milestone, index, clock),
  );
  const weighed = weigh(claimed, milestones, clock.trueOn);
  const { because, against, ...others } = weighed;
  const doubted = because.filter((one) => against.includes(one));
  return {
    ...others,
    first: weighed.first?.milestone,
    because: because.flatMap((one) => one.bearing),
    against: [
      ...against.filter((one) => !doubted.includes(one)).flatMap((one) => one.bearing),
      ...doubted.flatMap((one) => one.doubts),
    ],
  };
}

function knownOf(
  document: PartnershipDocument,
  course: Course,
  milestone: Milestone,
  index: number,
  { publishedUntil }: Clock,
): Bearing[] {
  const step = course.steps[index];
  const publishedBy = publicationsOf(course.published, publishedUntil);
  const isPublished = ({ source }: Pick<Citation, 'source'>) => publishedBy([source]) === 'certain';
  const [known] = step ? (readCourse({ ...course, steps: [step] })(publishedUntil)?.steps ?? []) : [];
  if (!known) return [];
  const doubts = doubtsOf(document, milestone).filter(({ citation }) => isPublished(citation));
  const bearing = milestone.citations.flatMap((citation, at) =>
    isPublished(citation) ? [{ pointer: `/milestones/${index}/citations/${at}`, citation }] : [],
  );
  return [{ ...known, milestone, bearing, doubts, isDisputed: doubts.length > 0 }];
}

/** Members of a milestone that decide what it says, besides the milestone itself. */
const DECISIVE = ['', '/stage', '/polarity'];

function doubtsOf({ alternatives = [] }: PartnershipDocument, { id }: Milestone): BearingCitation[] {
  const members = DECISIVE.map((member) => `/milestones/${id}${member}`);
  return alternatives.flatMap(({ member, rank, citations }, index) =>
    rank === 'normal' && members.includes(member)
      ? citations.map((citation, at) => ({ pointer: `/alternatives/${index}/citations/${at}`, citation }))
      : [],
  );
}
