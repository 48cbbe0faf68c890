/** A partnership as clocks see it: its milestones with all versions of their dates, and when its sources were published. */
import type { Course } from '../../model/stages/clock.js';
import type { Related } from '../../register/definition.js';
import { otherDates } from '../../register/document/alternatives.js';
import { daysPublished, evidenceIn } from '../../register/document/evidence.js';
import { type PartnershipDocument, PartnershipInput } from './schema.js';

export function courseOf(document: PartnershipDocument, related: Related): Course {
  let sources: string[] | undefined;
  return {
    steps: document.milestones.map(({ id, stage, polarity, date, citations, corroboration }) => ({
      stage,
      ...(polarity && { polarity }),
      date,
      others: otherDates(`/milestones/${id}/date`, document.alternatives),
      citations,
      // Documents of before there was any corroboration are indexed before they get it.
      isDisputed: corroboration?.disputed === true,
    })),
    // Found when they are asked for: going through the document takes as long as all else.
    get sources() {
      sources ??= [...new Set(evidenceIn(PartnershipInput, document).citations.map(({ citation }) => citation.source))];
      return sources;
    },
    published: (source) => daysPublished(source, related.get),
  };
}
