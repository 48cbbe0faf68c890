/** Chains of references among records of one kind, such as what sources were made from: reads them, and refuses circles. */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import type { Finding } from '../../model/refusal.js';
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

/** Loads all records that the chain of a record leads to. */
export async function loadChain(records: UnitOfWork, definition: Definition, members: Members): Promise<void> {
  const seen = new Set<string>();
  for (let links = linksIn(definition, members); links.length > 0; ) {
    await records.load(links);
    const fresh = new Set(links.map(({ id }) => id).filter((id) => !seen.has(id)));
    for (const id of fresh) seen.add(id);
    links = [...fresh].flatMap((id) => linksIn(definition, records.get(definition.record, id)));
  }
}

/** Finds where the chain of a record leads back to it; asks the database, which has all of this write. */
export async function findCircles(
  db: Database,
  definition: Definition,
  id: string,
  stored: Stored | undefined,
  members: Members,
): Promise<Finding[]> {
  const links = linksIn(definition, members);
  const before = stored?.deleted_at === undefined ? linksIn(definition, stored?.document) : [];
  if (links.length === 0 || isDeepStrictEqual(links, before)) return [];
  const followers = await followersOf(db, definition, id);
  return links
    .filter((link) => followers.has(link.id))
    .map((link) => ({
      pointer: link.pointer,
      code: 'circular_reference',
      detail: `${nameOf(link, link.id)} goes back to ${nameOf(definition, id)} itself by its ${definition.chain}`,
    }));
}

/** The records whose chains lead to one. */
async function followersOf(db: Database, { record, chain = '' }: Definition, id: string): Promise<Set<string>> {
  const followers = new Set<string>();
  for (let next = [id]; next.length > 0; ) {
    const batch = next.splice(0, BATCH_SIZE);
    const rows = await db
      .selectFrom('index_entry')
      .select('id')
      .where('filter', '=', `${record}.${chain}`)
      .where(
        'value',
        'in',
        batch.map((one) => indexValue(chain, one)),
      )
      .execute();
    for (const { id } of rows)
      if (!followers.has(id)) {
        followers.add(id);
        next.push(id);
      }
  }
  return followers;
}
