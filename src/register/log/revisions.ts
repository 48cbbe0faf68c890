/** The revisions of one record in the change log. */
import type { Database } from '../../db/tables.js';
import type { Reference } from '../../model/refusal.js';

/** All revisions of a record; the caller says which of them, which columns, and in which order. */
export const revisionsOf = (db: Database, { record, id }: Reference) =>
  db.selectFrom('change').where('record', '=', record).where('id', '=', id);

/** One revision of a record. */
export const revisionOf = (db: Database, of: Reference, revision: number) =>
  revisionsOf(db, of).where('revision', '=', revision);
