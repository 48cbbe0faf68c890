/** A register of random records, written over HTTP, and what each filter means of a document: the oracle of the lists. */
import fc from 'fast-check';
import {
  CITATION_STATUSES,
  EVENT_OUTCOMES,
  EVENT_ROLES,
  PARTNERSHIP_ROLES,
  PARTNERSHIP_SCOPES,
  SOURCE_RELATIONS,
} from '../../src/model/vocabulary/vocabulary.js';
import { writtenDates } from './days.js';
import type { Json, TestRegister } from './register.js';

export type Collection = 'parties' | 'sources' | 'events' | 'partnerships';
export type Documents = Record<Collection, Json[]>;

/** Names that are one when folded, by what they fold to. */
const NAMES: Record<string, string[]> = {
  'cafe reserve': ['Café Réserve', 'CAFE RESERVE', 'Cafe\u0301 Re\u0301serve'],
  "people's bank": ['People’s Bank', "People's Bank", "PEOPLE'S BANK"],
  'abu-dhabi fund': ['Abu–Dhabi Fund', 'Abu-Dhabi fund', 'Abu—Dhabi Fund'],
  '"mica" desk': ['“MiCA” desk', '"MiCA" Desk'],
  'the bank, tokyo': ['The Bank, Tokyo'],
  zug: ['Zug'],
};
const ALL_NAMES = Object.values(NAMES).flat();
/** What a name folds to. */
export const folded = (name: string) => Object.keys(NAMES).find((key) => NAMES[key]?.includes(name));

const COUNTRIES = ['FR', 'DE', 'IT'];
const STAGES = ['exploratory', 'talks', 'intent_announced', 'partnership_announced', 'signed', 'in_force'];
const OTHER_STAGES = ['suspended', 'ended', 'denied'];
const TOPICS = ['blockchain', 'cbdc', 'mining'];
const VALUES = {
  party_kind: [
    'state',
    'government_body',
    'subnational',
    'company',
    'person',
    'media',
    'unnamed_group',
    'civil_society',
  ],
  source_kind: ['news_article', 'filing', 'dataset'],
  relation: Object.keys(SOURCE_RELATIONS),
  event_kind: ['meeting', 'signing', 'launch'],
  language: ['en', 'EN', 'fr', 'fr-CH'],
  instrument_kind: ['mou', 'treaty', 'agreement'],
  instrument_status: ['under_discussion', 'drafted', 'suspended'],
  outcome: Object.keys(EVENT_OUTCOMES),
  event_role: Object.keys(EVENT_ROLES),
  partnership_role: Object.keys(PARTNERSHIP_ROLES),
  citation_status: Object.keys(CITATION_STATUSES),
};

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
/** The first parties can be principals of anything. */
const PARTIES = ids('party', 20);
const PRINCIPALS = PARTIES.slice(0, 8);
const SOURCES = ids('source', 16);
const PARTNERSHIPS = ids('partnership', 30);
const EVENTS = ids('event', 30);
export const IDS = { parties: PARTIES, sources: SOURCES, events: EVENTS, partnerships: PARTNERSHIPS };

const of = (values: readonly string[]) => fc.constantFrom(...values);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const some = (values: readonly string[], maxLength = 3) =>
  maybe(fc.uniqueArray(of(values), { minLength: 1, maxLength }));
const date = maybe(fc.option(writtenDates, { freq: 5, nil: undefined }).map((one) => (one ? { edtf: one.edtf } : {})));
const citations = fc
  .uniqueArray(of(SOURCES), { minLength: 1, maxLength: 2 })
  .map((sources) => sources.map((source) => ({ source })));

const earlier = (index: number) => (index === 0 ? fc.constant(undefined) : maybe(of(PARTIES.slice(0, index))));
const party = (index: number) =>
  fc.record({
    id: fc.constant(PARTIES[index]),
    kind: of(index < PRINCIPALS.length ? VALUES.party_kind.slice(0, 5) : VALUES.party_kind),
    name: of(ALL_NAMES),
    aliases: maybe(
      fc.uniqueArray(of(ALL_NAMES), { minLength: 1, maxLength: 2 }).map((all) => all.map((name) => ({ name }))),
    ),
    country: index % 2 === 0 ? of(COUNTRIES) : fc.constant('FR'),
    part_of: earlier(index),
    related: earlier(index).map((one) => one && [{ relation: 'affiliate_of', party: one }]),
    named: index < PRINCIPALS.length ? maybe(fc.constant(true)) : maybe(fc.boolean()),
  });
const source = (index: number) =>
  fc.record({
    id: fc.constant(SOURCES[index]),
    kind: of(VALUES.source_kind),
    publisher: maybe(of(PARTIES)),
    attributed_to: some(PARTIES),
    language: maybe(of(VALUES.language)),
    published: date,
    publisher_name: maybe(of(ALL_NAMES)),
    derived_from: maybe(
      fc.uniqueArray(fc.record({ source: of(SOURCES.slice(0, index || 1)), relation: of(VALUES.relation) }), {
        selector: (one) => one.source,
        // The first few are those that others were made from.
        maxLength: index < 4 ? 0 : 2,
      }),
    ),
  });
