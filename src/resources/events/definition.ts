/** How events are completed, indexed and found. */

import { dateSortKey } from '../../model/dates/uncertain-date.js';
import { EventId, PartnershipId, PartyId, SourceId } from '../../model/ids.js';
import { NoticeCode } from '../../model/notice.js';
import { ref } from '../../model/schema.js';
import { publicationsOf } from '../../model/stages/clock.js';
import { Topic } from '../../model/vocabulary/topic.js';
import { anyOf, type Definition, type Draft, type IndexTerm, type Related } from '../../register/definition.js';
import {
  appendableAlternatives,
  completeAlternatives,
  DISPUTED,
  dateWithAlternatives,
  disputedFilter,
} from '../../register/document/alternatives.js';
import { appendableCitations, dateOrDefault, daysPublished, evidenceIn } from '../../register/document/evidence.js';
import { FORETOLD, firstPublished } from '../../register/index/publications.js';
import { CORROBORATION, corroborate, corroborationFilters, corroborationTerms } from '../corroboration.js';
import { participantFilters, participantTerms } from '../participants.js';
import { missingFilter, missingTerms, UNKNOWNS, withUnknowns } from '../unknowns.js';
import { noticesOf } from './notices.js';
import {
  Event,
  type EventDocument,
  EventInput,
  EventKind,
  type EventMembers,
  EventOutcome,
  EventParty,
  EventPatch,
  EventRole,
} from './schema.js';
import { unknownsOf } from './unknowns.js';

export const events: Definition<EventMembers, EventDocument> = {
  record: 'event',
  collection: 'events',
  singular: 'Event',
  plural: 'Events',
  description: 'What happened once: meetings, signings, legal acts, statements.',
  inShort: 'What happened once.',
  id: EventId,
  document: Event,
  input: EventInput,
  patch: EventPatch,
  isLookedUpByName: false,
  foundBy: { filter: 'party', member: 'parties', parties: ({ parties = [] }) => parties.map(({ party }) => party) },
  nameOf: ({ title }) => title,
  complete,
  sortKey: ({ date, alternatives }) => dateSortKey(dateWithAlternatives(date, '/date', alternatives)),
  indexTerms: (
    {
      kind,
      parties = [],
      mentions = [],
      topics = [],
      partnerships = [],
      outcome,
      corroboration,
      notices = [],
      unknowns,
      ...event
    },
    related,
  ) => [
    ['kind', kind],
    ...participantTerms(parties, related),
    ...mentions.map((party): IndexTerm => ['mentions', party]),
    ...topics.map((topic): IndexTerm => ['topic', topic]),
    ...partnerships.map((partnership): IndexTerm => ['partnership', partnership]),
    ...(outcome === undefined ? [] : [['outcome', outcome] satisfies IndexTerm]),
    ...corroborationTerms(corroboration),
    ...notices.map(({ code }): IndexTerm => ['notice', code]),
    ...missingTerms(unknowns),
    ...(isForetold(event, related) ? [FORETOLD] : []),
  ],
  bearsOn: { record: 'partnership', filter: 'signed_at', ids: signedAt },
  dependencyKey: ({ date, alternatives, parties = [], unknowns = [] }: EventMembers & Partial<EventDocument>) => [
    date && dateWithAlternatives(date, '/date', alternatives).edtf,
    parties.some(({ role }) => role === 'signatory') && !unknowns.some(({ code }) => code === 'signatory_not_named'),
  ],
  clocks: ['published_until'],
  publishedMembers: ({ citations, alternatives = [] }, related, until) => {
    const publishedBy = publicationsOf((source) => daysPublished(source, related.get), until);
    const published = (all: typeof citations) => all.filter(({ source }) => publishedBy([source]) === 'certain');
    const isDisputed = alternatives.some((one) => one.rank === 'normal' && published(one.citations).length > 0);
    return { corroboration: corroborate(published(citations), isDisputed, related) };
  },
  sort: 'date',
  dated: 'the event',
  filters: {
    kind: anyOf(ref(EventKind), 'Only events of this kind.'),
    ...participantFilters(EventRole),
    mentions: anyOf(ref(PartyId), 'Only events whose report names this party without its taking part.'),
    partnership: anyOf(ref(PartnershipId), 'Only events that concern this partnership.'),
    topic: anyOf(ref(Topic), 'Only events about this.'),
    source: anyOf(ref(SourceId), 'Only events that cite this source.'),
    outcome: anyOf(ref(EventOutcome), 'Only events with this outcome.'),
    notice: anyOf(ref(NoticeCode), 'Only events with this notice.'),
    missing: missingFilter('events'),
    disputed: disputedFilter('EventMember', EventInput),
    ...corroborationFilters,
  },
  facets: ['kind', 'topic', 'outcome', 'party', 'country', 'notice', 'missing', 'disputed'],
  instead: {
    corroboration: CORROBORATION,
    notices: 'they follow from the date and the sources that are cited',
    unknowns: UNKNOWNS,
    disputed: DISPUTED,
  },
  appendable: {
    parties: { input: EventParty, document: EventParty, singular: 'Party' },
    citations: appendableCitations,
    alternatives: appendableAlternatives('/date', { edtf: '2024-04' }),
  },
};

/** The partnerships for which something was signed at an event. */
function signedAt({ kind, outcome, partnerships = [] }: Pick<EventMembers, 'kind' | 'outcome' | 'partnerships'>) {
  return kind === 'signing' || outcome === 'agreement_signed' ? partnerships : [];
}

function complete(draft: Draft<EventMembers>): EventDocument {
  const { id, members, before, related, findings } = draft;
  const self = members.after?.indexOf(id) ?? -1;
  if (self >= 0)
    findings.push({
      pointer: `/after/${self}`,
      code: 'self_reference',
      detail: 'an event does not come before itself',
    });
  const date = dateOrDefault(members.date, { citations: members.citations }, before, related);
  const event = { ...members, date, ...completeAlternatives(EventInput, draft, { ...members, date }) };
  const notices = noticesOf(dateWithAlternatives(date, '/date', event.alternatives), members.citations, related);
  const corroboration = corroborate(members.citations, event.disputed !== undefined, related);
  const whole = { ...event, corroboration };
  return { ...whole, ...(notices.length > 0 && { notices }), ...withUnknowns(unknownsOf(draft, whole)) };
}

/** Whether it is dated after the first of its sources had surely been published. */
function isForetold(event: Pick<EventDocument, 'date' | 'citations' | 'alternatives'>, related: Related): boolean {
  const sources = evidenceIn(EventInput, event).citations.map(({ citation }) => citation.source);
  const { sort } = dateSortKey(dateWithAlternatives(event.date, '/date', event.alternatives));
  return sort.slice(0, 10) > (firstPublished(sources, related) ?? sort);
}
