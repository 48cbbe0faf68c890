/** The benchmark's register: as many events as are asked for, and the parties, sources and partnerships around them. */
import { EVENT_KINDS } from '../../src/model/vocabulary/event-kinds.js';
import { EVENT_MODES, EVENT_OUTCOMES, EVENT_ROLES, TOPICS } from '../../src/model/vocabulary/vocabulary.js';
import type { Json } from '../support/register.js';
import { type Chance, openChance, zipf } from './chance.js';
import { MARKS, someName, someWords } from './words.js';

/** What is asked for in the cases, and how often there is such a thing. */
export const PARTIES = {
  /** In a quarter of all events. */
  common: 'party-0',
  /** In one of a hundred. */
  middle: 'party-middle',
  /** In sixty events and in five, however many there are. */
  rare: 'party-rare',
  rarest: 'party-rarest',
} as const;
export const COUNTRIES_ASKED = { common: 'US', rare: 'TV' } as const;

const COUNTRIES =
  'US PK SV KG AE GB DE FR CN IN JP KR SG CH BR NG KE ZA TR KZ UZ UA PL ES IT NL SE NO AR CL CO MX PE AU NZ CA ID MY TH VN PH BH QA SA EG MA GH RW'.split(
    ' ',
  );
const KINDS = Object.keys(EVENT_KINDS);
const TOPICS_BY_SHARE = Object.keys(TOPICS);
const STAGES = ['talks', 'exploratory', 'intent_announced', 'partnership_announced', 'signed', 'in_force'];
const OUTSIDE = ['suspended', 'ended', 'denied'];
export const STAGES_ASKED = [...STAGES, ...OUTSIDE];
/** The commonest and the rarest, which still fill a page of a small register. */
export const KINDS_ASKED = [KINDS[0]!, KINDS.at(-1)!];
export const TOPICS_ASKED = [TOPICS_BY_SHARE[0]!, TOPICS_BY_SHARE.at(-1)!];

/** The records of the register, each with its collection, in an order in which nothing refers to what comes later. */
export function* records(events: number): Generator<[collection: string, members: Json]> {
  const parties = Math.round(2000 * Math.sqrt(events / 10_000));
  const sources = Math.round(2000 * (events / 10_000) ** 0.2);
  const partnerships = Math.max(400, Math.round(events / 50));
  const chance = openChance(events);
  yield ['parties', { id: PARTIES.common, kind: 'state', name: 'Commonia', country: COUNTRIES_ASKED.common }];
  yield ['parties', { id: PARTIES.middle, kind: 'company', name: 'Middling Works' }];
  yield ['parties', { id: PARTIES.rare, kind: 'state', name: 'Rarity', country: COUNTRIES_ASKED.rare }];
  yield ['parties', { id: PARTIES.rarest, kind: 'company', name: 'Once in a Decade' }];
  for (let index = 1; index < parties; index += 1) yield ['parties', party(chance, index)];
  for (let index = 0; index < sources; index += 1) yield ['sources', source(chance, index)];
  const world: World = {
    party: zipf(names('party', parties).slice(1)),
    source: zipf(names('source', sources)),
    partnership: zipf(names('partnership', partnerships)),
  };
  for (let index = 0; index < partnerships; index += 1) yield ['partnerships', partnership(chance, world, index)];
  for (let index = 0; index < events; index += 1) yield ['events', event(chance, world, index, events)];
}

