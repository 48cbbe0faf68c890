/** What doesn't add up in a partnership. */
import { mayCoincide } from '../../model/dates/united.js';
import type { Notice } from '../../model/notice.js';
import type { Milestone } from '../../model/stages/milestone.js';
import type { Draft, Related } from '../../register/definition.js';
import { dateOfEvent } from '../../register/document/evidence.js';
import { hedgedQuotes } from './hedged-quotes.js';
import type { Instrument } from './instrument.js';
import type { PartnershipMembers } from './schema.js';

/** @param milestones with the dates that they have under all versions */
export const noticesOf = (
  draft: Draft<PartnershipMembers>,
  milestones: readonly Milestone[],
  instruments: readonly Instrument[] | undefined,
): Notice[] => [
  ...datedApart(milestones, draft.related),
  ...withoutMilestone(milestones, draft.bearing),
  ...hedgedQuotes(draft, { milestones, instruments }),
];

const datedApart = (milestones: readonly Milestone[], related: Related): Notice[] =>
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

/** @param signings the events at which something was signed for the partnership */
const withoutMilestone = (milestones: readonly Milestone[], signings: readonly string[]): Notice[] =>
  signings
    .filter((signing) => !milestones.some(({ event }) => event === signing))
    .map((signing) => ({
      code: 'event_without_milestone',
      pointer: '/milestones',
      detail: `something was signed at the event "${signing}", and no milestone points to it: add one, or take the partnership out of the event`,
    }));
