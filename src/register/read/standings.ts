/** Reads what clocks say of records: how far partnerships had got, and what others rest on. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import { Refusal } from '../../model/refusal.js';
import type { Clock } from '../../model/stages/clock.js';
import type { Definition, Document } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { evidenceIn } from '../document/evidence.js';
import { publishedBy } from './published.js';
import type { Reading } from './reading.js';
import { relatedSources, sourcesAt } from './sources.js';

/**
 * Whether a row of `standing` holds by the clocks.
 * @param row what the table is called in the query
 */
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
async function standingsAt(db: Database, clock: Clock, ids: readonly string[]): Promise<Map<string, string>> {
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
 * The computed members of records by the clocks, as JSON; those of which nothing had been published may be missing.
 * Undefined where all are the same at all times.
 */
export async function membersByClock(
  { db, definitions }: Pick<Reading, 'db' | 'definitions'>,
  definition: Definition,
  clock: Clock,
  documents: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { periods, publishedMembers, document: schema } = definition;
  if (periods) return standingsAt(db, clock, [...documents.keys()]);
  const { publishedUntil } = clock;
  if (!publishedMembers || publishedUntil === undefined) return undefined;
  const parsed = [...documents].map(([id, document]): [string, Document] => [id, JSON.parse(document)]);
  const cited = parsed.flatMap(([, document]) => evidenceIn(schema, document).citations);
  const sources = await sourcesAt<Members>(
    db,
    definitions,
    cited.map(({ citation }) => citation.source),
  );
  const related = relatedSources(sources);
  return new Map(
    parsed.map(([id, document]) => [id, JSON.stringify(publishedMembers(document, related, publishedUntil))]),
  );
}

/** The same of one record that is there; refuses one of which nothing had been published. */
export async function standingOf(
  reading: Pick<Reading, 'db' | 'definitions'>,
  definition: Definition,
  id: string,
  document: string,
  clock: Clock,
): Promise<string | undefined> {
  const { db } = reading;
  const { record, periods } = definition;
  if (!periods && clock.publishedUntil !== undefined) {
    const published = db
      .selectFrom('record as r')
      .select('r.id')
      .where('r.record', '=', record)
      .where('r.id', '=', id)
      .where(publishedBy(definition, clock.publishedUntil));
    if (!(await published.executeTakeFirst())) throw notPublished(definition, id, clock);
  }
  const standing = (await membersByClock(reading, definition, clock, new Map([[id, document]])))?.get(id);
  if (periods && standing === undefined) throw notPublished(definition, id, clock);
  return standing;
}

const notPublished = (definition: Definition, id: string, { publishedUntil }: Clock): Refusal =>
  new Refusal('not_found', `Nothing about ${nameOf(definition, id)} had surely been published by ${publishedUntil}.`);
