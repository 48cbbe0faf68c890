/** Independent voices: which sources are one report, or come from one outlet, and so count as one. */
import { fold } from '../words/folding.js';

/** Why sources are one voice. */
export const SAMENESS = {
  publisher: 'One party published them, or what they were made from; without `id` it is one name as printed.',
  credited_outlet: 'They credit one outlet, or credit what another of them was published by.',
  origin: 'They go back to one source, or are it: copies, translations and the like.',
} as const;

export interface Shared {
  same: keyof typeof SAMENESS;
  /** The party, or the source of origin. */
  id?: string;
}

/** What of a source says whose voice it is. */
export interface Published {
  publisher?: string;
  /** The publisher as printed. */
  publisher_name?: string;
  /** The outlets that it credits. */
  attributed_to: readonly string[];
  /** The sources that it was made from. */
  derived_from: readonly string[];
}

/** Several sources that are one voice. */
export interface OneVoice {
  sources: string[];
  because: Shared[];
}

export interface Voices {
  /** How many different sources there are. */
  sources: number;
  /** How many voices they are. */
  independent: number;
  /** How many different publishers they have. */
  publishers: number;
  /** How many sources they go back to in the end; one that was made from no other is its own. */
  origins: number;
  together: OneVoice[];
}

/** A source with all that it was made from. */
interface Report {
  id: string;
  /** The source itself first. */
  lineage: readonly Published[];
  /** The sources at the ends of its chains. */
  ends: readonly string[];
}

/**
 * Counts the voices among sources. Whatever shares a publisher, a credited outlet or an origin is one voice, also by way of a
 * third; what a source was made from speaks through it, with its publisher and the outlets that it credits.
 */
export function voicesOf(cited: Iterable<string>, sourceOf: (id: string) => Published | undefined): Voices {
  const reports = [...new Set(cited)].sort().map((id) => reportOf(id, sourceOf));
  const publishersOf = publishersIn(reports.flatMap(({ lineage }) => lineage));
  const bonds = bondsOf(reports, publishersOf);
  const leaders = leadersOf(reports.length, bonds);
  const voices = new Map<number, OneVoice>();
  for (const [index, { id }] of reports.entries()) {
    const leader = leaders[index] ?? index;
    const voice = voices.get(leader);
    if (voice) voice.sources.push(id);
    else voices.set(leader, { sources: [id], because: [] });
  }
  for (const bond of bonds) voices.get(leaders[bond.members[0] ?? 0] ?? 0)?.because.push(sharedBy(bond));
  return {
    sources: reports.length,
    independent: voices.size,
    publishers: new Set(reports.flatMap(({ lineage: [own] }) => (own ? publishersOf(own) : []))).size,
    origins: new Set(reports.flatMap(({ ends }) => ends)).size,
    together: [...voices.values()].filter(({ sources }) => sources.length > 1),
  };
}

function reportOf(id: string, sourceOf: (id: string) => Published | undefined): Report {
  const lineage: Published[] = [];
  const ends: string[] = [];
  const ways = new Set([id]);
  // What is added while it is gone through comes in its turn.
  for (const one of ways) {
    const source = sourceOf(one);
    if (source) lineage.push(source);
    const former = source?.derived_from ?? [];
    if (former.length === 0) ends.push(one);
    for (const next of former) ways.add(next);
  }
  return { id, lineage, ends };
}

/** Says who published a source. A name alone stands for the parties that are printed so elsewhere among these sources. */
function publishersIn(all: readonly Published[]): (source: Published) => readonly string[] {
  const printed = new Map<string, Set<string>>();
  for (const { publisher, publisher_name } of all) {
    if (publisher === undefined || publisher_name === undefined) continue;
    const name = fold(publisher_name);
    printed.set(name, (printed.get(name) ?? new Set()).add(partyKey(publisher)));
  }
  return ({ publisher, publisher_name }) => {
    if (publisher !== undefined) return [partyKey(publisher)];
    if (publisher_name === undefined) return [];
    const name = fold(publisher_name);
    return [...(printed.get(name) ?? [`name ${name}`])];
  };
}

const partyKey = (party: string): string => `party ${party}`;

/** What several sources share. */
interface Bond {
  /** A party, a name as printed, or a source of origin, with what it is in front. */
  key: string;
  /** The indexes of the sources, in their order. */
  members: number[];
  /** Whether one of them only credits the party. */
  isCredited: boolean;
}

/** All that at least two of the sources share: first origins, then names, then parties. */
function bondsOf(reports: readonly Report[], publishersOf: (source: Published) => readonly string[]): Bond[] {
  const bonds = new Map<string, Bond>();
  const add = (key: string, member: number, isCredited = false): void => {
    const bond = bonds.get(key) ?? { key, members: [], isCredited: false };
    bonds.set(key, bond);
    if (bond.members.at(-1) === member) return;
    bond.members.push(member);
    bond.isCredited ||= isCredited;
  };
  for (const [index, { lineage, ends }] of reports.entries()) {
    for (const end of ends) add(`origin ${end}`, index);
    for (const publisher of lineage.flatMap(publishersOf)) add(publisher, index);
    for (const { attributed_to } of lineage) for (const party of attributed_to) add(partyKey(party), index, true);
  }
  const rank = ({ key }: Bond) => `${['origin', 'name', 'party'].indexOf(key.split(' ')[0] ?? '')} ${key}`;
  return [...bonds.values()]
    .filter(({ members }) => members.length > 1)
    .sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

function sharedBy({ key, isCredited }: Bond): Shared {
  const [kind, id = ''] = key.split(' ');
  if (kind === 'name') return { same: 'publisher' };
  return { same: kind === 'origin' ? 'origin' : isCredited ? 'credited_outlet' : 'publisher', id };
}

/** The first source of each one's voice: those that share something have the same, also by way of others (union-find). */
function leadersOf(count: number, bonds: readonly Bond[]): number[] {
  const leaders = Array.from({ length: count }, (_, index) => index);
  const leaderOf = (one: number): number => {
    let [at, next] = [one, leaders[one] ?? one];
    while (next !== at) {
      leaders[at] = leaders[next] ?? next;
      [at, next] = [next, leaders[next] ?? next];
    }
    return at;
  };
  for (const { members } of bonds)
    for (const member of members) {
      const [one, other] = [leaderOf(members[0] ?? member), leaderOf(member)];
      leaders[Math.max(one, other)] = Math.min(one, other);
    }
  return leaders.map((_, index) => leaderOf(index));
}
