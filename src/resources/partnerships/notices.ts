/** What doesn't add up in a partnership. */
import { certainlyAfter } from '../../model/dates/uncertain-date.js';
import { mayCoincide } from '../../model/dates/united.js';
import type { Notice } from '../../model/notice.js';
import type { Milestone } from '../../model/stages/milestone.js';
import { rankOf } from '../../model/stages/stages.js';
import type { Draft, Related } from '../../register/definition.js';
import { dateOfEvent } from '../../register/document/evidence.js';
import { STAGE_REACHED } from './checks.js';
import { hedgedQuotes } from './hedged-quotes.js';
import type { Instrument } from './instrument.js';
import type { PartnershipMembers } from './schema.js';

/** @param milestones and instruments with the dates that they have under all versions */
export const noticesOf = (
  draft: Draft<PartnershipMembers>,
  milestones: readonly Milestone[],
  instruments: readonly Instrument[],
): Notice[] => [
  ...datedApart(milestones, draft.related),
  ...withoutMilestone(milestones, draft.bearing),
  ...instruments.flatMap((one) => aheadOf(milestones, one)),
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

/** An instrument that is further than all milestones, or was surely before any of them. */
function aheadOf(milestones: readonly Milestone[], { id, status, date }: Instrument): Notice[] {
  const stage = STAGE_REACHED[status];
  const says = (one: Milestone) => one.stage === stage || (rankOf(stage) > 0 && rankOf(one.stage) > rankOf(stage));
  const saying = milestones.filter((one) => one.polarity !== 'negated' && says(one));
  if (saying.some((one) => !date || !certainlyAfter(one.date, date))) return [];
  const [member, why] =
    saying.length === 0
      ? ['status', `no milestone says ${stage}: add one if a source does`]
      : ['date', `each milestone that says ${stage}, or further, is later: look at the dates`];
  const when = member === 'date' ? ` (${date?.edtf})` : '';
  const detail = `it is ${status}${when}, and ${why}`;
  return [{ code: 'instrument_ahead_of_milestones', pointer: `/instruments/${id}/${member}`, detail }];
}
