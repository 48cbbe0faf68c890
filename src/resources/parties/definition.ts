/** How parties are checked, indexed and found. */
import { Alias, AliasInput } from '../../model/alias.js';
import { Alternative, AlternativeInput } from '../../model/alternative.js';
import { Citation, CitationInput } from '../../model/evidence/citation.js';
import { PartyId, SourceId } from '../../model/ids.js';
import type { Finding } from '../../model/refusal.js';
import { ref, set, Type, words } from '../../model/schema.js';
import { Country } from '../../model/vocabulary/countries.js';
import { fold } from '../../model/words/folding.js';
import { anyOf, type Definition, type Draft, type IndexTerm } from '../../register/definition.js';
import { completeAlternatives, DISPUTED, disputedFilter } from '../../register/document/alternatives.js';
import { nameTerms, plainName } from '../../register/index/names.js';
import { checkAliases } from '../entries.js';
import {
  Claim,
  ClaimInput,
  Party,
  type PartyDocument,
  PartyInput,
  PartyKind,
  type PartyMembers,
  PartyPatch,
  Position,
  PositionInput,
} from './schema.js';

export const parties: Definition<PartyMembers, PartyDocument> = {
  record: 'party',
  collection: 'parties',
  singular: 'Party',
  plural: 'Parties',
  description: 'Those who can act: states, bodies, companies, people, media, groups.',
  inShort: 'Those who can act.',
  id: PartyId,
  document: Party,
  input: PartyInput,
  patch: PartyPatch,
  isLookedUpByName: true,
  suggested: 'A party, by its name or an alias.',
  nameOf: ({ name }) => name,
  complete: (draft) => {
    draft.findings.push(...findings(draft), ...checkAliases(draft.members.aliases));
    return { ...draft.members, ...completeAlternatives(PartyInput, draft, draft.members) };
  },
  // A tab sorts before any letter with which a longer name continues.
  sortKey: ({ name }) => ({ sort: `${beginning(fold(name))}\t${beginning(name)}` }),
  indexTerms: ({ kind, country, part_of, named, name, aliases = [] }) => [
    ['kind', kind],
    ['named', String(named ?? true)],
    ...(country === undefined ? [] : [['country', country] satisfies IndexTerm]),
    ...(part_of === undefined ? [] : [['part_of', part_of] satisfies IndexTerm]),
    ...namesOf(name, aliases).map((one): IndexTerm => ['name', plainName(one)]),
    ...nameTerms(namesOf(name, aliases)),
  ],
  dependencyKey: ({ kind, named, country }) => [kind, named ?? true, country],
  sort: 'name',
  filters: {
    kind: anyOf(ref(PartyKind), 'Only parties of this kind.'),
    country: anyOf(ref(Country), 'Only parties of this country.'),
    part_of: anyOf(ref(PartyId), 'Only parties that belong to this one.'),
    named: {
      schema: Type.Boolean({
        description: 'Only parties that are named, or only those merely described.',
        examples: [true],
      }),
    },
    name: {
      schema: {
        ...set(
          words('A name or alias.', 'PTV'),
          'Only parties with this name or alias; case, accents and punctuation marks make no difference, nor on which keyboard letters and digits were typed. Repeated for several.',
          100,
          1,
        ),
        'x-repeated': true,
      },
      conditions: (values) => [{ filter: 'name', anyOf: values.map(plainName) }],
    },
    source: anyOf(ref(SourceId), 'Only parties that cite this source.'),
    disputed: disputedFilter(PartyInput),
  },
  facets: ['kind', 'country', 'disputed'],
  instead: { disputed: DISPUTED },
  appendable: {
    aliases: { input: AliasInput, document: Alias, singular: 'Alias' },
    positions: { input: PositionInput, document: Position, singular: 'Position' },
    claims: { input: ClaimInput, document: Claim, singular: 'Claim' },
    citations: { input: CitationInput, document: Citation, singular: 'Citation' },
    alternatives: { input: AlternativeInput, document: Alternative, singular: 'Alternative' },
  },
};

const namesOf = (name: string, aliases: readonly { name: string }[]) => [name, ...aliases.map((alias) => alias.name)];

/** The part of a name by which it is sorted. */
const beginning = (name: string): string => [...name].slice(0, 100).join('');

function findings({
  id,
  members: { kind, country, part_of, positions = [] },
  related,
}: Draft<PartyMembers>): Finding[] {
  const found: Finding[] = [];
  if (country === undefined && (kind === 'state' || kind === 'government_body'))
    found.push({
      pointer: '/country',
      code: 'country_required',
      detail: `a ${kind} needs its country (ISO 3166-1 alpha-2)`,
    });
  if (part_of === id)
    found.push({ pointer: '/part_of', code: 'self_reference', detail: 'a party is no part of itself' });
  if (positions.length > 0 && kind !== 'person')
    found.push({
      pointer: '/positions',
      code: 'only_persons',
      detail: `positions are held by persons; this is a ${kind}`,
    });
  for (const [index, { of, accredited_to }] of positions.entries()) {
    if (accredited_to === undefined) continue;
    const [own, host] = [of, accredited_to].map((party) => related.get('party', party)?.country);
    if (accredited_to === of || (own !== undefined && own === host) || (country !== undefined && country === host))
      found.push({
        pointer: `/positions/${index}/accredited_to`,
        code: 'accredited_to_own_country',
        detail: `an envoy of "${of}" is accredited to another country's party, not "${accredited_to}"`,
      });
  }
  return found;
}
