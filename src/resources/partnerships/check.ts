/** What a partnership has to say about a statement that its parties reached a stage. */
import { type BearingCitation, bearingOf, othersOf } from '../../model/check/bearing.js';
import { type WeighableStep, type Weighed, weigh } from '../../model/check/verdict.js';
import { possibleRanges } from '../../model/dates/united.js';
import { type Clock, publicationsOf, readCourse } from '../../model/stages/clock.js';
import { type MilestoneStage, rankOf, type Stage } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import { courseOf } from './course.js';
import { denialsIn, doubtsAbout, doubtsAboutParties } from './doubts.js';
import { haveMembers, mayHaveBelonged, type Who } from './membership.js';
import type { PartnershipDocument } from './schema.js';

interface Weighable extends WeighableStep {
  /** What reports it. */
  reports: () => BearingCitation[];
  /** What others say against it, by sources that had surely been published. */
  doubts: (claimed: Stage) => BearingCitation[];
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
  claimed: MilestoneStage,
  who: Who,
  { trueOn, publishedUntil }: Clock,
): PartnershipWeight | undefined {
  if (!haveMembers(document, who)) return undefined;
  const course = courseOf(document, related);
  const known = readCourse(course)(publishedUntil);
  if (!known) return undefined;
  const publishedBy = publicationsOf(course.published, publishedUntil);
  const isPublished = ({ citation }: BearingCitation) => publishedBy([citation.source]) === 'certain';
  const others = othersOf(document, isPublished);
  const ofParties = doubtsAboutParties(document, others, who);
  const milestones = known.steps.flatMap((step): Weighable[] => {
    const milestone = document.milestones[step.index];
    if (!milestone) return [];
    // Who denies a stage, or ends the partnership, says so of all who ever belonged to it.
    const isReached = step.polarity !== 'negated' && rankOf(step.stage) > 0;
    if (isReached && !haveMembers(document, who, mayHaveBelonged(step.date))) return [];
    const doubts = (stage: Stage) => [...doubtsAbout(milestone, others, stage), ...(isReached ? ofParties : [])];
    const reports = () => bearingOf(`/milestones/${step.index}/citations`, milestone.citations).filter(isPublished);
    return [{ ...step, reports, doubts, isDoubted: (stage) => doubts(stage).length > 0 }];
  });
  const denials = denialsIn(others, claimed).map(({ bearing, ...step }): Weighable => {
    const citations = bearing.map(({ citation }) => citation);
    const read = {
      index: -1,
      isDisputed: false,
      ranges: () => possibleRanges(step.date),
      reported: 'certain',
    } as const;
    return { ...step, ...read, citations, reports: () => bearing, doubts: () => [], isDoubted: () => false };
  });
  const { because, against, doubted, ...weighed } = weigh(claimed, milestones, denials, trueOn);
  return {
    ...weighed,
    because: () => because.flatMap((one) => one.reports()),
    against: () =>
      distinct([...against.flatMap((one) => one.reports()), ...doubted.flatMap((one) => one.doubts(claimed))]),
  };
}

/** What is said against all parties is said against each of their milestones. */
const distinct = (bearing: readonly BearingCitation[]): BearingCitation[] => [
  ...new Map(bearing.map((one) => [one.pointer, one])).values(),
];
