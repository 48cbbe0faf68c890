/** How parties are checked, indexed and found. */
import { Alias, AliasInput } from '../../model/alias.js';
import { DateMatch } from '../../model/dates/date-match.js';
import { day } from '../../model/dates/uncertain-date.js';
import { PartyId, SourceId } from '../../model/ids.js';
import type { Finding } from '../../model/refusal.js';
import { ref, set, Type, words } from '../../model/schema.js';
import { Country } from '../../model/vocabulary/countries.js';
import { PartyKind } from '../../model/vocabulary/party-kind.js';
import { fold } from '../../model/words/folding.js';
import { anyOf, type Definition, type Draft, type IndexTerm, type Related } from '../../register/definition.js';
import {
  appendableAlternatives,
  completeAlternatives,
  DISPUTED,
  disputedFilter,
} from '../../register/document/alternatives.js';
import { appendableCitations } from '../../register/document/evidence.js';
import { nameTerms, plainName } from '../../register/index/names.js';
import { checkAliases, checkRepetition } from '../entries.js';
import { lineageOf } from '../part-of.js';
import { Claim, ClaimInput } from './claim.js';
import { ConflictCertainty, conflictsOf } from './conflicts.js';
import { positionConditions, positionsTerms } from './positions.js';
import {
  Party,
  type PartyDocument,
  PartyInput,
  type PartyMembers,
  PartyPatch,
  Position,
  PositionInput,
  RelatedParty,
  RelatedPartyInput,
} from './schema.js';

const CONFLICTS = 'write or mend claims, from which it follows';

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
    const { aliases, claims } = draft.members;
    draft.findings.push(...findings(draft), ...checkAliases(aliases));
    const disputes = completeAlternatives(PartyInput, draft, draft.members);
    return { ...draft.members, ...disputes, ...conflictsOf(claims, disputes.alternatives) };
  },
  // A tab sorts before any letter with which a longer name continues.
  sortKey: ({ name }) => ({ sort: `${beginning(fold(name))}\t${beginning(name)}` }),
  indexTerms: (
    {
      id,
      kind,
      country,
      part_of,
      named,
      name,
      aliases = [],
      positions = [],
      related: others = [],
      alternatives,
      conflicts = [],
    },
    related,
  ) => [
    ['kind', kind],
    ['named', String(named ?? true)],
    ...(country === undefined ? [] : [['country', country] satisfies IndexTerm]),
    ...(part_of === undefined ? [] : [['part_of', part_of] satisfies IndexTerm]),
    ['within', id],
    ...(part_of === undefined ? [] : lineageOf(part_of, related)).map((whole): IndexTerm => ['within', whole.id]),
    ...positionsTerms(positions, alternatives),
    ...conflicts.map(({ certainty }): IndexTerm => ['conflict', certainty]),
    ...others.map(({ party }): IndexTerm => ['related_to', party]),
    ...namesOf(name, aliases).map((one): IndexTerm => ['name', plainName(one)]),
    ...nameTerms(namesOf(name, aliases)),
  ],
  wholesOf: ({ part_of }) => (part_of === undefined ? [] : [part_of]),
  dependencyKey: ({ kind, named, country, part_of }) => [kind, named ?? true, country, part_of],
  clocks: [],
  sort: 'name',
  filters: {
    kind: anyOf(ref(PartyKind), 'Only parties of this kind.'),
    country: anyOf(ref(Country), 'Only parties of this country, be it the state, a city or a company.'),
    part_of: anyOf(ref(PartyId), 'Only parties that belong to this one, directly.'),
    within: anyOf(ref(PartyId), 'Only this party and all that are part of it, at any depth.'),
    related_to: anyOf(ref(PartyId), 'Only parties that name this one in `related`.'),
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
          'Only parties with this name or alias; case, accents, spaces and punctuation marks make no difference, nor on which keyboard letters and digits were typed. Repeated for several.',
          100,
          1,
        ),
        'x-repeated': true,
      },
      conditions: (values) => [{ filter: 'name', anyOf: values.map(plainName) }],
    },
    position_of: {
      ...anyOf(
        ref(PartyId),
        'Only persons with an office at this party: on the day of `position_on`, else at any time.',
      ),
      conditions: (_values, all) => positionConditions(all),
    },
    position_on: {
      schema: day('Only persons with an office on this day: at `position_of`, else at any party.'),
      conditions: (_values, all) => (all.position_of ? [] : positionConditions(all)),
    },
    date_match: {
      schema: ref(DateMatch, 'How surely it was held on the day of `position_on`; `certain` unless said.'),
      conditions: () => [],
    },
    source: anyOf(ref(SourceId), 'Only parties that cite this source.'),
    disputed: disputedFilter('PartyMember', PartyInput),
    conflict: anyOf(ref(ConflictCertainty), 'Only parties with claims that conflict so surely.'),
  },
  facets: ['kind', 'country', 'disputed'],
  instead: { disputed: DISPUTED, conflicts: CONFLICTS, more_conflicts: CONFLICTS },
  appendable: {
    aliases: { input: AliasInput, document: Alias, singular: 'Alias' },
    positions: { input: PositionInput, document: Position, singular: 'Position' },
    related: {
      input: RelatedPartyInput,
      document: RelatedParty,
      singular: 'Relation',
      example: { relation: 'affiliate_of', party: 'binance' },
    },
    claims: { input: ClaimInput, document: Claim, singular: 'Claim' },
    citations: appendableCitations,
    alternatives: appendableAlternatives('/country', 'KG'),
  },
};

