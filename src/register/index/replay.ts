/** The records as they follow from the log alone, without the tables that are made from it. */
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tables } from '../../db/tables.js';
import type { Reference } from '../../model/refusal.js';
import { type Definition, type Document, definitionOf } from '../definition.js';
import { sequenceOfBeginning } from '../log/revisions.js';
import type { DerivedColumns } from './derive.js';

/** A record's row without the columns that are derived from its document. */
export type ReplayedRow = Omit<Tables['record'], keyof DerivedColumns>;

export interface ReplayedRecord {
  definition: Definition;
  row: ReplayedRow;
  /** The log entry that created it or last restored it; absent when it was never there. */
  number: number | undefined;
  /** Absent when it is deleted. */
  document?: Document;
}

/** Records in one batch; each may have a document of 1 MiB. */
export const BATCH_SIZE = 100;

/** All records, in the order in which they were first written, some at a time. */
export async function* replayRecords(
  db: Database,
  definitions: readonly Definition[],
): AsyncGenerator<ReplayedRecord[]> {
  for (let after = 0; ; ) {
    const rows = await replayed(db, sql`one.sequence > ${after}`);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.first;
    yield rows.map(({ first: _first, number, document, ...row }) => ({
      definition: definitionOf(definitions, row.record),
      row,
      number: number ?? undefined,
      ...(document !== null && { document: JSON.parse(document) }),
    }));
  }
}

/** The rows of some records, at most `BATCH_SIZE`. */
export async function replayRows(db: Database, references: readonly Reference[]): Promise<ReplayedRow[]> {
  const keys = references.map(({ record, id }) => sql`(${record}, ${id})`);
  const rows = await replayed(db, sql`(one.record, one.id) in (values ${sql.join(keys)})`);
  return rows.map(({ first: _first, number: _number, document: _document, ...row }) => row);
}

type LogRow = ReplayedRow & { first: number; number: number | null; document: string | null };

/**
 * The records are chosen first, and the rest is looked up for them alone: else PostgreSQL reads the whole log for each batch.
 * @param condition which records, by `one`, the entry of the log that created each
 */
const replayed = async (db: Database, condition: RawBuilder<unknown>): Promise<LogRow[]> => {
  const { rows } = await sql<LogRow>`
    select
      one.sequence as first, one.record, one.id, one.at as created_at,
      last.revision, last.sequence, last.at as updated_at, last.document,
      ${sequenceOfBeginning('one')} as number,
      case when last.document is null then (
        select max(gone.at) from change as gone
        where gone.record = one.record and gone.id = one.id and gone.operation = 'delete'
      ) end as deleted_at
    from (
      select record, id, sequence, at from change as one where one.revision = 1 and ${condition}
      order by one.sequence limit ${BATCH_SIZE}
    ) as one
    join change as last on last.record = one.record and last.id = one.id and last.revision = (
      select max(any_one.revision) from change as any_one where any_one.record = one.record and any_one.id = one.id
    )
    order by one.sequence`.execute(db);
  return rows;
};
