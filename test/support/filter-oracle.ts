/** What filters of lists mean, by reading each document through: the slow oracle of the tests about lists. */
import { UNKNOWN_CODES } from '../../src/model/vocabulary/notices.js';
import { PARTNERSHIP_SCOPES } from '../../src/model/vocabulary/vocabulary.js';
import { naive } from '../stages/naive.js';
import { missingIn } from './missing-oracle.js';
import {
  ALL_NAMES,
  COUNTRIES,
  type Collection,
  type Documents,
  folded,
  OTHER_STAGES,
  PARTIES,
  PARTNERSHIPS,
  PRINCIPALS,
  SOURCES,
  STAGES,
  TOPICS,
  VALUES,
} from './random-register.js';
import type { Json } from './register.js';

const INDEPENDENT = { min_independent: ['1', '2', '3'], max_independent: ['1', '2', '3'] };
/** Filters that take one value. */
export const SINGLE = ['named', ...Object.keys(INDEPENDENT)];

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
    missing: Object.keys(UNKNOWN_CODES),
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
    ...INDEPENDENT,
    missing: Object.keys(UNKNOWN_CODES),
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
    missing: Object.keys(UNKNOWN_CODES),
    source: SOURCES,
    instrument_kind: VALUES.instrument_kind,
    instrument_status: VALUES.instrument_status,
    ...INDEPENDENT,
  },
};

export type Asked = Record<string, readonly string[] | undefined>;

/** The sources that one was made from in the end. */
export function endsOf({ id, derived_from = [] }: Json, sources: readonly Json[]): string[] {
  if (derived_from.length === 0) return [id];
  const ends = derived_from.flatMap((one: Json) => endsOf(sources.find(({ id }) => id === one.source)!, sources));
  return [...new Set<string>(ends)];
}

/** How many voices some sources are: those that share an outlet or an origin, themselves or by others, are one. */
export function countVoices(ids: readonly string[], sources: readonly Json[]): number {
  const lineage = (id: string): Json[] => {
    const source = sources.find((one) => one.id === id)!;
    return [source, ...(source.derived_from ?? []).flatMap((one: Json) => lineage(one.source))];
  };
  const all = ids.flatMap(lineage);
  const publishersOf = ({ publisher, publisher_name }: Json): string[] => {
    if (publisher || !publisher_name) return publisher ? [publisher] : [];
    const printed = all.filter((one) => one.publisher_name && folded(one.publisher_name) === folded(publisher_name));
    const known = printed.flatMap((one) => one.publisher ?? []);
    return known.length > 0 ? known : [`${folded(publisher_name)}`];
  };
  const voices: { ids: string[]; marks: string[] }[] = [];
  for (const id of ids) {
    const marks = lineage(id).flatMap((one) => [
      ...publishersOf(one),
      ...(one.attributed_to ?? []),
      ...(one.derived_from?.length > 0 ? [] : [`made of ${one.id}`]),
    ]);
    const joined = voices.filter((voice) => voice.marks.some((mark) => marks.includes(mark)));
    for (const voice of joined) voices.splice(voices.indexOf(voice), 1);
    voices.push({
      ids: [id, ...joined.flatMap((voice) => voice.ids)],
      marks: [...marks, ...joined.flatMap((voice) => voice.marks)],
    });
  }
  return voices.length;
}

/** Whether a document fulfils all filters, by reading it through. */
export function fulfils(collection: Collection, document: Json, asked: Asked, documents: Documents): boolean {
  const { parties, sources } = documents;
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
  const independent = () => {
    if (document.independent !== undefined) return document.independent;
    const statements: Json[] = collection === 'events' ? [document] : naive(document.milestones).giving;
    const behind = statements.flatMap(({ citations }) => citations);
    return countVoices([...new Set<string>(behind.map((one: Json) => one.source))], sources);
  };
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
    missing: (values) => missingIn(collection, document, documents).some((code) => values.includes(code)),
    reached: (values) => values.some((stage) => rank(document.reached) >= rank(stage)),
    negated: (values) =>
      document.milestones.some((one: Json) => one.polarity === 'negated' && values.includes(one.stage)),
    instrument_kind: (values) =>
      (document.instruments ?? []).some(
        (one: Json) => values.includes(one.kind) && (asked.instrument_status?.includes(one.status) ?? true),
      ),
    min_independent: ([count]) => independent() >= Number(count),
    max_independent: ([count]) => independent() <= Number(count),
    instrument_status: (values) => (document.instruments ?? []).some((one: Json) => values.includes(one.status)),
  };
  return Object.entries(asked).every(
    ([name, values]) => values === undefined || (meaning[name]?.(values) ?? values.includes(document[name])),
  );
}
