/** The revisions of one record in the change log. */
import { sql } from 'kysely';
import type { Database } from '../../db/tables.js';
import type { Reference } from '../../model/refusal.js';

/** All revisions of a record; the caller says which of them, which columns, and in which order. */
export const revisionsOf = (db: Database, { record, id }: Reference) =>
  db.selectFrom('change').where('record', '=', record).where('id', '=', id);

/** One revision of a record. */
export const revisionOf = (db: Database, of: Reference, revision: number) =>
  revisionsOf(db, of).where('revision', '=', revision);

/**
 * The entry since which a record is there, as it was created or last brought back: no other record has its sequence.
 * @param of the name in the query of a table with the columns `record` and `id`
 */
export const sequenceOfBeginning = (of: string) =>
  sql<number | null>`(select max(begun.sequence) from change as begun where begun.record = ${sql.ref(`${of}.record`)}
    and begun.id = ${sql.ref(`${of}.id`)} and begun.operation in ('create', 'restore'))`;
