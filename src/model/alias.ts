/** Another name of a record: when it had it, and the words that print it. */
import { UncertainDate, UncertainDateInput } from './dates/uncertain-date.js';
import { Citation, CitationInput } from './evidence/citation.js';
import { decisive } from './marks.js';
import { Rank } from './rank.js';
import { languageTag, list, nameWords, object, ref, type Static, type TSchema, Type } from './schema.js';

const members = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  name: decisive(nameWords('The name as printed.', 'PTV')),
  lang: Type.Optional(languageTag('The language of the name (BCP 47).')),
  from: Type.Optional({ ...date, description: 'Since when it is called so.' }),
  to: Type.Optional({ ...date, description: 'Until when it was called so.' }),
  rank: Type.Optional(ref(Rank, 'Normal unless said; a wrong name that is printed is `deprecated`.')),
  citations: Type.Optional(list(citation, 'The words that print it.', 500)),
});

export const AliasInput = object('AliasInput', 'Another name.', members(ref(UncertainDateInput), ref(CitationInput)), [
  { name: 'PTV', lang: 'en' },
]);
export const Alias = object('Alias', 'Another name.', members(ref(UncertainDate), ref(Citation)), [
  { name: 'PTV', lang: 'en' },
]);

export type AliasInput = Static<typeof AliasInput>;
export type Alias = Static<typeof Alias>;
