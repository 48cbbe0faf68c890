/** Chains of references among records of one kind, such as what sources were made from: where they end, and circles in them. */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import { type Finding, keyOf } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { type PointedReference, referencesIn } from '../document/evidence.js';
import { indexValue } from '../index/tokens.js';
import type { Stored, UnitOfWork } from './unit-of-work.js';

/** Records whose followers are looked up by one query. */
const BATCH_SIZE = 500;

/** The next records of the chain. */
const linksIn = ({ document, chain }: Definition, members: Members | undefined): PointedReference[] =>
  chain === undefined || members?.[chain] === undefined ? [] : referencesIn(document, { [chain]: members[chain] });

/**
 * Where the chain of a record ends: the records without a further link that it leads to. No more than two are looked for.
 * What is found is remembered: nothing that follows from a write changes a link.
 */
export async function endsOf(
  records: UnitOfWork,
  definition: Definition,
  id: string,
  members: Members,
): Promise<readonly string[]> {
  const { record } = definition;
  const [seen, ends] = [new Set<string>(), new Set<string>()];
  for (let links = linksIn(definition, members); links.length > 0 && ends.size < 2; ) {
    const level = links;
    links = [];
    await records.load(level.filter((link) => !records.chainEnds.has(keyOf(link))));
    for (const link of level) {
      if (seen.has(link.id)) continue;
      seen.add(link.id);
      const known = records.chainEnds.get(keyOf(link));
      const further = known ? [] : linksIn(definition, records.get(record, link.id));
      if (further.length > 0) links.push(...further);
      else for (const end of known ?? [link.id]) ends.add(end);
    }
  }
  const found = [...ends].slice(0, 2);
  // Where all leads to one end, so does each record on the way.
  const alike = found.length === 1 ? [id, ...seen] : found.length === 0 ? [] : [id];
  for (const one of alike) records.chainEnds.set(keyOf({ record, id: one }), found);
  return found;
}

/**
 * Finds where the chain of a record leads back to it; asks the database, which has all of this write.
 * @param known the records that follow others directly, as far as they were looked up for this write
 */
export async function findCircles(
  db: Database,
  definition: Definition,
  id: string,
  stored: Stored | undefined,
  members: Members,
  known: Map<string, string[]>,
): Promise<Finding[]> {
  const links = linksIn(definition, members);
  const before = stored?.deleted_at === undefined ? linksIn(definition, stored?.document) : [];
  if (links.length === 0 || isDeepStrictEqual(links, before)) return [];
  const followers = new Set<string>();
  for (let next = [id]; next.length > 0; ) {
    await lookUpFollowers(db, definition, next, known);
    const direct = new Set(next.flatMap((one) => known.get(keyOf({ record: definition.record, id: one })) ?? []));
    next = [...direct].filter((one) => !followers.has(one));
    for (const one of next) followers.add(one);
  }
  return links
    .filter((link) => followers.has(link.id))
    .map((link) => ({
      pointer: link.pointer,
      code: 'circular_reference',
      detail: `${nameOf(link, link.id)} goes back to ${nameOf(definition, id)} itself by its ${definition.chain}`,
    }));
}

/** Looks up which records have each of these as their next one. */
async function lookUpFollowers(
  db: Database,
  { record, chain = '' }: Definition,
  ids: readonly string[],
  known: Map<string, string[]>,
): Promise<void> {
  const unknown = ids.filter((id) => !known.has(keyOf({ record, id })));
  for (let from = 0; from < unknown.length; from += BATCH_SIZE) {
    const batch = new Map(unknown.slice(from, from + BATCH_SIZE).map((id) => [indexValue(chain, id), id]));
    for (const id of batch.values()) known.set(keyOf({ record, id }), []);
    const rows = await db
      .selectFrom('index_entry')
      .select(['value', 'id'])
      .where('filter', '=', `${record}.${chain}`)
      .where('value', 'in', [...batch.keys()])
      .execute();
    for (const { value, id } of rows) known.get(keyOf({ record, id: batch.get(value) ?? '' }))?.push(id);
  }
}
