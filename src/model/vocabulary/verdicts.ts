/** The verdicts on a statement, and how the stages of partnerships and the kinds of events are said in a sentence. */
import type { EVENT_KINDS } from './event-kinds.js';

export const VERDICTS = {
  supported: 'The certain evidence shows just this, and nothing stands against it.',
  understated: 'The certain evidence shows this and more: the partnership got further than the statement says.',
  overstated: 'The certain evidence shows less: the partnership did not get as far as the statement says.',
  contradicted: 'Somebody says that it is not so, or it was undone later, and no certain evidence carries it.',
  contested: 'Certain evidence carries it, and other evidence stands against it.',
  not_shown: 'No certain evidence carries it, and none stands against it.',
} as const;

/** What a stage says of parties, as it follows their names: "Arcadia and Borduria held talks". */
export const STAGE_PHRASES = {
  unknown: 'have no dealings that the register shows',
  exploratory: 'expressed or met with interest in cooperating',
  talks: 'held talks',
  intent_announced: 'declared that they intend to cooperate',
  partnership_announced: 'had a partnership announced',
  signed: 'signed an agreement',
  in_force: 'brought an agreement into force',
  suspended: 'suspended their partnership',
  ended: 'ended their partnership',
  denied: 'had their partnership denied',
} as const;

/** What an event is called where somebody was involved in it. */
export const EVENT_PHRASES = {
  meeting: 'a meeting',
  negotiation: 'negotiations',
  visit: 'a visit',
  statement: 'a statement',
  joint_statement: 'a joint statement',
  announcement: 'an announcement',
  signing: 'a signing',
  legal_act: 'a legal act',
  institution_created: 'the creation of an institution',
  appointment: 'an appointment',
  licence_granted: 'the grant of a licence',
  launch: 'a launch',
  policy_shift: 'a change of policy',
  endorsement: 'an endorsement',
  suspension: 'a suspension',
  termination: 'a termination',
  media_report: 'a report in the media',
  other: 'an event of another kind',
} as const satisfies Record<keyof typeof EVENT_KINDS, string>;
