/** Partnerships: relations between parties about digital assets, and how far they have got. */

import { Alias, AliasInput } from '../../model/alias.js';
import {
  alternativesInput,
  alternativesRead,
  type Disputable,
  type WithAlternatives,
} from '../../model/alternative.js';
import { UncertainDate, UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput, CitationStatus } from '../../model/evidence/citation.js';
import { Corroboration } from '../../model/evidence/corroboration.js';
import { PartnershipId, PartyId } from '../../model/ids.js';
import { decisive, onDemand } from '../../model/marks.js';
import { noticesRead } from '../../model/notice.js';
import {
  enumeration,
  list,
  nameWords,
  object,
  patchOf,
  prose,
  ref,
  type Static,
  set,
  type TSchema,
  Type,
} from '../../model/schema.js';
import { Milestone, MilestoneInput } from '../../model/stages/milestone.js';
import { ReachedStage, Stage } from '../../model/stages/stages.js';
import { unknownsRead } from '../../model/unknown.js';
import { Topic } from '../../model/vocabulary/topic.js';
import { PARTNERSHIP_RELATIONS, PARTNERSHIP_ROLES, PARTNERSHIP_SCOPES } from '../../model/vocabulary/vocabulary.js';
import { chosenId, exampleHead, head } from '../../register/definition.js';
import { Instrument, InstrumentInput } from './instrument.js';

export const PartnershipRole = enumeration('PartnershipRole', 'What a party is in a partnership.', PARTNERSHIP_ROLES);
export const PartnershipScope = enumeration(
  'PartnershipScope',
  'Between whom it is, by its principals.',
  PARTNERSHIP_SCOPES,
);
const party = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  party: decisive(ref(PartyId, 'Who it is.')),
  role: Type.Optional(decisive(ref(PartnershipRole, 'A principal unless said.'))),
  from: Type.Optional({ ...date, description: 'Since when it takes part, when that is not the beginning.' }),
  to: Type.Optional({ ...date, description: 'Until when it took part.' }),
  citations: Type.Optional(list(citation, 'The words that say so.', 500)),
});
export const PartnershipPartyInput = object(
  'PartnershipPartyInput',
  'A party of a partnership, as often as it joined.',
  party(ref(UncertainDateInput), ref(CitationInput)),
  [{ party: 'kyrgyzstan', role: 'observer', from: { edtf: '2025-08' } }],
);
export const PartnershipParty = object(
  'PartnershipParty',
  'A party of a partnership; a principal unless said.',
  party(ref(UncertainDate), ref(Citation)),
  [{ party: 'pakistan', role: 'principal' }],
);

const PartnershipRelation = enumeration(
  'PartnershipRelation',
  'How a partnership stands to another.',
  PARTNERSHIP_RELATIONS,
);
const relation = <C extends TSchema>(citation: C) => ({
  relation: decisive(ref(PartnershipRelation, 'How this one stands to it.')),
  partnership: decisive(ref(PartnershipId, 'The other one; never itself.')),
  citations: Type.Optional(list(citation, 'The words that say so.', 500)),
});
const related = { relation: 'renews', partnership: 'pakistan-kyrgyzstan' };
export const RelatedPartnershipInput = object(
  'RelatedPartnershipInput',
  'Another partnership, and how this one stands to it.',
  relation(ref(CitationInput)),
  [related],
);
export const RelatedPartnership = object(
  'RelatedPartnership',
  'Another partnership, and how this one stands to it.',
  relation(ref(Citation)),
  [related],
);

/** The parts of a partnership that are written otherwise than they are read. */
interface Parts {
  alias: TSchema;
  party: TSchema;
  milestone: TSchema;
  instrument: TSchema;
  related: TSchema;
  citation: TSchema;
}

const members = <P extends Parts>(parts: P) => ({
  title: nameWords('A neutral title.', 'Pakistan – Kyrgyzstan'),
  aliases: Type.Optional(list<P['alias']>(parts.alias, 'What it is called elsewhere.', 500)),
  summary: Type.Optional(prose('What it is about, in a few sentences.', 10_000, 'Cooperation in digital finance.')),
  parties: list<P['party']>(
    parts.party,
    'Who takes part. Two different ones at least are principals or signatories; those are neither media nor unnamed groups, and are named.',
    1000,
    2,
  ),
  topics: Type.Optional(set(ref(Topic), 'What it is about.', 23)),
  milestones: list<P['milestone']>(parts.milestone, 'The steps it took, from which the stage is computed.', 500, 1),
  instruments: Type.Optional(list<P['instrument']>(parts.instrument, 'The texts that are or may be agreed.', 500)),
  related: Type.Optional(
    list<P['related']>(parts.related, 'Other partnerships that it replaces, renews and so on.', 500),
  ),
  citations: Type.Optional(list<P['citation']>(parts.citation, 'Words about the partnership as a whole.', 500)),
});

