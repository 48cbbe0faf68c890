/** Holds that by which records are found against what a rebuild would make of them. */
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tables } from '../db/tables.js';
import type { TokenIndex } from '../db/tokens.js';
import type { Reference } from '../model/refusal.js';
import type { Definition, IndexRow } from '../register/definition.js';
import { referencesIn } from '../register/document/evidence.js';
import { entriesOf } from '../register/index/derive.js';
import { docidOf } from '../register/index/docids.js';
import { rowsOf } from '../register/index/imprecise-dates.js';
import { openUnitOfWork } from '../register/write/unit-of-work.js';
import { beginningOf } from './reindex.js';
import { type ReplayedRecord, replayRecords } from './replay.js';
import { nameOf, rowsFor } from './verify-register.js';

/** Rows asked for at once. */
const BATCH_SIZE = 1000;

/** What a rebuild would make of one record. */
interface Made {
  told: ReplayedRecord;
  entries: IndexRow[];
  references: Reference[];
  docid: number | null;
}

/** What is wrong with lists, references, counts of dates and the search. The records themselves have to be right. */
export async function* faultsOfIndex(
  db: Database,
  tokens: TokenIndex,
  definitions: readonly Definition[],
): AsyncGenerator<string> {
  let [entries, references] = [0, 0];
  const dates = new Map<string, number>();
  for await (const batch of replayRecords(db, definitions)) {
    const made = await makeAgain(db, batch);
    const rows = await rowsFor(db, batch);
    for (const one of made) {
      const row = rows.get(nameOf(one.told.row));
      if (row?.entries !== JSON.stringify(one.entries))
        yield `${nameOf(one.told.row)} is indexed by other entries than it should be`;
      if (row?.docid !== one.docid) yield `${nameOf(one.told.row)} has another docid in the search than it should have`;
      countDate(dates, one.told);
      entries += one.entries.length;
      references += one.references.length;
    }
    yield* missingEntries(db, made);
    yield* missingReferences(db, made);
  }
  if (entries !== (await countOf(db, 'index_entry'))) yield* strangeEntries(db);
  if (references !== (await countOf(db, 'reference'))) yield* strangeReferences(db, definitions);
  yield* faultsOfDates(db, dates);
  yield* faultsOfPlaces(db, tokens);
}

async function makeAgain(db: Database, batch: readonly ReplayedRecord[]): Promise<Made[]> {
  const state = openUnitOfWork(db);
  await state.load(batch.flatMap((one) => referencesOf(one)));
  const made: Made[] = [];
  for (const told of batch) {
    const { definition, row, document } = told;
    made.push({
      told,
      references: referencesOf(told),
      entries: document ? entriesOf(definition, document, state) : [],
      docid: document ? docidOf(definition, document, await beginningOf(db, row.record, row.id)) : null,
    });
  }
  return made;
}

/** What a record refers to, each once. */
function referencesOf({ definition, document }: Pick<ReplayedRecord, 'definition' | 'document'>): Reference[] {
  const all = document ? referencesIn(definition.document, document) : [];
  return [...new Map(all.map(({ record, id }) => [nameOf({ record, id }), { record, id }])).values()];
}

async function* missingEntries(db: Database, made: readonly Made[]): AsyncGenerator<string> {
  const wanted = made.flatMap(({ told: { row }, entries }) =>
    entries.map(([filter, value, sort]) => ({
      values: [`${row.record}.${filter}`, value, sort, row.id],
      fault: `${nameOf(row)} is not indexed by ${filter}=${value}`,
    })),
  );
  const rows = sql`select filter, value, sort, id from index_entry where (filter, value, sort, id)`;
  yield* missingRows(db, rows, wanted);
}

async function* missingReferences(db: Database, made: readonly Made[]): AsyncGenerator<string> {
  const wanted = made.flatMap(({ told: { row }, references }) =>
    references.map(({ record, id }) => ({
      values: [record, id, row.record, row.id],
      fault: `${nameOf(row)} is not known to refer to ${nameOf({ record, id })}`,
    })),
  );
  const columns = sql`target_record, target_id, record, id`;
  yield* missingRows(db, sql`select ${columns} from reference where (${columns})`, wanted);
}

