/** How partnerships are checked, completed, indexed and found. */

import { dateSortKey } from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput, CitationStatus } from '../../model/evidence/citation.js';
import { PartnershipId, SourceId } from '../../model/ids.js';
import { ref } from '../../model/schema.js';
import { Milestone, MilestoneInput } from '../../model/stages/milestone.js';
import { scopeOf } from '../../model/stages/scope.js';
import { MilestoneStage, ReachedStage, Stage, standing, upTo } from '../../model/stages/stages.js';
import { Topic } from '../../model/vocabulary/topic.js';
import {
  anyOf,
  type Definition,
  type Draft,
  type FilterValues,
  type IndexTerm,
  type Related,
} from '../../register/definition.js';
import { nameTerms } from '../../register/index/names.js';
import { participantFilters, participantTerms } from '../participants.js';
import { checkInstruments, checkParties } from './checks.js';
import { completeMilestones } from './milestones.js';
import {
  InstrumentKind,
  InstrumentStatus,
  Partnership,
  type PartnershipDocument,
  PartnershipInput,
  type PartnershipMembers,
  type PartnershipParty,
  PartnershipPatch,
  PartnershipRole,
  PartnershipScope,
} from './schema.js';

const MILESTONES = 'append a milestone that says so: POST /partnerships/{id}/milestones';

export const partnerships: Definition<PartnershipMembers, PartnershipDocument> = {
  record: 'partnership',
  collection: 'partnerships',
  singular: 'Partnership',
  plural: 'Partnerships',
  description: 'Relations between parties about digital assets, and how far they have got.',
  inShort: 'Relations about digital assets.',
  id: PartnershipId,
  document: Partnership,
  input: PartnershipInput,
  patch: PartnershipPatch,
  isLookedUpByName: false,
  foundBy: { filter: 'party', member: 'parties', parties: ({ parties }) => parties.map(({ party }) => party) },
  suggested: 'A partnership, by its title.',
  nameOf: ({ title }) => title,
  complete,
  sortKey: ({ stage_since }) => dateSortKey(stage_since),
  indexTerms: (document, related) => [
    ...participantTerms(withRoles(document.parties), related),
    ...nameTerms([document.title]),
    ['stage', document.stage],
    ...upTo(document.reached).map((stage): IndexTerm => ['reached', stage]),
    ...document.milestones
      .filter(({ polarity }) => polarity === 'negated')
      .map(({ stage }): IndexTerm => ['negated', stage]),
    ['scope', document.scope],
    ...(document.evidence === undefined ? [] : [['evidence', document.evidence] satisfies IndexTerm]),
    ...(document.topics ?? []).map((topic): IndexTerm => ['topic', topic]),
    // Kind and status of the same instrument together, and each alone.
    ...(document.instruments ?? []).flatMap(({ kind, status }): IndexTerm[] => [
      ['instrument', `${kind}/${status}`],
      ['instrument', `${kind}/`],
      ['instrument', `/${status}`],
    ]),
  ],
  sort: 'stage_since',
  dated: 'the date of the current stage',
  filters: {
    ...participantFilters(PartnershipRole),
    stage: anyOf(ref(Stage), 'Only partnerships that stand at this stage now.'),
    reached: anyOf(ref(ReachedStage), 'Only partnerships that got this far or further, whatever came after.'),
    negated: anyOf(ref(MilestoneStage), 'Only partnerships of which somebody says that they did not reach this stage.'),
    topic: anyOf(ref(Topic), 'Only partnerships about this.'),
    scope: anyOf(ref(PartnershipScope), 'Only partnerships of this scope.'),
    evidence: anyOf(ref(CitationStatus), 'Only partnerships whose stage has this as its best evidence.'),
    source: anyOf(ref(SourceId), 'Only partnerships that cite this source.'),
    instrument_kind: {
      ...anyOf(
        ref(InstrumentKind),
        'Only partnerships with an instrument of this kind; with `instrument_status` the same instrument has both.',
      ),
      conditions: (_values, all) => instrumentCondition(all),
    },
    instrument_status: {
      ...anyOf(ref(InstrumentStatus), 'Only partnerships with an instrument of this status.'),
      conditions: (_values, all) => (all.instrument_kind ? [] : instrumentCondition(all)),
    },
  },
  facets: ['stage', 'reached', 'topic', 'scope', 'party', 'country', 'evidence'],
  instead: {
    stage: MILESTONES,
    stage_since: 'date the milestone that gives the stage',
    reached: MILESTONES,
    evidence: 'cite better evidence in a milestone',
    scope: 'it follows from the kinds of the principals',
  },
  appendable: {
    milestones: { input: MilestoneInput, document: Milestone, singular: 'Milestone' },
    citations: { input: CitationInput, document: Citation, singular: 'Citation' },
  },
};

const instrumentCondition = ({ instrument_kind = [''], instrument_status = [''] }: FilterValues) => [
  {
    filter: 'instrument',
    anyOf: instrument_kind.flatMap((kind) => instrument_status.map((status) => `${kind}/${status}`)),
  },
];

const withRoles = (parties: readonly PartnershipParty[]) =>
  parties.map(({ party, role }) => ({ party, role: role ?? ('principal' as const) }));

function complete({ members, before, related, sent, findings }: Draft<PartnershipMembers>): PartnershipDocument {
  const milestones = completeMilestones(members.milestones, before, related, sent, findings);
  const parties = withRoles(members.parties);
  findings.push(...checkParties(parties, related), ...checkInstruments(members.instruments ?? [], members.milestones));
  return { ...members, milestones, ...standing(milestones), scope: scopeOf(principals(parties, related)) };
}

function principals(parties: ReturnType<typeof withRoles>, related: Related) {
  return parties
    .filter(({ role }) => role === 'principal' || role === 'signatory')
    .map(({ party }) => {
      const { kind, country } = related.get('party', party) ?? {};
      return { kind: String(kind), ...(typeof country === 'string' && { country }) };
    });
}
