/** Parties: anybody that can act. */

import { Alias, AliasInput } from '../../model/alias.js';
import {
  alternativesInput,
  alternativesRead,
  type Disputable,
  type WithAlternatives,
} from '../../model/alternative.js';
import { UncertainDate, UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput } from '../../model/evidence/citation.js';
import { PartyId } from '../../model/ids.js';
import { decisive, searched } from '../../model/marks.js';
import {
  enumeration,
  list,
  nameWords,
  object,
  patchOf,
  prose,
  ref,
  type Static,
  type TSchema,
  Type,
  webAddress,
  words,
} from '../../model/schema.js';
import { Country } from '../../model/vocabulary/countries.js';
import { PartyKind } from '../../model/vocabulary/party-kind.js';
import { PARTY_RELATIONS } from '../../model/vocabulary/vocabulary.js';
import { chosenId, exampleHead, head } from '../../register/definition.js';
import { Claim, ClaimInput } from './claim.js';
import { conflictsRead } from './conflicts.js';

const PartyRelation = enumeration('PartyRelation', 'What a party is to another.', PARTY_RELATIONS);

const Identifiers = object(
  'Identifiers',
  'What the party is known by elsewhere.',
  {
    wikidata: Type.Optional(
      searched(
        'summary',
        Type.String({
          description: 'The Wikidata item.',
          pattern: '^Q[1-9][0-9]*$',
          maxLength: 15,
          examples: ['Q843'],
        }),
      ),
    ),
    lei: Type.Optional(
      searched(
        'summary',
        Type.String({
          description: 'The legal entity identifier (ISO 17442); its check digits are verified.',
          format: 'lei',
          pattern: '^[0-9A-Z]{18}[0-9]{2}$',
          minLength: 20,
          maxLength: 20,
          examples: ['5493001KJTIIGC8Y1R12'],
        }),
      ),
    ),
    website: Type.Optional(webAddress('The address of its own site.', 'https://www.example.org/')),
  },
  [{ wikidata: 'Q843' }],
);
const IdentifiersPatch = patchOf(Identifiers, 'IdentifiersPatch', 'Changes to identifiers; null removes one.', {
  wikidata: 'Q843',
});

const position = <F extends TSchema, U extends TSchema, C extends TSchema>(from: F, to: U, citation: C) => ({
  title: decisive(words('The title as printed.', 'Minister of State for Crypto and Blockchain')),
  of: decisive(ref(PartyId, 'The state, body or organisation that the person acts for.')),
  accredited_to: Type.Optional(
    decisive(ref(PartyId, "To whom an envoy is accredited; never the envoy's own country.")),
  ),
  from: Type.Optional(from),
  to: Type.Optional(to),
  citations: Type.Optional(list(citation, 'The words that say so.', 500)),
});
export const PositionInput = object(
  'PositionInput',
  "A post that a person holds. `of` is who the person acts for; `accredited_to`, for envoys, is never the envoy's own country.",
  position(ref(UncertainDateInput, 'When it began.'), ref(UncertainDateInput, 'When it ended.'), ref(CitationInput)),
  [{ title: 'Minister of State for Crypto and Blockchain', of: 'pakistan' }],
);
export const Position = object(
  'Position',
  'A post that a person holds.',
  position(ref(UncertainDate, 'When it began.'), ref(UncertainDate, 'When it ended.'), ref(Citation)),
  [{ title: 'Minister of State for Crypto and Blockchain', of: 'pakistan' }],
);

const related = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  relation: decisive(ref(PartyRelation, 'What this party is to the other.')),
  party: decisive(ref(PartyId, 'The other party; never itself.')),
  date: Type.Optional(date),
  citations: Type.Optional(list(citation, 'The words that say so.', 500)),
});
export const RelatedPartyInput = object(
  'RelatedPartyInput',
  'Another party, and what this one is to it. The other direction is found with `related_to`.',
  related(ref(UncertainDateInput, 'Since when.'), ref(CitationInput)),
  [{ relation: 'successor_of', party: 'hsx' }],
);
export const RelatedParty = object(
  'RelatedParty',
  'Another party, and what this one is to it.',
  related(ref(UncertainDate, 'Since when.'), ref(Citation)),
  [{ relation: 'successor_of', party: 'hsx' }],
);

const members = <R extends TSchema, A extends TSchema, P extends TSchema, K extends TSchema, C extends TSchema>(
  other: R,
  alias: A,
  held: P,
  claimed: K,
  citation: C,
) => ({
  kind: decisive(ref(PartyKind, 'What sort of actor it is.')),
  name: nameWords('The name as printed in the best source.', 'Pakistan'),
  named: Type.Optional(
    Type.Boolean({
      description:
        'True unless said. False for somebody described but not named: "the central bank", "one of the delegates".',
      examples: [false],
    }),
  ),
  aliases: Type.Optional(list(alias, 'Other names.', 500)),
  country: Type.Optional(ref(Country, 'Its country; states, parties below them and government bodies need one.')),
  subdivision: Type.Optional(
    searched(
      'summary',
      Type.String({
        description: 'Of a `subnational` party: its code in ISO 3166-2, if it has one.',
        pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$',
        minLength: 4,
        maxLength: 6,
        examples: ['AE-DU'],
      }),
    ),
  ),
  part_of: Type.Optional(
    ref(PartyId, 'The party that it belongs to, as a body to its state; never itself, nor a part of it.'),
  ),
  related: Type.Optional(list(other, 'What it is to other parties; the other direction follows from this.', 500)),
  positions: Type.Optional(list(held, 'The posts that a person holds or held; others have none.', 500)),
  identifiers: Type.Optional(ref(Identifiers, 'What it is known by elsewhere.')),
  claims: Type.Optional(list(claimed, 'What is said about it where sources may differ.', 500)),
  summary: Type.Optional(prose('What a reader should know, in a few sentences.', 10_000, 'A state in South Asia.')),
  citations: Type.Optional(list(citation, 'The sources that name it.', 500)),
});

const example = {
  kind: 'company',
  name: 'HSX',
  country: 'PK',
  summary: 'Described as a domestic exchange in Pakistan.',
};
const quoted = {
  source: 'pakistan-united-states',
  quote: 'signing agreements with domestic exchange HSX',
  voice: 'narration',
};

export const PartyInput = object(
  'PartyInput',
  'A party as it is written. States, parties below them and government bodies need a country.',
  {
    ...chosenId(PartyId),
    ...members(ref(RelatedPartyInput), ref(AliasInput), ref(PositionInput), ref(ClaimInput), ref(CitationInput)),
    ...alternativesInput,
  },
  [{ ...example, citations: [quoted] }],
);

const written = members(ref(RelatedParty), ref(Alias), ref(Position), ref(Claim), ref(Citation));
export const Party = object(
  'Party',
  'Anybody that can act.',
  { ...head('party', PartyId), ...written, ...alternativesRead, ...conflictsRead },
  [{ ...exampleHead('party', 'hsx'), ...example, citations: [{ ...quoted, status: 'unchecked' }] }],
);

export const PartyPatch = patchOf(
  PartyInput,
  'PartyPatch',
  'Changes to a party (RFC 7396); null removes a member.',
  { summary: 'An exchange in Pakistan.', aliases: null },
  {
    Identifiers: IdentifiersPatch,
  },
);

const PartyMembers = Type.Object(written);
export type PartyMembers = Static<typeof PartyMembers> & WithAlternatives;
const PartyDocument = Type.Object({ ...written, ...conflictsRead });
export type PartyDocument = Static<typeof PartyDocument> & Disputable;
