/** What doesn't add up in a partnership. */
import { mayCoincide } from '../../model/dates/united.js';
import type { Notice } from '../../model/notice.js';
import type { Milestone } from '../../model/stages/milestone.js';
import type { Related } from '../../register/definition.js';
import { dateOfEvent } from '../../register/document/evidence.js';

/** @param milestones with the dates that they have under all versions */
export const noticesOf = (milestones: readonly Milestone[], related: Related): Notice[] =>
  milestones.flatMap(({ id, date, event }): Notice[] => {
    const own = dateOfEvent(event, related);
    if (own === undefined || mayCoincide(date, own)) return [];
    return [
      {
        code: 'dated_apart_from_event',
        pointer: `/milestones/${id}/date`,
        detail: `it is dated ${date.edtf}, and its event "${event}" ${own.edtf}: look at both dates`,
      },
    ];
  });
