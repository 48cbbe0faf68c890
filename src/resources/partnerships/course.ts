/** A partnership as clocks see it: its milestones with all versions of their dates, and when its sources were published. */
import type { Course } from '../../model/stages/clock.js';
import type { Related } from '../../register/definition.js';
import { otherDates } from '../../register/document/alternatives.js';
import { daysPublished, evidenceIn } from '../../register/document/evidence.js';
import { type PartnershipDocument, PartnershipInput } from './schema.js';

export const courseOf = (document: PartnershipDocument, related: Related): Course => ({
  steps: document.milestones.map(({ id, stage, polarity, date, citations, corroboration }) => ({
    stage,
    ...(polarity && { polarity }),
    date,
    others: otherDates(`/milestones/${id}/date`, document.alternatives),
    citations,
    // Documents of before there was any corroboration are indexed before they get it.
    isDisputed: corroboration?.disputed === true,
  })),
  sources: [...new Set(evidenceIn(PartnershipInput, document).citations.map(({ citation }) => citation.source))],
  published: (source) => daysPublished(source, related.get),
});
