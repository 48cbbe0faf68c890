/** How sources are completed, indexed and found. */

import { Alternative, AlternativeInput } from '../../model/alternative.js';
import { boundsOf, dateSortKey } from '../../model/dates/uncertain-date.js';
import { PartyId, SourceId } from '../../model/ids.js';
import { languageTag, ref, set } from '../../model/schema.js';
import { anyOf, type Definition, type IndexTerm } from '../../register/definition.js';
import { completeAlternatives, DISPUTED, disputedFilter } from '../../register/document/alternatives.js';
import { publicationOf } from '../../register/document/evidence.js';
import {
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
  nameOf: ({ title }) => title,
  complete: (draft) => ({
    ...draft.members,
    text_access: draft.members.text_access ?? 'restricted',
    ...completeAlternatives(SourceInput, draft, draft.members),
  }),
  sortKey: (source) => dateSortKey(publicationOf(source)),
  indexTerms: ({ kind, publisher, attributed_to = [], language }) => [
    ['kind', kind],
    ...(publisher === undefined ? [] : [['publisher', publisher] satisfies IndexTerm]),
    ...attributed_to.map((party): IndexTerm => ['attributed_to', party]),
    ...(language === undefined ? [] : [['language', language.toLowerCase()] satisfies IndexTerm]),
  ],
  dependencyKey: (source) => [boundsOf(publicationOf(source)), source.text_sha256],
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
    disputed: disputedFilter(SourceInput),
  },
  facets: ['kind', 'publisher', 'disputed'],
  instead: {
    text_length: 'store the text at /sources/{id}/text',
    text_sha256: 'store the text at /sources/{id}/text',
    disputed: DISPUTED,
  },
  appendable: { alternatives: { input: AlternativeInput, document: Alternative, singular: 'Alternative' } },
};
