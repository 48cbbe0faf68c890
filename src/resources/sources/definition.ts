/** How sources are completed, indexed and found. */

import { boundsOf, dateSortKey } from '../../model/dates/uncertain-date.js';
import { PartyId, SourceId } from '../../model/ids.js';
import { languageTag, ref, set } from '../../model/schema.js';
import { anyOf, type Definition, type IndexTerm } from '../../register/definition.js';
import { Source, SourceInput, SourceKind, type SourceMembers, SourcePatch, SourceText } from './schema.js';

export const sources: Definition<SourceMembers, SourceMembers> = {
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
  complete: ({ members }) => ({ ...members, text_access: members.text_access ?? 'restricted' }),
  sortKey: ({ published }) => dateSortKey(published),
  indexTerms: ({ kind, publisher, attributed_to = [], language }) => [
    ['kind', kind],
    ...(publisher === undefined ? [] : [['publisher', publisher] satisfies IndexTerm]),
    ...attributed_to.map((party): IndexTerm => ['attributed_to', party]),
    ...(language === undefined ? [] : [['language', language.toLowerCase()] satisfies IndexTerm]),
  ],
  dependencyKey: ({ published, text_sha256 }) => [boundsOf(published), text_sha256],
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
  },
  facets: ['kind', 'publisher'],
  instead: {
    text_length: 'store the text at /sources/{id}/text',
    text_sha256: 'store the text at /sources/{id}/text',
  },
  appendable: {},
};
