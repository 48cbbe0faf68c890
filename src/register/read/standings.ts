/** Reads how far partnerships had got by the clocks. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import { Refusal } from '../../model/refusal.js';
import type { Clock } from '../../model/stages/clock.js';
import type { Definition } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { publishedBy } from './published.js';

/** Whether a row of `standing` holds by the clocks. @param row what the table is called in the query */
export function holdsAt({ trueOn, publishedUntil }: Clock, row: string): RawBuilder<SqlBool> {
  const column = (name: keyof Tables['standing']) => sql.ref(`${row}.${name}`);
  // Not as an index has them: rows that are read in another order would be gathered by these first, and sorted.
  const unsorted = (name: 'valid_to' | 'published_from') => sql`(${column(name)} || '')`;
  const conditions = [sql`${column('clock')} = ${clockOf({ trueOn, publishedUntil })}`];
  if (trueOn !== undefined)
    conditions.push(sql`${column('valid_from')} <= ${trueOn} and ${unsorted('valid_to')} >= ${trueOn}`);
  if (publishedUntil !== undefined)
    conditions.push(
      sql`${unsorted('published_from')} <= ${publishedUntil} and ${column('published_to')} >= ${publishedUntil}`,
    );
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

/** Which clocks are asked, as their rows say. */
export const clockOf = ({ trueOn, publishedUntil }: Clock): Tables['standing']['clock'] =>
  trueOn === undefined ? 'published' : publishedUntil === undefined ? 'valid' : 'both';

/** The computed members of partnerships by the clocks, as JSON; none of those of which nothing had been published. */
export async function standingsAt(db: Database, clock: Clock, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('standing as s')
    .select(['s.id', 's.shown'])
    .where('s.id', 'in', [...ids])
    .where(holdsAt(clock, 's'))
    .execute();
  return new Map(rows.map(({ id, shown }) => [id, shown]));
}

/**
 * The same of one that is there; refuses one of which nothing had been published. Records of other kinds are only refused.
 */
export async function standingOf(
  db: Database,
  definition: Definition,
  id: string,
  clock: Clock,
): Promise<string | undefined> {
  const { record, periods } = definition;
  if (!periods && clock.publishedUntil !== undefined) {
    const published = db
      .selectFrom('record as r')
      .select('r.id')
      .where('r.record', '=', record)
      .where('r.id', '=', id)
      .where(publishedBy(definition, clock.publishedUntil));
    if (await published.executeTakeFirst()) return undefined;
    throw notPublished(definition, id, clock);
  }
  const standing = (await standingsAt(db, clock, [id])).get(id);
  if (standing === undefined) throw notPublished(definition, id, clock);
  return standing;
}

const notPublished = (definition: Definition, id: string, { publishedUntil }: Clock): Refusal =>
  new Refusal('not_found', `Nothing about ${nameOf(definition, id)} had surely been published by ${publishedUntil}.`);
