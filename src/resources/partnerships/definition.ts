/** How partnerships are checked, completed, indexed and found. */

import { Alias, AliasInput } from '../../model/alias.js';
import { dateSortKey } from '../../model/dates/uncertain-date.js';
import { CitationStatus } from '../../model/evidence/citation.js';
import { PartnershipId, SourceId } from '../../model/ids.js';
import { limited, NoticeCode } from '../../model/notice.js';
import { ref, Type } from '../../model/schema.js';
import { Milestone, MilestoneInput } from '../../model/stages/milestone.js';
import { periodsOf } from '../../model/stages/periods.js';
import { isBelowState, type Principal, scopeOf } from '../../model/stages/scope.js';
import { establish, MilestoneStage, ReachedStage, Stage, standingOf, upTo } from '../../model/stages/stages.js';
import { PartyKind } from '../../model/vocabulary/party-kind.js';
import { Topic } from '../../model/vocabulary/topic.js';
import {
  anyOf,
  type Definition,
  type Draft,
  type FilterValues,
  type IndexTerm,
  type Related,
} from '../../register/definition.js';
import {
  appendableAlternatives,
  completeAlternatives,
  DISPUTED,
  dateWithAlternatives,
  disputedFilter,
} from '../../register/document/alternatives.js';
import { appendableCitations } from '../../register/document/evidence.js';
import { nameTerms } from '../../register/index/names.js';
import { CORROBORATION, corroborate, corroborationFilters, corroborationTerms } from '../corroboration.js';
import { lineageOf } from '../part-of.js';
import { participantFilters, participantTerms } from '../participants.js';
import { missingFilter, missingTerms, UNKNOWNS, withUnknowns } from '../unknowns.js';
import { checkEntries, checkInstruments, checkParties, checkQuantities } from './checks.js';
import { courseOf } from './course.js';
import { quotationsBehindSigned } from './hedged-quotes.js';
import { Instrument, InstrumentInput, InstrumentKind, InstrumentStatus } from './instrument.js';
import { completeInstruments } from './instruments.js';
import { completeMilestones, withCorroboration } from './milestones.js';
import { noticesOf } from './notices.js';
import {
  Partnership,
  type PartnershipDocument,
  PartnershipInput,
  type PartnershipMembers,
  PartnershipParty,
  PartnershipPartyInput,
  PartnershipPatch,
  PartnershipRole,
  PartnershipScope,
  RelatedPartnership,
  RelatedPartnershipInput,
} from './schema.js';
import { unknownsOf } from './unknowns.js';

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
  suggested: 'A partnership, by its title or an alias.',
  nameOf: ({ title }) => title,
  readsTextsOf: (members) => quotationsBehindSigned(members).map(({ citation: { source } }) => source),
  complete,
  sortKey: ({ stage_since }) => dateSortKey(stage_since),
  indexTerms: (document, related) => [
    ...participantTerms(withRoles(document.parties), related),
    ...nameTerms([document.title, ...(document.aliases ?? []).map(({ name }) => name)]),
    ...(document.related ?? []).map(({ partnership }): IndexTerm => ['related_to', partnership]),
    ['stage', document.stage],
    ...upTo(document.reached).map((stage): IndexTerm => ['reached', stage]),
    ...document.milestones
      .filter(({ polarity }) => polarity === 'negated')
      .map(({ stage }): IndexTerm => ['negated', stage]),
    ['scope', document.scope],
    ...(document.notices ?? []).map(({ code }): IndexTerm => ['notice', code]),
    ...missingTerms(document.unknowns),
    ...principals(withRoles(document.parties), related).flatMap(principalKinds),
    ...(document.evidence === undefined ? [] : [['evidence', document.evidence] satisfies IndexTerm]),
    ...corroborationTerms(document.corroboration),
    ...(document.topics ?? []).map((topic): IndexTerm => ['topic', topic]),
    ...(document.instruments ?? []).flatMap(instrumentTerms),
  ],
  clocks: ['true_on', 'published_until'],
  periods: (document, related) =>
    periodsOf(courseOf(document, related)).map((one) => {
      const { citations, isDisputed } = one.standing.behind;
      return { ...one, corroboration: corroborate(citations, isDisputed, related) };
    }),
  sort: 'stage_since',
  dated: 'the date of the current stage',
  filters: {
    ...participantFilters(PartnershipRole),
    stage: anyOf(ref(Stage), 'Only partnerships that stand at this stage now.'),
    reached: anyOf(ref(ReachedStage), 'Only partnerships that got this far or further, whatever came after.'),
    negated: anyOf(ref(MilestoneStage), 'Only partnerships of which somebody says that they did not reach this stage.'),
    topic: anyOf(ref(Topic), 'Only partnerships about this.'),
    scope: anyOf(ref(PartnershipScope), 'Only partnerships of this scope.'),
    principal_kind: anyOf(
      ref(PartyKind),
      'Only partnerships with a principal or signatory of this kind; a body of a `subnational` party is of both kinds.',
    ),
    evidence: anyOf(ref(CitationStatus), 'Only partnerships whose stage has this as its best evidence.'),
    source: anyOf(ref(SourceId), 'Only partnerships that cite this source.'),
    related_to: anyOf(ref(PartnershipId), 'Only partnerships whose `related` names this one.'),
    notice: anyOf(ref(NoticeCode), 'Only partnerships with this notice.'),
    missing: missingFilter('partnerships'),
    disputed: disputedFilter('PartnershipMember', PartnershipInput),
    ...corroborationFilters,
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
    binding: {
      schema: Type.Boolean({
        description:
          'Only partnerships with an instrument that binds, or one that a source says does not; with `instrument_kind` and ' +
          '`instrument_status` the same.',
        examples: [true],
      }),
      conditions: (_values, all) => (all.instrument_kind || all.instrument_status ? [] : instrumentCondition(all)),
    },
  },
  facets: [
    'stage',
    'reached',
    'topic',
    'scope',
    'principal_kind',
    'party',
    'country',
    'evidence',
    'notice',
    'missing',
    'disputed',
  ],
  instead: {
    stage: MILESTONES,
    stage_since: 'date the milestone that gives the stage',
    reached: MILESTONES,
    evidence: 'cite better evidence in a milestone',
    corroboration: CORROBORATION,
    scope: 'it follows from the kinds of the principals',
    disputed: DISPUTED,
    notices: 'they follow from the milestones, their sources and events',
    unknowns: UNKNOWNS,
  },
  appendable: {
    aliases: { input: AliasInput, document: Alias, singular: 'Alias' },
    parties: { input: PartnershipPartyInput, document: PartnershipParty, singular: 'Party' },
    milestones: { input: MilestoneInput, document: Milestone, singular: 'Milestone' },
    instruments: { input: InstrumentInput, document: Instrument, singular: 'Instrument' },
    related: { input: RelatedPartnershipInput, document: RelatedPartnership, singular: 'Relation' },
    citations: appendableCitations,
    alternatives: appendableAlternatives('/title', 'The crypto accord'),
  },
};