const example = {
  title: 'Pakistan and Binance',
  summary:
    'Named among the partnerships with global crypto firms that Pakistan announced. What it covers is not stated.',
  parties: [
    { party: 'pakistan', role: 'principal' },
    { party: 'binance', role: 'principal' },
  ],
};
const date = { basis: 'unresolved', text: 'in recent weeks' };
const announced = { stage: 'partnership_announced', date, event: 'pakistan-binance-announcement' };
const [naming, dating] = [
  'announcing partnerships with global crypto firms, including Binance',
  'The policy push has accelerated in recent weeks',
].map((quote) => ({ source: 'pakistan-united-states', quote, voice: 'narration' }));
const unchecked = { status: 'unchecked' };

export const PartnershipInput = object(
  'PartnershipInput',
  'A partnership as it is written. You write milestones; the service computes the stage.',
  {
    ...chosenId(PartnershipId),
    ...members({
      alias: ref(AliasInput),
      party: ref(PartnershipPartyInput),
      milestone: ref(MilestoneInput),
      instrument: ref(InstrumentInput),
      related: ref(RelatedPartnershipInput),
      citation: ref(CitationInput),
    }),
    ...alternativesInput,
  },
  [{ ...example, milestones: [{ ...announced, citations: [naming, dating] }], citations: [naming] }],
);

const computed = {
  stage: ref(Stage, 'How far it has got; computed from the milestones.'),
  stage_since: Type.Optional(ref(UncertainDate, 'The date of the milestone that gives the stage.')),
  reached: ref(ReachedStage, 'The furthest it ever got, whatever came after.'),
  scope: ref(PartnershipScope, 'Between whom it is; computed from the principals.'),
  evidence: Type.Optional(ref(CitationStatus, 'The best status among the citations behind the stage.')),
  corroboration: ref(Corroboration, 'How many voices the stage rests on.'),
  ...noticesRead,
  ...unknownsRead,
};

/** What clocks add to it. */
const byClock = {
  possible_stages: onDemand(Type.Optional(set(ref(Stage), 'With a clock: the other stages that it may have had.', 10))),
  undated_stages: onDemand(Type.Optional(set(ref(Stage), 'With a clock: those that no date decides.', 10))),
};

const read = {
  alias: ref(Alias),
  party: ref(PartnershipParty),
  milestone: ref(Milestone),
  instrument: ref(Instrument),
  related: ref(RelatedPartnership),
  citation: ref(Citation),
};
const undated = { ...date, precision: 'unknown' };
const [singleVoice] = Corroboration.examples ?? [];

export const Partnership = object(
  'Partnership',
  'A relation between parties about digital assets. `stage`, `stage_since` (its date), `reached` (the furthest it ever got), ' +
    '`scope`, `evidence` (the best citation behind the stage), `corroboration`, `disputed`, `notices` and `unknowns` are computed.',
  {
    ...head('partnership', PartnershipId),
    ...members(read),
    ...alternativesRead,
    ...computed,
    ...byClock,
  },
  [
    {
      ...exampleHead('partnership', 'pakistan-binance'),
      ...example,
      milestones: [
        {
          id: 'm-37cb6d4f',
          ...announced,
          date: undated,
          citations: [
            { ...naming, ...unchecked },
            { ...dating, ...unchecked },
          ],
          corroboration: singleVoice,
        },
      ],
      citations: [{ ...naming, ...unchecked }],
      stage: 'partnership_announced',
      stage_since: undated,
      reached: 'partnership_announced',
      scope: 'state_company',
      evidence: 'unchecked',
      corroboration: singleVoice,
      unknowns: [
        { code: 'day_not_stated', pointer: '/milestones/m-37cb6d4f/date' },
        { code: 'publisher_not_named', pointer: '/milestones/m-37cb6d4f/citations/0' },
        { code: 'source_undated', pointer: '/milestones/m-37cb6d4f/citations/0' },
        { code: 'text_not_held', pointer: '/milestones/m-37cb6d4f/citations/0' },
      ],
    },
  ],
);

export const PartnershipPatch = patchOf(
  PartnershipInput,
  'PartnershipPatch',
  'Changes to a partnership (RFC 7396); null removes a member, lists are replaced whole.',
  { summary: 'What it covers is not stated.', topics: ['virtual_assets'] },
);

const written = members({
  ...read,
  milestone: Type.Composite([
    Type.Omit(Milestone, ['id', 'date', 'corroboration']),
    Type.Object({ date: Type.Optional(ref(UncertainDate)) }),
  ]),
  instrument: Type.Omit(Instrument, ['id']),
});
const PartnershipMembers = Type.Object(written);
/** What is written of a partnership. */
export type PartnershipMembers = Static<typeof PartnershipMembers> & WithAlternatives;
export type WrittenMilestone = PartnershipMembers['milestones'][number];
export type WrittenInstrument = NonNullable<PartnershipMembers['instruments']>[number];
export type PartnershipParty = Static<typeof PartnershipParty>;

const PartnershipDocument = Type.Object({ ...members(read), ...computed });
export type PartnershipDocument = Static<typeof PartnershipDocument> & Disputable;