/** Tells which rows are not there; `rows` asks for those with the values that follow it. */
export async function* missingRows(
  db: Database,
  rows: RawBuilder<unknown>,
  wanted: readonly { values: readonly (string | number)[]; fault: string }[],
): AsyncGenerator<string> {
  for (let from = 0; from < wanted.length; from += BATCH_SIZE) {
    const some = wanted.slice(from, from + BATCH_SIZE);
    const values = sql.join(some.map((one) => sql`(${sql.join(one.values)})`));
    const found = await sql<Record<string, string | number>>`${rows} in (values ${values})`.execute(db);
    if (found.rows.length === some.length) continue;
    const there = new Set(found.rows.map((row) => JSON.stringify(Object.values(row))));
    for (const one of some) if (!there.has(JSON.stringify(one.values))) yield one.fault;
  }
}

export async function countOf(db: Database, table: 'index_entry' | 'reference' | 'change_entry'): Promise<number> {
  const { count } = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function* strangeEntries(db: Database): AsyncGenerator<string> {
  type Row = Tables['index_entry'];
  let last: Row = { filter: '', value: '', sort: '', id: '' };
  for (;;) {
    const { rows } = await sql<Row>`select * from index_entry
      where (filter, value, sort, id) > (${last.filter}, ${last.value}, ${last.sort}, ${last.id})
      order by filter, value, sort, id limit ${BATCH_SIZE}`.execute(db);
    for (const row of rows) {
      const [record = '', filter = ''] = row.filter.split('.');
      const own = await sql<{ entries: string }>`select entries from record
        where record = ${record} and id = ${row.id}`.execute(db);
      const entries: IndexRow[] = JSON.parse(own.rows[0]?.entries ?? '[]');
      if (!entries.some((one) => one[0] === filter && one[1] === row.value && one[2] === row.sort))
        yield `${record} "${row.id}" is indexed by ${filter}=${row.value}, and should not be`;
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end;
  }
}

async function* strangeReferences(db: Database, definitions: readonly Definition[]): AsyncGenerator<string> {
  type Row = Tables['reference'];
  let last = ['', '', '', ''];
  for (;;) {
    const { rows } = await sql<Row>`select * from reference
      where (target_record, target_id, record, id) > (${sql.join(last)})
      order by target_record, target_id, record, id limit ${BATCH_SIZE}`.execute(db);
    for (const { target_record, target_id, record, id } of rows) {
      const definition = definitions.find((one) => one.record === record);
      const own = await db
        .selectFrom('record')
        .select('document')
        .where('record', '=', record)
        .where('id', '=', id)
        .executeTakeFirst();
      const references =
        definition && own?.document ? referencesOf({ definition, document: JSON.parse(own.document) }) : [];
      if (!references.some((one) => one.record === target_record && one.id === target_id))
        yield `${nameOf({ record, id })} is known to refer to ${nameOf({ record: target_record, id: target_id })}, and does not`;
    }
    const end = rows.at(-1);
    if (!end) return;
    last = [end.target_record, end.target_id, end.record, end.id];
  }
}

const dateKey = (record: string, form: string, size: number, first: number): string =>
  `${record} ${form} of ${size} from ${first}`;

function countDate(dates: Map<string, number>, { definition, row, document }: ReplayedRecord): void {
  if (!document || definition.dated === undefined) return;
  for (const { form, size, first } of rowsOf(definition.sortKey(document))) {
    const key = dateKey(row.record, form, size, first);
    dates.set(key, (dates.get(key) ?? 0) + 1);
  }
}

/** There are as many rows as different dates. */
async function* faultsOfDates(db: Database, dates: Map<string, number>): AsyncGenerator<string> {
  for (const row of await db.selectFrom('imprecise_date').selectAll().execute()) {
    const key = dateKey(row.record, row.form, row.size, row.first);
    const count = dates.get(key) ?? 0;
    if (row.records !== count) yield `${row.records} dates are counted as ${key}, and there are ${count}`;
    dates.delete(key);
  }
  for (const [key, count] of dates) yield `no dates are counted as ${key}, and there are ${count}`;
}

/** Both sides come with the lowest docid first. */
async function* faultsOfPlaces(db: Database, tokens: TokenIndex): AsyncGenerator<string> {
  const indexed = eachIndexed(db, tokens);
  let next = await indexed.next();
  for await (const { docid, ...own } of eachDocid(db)) {
    for (; !next.done && next.value < docid; next = await indexed.next()) yield orphan(next.value);
    if (!next.done && next.value === docid) next = await indexed.next();
    else yield `${nameOf(own)} is missing from the search`;
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
