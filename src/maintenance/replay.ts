/** The records as the log tells them, without a look at the tables that are made from it. */
import { sql } from 'kysely';
import type { Database, Tables } from '../db/tables.js';
import type { RecordName } from '../model/ids.js';
import type { Definition, Document } from '../register/definition.js';

/** A record's row but for what is computed from other records. */
export type ReplayedRow = Omit<Tables['record'], 'entries' | 'docid'>;

export interface ReplayedRecord {
  /** The sequence number of its first revision. */
  first: number;
  definition: Definition;
  row: ReplayedRow;
  /** Absent when it is deleted. */
  document?: Document;
}

/** Records in one batch; each may have a document of 1 MiB. */
const BATCH_SIZE = 100;

/** All records, in the order in which they were first written, some at a time. */
export async function* replayRecords(
  db: Database,
  definitions: readonly Definition[],
): AsyncGenerator<ReplayedRecord[]> {
  for (let after = 0; ; ) {
    const rows = await toldAfter(db, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.first;
    yield rows.map(({ first, ...row }) => replayed(definitionOf(definitions, row.record), first, row));
  }
}

function replayed(definition: Definition, first: number, row: LogRow): ReplayedRecord {
  if (row.document === null) return { first, definition, row: { ...row, ...NOWHERE } };
  const document: Document = JSON.parse(row.document);
  const { sort, earliest = null, latest = null } = definition.sortKey(document);
  return { first, definition, row: { ...row, sort, earliest, latest }, document };
}

/** Where a deleted record stands. */
const NOWHERE = { sort: '', earliest: null, latest: null };

type LogRow = Omit<ReplayedRow, keyof typeof NOWHERE>;

const toldAfter = async (db: Database, after: number): Promise<(LogRow & { first: number })[]> => {
  const { rows } = await sql<LogRow & { first: number }>`
    select
      one.sequence as first, one.record, one.id, one.at as created_at,
      last.revision, last.at as updated_at, last.document,
      case when last.document is null then (
        select max(gone.at) from change as gone
        where gone.record = one.record and gone.id = one.id and gone.operation = 'delete'
      ) end as deleted_at
    from change as one
    join change as last on last.record = one.record and last.id = one.id and last.revision = (
      select max(any_one.revision) from change as any_one where any_one.record = one.record and any_one.id = one.id
    )
    where one.revision = 1 and one.sequence > ${after}
    order by one.sequence limit ${BATCH_SIZE}`.execute(db);
  return rows;
};

function definitionOf(definitions: readonly Definition[], record: RecordName): Definition {
  const definition = definitions.find((one) => one.record === record);
  if (!definition) throw new Error(`the log has a ${record}, which nothing is known of`);
  return definition;
}