const partnership = (index: number) =>
  fc.record({
    id: fc.constant(PARTNERSHIPS[index]),
    title: fc.constant('A partnership'),
    parties: fc
      .tuple(
        fc.uniqueArray(of(PRINCIPALS), { minLength: 2, maxLength: 3 }),
        fc.uniqueArray(of(PARTIES), { maxLength: 3 }),
        of(['facilitator', 'observer', 'implementing_body']),
        maybe(of(['principal', 'signatory'])),
      )
      .map(([bound, others, role, said]) => [
        ...bound.map((one) => ({ party: one, ...(said && { role: said }) })),
        ...others.map((one) => ({ party: one, role })),
      ]),
    topics: some(TOPICS),
    milestones: fc.array(
      fc.record({
        stage: of([...STAGES, ...OTHER_STAGES]),
        polarity: maybe(of(['affirmed', 'affirmed', 'negated'])),
        date,
        citations,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    instruments: maybe(
      fc.array(fc.record({ kind: of(VALUES.instrument_kind), status: of(VALUES.instrument_status), citations }), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
    citations: maybe(citations),
  });
const event = (index: number) =>
  fc.record({
    id: fc.constant(EVENTS[index]),
    kind: of(VALUES.event_kind),
    title: fc.constant('An event'),
    date,
    parties: maybe(
      fc.uniqueArray(fc.record({ party: of(PARTIES), role: of(VALUES.event_role) }), {
        selector: (one) => JSON.stringify(one),
        maxLength: 4,
      }),
    ),
    mentions: some(PARTIES),
    topics: some(TOPICS),
    partnerships: some(PARTNERSHIPS),
    outcome: maybe(of(VALUES.outcome)),
    citations,
  });

function sample<T>(one: (index: number) => fc.Arbitrary<T>, wanted: readonly string[], seed: number): T[] {
  return fc.sample(fc.tuple(...wanted.map((_, index) => one(index))), { seed, numRuns: 1 })[0]!;
}

/** Random records as they are written, in an order in which nothing refers to what comes later. */
export const sampled = (seed: number): Record<Collection, object[]> => ({
  parties: sample(party, PARTIES, seed),
  sources: sample(source, SOURCES, seed),
  partnerships: sample(partnership, PARTNERSHIPS, seed),
  events: sample(event, EVENTS, seed),
});

/** Writes random records, then changes and deletes some; answers with all documents as they are read one by one. */
export async function writeRandomly(register: TestRegister, seed: number): Promise<Documents> {
  const records = sampled(seed);
  const post = async (collection: Collection, bodies: object[]) => {
    for (const body of bodies) {
      const { status, text } = await register.post(`/${collection}`, body);
      if (status !== 201) throw new Error(text);
    }
  };
  await post('parties', records.parties);
  await post('sources', records.sources);
  const cited = sample(() => citations, PARTIES, seed);
  for (const [index, id] of PARTIES.entries())
    if (index % 3 > 0) {
      const claims = [{ predicate: 'other', value: 'so', citations: cited[index] }];
      const change = index % 3 === 1 ? { citations: cited[index] } : { claims };
      await register.patch(`/parties/${id}`, change, { 'if-match': '*' });
    }
  await post('partnerships', records.partnerships);
  await post('events', records.events);
  for (const id of EVENTS.slice(0, 3)) await register.delete(`/events/${id}`, { 'if-match': '*' });
  for (const id of EVENTS.slice(3, 6)) await register.patch(`/events/${id}`, { summary: 'New.' }, { 'if-match': '*' });
  await register.patch('/parties/party-1', { country: 'IT' }, { 'if-match': '*' });

  const documents: Documents = { parties: [], sources: [], events: [], partnerships: [] };
  for (const collection of Object.keys(IDS) as Collection[])
    for (const id of IDS[collection]) {
      const { status, body } = await register.get(`/${collection}/${id}`);
      if (status === 200) documents[collection].push(body);
    }
  return documents;
}

/** The values that each filter is asked for. */
export const FILTERS: Record<Collection, Record<string, readonly string[]>> = {
  parties: {
    kind: VALUES.party_kind,
    country: COUNTRIES,
    part_of: PARTIES.slice(0, 10),
    within: PARTIES.slice(0, 10),
    related_to: PARTIES.slice(0, 10),
    named: ['true', 'false'],
    name: ALL_NAMES,
    source: SOURCES,
  },
  sources: {
    publisher: PARTIES,
    attributed_to: PARTIES,
    kind: VALUES.source_kind,
    language: ['en', 'FR', 'fr-ch'],
    derived_from: SOURCES,
    origin: SOURCES,
  },
  events: {
    kind: VALUES.event_kind,
    party: PARTIES,
    within: PARTIES.slice(0, 10),
    role: VALUES.event_role,
    country: COUNTRIES,
    partnership: PARTNERSHIPS,
    mentions: PARTIES,
    topic: TOPICS,
    source: SOURCES,
    outcome: VALUES.outcome,
    notice: ['dated_after_sources', 'before_1900'],
  },
  partnerships: {
    party: PARTIES,
    within: PARTIES.slice(0, 10),
    role: VALUES.partnership_role,
    between: PRINCIPALS,
    country: COUNTRIES,
    stage: ['unknown', ...STAGES, ...OTHER_STAGES],
    reached: ['unknown', ...STAGES],
    negated: [...STAGES, ...OTHER_STAGES],
    topic: TOPICS,
    scope: Object.keys(PARTNERSHIP_SCOPES),
    principal_kind: VALUES.party_kind,
    evidence: VALUES.citation_status,
    source: SOURCES,
    instrument_kind: VALUES.instrument_kind,
    instrument_status: VALUES.instrument_status,
  },
};

export type Asked = Record<string, readonly string[] | undefined>;

/** The sources that one was made from in the end. */
export function endsOf({ id, derived_from = [] }: Json, sources: readonly Json[]): string[] {
  if (derived_from.length === 0) return [id];
  const ends = derived_from.flatMap((one: Json) => endsOf(sources.find(({ id }) => id === one.source)!, sources));
  return [...new Set<string>(ends)];
}

/** Whether a document fulfils all filters, by reading it through. */
export function fulfils(
  collection: Collection,
  document: Json,
  asked: Asked,
  { parties, sources }: Documents,
): boolean {
  const text = JSON.stringify(document);
  const partyOf = (id: string) => parties.find((one) => one.id === id);
  const countryOf = (id: string) => partyOf(id)?.country;
  const lineageOf = (id?: string): string[] => (id === undefined ? [] : [id, ...lineageOf(partyOf(id)?.part_of)]);
  const isBelow = (id: string) => lineageOf(id).some((one) => partyOf(one)?.kind === 'subnational');
  const kindsOf = (id: string) =>
    [partyOf(id).kind].flatMap((kind) => (kind === 'government_body' && isBelow(id) ? [kind, 'subnational'] : kind));
  const roleOf = (one: Json) => one.role ?? 'principal';
  const took: Json[] = document.parties ?? [];
  const narrowed = took.filter((one) => asked.role?.includes(roleOf(one)) ?? true);
  const rank = (stage: string) => ['unknown', ...STAGES].indexOf(stage);
  const meaning: Record<string, (values: readonly string[]) => boolean> = {
    part_of: (values) => values.includes(document.part_of),
    named: ([value]) => String(document.named ?? true) === value,
    name: (values) =>
      [document, ...(document.aliases ?? [])].some((one: Json) =>
        values.some((name) => folded(name) === folded(one.name)),
      ),
    within: (values) =>
      (collection === 'parties' ? [document.id] : narrowed.map((one) => one.party)).some((id) =>
        lineageOf(id).some((one) => values.includes(one)),
      ),
    related_to: (values) => (document.related ?? []).some((one: Json) => values.includes(one.party)),
    principal_kind: (values) =>
      took
        .filter((one) => ['principal', 'signatory'].includes(roleOf(one)))
        .some(({ party }) => kindsOf(party).some((kind) => values.includes(kind))),
    source: (values) => values.some((id) => text.includes(`"source":"${id}"`)),
    attributed_to: (values) => values.some((id) => document.attributed_to?.includes(id)),
    derived_from: (values) => (document.derived_from ?? []).some((one: Json) => values.includes(one.source)),
    origin: (values) => values.some((id) => `${endsOf(document, sources)}` === id && document.id !== id),
    language: (values) => values.some((tag) => tag.toLowerCase() === document.language?.toLowerCase()),
    party: (values) => narrowed.some((one) => values.includes(one.party)),
    role: () => narrowed.length > 0,
    between: (values) => values.every((id) => took.some((one) => one.party === id)),
    country: (values) =>
      collection === 'parties'
        ? values.includes(document.country)
        : narrowed.some((one) => values.includes(countryOf(one.party))),
    partnership: (values) => values.some((id) => document.partnerships?.includes(id)),
    mentions: (values) => values.some((id) => document.mentions?.includes(id)),
    topic: (values) => values.some((topic) => document.topics?.includes(topic)),
    notice: (values) => (document.notices ?? []).some((one: Json) => values.includes(one.code)),
    reached: (values) => values.some((stage) => rank(document.reached) >= rank(stage)),
    negated: (values) =>
      document.milestones.some((one: Json) => one.polarity === 'negated' && values.includes(one.stage)),
    instrument_kind: (values) =>
      (document.instruments ?? []).some(
        (one: Json) => values.includes(one.kind) && (asked.instrument_status?.includes(one.status) ?? true),
      ),
    instrument_status: (values) => (document.instruments ?? []).some((one: Json) => values.includes(one.status)),
  };
  return Object.entries(asked).every(
    ([name, values]) => values === undefined || (meaning[name]?.(values) ?? values.includes(document[name])),
  );
}
