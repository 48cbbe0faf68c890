/** Compares what is derived from the records with what a rebuild would make. */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../db/tables.js';
import type { TokenIndex } from '../db/tokens.js';
import { memberOf } from '../model/members.js';
import type { Reference } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import { referencesIn } from '../register/document/evidence.js';
import { DELETED, type Derived, derive, type IndexEntry } from '../register/index/derive.js';
import type { DateRow } from '../register/index/imprecise-dates.js';
import { type ReplayedRecord, type ReplayedRow, replayRecords } from '../register/index/replay.js';
import { REFERS } from '../register/index/tokens.js';
import { derivedBefore } from '../register/write/revision.js';
import { openUnitOfWork, type UnitOfWork } from '../register/write/unit-of-work.js';
import { nameOfRecord, rowsFor } from './verify-register.js';
import { checkStandings, orphanedStandings } from './verify-standings.js';

/** Rows asked for at once. */
const BATCH_SIZE = 1000;

/** What a rebuild would make of one record. */
interface Rebuilt {
  row: ReplayedRow;
  /** Absent when it is deleted. */
  derived: Derived | undefined;
}

/** Faults in lists, references, counts of dates and the search. The records themselves have to be right. */
export async function* checkIndex(
  db: Database,
  tokens: TokenIndex,
  definitions: readonly Definition[],
): AsyncGenerator<string> {
  let entries = 0;
  const dates = new Map<string, number>();
  for await (const batch of replayRecords(db, definitions)) {
    const rebuilt = await rebuildAll(db, definitions, batch);
    const rows = await rowsFor(db, batch);
    for (const { row, derived } of rebuilt) {
      const { docid, ...columns } = derived?.columns ?? DELETED;
      const stored = rows.get(nameOfRecord(row));
      for (const [column, value] of Object.entries(columns))
        if (memberOf(stored, column) !== value) yield `${nameOfRecord(row)} has another ${column} than it should have`;
      if (stored?.docid !== docid) yield `${nameOfRecord(row)} has another docid in the search than it should have`;
      for (const date of derived?.dates ?? []) dates.set(dateKey(date), (dates.get(dateKey(date)) ?? 0) + 1);
      entries += derived?.index.length ?? 0;
    }
    yield* missingEntries(db, rebuilt);
    yield* checkStandings(db, rebuilt);
  }
  yield* orphanedStandings(db);
  if (entries !== (await countOf(db, 'index_entry'))) yield* orphanedEntries(db, definitions);
  yield* checkDates(db, dates);
  yield* checkDocids(db, tokens);
}

async function rebuildAll(
  db: Database,
  definitions: readonly Definition[],
  batch: readonly ReplayedRecord[],
): Promise<Rebuilt[]> {
  const records = await openUnitOfWork(db, definitions, []);
  await records.load(batch.flatMap(({ definition, document }) => referencesIn(definition.document, document)));
  return batch.map(({ definition, row, number, document }) => ({
    row,
    derived: document && number !== undefined ? derive(definition, document, records, number) : undefined,
  }));
}

const isReference = ({ filter }: IndexEntry): boolean => filter.endsWith(`.${REFERS}`);

/** What a row of the index says of a record. */
const meaningOf = (row: IndexEntry): string =>
  isReference(row)
    ? `known to refer to ${row.value}`
    : `indexed by ${row.filter.slice(row.filter.indexOf('.') + 1)}=${row.value}`;

async function* missingEntries(db: Database, rebuilt: readonly Rebuilt[]): AsyncGenerator<string> {
  const wanted = rebuilt.flatMap(({ row, derived }) =>
    (derived?.index ?? []).map((entry) => ({
      values: [entry.filter, entry.value, entry.sort, entry.id],
      fault: `${nameOfRecord(row)} is not ${meaningOf(entry)}`,
    })),
  );
  const rows = sql`select filter, value, sort, id from index_entry where (filter, value, sort, id)`;
  yield* missingRows(db, rows, wanted);
}

