/** The kinds of event, each with its definition and, where one honestly fits, its code in two event ontologies. */

/** One kind of event: `cameo` is a code of CAMEO 1.1b3, `plover` an event type of PLOVER (manual, draft 2.0). */
export interface EventKindDefinition {
  readonly definition: string;
  readonly cameo?: string;
  readonly plover?: string;
}

/** Kind of event: what sort of thing happened once, whoever reported it and whatever came of it. */
export const EVENT_KINDS = {
  meeting: {
    definition: 'Parties met, in person or remotely, without the source saying that they bargained over terms.',
    cameo: '040',
    plover: 'CONSULT',
  },
  negotiation: {
    definition: 'Parties bargained over the terms of something to be agreed, which does not mean that they agreed.',
    cameo: '046',
    plover: 'CONSULT',
  },
  visit: {
    definition: 'A party travelled to another; a meeting held during the visit can be an event of its own.',
    cameo: '042',
    plover: 'CONSULT',
  },
  statement: {
    definition: 'One party made its view, wish or intention public, without making a decision or a fact known.',
    cameo: '010',
  },
  joint_statement: {
    definition: 'Two or more parties issued one statement together, which is not yet the signing of an instrument.',
  },
  announcement: {
    definition: 'A party made a decision, plan or fact known; what is announced has not thereby happened.',
  },
  signing: {
    definition: 'Parties signed an instrument; discussing, drafting or promising to sign one is not a signing.',
    cameo: '057',
    plover: 'SUPPORT',
  },
  legal_act: {
    definition: 'An authority adopted, approved, issued, changed or repealed a law, ordinance, regulation or order.',
  },
  institution_created: {
    definition: 'A body such as a council, regulator or working group was set up.',
  },
  appointment: {
    definition: 'A person was named to a position, or accredited to a state or an organisation.',
  },
  licence_granted: {
    definition: 'An authority gave a party permission to operate, including a registration or a conditional approval.',
  },
  launch: {
    definition: 'A product, service, platform or programme began; a body being set up is `institution_created`.',
  },
  policy_shift: {
    definition: 'A party changed its stance or direction without, or before, a legal act that lays it down.',
  },
  endorsement: {
    definition: 'A party praised or backed another party or its policy in public, without committing itself.',
    cameo: '051',
    plover: 'SUPPORT',
  },
  suspension: {
    definition: 'One or more parties halted cooperation or an instrument for the time being, without ending it.',
    cameo: '160',
    plover: 'SANCTION',
  },
  termination: {
    definition: 'Cooperation or an instrument came to its end, by withdrawal, notice, mutual consent or expiry.',
  },
  media_report: {
    definition: 'The publication of a report is itself the event, because it disclosed or set off something.',
  },
  other: {
    definition: 'Something that happened and that no other kind fits.',
  },
} as const satisfies Record<string, EventKindDefinition>;