const namesOf = (name: string, aliases: readonly { name: string }[]) => [name, ...aliases.map((alias) => alias.name)];

/** The part of a name by which it is sorted. */
const beginning = (name: string): string => [...name].slice(0, 100).join('');

const NEED_COUNTRY: readonly string[] = ['state', 'subnational', 'government_body'];

function findings({
  id,
  members: { kind, country, subdivision, part_of, related: others = [], positions = [] },
  related,
}: Draft<PartyMembers>): Finding[] {
  const found: Finding[] = [];
  if (country === undefined && NEED_COUNTRY.includes(kind))
    found.push({
      pointer: '/country',
      code: 'country_required',
      detail: `a ${kind} party needs its country (ISO 3166-1 alpha-2)`,
    });
  found.push(...checkSubdivision(kind, country, subdivision), ...checkPartOf(id, part_of, related));
  found.push(...checkRepetition('related', others, ({ relation, party, date }) => [relation, party, date]));
  for (const [index, { party }] of others.entries())
    if (party === id)
      found.push({
        pointer: `/related/${index}/party`,
        code: 'self_reference',
        detail: 'a party is related to others, not to itself',
      });
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

/** The subdivision is one of the country; some, such as Hong Kong, have a country code of their own besides. */
function checkSubdivision(kind: string, country: string | undefined, subdivision: string | undefined): Finding[] {
  if (subdivision === undefined) return [];
  const pointer = '/subdivision';
  if (kind !== 'subnational')
    return [{ pointer, code: 'only_subnational', detail: `parties below a state have one; this is a ${kind}` }];
  if (country === undefined || subdivision.split('-').includes(country)) return [];
  const detail = `"${subdivision}" is no subdivision of ${country}: its code begins with ${country}-, or the country is ${subdivision.slice(0, 2)}`;
  return [{ pointer, code: 'subdivision_of_other_country', detail }];
}

/** A party is no part of itself, neither directly nor by way of others, as they are after this write. */
function checkPartOf(id: string, part_of: string | undefined, related: Related): Finding[] {
  const pointer = '/part_of';
  if (part_of === undefined) return [];
  if (part_of === id) return [{ pointer, code: 'self_reference', detail: 'a party is no part of itself' }];
  const way = lineageOf(part_of, related).map((whole) => whole.id);
  const end = way.indexOf(id);
  if (end < 0) return [];
  const between = way.slice(0, end).map((one) => `"${one}"`);
  const shown = between.length > 5 ? [...between.slice(0, 5), 'others'] : between;
  const detail = `"${id}" would be part of itself, by way of ${shown.join(', ')}; one of them has to be part of something else`;
  return [{ pointer, code: 'circular_reference', detail }];
}
