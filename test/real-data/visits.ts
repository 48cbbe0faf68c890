/** Real trips and visits, which are no part of the project: read from the file that VISITS_FILE names, and made into records. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Engine } from '../../src/db/engine.js';
import { slug } from '../../src/model/words/folding.js';
import { create } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import type { Json } from '../support/register.js';

const file = process.env.VISITS_FILE;
/** For tests that need the file. */
export const skip = file ? false : 'VISITS_FILE is not set, so the register is not tried on real visits';

/** A line of the file, as far as it is used. */
export interface Row {
  id: string;
  title: string;
  description: string;
  date: { start: string; end: string };
  parties: { name: string; country: string | null; role: 'host' | 'visitor' }[];
  persons: { name: string; of: string }[];
  location: string | null;
  source: { publisher: string; url: string };
}

export interface Visits {
  rows: Row[];
  records: { parties: Json[]; sources: Json[]; events: Json[] };
  /** The ids of what a row names. */
  partyOf(name: string): string;
  personOf(person: Row['persons'][number]): string;
  sourceOf(url: string): string;
}

const PUBLISHER = 'office-of-the-historian';
const ROLES = { host: 'host', visitor: 'attendee' };

export function readVisits(): Visits {
  const bytes = readFileSync(file ?? '');
  const lines = (file?.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
  const rows: Row[] = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  const freshId = uniqueIds();
  const sides = rows.flatMap(({ parties }) => parties);
  const countryOf = new Map(sides.map(({ name, country }) => [name, country]));

  // What has one code is one state, whatever it is called; a state without a code today can't be entered as one.
  const states = grouped(sides, ({ name, country }) => country ?? name);
  const stateIds = new Map([...states.keys()].map((key) => [key, freshId(key)]));
  const partyOf = (name: string) => stateIds.get(countryOf.get(name) ?? name)!;
  const persons = grouped(
    rows.flatMap(({ persons }) => persons),
    keyOfPerson,
  );
  const personIds = new Map([...persons].map(([key, [person]]) => [key, freshId(person!.name)]));
  const personOf = (person: Row['persons'][number]) => personIds.get(keyOfPerson(person))!;
  const urls = new Set(rows.map(({ source }) => source.url));
  const sourceIds = new Map([...urls].map((url) => [url, freshId(url.replace('https://history.state.gov/', ''))]));
  const sourceOf = (url: string) => sourceIds.get(url)!;

  const parties = [...states].map(([key, named]) => {
    const [name, ...others] = new Set(named.map((one) => one.name));
    const country = named[0]!.country;
    return {
      id: stateIds.get(key),
      ...(country ? { kind: 'state', country } : { kind: 'intergovernmental_organization' }),
      name,
      ...(others.length > 0 && { aliases: others.map((other) => ({ name: other })) }),
    };
  });
  const people = [...persons].map(([key, [person]]) => {
    const country = countryOf.get(person!.of);
    return { id: personIds.get(key), kind: 'person', name: person!.name.trim(), ...(country && { country }) };
  });
  const publisher = { id: PUBLISHER, kind: 'government_body', name: rows[0]!.source.publisher, country: 'US' };
  const sources = [...urls].map((url) => ({
    id: sourceOf(url),
    kind: 'dataset',
    publisher: PUBLISHER,
    language: 'en',
    url,
  }));
  const events = rows.map(({ id, title, description, date, parties, persons, location, source }) => ({
    id,
    kind: 'visit',
    title,
    ...(description !== '' && { summary: description }),
    date: { edtf: date.start === date.end ? date.start : `${date.start}/${date.end}`, basis: 'stated' },
    mode: 'in_person',
    ...(location !== null && { place: { name: location } }),
    parties: [
      ...parties.map(({ name, role }) => ({ party: partyOf(name), role: ROLES[role] })),
      ...persons.map((person) => ({ party: personOf(person), role: 'attendee' })),
    ],
    citations: [{ source: sourceOf(source.url) }],
  }));
  return {
    rows,
    records: { parties: [...parties, ...people, publisher], sources, events },
    partyOf,
    personOf,
    sourceOf,
  };
}

/** Writes all records, in one transaction, in the way every record is written. */
export async function loadVisits(engine: Engine, { records }: Visits): Promise<void> {
  const written = new Map<string, object[]>(Object.entries(records));
  const edits = RESOURCES.flatMap((definition) =>
    (written.get(definition.collection) ?? []).map((members) => create(definition, { members, computed: new Map() })),
  );
  const writing = { definitions: RESOURCES, engine, author: { actor: 'tester' }, now: new Date() };
  await engine.write((db) => write(db, writing, edits));
}

const keyOfPerson = ({ name, of }: Row['persons'][number]) => `${name.trim()}\n${of}`;

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

/** Slugs of names, with a number for those that were there before. */
function uniqueIds(): (name: string) => string {
  const used = new Map<string, number>();
  return (name) => {
    const base = (slug(name) ?? 'nameless').slice(0, 70).replace(/-+$/, '');
    const number = (used.get(base) ?? 0) + 1;
    used.set(base, number);
    return number === 1 ? base : `${base}-${number}`;
  };
}
