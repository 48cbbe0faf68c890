/** The index of tokens in PostgreSQL: a table of lexemes with an inverted index (GIN), asked window after window. */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../tables.js';
import { type DocidQuery, type DocidRange, docidsIn, type TokenIndex, type TokenQuery } from '../tokens.js';
import { looselyMatching, matching } from './matching.js';
import { wordsIn } from './token-rows.js';
import { openSamples, rowsOf, type Window, windowsOver } from './windows.js';

/** Beyond all docids. */
const END = 2 ** 53;

export function postgresTokens(): TokenIndex {
  const samplesOf = openSamples();

  /** The lowest docids that a query finds, as a query. */
  async function lowest(db: Database, query: TokenQuery, range: DocidRange, limit: number) {
    const { from = 0, below = END, among } = range;
    const windows = among ? [] : windowsOver(await samplesOf(db), from, below, limit);
    const found = windows.length > 1 ? inWindows(db, query, range, windows, limit) : inOne(db, query, range, limit);
    const loose = lowestOf(inRange(docidsIn(db).where(looselyMatching(query)), range), limit);
    return sql<{
      docid: number;
    }>`select docid from ((${found}) union all (${loose})) as found order by docid limit ${limit}`;
  }

  return {
    removeWords: async (db, words) => {
      const stored = wordsIn([new Set(words)]);
      if (stored.length > 0) await db.deleteFrom('search_word').where(isAmong('word', stored)).execute();
    },
    // They are written with the rest of a write.
    flush: async () => {},
    clear: async (db) => {
      await db.deleteFrom('search_index').execute();
      await sql`delete from search_index_token`.execute(db);
      await db.deleteFrom('search_word').execute();
    },
    // The index is of one piece. Without statistics the database would guess how to go through its tables.
    optimize: async (db) => void (await sql`analyze`.execute(db)),
    indexed: async (db, above, limit) => {
      const rows = await docidsIn(db)
        .where('search_index.rowid', '>', above)
        .orderBy('search_index.rowid')
        .limit(limit)
        .execute();
      return rows.map(({ docid }) => docid);
    },
    find: async (db, query, range, limit) => {
      const { rows } = await (await lowest(db, query, range, limit)).execute(db);
      return rows.map(({ docid }) => docid);
    },
    count: async (db, query, range, limit) => {
      const found = await lowest(db, query, range, limit);
      const { rows } = await sql<{ rows: number }>`select count(*) as rows from (${found}) as counted`.execute(db);
      return rows[0]?.rows ?? 0;
    },
    finds: (db, query, docid) =>
      sql`(${docidsIn(db)
        .where('search_index.rowid', '=', docid)
        .where(({ or }) => or([matching(query), looselyMatching(query)]))}) is not null`,
  };
}

function inRange(docids: DocidQuery, { from, below, among, narrow }: DocidRange): DocidQuery {
  let found = docids;
  if (from !== undefined) found = found.where('search_index.rowid', '>=', from);
  if (below !== undefined) found = found.where('search_index.rowid', '<', below);
  if (among) found = found.where(sql<boolean>`search_index.rowid = any(${[...among]}::bigint[])`);
  return narrow ? narrow(found) : found;
}

const lowestOf = (docids: DocidQuery, limit: number): DocidQuery =>
  docids.orderBy('search_index.rowid').limit(sql<number>`${limit}::bigint`);

const inOne = (db: Database, query: TokenQuery, range: DocidRange, limit: number): DocidQuery =>
  lowestOf(inRange(docidsIn(db).where(matching(query)), range), limit);

/**
 * The database goes through the windows one by one, and ends when it has enough. Within each the index of lexemes finds
 * only what lies in its runs. The bounds are a sum, so that they are checked and not looked up: all that lies between them
 * would be gathered.
 */
function inWindows(
  db: Database,
  query: TokenQuery,
  { narrow }: DocidRange,
  windows: readonly Window[],
  limit: number,
): RawBuilder<unknown> {
  const within = docidsIn(db)
    .where(sql<boolean>`docid_runs(search_index.rowid) && w.runs::bigint[]`)
    .where(matching(query))
    .where(sql<boolean>`search_index.rowid + 0 >= w.docid_from and search_index.rowid + 0 < w.docid_below`);
  const found = lowestOf(narrow ? narrow(within) : within, limit);
  return sql`select found.docid from ${rowsOf(windows)} cross join lateral (${found}) as found limit ${limit}::bigint`;
}

const isAmong = (column: string, values: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`;