/** Kind, status and whether it binds of the same instrument: all together, and each without the others. */
const instrumentTerms = ({ kind, status, binding }: Instrument): IndexTerm[] =>
  [kind, ''].flatMap((ofKind) =>
    [status, ''].flatMap((ofStatus) =>
      (binding === undefined ? [''] : ['', `/${binding}`]).flatMap((binds): IndexTerm[] => {
        const value = `${ofKind}/${ofStatus}${binds}`;
        return value === '/' ? [] : [['instrument', value]];
      }),
    ),
  );

function instrumentCondition({ instrument_kind = [''], instrument_status = [''], binding }: FilterValues) {
  const binds = binding === undefined ? '' : `/${binding}`;
  const anyOf = instrument_kind.flatMap((kind) => instrument_status.map((status) => `${kind}/${status}${binds}`));
  return [{ filter: 'instrument', anyOf }];
}

const withRoles = (parties: readonly PartnershipParty[]) =>
  parties.map(({ party, role }) => ({ party, role: role ?? ('principal' as const) }));

function complete(draft: Draft<PartnershipMembers>): PartnershipDocument {
  const { id, members, related, findings } = draft;
  const steps = completeMilestones(draft);
  const instruments = completeInstruments(draft);
  const entries = { ...members, milestones: steps, ...(instruments && { instruments }) };
  const disputes = completeAlternatives(PartnershipInput, draft, entries);
  const milestones = withCorroboration(steps, disputes.disputed, related);
  const dated = milestones.map((one) => ({
    ...one,
    date: dateWithAlternatives(one.date, `/milestones/${one.id}/date`, disputes.alternatives),
  }));
  const texts = (instruments ?? []).map(({ date: own, ...one }): Instrument => {
    const date = dateWithAlternatives(own, `/instruments/${one.id}/date`, disputes.alternatives);
    return { ...one, ...(date && { date }) };
  });
  const notices = noticesOf(draft, dated, texts);
  const parties = withRoles(members.parties);
  findings.push(
    ...checkParties(parties, related),
    ...checkEntries(id, members),
    ...checkQuantities(members.instruments ?? []),
    ...checkInstruments(members.instruments ?? [], members.milestones),
  );
  const established = establish(dated);
  const { behind } = established;
  return {
    ...entries,
    milestones,
    ...disputes,
    ...standingOf(established),
    corroboration: corroborate(
      behind.flatMap(({ citations }) => citations),
      behind.some(({ corroboration }) => corroboration.disputed),
      related,
    ),
    scope: scopeOf(principals(parties, related)),
    ...(notices.length > 0 && { notices: limited(notices) }),
    ...withUnknowns(unknownsOf(draft, { ...entries, milestones })),
  };
}

const principals = (parties: ReturnType<typeof withRoles>, related: Related): Principal[] =>
  parties
    .filter(({ role }) => role === 'principal' || role === 'signatory')
    .map(({ party: id }) => {
      const lineage = lineageOf(id, related);
      const { kind, country } = lineage[0]?.party ?? {};
      const subnational = lineage.find(({ party }) => party.kind === 'subnational')?.id;
      return {
        kind: String(kind),
        ...(typeof country === 'string' && { country }),
        ...(subnational !== undefined && { subnational }),
      };
    });

const principalKinds = (principal: Principal): IndexTerm[] => [
  ['principal_kind', principal.kind],
  ...(isBelowState(principal) ? [['principal_kind', 'subnational'] satisfies IndexTerm] : []),
];
