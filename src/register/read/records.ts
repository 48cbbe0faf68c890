/** Reads the current documents of records. */
import { type Expression, type RawBuilder, sql } from 'kysely';
import { compiledOnce } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import type { RecordName } from '../../model/ids.js';
import type { Definition } from '../definition.js';
import { expectNotDeleted, nameOf, notFound } from '../document/absence.js';

/** Records looked up by one query. */
const BATCH_SIZE = 1000;

export interface Found {
  revision: number;
  /** The document as rendered by the write. */
  document: string;
}

/** The document of the current row of `record`, which is stored in the log. */
const ownDocument = sql<string | null>`(select change.document from change where change.sequence = record.sequence)`;

/** The document of a record, as an expression for queries that have only its id. */
export const documentOf = (record: RecordName, id: Expression<unknown>): RawBuilder<string | null> =>
  sql`(select ${ownDocument} from record where record = ${record} and id = ${id})`;

const currentDocument = compiledOnce(2, (db, record, id) =>
  db
    .selectFrom('record')
    .select(['revision', 'deleted_at', ownDocument.as('document')])
    .where(sql<string>`record`, '=', record)
    .where('id', '=', id),
);

/** The current document of a record; refuses one that never existed or was deleted. */
export async function readRecord(db: Database, definition: Pick<Definition, 'record'>, id: string): Promise<Found> {
  const [row] = await currentDocument(db, definition.record, id);
  if (!row) throw notFound(nameOf(definition, id));
  expectNotDeleted(row.deleted_at, nameOf(definition, id));
  return { revision: row.revision, document: row.document ?? '' };
}

const currentRevision = compiledOnce(2, (db, record, id) =>
  db
    .selectFrom('record')
    .select(['revision', 'deleted_at'])
    .where(sql<string>`record`, '=', record)
    .where('id', '=', id),
);

/** The revision of a record; refuses one that never existed or was deleted. */
export async function readCurrentRevision(
  db: Database,
  definition: Pick<Definition, 'record'>,
  id: string,
): Promise<number> {
  const [row] = await currentRevision(db, definition.record, id);
  if (!row) throw notFound(nameOf(definition, id));
  expectNotDeleted(row.deleted_at, nameOf(definition, id));
  return row.revision;
}

/** The current documents of these records, rendered, in the order of `ids`. */
export async function documentsAt(
  db: Database,
  record: RecordName,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += BATCH_SIZE) {
    const rows = await db
      .selectFrom('record')
      .select(['id', ownDocument.as('document')])
      .where('record', '=', record)
      .where('id', 'in', ids.slice(from, from + BATCH_SIZE))
      .execute();
    for (const { id, document } of rows) if (document !== null) found.set(id, document);
  }
  return new Map(ids.flatMap((id): [string, string][] => (found.has(id) ? [[id, found.get(id) ?? '']] : [])));
}