/** Reports which rows are missing; `rows` is a query without its end, `in (values …)`. */
export async function* missingRows(
  db: Database,
  rows: RawBuilder<unknown>,
  wanted: readonly { values: readonly (string | number)[]; fault: string }[],
): AsyncGenerator<string> {
  for (let from = 0; from < wanted.length; from += BATCH_SIZE) {
    const some = wanted.slice(from, from + BATCH_SIZE);
    const values = sql.join(some.map((one) => sql`(${sql.join(one.values.map(typed))})`));
    const found = await sql<Record<string, string | number>>`${rows} in (values ${values})`.execute(db);
    if (found.rows.length === some.length) continue;
    const there = new Set(found.rows.map((row) => JSON.stringify(Object.values(row))));
    for (const one of some) if (!there.has(JSON.stringify(one.values))) yield one.fault;
  }
}

/** A list of values doesn't say by itself which of them are numbers. */
const typed = (value: string | number) => (typeof value === 'number' ? sql`cast(${value} as bigint)` : value);

export async function countOf(db: Database, table: 'index_entry' | 'change_entry'): Promise<number> {
  const { count } = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What is derived from a record, as the tables have it. */
async function derivedNow(records: UnitOfWork, definition: Definition, id: string): Promise<Derived | undefined> {
  return derivedBefore(records, definition, await records.stored(definition.record, id));
}

async function* orphanedEntries(db: Database, definitions: readonly Definition[]): AsyncGenerator<string> {
  let last: IndexEntry = { filter: '', value: '', sort: '', id: '' };
  for (;;) {
    const { rows } = await sql<IndexEntry>`select * from index_entry
      where (filter, value, sort, id) > (${last.filter}, ${last.value}, ${last.sort}, ${last.id})
      order by filter, value, sort, id limit ${BATCH_SIZE}`.execute(db);
    const records = await openUnitOfWork(db, definitions, []);
    for (const row of rows) {
      const { filter, value, sort, id } = row;
      const definition = definitions.find(({ record }) => filter.startsWith(`${record}.`));
      const derived = definition && (await derivedNow(records, definition, id));
      if (!derived?.index.some((one) => one.filter === filter && one.value === value && one.sort === sort))
        yield `${definition?.record ?? filter} "${id}" is ${meaningOf(row)}, and should not be`;
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end;
  }
}

const dateKey = ({ record, form, size, first }: DateRow): string => `${record} ${form} of ${size} from ${first}`;

/** There are as many rows as different dates. */
async function* checkDates(db: Database, dates: Map<string, number>): AsyncGenerator<string> {
  for (const row of await db.selectFrom('imprecise_date').selectAll().execute()) {
    const key = dateKey(row);
    const count = dates.get(key) ?? 0;
    if (row.records !== count) yield `${row.records} dates are counted as ${key}, and there are ${count}`;
    dates.delete(key);
  }
  for (const [key, count] of dates) yield `no dates are counted as ${key}, and there are ${count}`;
}

/** Both sides are sorted by docid. */
async function* checkDocids(db: Database, tokens: TokenIndex): AsyncGenerator<string> {
  const indexed = eachIndexed(db, tokens);
  let next = await indexed.next();
  for await (const { docid, ...own } of eachDocid(db)) {
    for (; !next.done && next.value < docid; next = await indexed.next()) yield orphan(next.value);
    if (!next.done && next.value === docid) next = await indexed.next();
    else yield `${nameOfRecord(own)} is missing from the search`;
  }
  for (; !next.done; next = await indexed.next()) yield orphan(next.value);
}

const orphan = (docid: number): string => `the search holds something at docid ${docid}, where no record is`;

async function* eachDocid(db: Database): AsyncGenerator<Reference & { docid: number }> {
  for (let above = -1; ; ) {
    const rows = await db
      .selectFrom('record')
      .select(['record', 'id', 'docid'])
      .where('docid', '>', above)
      .orderBy('docid')
      .limit(BATCH_SIZE)
      .execute();
    if (rows.length === 0) return;
    for (const { record, id, docid } of rows) {
      if (docid === null) continue;
      yield { record, id, docid };
      above = docid;
    }
  }
}

async function* eachIndexed(db: Database, tokens: TokenIndex): AsyncGenerator<number, undefined> {
  for (let above = -1; ; ) {
    const docids = await tokens.indexed(db, above, BATCH_SIZE);
    yield* docids;
    const last = docids.at(-1);
    if (last === undefined) return undefined;
    above = last;
  }
}
