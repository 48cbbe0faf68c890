/** A register of random records, written over HTTP, and what each filter means of a document: the oracle of the lists. */
import fc from 'fast-check';
import {
  CITATION_STATUSES,
  EVENT_OUTCOMES,
  EVENT_ROLES,
  PARTNERSHIP_ROLES,
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
export const ALL_NAMES = Object.values(NAMES).flat();
/** What a name folds to. */
export const folded = (name: string) => Object.keys(NAMES).find((key) => NAMES[key]?.includes(name));

export const COUNTRIES = ['FR', 'DE', 'IT'];
export const STAGES = ['exploratory', 'talks', 'intent_announced', 'partnership_announced', 'signed', 'in_force'];
export const OTHER_STAGES = ['suspended', 'ended', 'denied'];
export const TOPICS = ['blockchain', 'cbdc', 'mining'];
export const VALUES = {
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
export const PARTIES = ids('party', 20);
export const PRINCIPALS = PARTIES.slice(0, 8);
export const SOURCES = ids('source', 16);
export const PARTNERSHIPS = ids('partnership', 30);
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
      fc.array(
        fc
          .record({
            kind: of(VALUES.instrument_kind),
            status: of(VALUES.instrument_status),
            quantity: maybe(of(['one', 'several'])),
            count: maybe(of(['3'])),
            citations,
          })
          .map(({ count, ...one }) => ({ ...one, ...(count && one.quantity !== 'one' && { count: Number(count) }) })),
        { minLength: 1, maxLength: 3 },
      ),
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
    mode: maybe(of(['in_person', 'video', 'written'])),
    place: maybe(fc.constant({ name: 'Lagoon City' })),
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
  for (const id of PARTIES.slice(8, 12)) await register.patch(`/parties/${id}`, { named: false }, { 'if-match': '*' });
  // What happened at events that came later; and what some sources say.
  for (const [index, id] of PARTNERSHIPS.slice(0, 10).entries()) {
    const { body } = await register.get(`/partnerships/${id}`);
    const [first, ...others] = body.milestones;
    const milestones = [{ ...first, stage: 'signed', event: EVENTS[10 + index] }, ...others];
    const { status, text } = await register.patch(`/partnerships/${id}`, { milestones }, { 'if-match': '*' });
    if (status !== 200) throw new Error(text);
  }
  for (const id of SOURCES.slice(0, 9)) await register.putText(id, 'A text.');

  const documents: Documents = { parties: [], sources: [], events: [], partnerships: [] };
  for (const collection of Object.keys(IDS) as Collection[])
    for (const id of IDS[collection]) {
      const { status, body } = await register.get(`/${collection}/${id}`);
      if (status === 200) documents[collection].push(body);
    }
  return documents;
}
