/** How sources are completed, indexed and found. */

import { boundsOf, dateSortKey } from '../../model/dates/uncertain-date.js';
import { languageOf } from '../../model/evidence/hedges.js';
import { PartyId, SourceId } from '../../model/ids.js';
import { languageTag, ref, set } from '../../model/schema.js';
import { anyOf, type Definition, type Draft, type IndexTerm } from '../../register/definition.js';
import {
  appendableAlternatives,
  completeAlternatives,
  DISPUTED,
  disputedFilter,
} from '../../register/document/alternatives.js';
import { publicationOf } from '../../register/document/evidence.js';
import { missingFilter, missingTerms, UNKNOWNS, unknownsOfSource, withUnknowns } from '../unknowns.js';
import { idsWithoutTitle } from './ids.js';
import {
  Derivation,
  Source,
  type SourceDocument,
  SourceInput,
  SourceKind,
  type SourceMembers,
  SourcePatch,
  SourceText,
} from './schema.js';

export const sources: Definition<SourceMembers, SourceDocument> = {
  record: 'source',
  collection: 'sources',
  singular: 'Source',
  plural: 'Sources',
  description: 'Published documents: articles, press releases, gazettes, treaty texts.',
  inShort: 'Published documents.',
  id: SourceId,
  document: Source,
  input: SourceInput,
  patch: SourcePatch,
  text: SourceText,
  isLookedUpByName: false,
  foundBy: {
    filter: 'publisher',
    member: 'publisher',
    parties: ({ publisher }) => (publisher === undefined ? [] : [publisher]),
  },
  nameOf: ({ title }) => title,
  idsWithoutName: idsWithoutTitle,
  complete,
  sortKey: (source) => dateSortKey(publicationOf(source)),
  indexTerms: ({ kind, publisher, attributed_to = [], language, derived_from = [], origin, unknowns }) => [
    ['kind', kind],
    ...(publisher === undefined ? [] : [['publisher', publisher] satisfies IndexTerm]),
    ...attributed_to.map((party): IndexTerm => ['attributed_to', party]),
    ...(language === undefined ? [] : [['language', language.toLowerCase()] satisfies IndexTerm]),
    ...derived_from.map(({ source }): IndexTerm => ['derived_from', source]),
    ...(origin === undefined ? [] : [['origin', origin] satisfies IndexTerm]),
    ...missingTerms(unknowns),
  ],
  // What cites a source rests on the voices of all that it was made from.
  wholesOf: ({ derived_from = [] }) => derived_from.map(({ source }) => source),
  dependencyKey: ({ publisher, publisher_name, attributed_to = [], derived_from = [], ...source }) => [
    boundsOf(publicationOf(source)),
    source.text_sha256,
    publisher,
    publisher_name,
    attributed_to,
    derived_from.map((one) => one.source),
    unknownsOfSource(source),
    languageOf(source.language),
  ],
  chain: 'derived_from',
  clocks: ['published_until'],
  sort: 'published',
  dated: 'the publication',
  filters: {
    publisher: anyOf(ref(PartyId), 'Only sources that this party published.'),
    attributed_to: anyOf(ref(PartyId), 'Only sources that credit this outlet.'),
    kind: anyOf(ref(SourceKind), 'Only sources of this kind.'),
    language: {
      schema: set(languageTag('A language tag (BCP 47).'), 'Only sources in this language.', 100, 1),
      conditions: (values) => [{ filter: 'language', anyOf: values.map((value) => value.toLowerCase()) }],
    },
    missing: missingFilter('sources'),
    disputed: disputedFilter('SourceMember', SourceInput),
    derived_from: anyOf(ref(SourceId), 'Only sources that were made from this one directly.'),
    origin: anyOf(ref(SourceId), 'Only sources that go back to this one in the end.'),
  },
  facets: ['kind', 'publisher', 'missing', 'disputed'],
  instead: {
    origin: 'it follows from `derived_from`',
    text_length: 'store the text at /sources/{id}/text',
    text_sha256: 'store the text at /sources/{id}/text',
    unknowns: UNKNOWNS,
    disputed: DISPUTED,
  },
  appendable: {
    derived_from: { input: Derivation, document: Derivation, singular: 'Derivation' },
    alternatives: appendableAlternatives('/language', 'ur'),
  },
};

function complete(draft: Draft<SourceMembers>): SourceDocument {
  const { id, members, findings } = draft;
  const [origin, other] = draft.ends;
  for (const [index, { source }] of (members.derived_from ?? []).entries())
    if (source === id)
      findings.push({
        pointer: `/derived_from/${index}/source`,
        code: 'self_reference',
        detail: 'a source is not made from itself',
      });
  return {
    ...members,
    text_access: members.text_access ?? 'restricted',
    ...(origin !== undefined && other === undefined && { origin }),
    ...completeAlternatives(SourceInput, draft, members),
    ...withUnknowns(unknownsOfSource(members)),
  };
}
