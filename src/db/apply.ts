/** Applies a write set to the tables; the index of words is the engine's own. */
import { type Insertable, sql } from 'kysely';
import { insertion } from './compiled.js';
import type { Database, Tables } from './tables.js';
import type { WriteSet } from './write-set.js';

const putRecords = insertion(
  'record',
  [
    ...(['record', 'id', 'revision', 'sequence', 'created_at', 'updated_at', 'deleted_at'] as const),
    ...(['sort', 'earliest', 'latest', 'facets', 'docid', 'text_sha256'] as const),
  ],
  sql`on conflict (record, id) do update set revision = excluded.revision, sequence = excluded.sequence,
    updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, sort = excluded.sort,
    earliest = excluded.earliest, latest = excluded.latest, facets = excluded.facets, docid = excluded.docid,
    text_sha256 = excluded.text_sha256`,
);
const addIndexEntries = insertion('index_entry', ['filter', 'value', 'sort', 'id']);
const putStandings = insertion(
  'standing',
  [
    ...(['id', 'clock', 'valid_from', 'valid_to', 'published_from', 'published_to', 'span', 'sort'] as const),
    ...(['record_sort', 'earliest', 'latest', 'stage', 'possible', 'undated', 'reached'] as const),
    ...(['evidence', 'independent', 'shown'] as const),
  ],
  sql`on conflict (id, clock, valid_from, published_from) do update set valid_to = excluded.valid_to,
    published_to = excluded.published_to, span = excluded.span, sort = excluded.sort,
    record_sort = excluded.record_sort, earliest = excluded.earliest, latest = excluded.latest, stage = excluded.stage,
    possible = excluded.possible, undated = excluded.undated, reached = excluded.reached,
    evidence = excluded.evidence, independent = excluded.independent, shown = excluded.shown`,
);
const addDates = insertion(
  'imprecise_date',
  ['record', 'form', 'size', 'first', 'records'],
  sql`on conflict (record, form, size, first) do update set records = imprecise_date.records + excluded.records`,
);
const addChanges = insertion('change', [
  ...(['sequence', 'record', 'id', 'revision', 'operation', 'at', 'actor', 'reason'] as const),
  ...(['redacted', 'document', 'hash', 'changed'] as const),
]);
const addChangeEntries = insertion('change_entry', ['filter', 'value', 'sequence']);
const ONCE = sql`on conflict do nothing`;
const addTexts = insertion('source_text', ['sha256', 'length', 'content'], ONCE);
const addTrigrams = insertion('name_trigram', ['trigram', 'word'], ONCE);

export async function applyToTables(db: Database, set: WriteSet): Promise<void> {
  await addTexts(db, set.texts);
  await putRecords(db, set.records);
  await removeIndexEntries(db, set.index.removed);
  // Rows that lie beside each other in the index are quicker to write one after the other.
  await addIndexEntries(db, set.index.added.sort(byKey));
  await removeStandings(db, set.standings.removed);
  await putStandings(db, set.standings.put);
  await addDates(db, summedUp(set.dates));
  await addChanges(db, set.changes);
  await addChangeEntries(db, set.changeEntries);
  await addTrigrams(db, set.trigrams);
}

type DateCount = Insertable<Tables['imprecise_date']>;

/** One row for each count that changes at all. */
export function summedUp(rows: readonly DateCount[]): DateCount[] {
  const sums = new Map<string, DateCount>();
  for (const row of rows) {
    const key = `${row.record} ${row.form} ${row.size} ${row.first}`;
    sums.set(key, { ...row, records: row.records + (sums.get(key)?.records ?? 0) });
  }
  return [...sums.values()].filter(({ records }) => records !== 0);
}

type IndexEntry = Insertable<Tables['index_entry']>;

const byKey = (one: IndexEntry, other: IndexEntry): number =>
  compare(one.filter, other.filter) ||
  compare(one.value, other.value) ||
  compare(one.sort, other.sort) ||
  compare(one.id, other.id);

const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

/** Rows removed by one statement. */
const BATCH_SIZE = 500;

async function removeIndexEntries(db: Database, rows: readonly IndexEntry[]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH_SIZE) {
    const keys = rows
      .slice(from, from + BATCH_SIZE)
      .map(({ filter, value, sort, id }) => sql`(${filter}, ${value}, ${sort}, ${id})`);
    await sql`delete from index_entry where (filter, value, sort, id) in (values ${sql.join(keys)})`.execute(db);
  }
}

async function removeStandings(db: Database, rows: readonly Insertable<Tables['standing']>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH_SIZE) {
    const keys = rows
      .slice(from, from + BATCH_SIZE)
      .map((row) => sql`(${row.id}, ${row.clock}, ${row.valid_from}, ${row.published_from})`);
    await sql`delete from standing where (id, clock, valid_from, published_from) in (values ${sql.join(keys)})`.execute(
      db,
    );
  }
}
