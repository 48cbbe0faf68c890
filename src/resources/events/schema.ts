/** Events: what happened once. */

import {
  alternativesInput,
  alternativesRead,
  type Disputable,
  type WithAlternatives,
} from '../../model/alternative.js';
import { UncertainDate, UncertainDateInput, UncertainDatePatch } from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput } from '../../model/evidence/citation.js';
import { Corroboration } from '../../model/evidence/corroboration.js';
import { EventId, PartnershipId, PartyId } from '../../model/ids.js';
import { decisive } from '../../model/marks.js';
import { type Notice, noticesRead } from '../../model/notice.js';
import {
  enumeration,
  list,
  nameWords,
  object,
  patchOf,
  prose,
  ref,
  type Static,
  set,
  type TSchema,
  Type,
  words,
} from '../../model/schema.js';
import { type Unknown, unknownsRead } from '../../model/unknown.js';
import { Country } from '../../model/vocabulary/countries.js';
import { EVENT_KINDS, type EventKindDefinition } from '../../model/vocabulary/event-kinds.js';
import { Topic } from '../../model/vocabulary/topic.js';
import { EVENT_MODES, EVENT_OUTCOMES, EVENT_ROLES } from '../../model/vocabulary/vocabulary.js';
import { chosenId, exampleHead, head } from '../../register/definition.js';

type Kinds = { [K in keyof typeof EVENT_KINDS]: string };

/** The definition with the codes that other event vocabularies have for the kind. */
const withCodes = ({ definition, cameo, plover }: EventKindDefinition): string => {
  const codes = [...(cameo ? [`CAMEO ${cameo}`] : []), ...(plover ? [`PLOVER ${plover}`] : [])];
  return codes.length > 0 ? `${definition} (${codes.join(', ')})` : definition;
};
const kinds: Record<string, EventKindDefinition> = EVENT_KINDS;

export const EventKind = Type.Unsafe<keyof Kinds>(
  enumeration(
    'EventKind',
    'What sort of event it is; with the codes of CAMEO and PLOVER where one fits.',
    Object.fromEntries(Object.entries(kinds).map(([kind, about]) => [kind, withCodes(about)])),
  ),
);
const EventMode = enumeration('EventMode', 'How the parties met.', EVENT_MODES);
export const EventRole = enumeration('EventRole', 'What a party did in an event.', EVENT_ROLES);
export const EventOutcome = enumeration('EventOutcome', 'What came of it, as far as a source says.', EVENT_OUTCOMES);

const Place = object(
  'Place',
  'Where an event was.',
  { name: words('The name as printed.', 'Bishkek'), country: Type.Optional(ref(Country, 'The country it lies in.')) },
  [{ name: 'Bishkek', country: 'KG' }],
);
const PlacePatch = patchOf(Place, 'PlacePatch', 'Changes to a place; null removes a member.', { name: 'Bishkek' });

export const EventParty = object(
  'EventParty',
  'A party that took part, and its role.',
  { party: ref(PartyId, 'Who took part.'), role: ref(EventRole, 'In which role.') },
  [{ party: 'bilal-bin-saqib', role: 'attendee' }],
);

const members = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  kind: decisive(ref(EventKind, 'What sort of event it was.')),
  title: nameWords('A neutral title.', 'Video conference between Pakistan and Kyrgyzstan'),
  summary: Type.Optional(prose('What happened, in a few sentences.', 10_000, 'The two sides spoke about cooperation.')),
  date,
  mode: Type.Optional(ref(EventMode, 'How the parties met.')),
  place: Type.Optional(ref(Place, 'Where it was, when a source says so.')),
  parties: Type.Optional(set(ref(EventParty), 'Who took part, in which role.', 1000)),
  mentions: Type.Optional(set(ref(PartyId), 'Parties that the report names but that took no part.', 1000)),
  topics: Type.Optional(set(ref(Topic), 'What it was about.', 23)),
  partnerships: Type.Optional(set(ref(PartnershipId), 'The partnerships that it concerns.', 500)),
  outcome: Type.Optional(decisive(ref(EventOutcome, 'What came of it; absent when no source says.'))),
  after: Type.Optional(set(ref(EventId), 'Events that a source says came before this one; never itself.', 500)),
  citations: list(citation, 'The words that say so.', 500, 1),
});

const date = { edtf: '[..2025-08-02]', basis: 'bounded', text: 'previously' };
const example = {
  kind: 'endorsement',
  title: 'Michael Saylor praises Pakistan’s efforts',
  summary: 'Reported as having happened before; when, where and in which words are not stated.',
  date,
  parties: [
    { party: 'michael-saylor', role: 'speaker' },
    { party: 'pakistan', role: 'subject' },
  ],
  topics: ['virtual_assets'],
};
const quoted = {
  source: 'pakistan-kyrgyzstan',
  quote: 'Michael Saylor has also previously lauded Pakistan’s efforts',
  voice: 'narration',
};

export const EventInput = object(
  'EventInput',
  'An event as it is written. Without a date it is dated by its sources: not after the first publication.',
  {
    ...chosenId(EventId),
    ...members(
      Type.Optional(
        ref(
          UncertainDateInput,
          'When it happened. Left out, or equal to that, it is the bound that the sources give, and follows them.',
        ),
      ),
      ref(CitationInput),
    ),
    ...alternativesInput,
  },
  [{ ...example, citations: [quoted] }],
);

const corroboration = ref(Corroboration, 'How many voices report it.');

export const Event = object(
  'Event',
  'Something that happened once. `disputed`, `corroboration`, `notices` and `unknowns` are computed.',
  {
    ...head('event', EventId),
    ...members(ref(UncertainDate, 'When it happened.'), ref(Citation)),
    ...alternativesRead,
    corroboration,
    ...noticesRead,
    ...unknownsRead,
  },
  [
    {
      ...exampleHead('event', 'michael-saylor-endorsement'),
      ...example,
      date: { ...date, latest: '2025-08-02', precision: 'bound' },
      citations: [{ ...quoted, status: 'unchecked' }],
      corroboration: Corroboration.examples?.[0],
      unknowns: [
        { code: 'day_not_stated', pointer: '/date' },
        { code: 'publisher_not_named', pointer: '/citations/0' },
        { code: 'text_not_held', pointer: '/citations/0' },
      ],
    },
  ],
);

export const EventPatch = patchOf(
  EventInput,
  'EventPatch',
  'Changes to an event (RFC 7396); null removes a member.',
  { summary: 'Reported as having happened before.', outcome: null },
  {
    UncertainDateInput: UncertainDatePatch,
    Place: PlacePatch,
  },
);

const EventMembers = Type.Object(members(Type.Optional(ref(UncertainDate)), ref(Citation)));
/** What is written of an event; its date may be left to its sources. */
export type EventMembers = Static<typeof EventMembers> & WithAlternatives;
export type EventDocument = Static<typeof EventMembers> &
  Disputable & { date: UncertainDate; corroboration: Corroboration; notices?: Notice[]; unknowns?: Unknown[] };