interface World {
  party(chance: Chance): string;
  source(chance: Chance): string;
  partnership(chance: Chance): string;
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

const drawCountry = zipf(COUNTRIES);
const drawKind = zipf(KINDS);
const drawTopic = zipf(TOPICS_BY_SHARE);

function party(chance: Chance, index: number): Json {
  const kind = chance.of(['state', 'government_body', 'company', 'company', 'person']);
  const country = kind === 'state' || kind === 'government_body' || chance.hit(0.5);
  return {
    id: `party-${index}`,
    kind,
    name: `${someName(chance)} ${someName(chance)}`,
    ...(country && { country: drawCountry(chance) }),
  };
}

function source(chance: Chance, index: number): Json {
  return {
    id: `source-${index}`,
    kind: chance.of(['news_article', 'press_release', 'official_gazette']),
    title: sentence(someWords(chance, 7)),
    ...(chance.hit(0.9) && { published: { edtf: day(chance.next()) } }),
  };
}

function partnership(chance: Chance, world: World, index: number): Json {
  // Each stage has its share, whatever chance says, so that a page of it is full.
  const turn = index % 18;
  const isOutside = turn >= 12;
  const milestones = [
    // What is surely later would lift the other.
    { stage: STAGES[turn % 6], ...(isOutside ? { date: { basis: 'unresolved' } } : dated(chance)) },
    ...(isOutside ? [{ stage: OUTSIDE[turn % 3], ...dated(chance) }] : []),
  ];
  return {
    id: `partnership-${index}`,
    title: sentence(someWords(chance, 8)),
    summary: sentence(someWords(chance, 25)),
    parties: distinct([chance.hit(0.25) ? PARTIES.common : world.party(chance), world.party(chance), PARTIES.middle])
      .slice(0, 2)
      .map((party) => ({ party })),
    topics: someTopics(chance),
    milestones: milestones.map((milestone) => ({ ...milestone, citations: [citation(chance, world)] })),
  };
}

function event(chance: Chance, world: World, index: number, events: number): Json {
  const title = someWords(chance, 8);
  if (chance.hit(0.04)) title.splice(chance.below(7), 2, MARKS.phrase);
  else if (chance.hit(0.48)) title[chance.below(4)] = MARKS.common;
  if (chance.hit(0.3)) title[4 + chance.below(2)] = MARKS.alsoCommon;
  if (chance.hit(0.2)) title[6] = MARKS.apart[index % 2]!;
  if (isOneOf(50, index, events)) title[7] = MARKS.rare;
  const summary = someWords(chance, 25);
  if (isOneOf(5, index, events)) summary[12] = MARKS.rarest;
  return {
    id: `event-${index}`,
    kind: drawKind(chance),
    title: sentence(title),
    summary: sentence(summary),
    ...dated(chance, index / events),
    ...(chance.hit(0.5) && { mode: chance.of(Object.keys(EVENT_MODES)) }),
    ...(chance.hit(0.4) && { place: { name: someName(chance), country: drawCountry(chance) } }),
    parties: takingPart(chance, world, index, events),
    ...(chance.hit(0.2) && { mentions: [world.party(chance)] }),
    topics: someTopics(chance),
    ...(chance.hit(0.1) && { partnerships: [world.partnership(chance)] }),
    ...(chance.hit(0.3) && { outcome: chance.of(Object.keys(EVENT_OUTCOMES)) }),
    citations: [citation(chance, world)],
  };
}

function takingPart(chance: Chance, world: World, index: number, events: number): Json[] {
  const parties = Array.from({ length: 1 + chance.below(3) }, () => world.party(chance));
  if (chance.hit(0.25)) parties[0] = PARTIES.common;
  if (chance.hit(0.01)) parties.push(PARTIES.middle);
  if (isOneOf(60, index, events)) parties.push(PARTIES.rare);
  if (isOneOf(5, index + 1, events)) parties.push(PARTIES.rarest);
  return distinct(parties).map((party) => ({ party, role: chance.of(Object.keys(EVENT_ROLES)) }));
}

/** Whether an event is one of so many, which lie at equal distances among all. */
const isOneOf = (count: number, index: number, events: number): boolean =>
  Math.floor(((index + 1) * count) / events) > Math.floor((index * count) / events);

const someTopics = (chance: Chance) => distinct(Array.from({ length: 1 + chance.below(3) }, () => drawTopic(chance)));

const citation = (chance: Chance, world: World) => ({
  source: world.source(chance),
  quote: someWords(chance, 12).join(' '),
  voice: 'narration',
});

/** The day in 2000 to 2025 that lies at this share of them. */
const day = (share: number): string =>
  new Date(Date.UTC(2000, 0, 1 + Math.floor(share * 9490))).toISOString().slice(0, 10);

/** A date, mostly a day, near where a record stands among all; records are mostly written as things happen. */
function dated(chance: Chance, share?: number): Json {
  const near = share === undefined || chance.hit(0.3) ? chance.next() : share + chance.next() * 0.02 - 0.01;
  const one = day(Math.max(0, near));
  const form = chance.next();
  if (form < 0.65) return { date: { edtf: one } };
  if (form < 0.79) return { date: { edtf: one.slice(0, 7) } };
  if (form < 0.85) return { date: { edtf: one.slice(0, 4) } };
  if (form < 0.88) return { date: { edtf: `${one}/${daysAfter(one, 1 + chance.below(14))}` } };
  if (form < 0.92) return { date: { edtf: `[..${one}]` } };
  if (form < 0.93) return { date: { edtf: `[${one}..]` } };
  return form < 0.96 ? {} : { date: { basis: 'unresolved' } };
}

const daysAfter = (one: string, days: number): string =>
  new Date(Date.parse(one) + days * 86_400_000).toISOString().slice(0, 10);

const sentence = (words: string[]): string => {
  const joined = words.join(' ');
  return joined[0]!.toUpperCase() + joined.slice(1);
};

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
