/** Applies a write set in one statement: each table that it changes is one part of it, and its rows are one parameter. */
import { CompiledQuery } from 'kysely';
import { summedUp } from '../apply.js';
import type { Database } from '../tables.js';
import type { WriteSet } from '../write-set.js';
import { isKey, tokenRows, wordsIn } from './token-rows.js';
import { CHANNEL } from './watch.js';

/** One part of the statement; `$` stands for its rows, as JSON. */
interface Part {
  rows: readonly unknown[];
  statement: string;
}

/** The type of a row is asked of the table, since PostgreSQL has a type of its own called `record`. */
const rowsOf = (table: string): string => `json_populate_recordset((select one from ${table} as one limit 0), $)`;
const insertInto = (table: string, onConflict = ''): string =>
  `insert into ${table} select * from ${rowsOf(table)} ${onConflict}`;
const ONCE = 'on conflict do nothing';

const PUT_RECORDS = insertInto(
  'record',
  `on conflict (record, id) do update set revision = excluded.revision, sequence = excluded.sequence,
    updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, sort = excluded.sort,
    earliest = excluded.earliest, latest = excluded.latest, facets = excluded.facets, docid = excluded.docid,
    text_sha256 = excluded.text_sha256`,
);
const REMOVE_INDEX_ENTRIES = `delete from index_entry using ${rowsOf('index_entry')} as gone
  where index_entry.filter = gone.filter and index_entry.value = gone.value and index_entry.sort = gone.sort
    and index_entry.id = gone.id`;
const PUT_STANDINGS = insertInto(
  'standing',
  `on conflict (id, clock, valid_from, published_from) do update set valid_to = excluded.valid_to,
    published_to = excluded.published_to, span = excluded.span, sort = excluded.sort,
    record_sort = excluded.record_sort, earliest = excluded.earliest, latest = excluded.latest, stage = excluded.stage,
    possible = excluded.possible, undated = excluded.undated, reached = excluded.reached,
    evidence = excluded.evidence, independent = excluded.independent, shown = excluded.shown`,
);
const REMOVE_STANDINGS = `delete from standing using ${rowsOf('standing')} as gone
  where standing.id = gone.id and standing.clock = gone.clock and standing.valid_from = gone.valid_from
    and standing.published_from = gone.published_from`;
const ADD_DATES = insertInto(
  'imprecise_date',
  'on conflict (record, form, size, first) do update set records = imprecise_date.records + excluded.records',
);
const PUT_TOKENS = `insert into search_index (rowid, lexemes, names, summary, quotations, text, titles)
  select docid, array_to_tsvector(lexemes), names, summary, quotations, text, titles
  from json_to_recordset($) as put
    (docid bigint, lexemes text[], names text, summary text, quotations text, text text, titles text)
  on conflict (rowid) do update set lexemes = excluded.lexemes, names = excluded.names, summary = excluded.summary,
    quotations = excluded.quotations, text = excluded.text, titles = excluded.titles`;
const REMOVE_TOKENS = 'delete from search_index using json_array_elements_text($) as gone where rowid = gone::bigint';
/** Leaves what is added below: one statement can't remove a row and add it again. */
const REMOVE_LOOSE_TOKENS = `delete from search_index_token
  where rowid in (select json_array_elements_text($->0->'docids')::bigint)
    and (token, rowid) not in (select * from json_to_recordset($->0->'kept') as kept (token text, rowid bigint))`;
const ADD_LOOSE_TOKENS = insertInto('search_index_token', ONCE);
const ADD_WORDS = `insert into search_word select * from json_array_elements_text($) ${ONCE}`;

export async function apply(db: Database, set: WriteSet): Promise<void> {
  const parts = partsOf(set).filter(({ rows }) => rows.length > 0);
  if (parts.length === 0) return;
  const named = parts.map(
    ({ statement }, index) => `part${index} as (${statement.replaceAll('$', () => `$${index + 1}::json`)})`,
  );
  const parameters = parts.map(({ rows }) => JSON.stringify(rows));
  // Whoever listens is told when the transaction is committed.
  const result = set.changes.length > 0 ? `pg_notify('${CHANNEL}', '')` : '1';
  await db.executeQuery(CompiledQuery.raw(`with ${named.join(', ')} select ${result}`, parameters));
}

function partsOf(set: WriteSet): Part[] {
  const tokens = [...set.tokens];
  const put = tokens.flatMap(([docid, one]) => (one ? tokenRows(docid, one) : []));
  const loose = put.flatMap((one) => one.loose);
  const docids = tokens.map(([docid]) => docid);
  return [
    { rows: set.texts, statement: insertInto('source_text', ONCE) },
    // One statement writes a row once.
    { rows: lastOf(set.records, ({ record, id }) => `${record}/${id}`), statement: PUT_RECORDS },
    { rows: set.index.removed, statement: REMOVE_INDEX_ENTRIES },
    { rows: set.index.added, statement: insertInto('index_entry') },
    { rows: set.standings.removed, statement: REMOVE_STANDINGS },
    { rows: set.standings.put, statement: PUT_STANDINGS },
    { rows: summedUp(set.dates), statement: ADD_DATES },
    { rows: set.changes, statement: insertInto('change') },
    { rows: set.changeEntries, statement: insertInto('change_entry') },
    { rows: set.trigrams.filter(({ word }) => isKey(word)), statement: insertInto('name_trigram', ONCE) },
    { rows: tokens.flatMap(([docid, one]) => (one ? [] : docid)), statement: REMOVE_TOKENS },
    { rows: put.map(({ row }) => row), statement: PUT_TOKENS },
    { rows: docids.length > 0 ? [{ docids, kept: loose }] : [], statement: REMOVE_LOOSE_TOKENS },
    { rows: loose, statement: ADD_LOOSE_TOKENS },
    { rows: wordsIn(set.words), statement: ADD_WORDS },
  ];
}

/** The last of the rows with the same key. */
const lastOf = <T>(rows: readonly T[], keyOf: (row: T) => string): T[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
];
