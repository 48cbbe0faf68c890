/** The index of tokens in SQLite: a table of FTS5 that keeps no text. */
import { CompiledQuery, type SqlBool, sql } from 'kysely';
import type { Database } from '../tables.js';
import {
  type DocidQuery,
  type DocidRange,
  docidsIn,
  type TokenIndex,
  type TokenQuery,
  type Tokens,
} from '../tokens.js';
import type { WriteSet } from '../write-set.js';

/** Words kept in memory because they are known to be in the table: nearly all words of a record are. */
const MAX_KNOWN_WORDS = 200_000;

/** Pages of 4 kB that one step of merging writes: it takes some milliseconds, in which nothing else is done. */
const MERGED_PAGES = 16;

/** Records whose tokens wait in memory before they are written. */
const MAX_PENDING = 500;

/** What waits in memory before it is written. */
interface Pending {
  /** What the index is to hold for a docid, or nothing any more. */
  readonly tokens: Map<number, Tokens | undefined>;
  /** Words that may not be in the table yet. */
  readonly words: Set<string>;
}

/**
 * The tokens and words of all records of one commit are written together, as its last step: FTS5 makes a segment of its
 * own of what is written apart, and has to merge it with others.
 */
export interface SqliteTokens extends TokenIndex {
  /** Takes the tokens and words of a write set. */
  apply(db: Database, set: Pick<WriteSet, 'tokens' | 'words'>): Promise<void>;
  /** To be called when a write has ended: its tokens wait for the commit, or are dropped since it was taken back. */
  endWrite(isKept: boolean): void;
  /** To be called before the commit. */
  writePending(db: Database): Promise<void>;
  /** To be called when all writes since the last commit are taken back, and when another process has written. */
  forget(): void;
  /** Merges some segments a little further; answers whether there was anything to merge. */
  merge(db: Database): Promise<boolean>;
}

export function sqliteTokens(): SqliteTokens {
  const knownWords = new Set<string>();
  const sizes = openSizes();
  /** Of the writes that have ended, and of the current one. */
  const ended: Pending = { tokens: new Map(), words: new Set() };
  const running: Pending = { tokens: new Map(), words: new Set() };
  /** The docids that the current write has written at once; what earlier writes left pending for them is void. */
  let written: Set<number> | 'all' = new Set();

  async function write(db: Database, { tokens, words }: Pending): Promise<void> {
    if (words.size > 0) await insertWords(db, JSON.stringify([...words].sort()));
    if (knownWords.size > MAX_KNOWN_WORDS) knownWords.clear();
    for (const word of words) knownWords.add(word);
    words.clear();
    // FTS5 makes a new segment whenever a docid is lower than the one before.
    for (const [docid, one] of [...tokens].sort(([a], [b]) => a - b))
      if (one) await putTokens(db, docid, one);
      else await db.deleteFrom('search_index').where('rowid', '=', integer(docid)).execute();
    tokens.clear();
  }
  /** Writes the tokens of the current write at once; a rollback undoes this too. */
  async function writeRunning(db: Database): Promise<void> {
    if (written !== 'all') for (const docid of running.tokens.keys()) written.add(docid);
    await write(db, running);
  }

  function drop({ tokens, words }: Pending): void {
    tokens.clear();
    words.clear();
  }

  function endRunning(): void {
    drop(running);
    written = new Set();
  }

  return {
    apply: async (db, { tokens, words }) => {
      for (const some of words) for (const word of some) if (!knownWords.has(word)) running.words.add(word);
      for (const [docid, one] of tokens) running.tokens.set(docid, one);
      if (running.tokens.size >= MAX_PENDING) await writeRunning(db);
    },
    endWrite: (isKept) => {
      if (isKept) {
        if (written === 'all') drop(ended);
        else for (const docid of written) ended.tokens.delete(docid);
        for (const [docid, tokens] of running.tokens) ended.tokens.set(docid, tokens);
        for (const word of running.words) ended.words.add(word);
      } else knownWords.clear();
      endRunning();
    },
    writePending: (db) => write(db, ended),
    flush: writeRunning,
    removeWords: async (db, words) => {
      await sql`delete from search_word where word in (select value from json_each(${JSON.stringify(words)}))`.execute(
        db,
      );
      for (const word of words) running.words.delete(word);
      knownWords.clear();
    },
    forget: () => {
      knownWords.clear();
      drop(ended);
      endRunning();
    },
    clear: async (db) => {
      drop(running);
      written = 'all';
      await sql`insert into search_index (search_index) values ('delete-all')`.execute(db);
      await db.deleteFrom('search_word').execute();
      knownWords.clear();
    },
    merge: async (db) => {
      const before = await changesOf(db);
      await sql`insert into search_index (search_index, rank) values ('merge', ${sql.lit(MERGED_PAGES)})`.execute(db);
      // FTS5 counts the statement itself as one change.
      return (await changesOf(db)) - before > 1;
    },
    optimize: async (db) => {
      await writeRunning(db);
      await sql`insert into search_index (search_index) values ('optimize')`.execute(db);
    },
    indexed: async (db, above, limit) => {
      const rows = await sql<{ docid: number }>`select rowid as docid from search_index
        where rowid > ${integer(above)} order by rowid limit ${integer(limit)}`.execute(db);
      return rows.rows.map(({ docid }) => docid);
    },
    find: async (db, query, range, limit) => {
      await sizes.learn(db, query);
      const { from = 0, below = Number.MAX_SAFE_INTEGER, among, narrow } = range;
      if (among) {
        const docids = await docidsOf(db, expression(query, sizes.of), range)
          .where('search_index.rowid', 'in', integers(among))
          .execute();
        return docids
          .map(({ docid }) => docid)
          .sort((one, other) => one - other)
          .slice(0, limit);
      }
      const found = narrow
        ? docidsOf(db, expression(query, sizes.of), range).orderBy('search_index.rowid').limit(integer(limit)).execute()
        : // Kysely would take longer to make the query than some searches take.
          sql<{ docid: number }>`select rowid as docid from search_index
            where search_index match ${expression(query, sizes.of)} and rowid >= ${integer(from)}
              and rowid < ${integer(below)} order by rowid limit ${integer(limit)}`
            .execute(db)
            .then(({ rows }) => rows);
      return (await found).map(({ docid }) => docid);
    },
    count: async (db, query, range, limit) => {
      const docids = docidsOf(db, expression(query, sizes.of), range);
      const { rows } = await db
        .selectFrom(
          (range.among ? docids.where('search_index.rowid', 'in', integers(range.among)) : docids)
            .limit(integer(limit))
            .as('found'),
        )
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      return rows;
    },
    finds: (db, query, docid) => {
      const all = docidsOf(db, expression(query, sizes.of), {});
      return termsIn(query) > MAX_PROBED
        ? sql<SqlBool>`${docid} in ${all}`
        : sql<SqlBool>`exists ${all.where('search_index.rowid', '=', docid)}`;
    },
  };
}

/** With more terms than this, looking up each record by itself is slow; so it is with beginnings. */
const MAX_PROBED = 4;

function termsIn(query: TokenQuery): number {
  const sum = (queries: readonly TokenQuery[]) => queries.reduce((terms, one) => terms + termsIn(one), 0);
  if ('phrase' in query) return 1;
  if ('beginning' in query) return Number.POSITIVE_INFINITY;
  if ('all' in query) return sum(query.all);
  if ('any' in query) return sum(query.any);
  if ('these' in query) return sum([query.these, query.without]);
  return termsIn(query.query);
}

/** The docids that match an expression of FTS5, in no order that is asked for. */
function docidsOf(db: Database, match: string, { from, below, narrow }: DocidRange): DocidQuery {
  let docids = docidsIn(db).where(sql<string>`search_index`, 'match', match);
  if (below !== undefined) docids = docids.where('search_index.rowid', '<', integer(below));
  if (from !== undefined) docids = docids.where('search_index.rowid', '>=', integer(from));
  return narrow ? narrow(docids) : docids;
}

const TOKEN_COLUMNS = ['summary', 'names', 'quotations', 'text', 'titles', 'filters'] as const;
const PUT_TOKENS = `replace into search_index (rowid, ${TOKEN_COLUMNS.join()}) values (cast(? as integer), ?, ?, ?, ?, ?, ?)`;

/** Run for every record that is written, so the query is compiled once. */
async function putTokens(db: Database, docid: number, tokens: Tokens): Promise<void> {
  const parameters = [docid, ...TOKEN_COLUMNS.map((column) => tokens[column])];
  await db.executeQuery(CompiledQuery.raw(PUT_TOKENS, parameters));
}

const INSERT_WORDS = 'insert into search_word (word) select value from json_each(?) where true on conflict do nothing';
const insertWords = (db: Database, words: string) => db.executeQuery(CompiledQuery.raw(INSERT_WORDS, [words]));

/**
 * The driver hands all numbers over as floating-point ones: FTS5 ignores a rowid that isn't an integer, and SQLite plans a
 * statement anew for each such limit.
 */
const integer = (value: number) => sql<number>`cast(${value} as integer)`;
const integers = (values: readonly number[]) => sql<number>`(select value from json_each(${JSON.stringify(values)}))`;

/** Records that are counted of a token: what more have is common. */
const MAX_COUNTED = 256;
/** Tokens whose sizes are remembered. */
const MAX_SIZES = 50_000;

type SizeOf = (query: TokenQuery) => number;

/**
 * Estimates how many records have a token: a conjunction is fastest when the rarest token comes first.
 * Each is counted once; that more may hold it later makes searches slower at most.
 */
function openSizes(): { of: SizeOf; learn(db: Database, query: TokenQuery): Promise<void> } {
  const sizes = new Map<string, number>();
  const sizeOf: SizeOf = (query) => {
    if ('phrase' in query) return Math.min(...query.phrase.map((token) => sizes.get(token) ?? MAX_COUNTED));
    if ('columns' in query) return sizeOf(query.query);
    if ('these' in query) return sizeOf(query.these);
    if ('all' in query) return Math.min(...query.all.map(sizeOf));
    return MAX_COUNTED;
  };
  return {
    of: sizeOf,
    learn: async (db, query) => {
      for (const token of combined(query)) {
        if (sizes.has(token)) continue;
        const { rows } = await sql<{ size: number }>`select count(*) as size from
          (select 1 from search_index where search_index match ${`"${token}"`} limit ${MAX_COUNTED})`.execute(db);
        if (sizes.size > MAX_SIZES) sizes.clear();
        sizes.set(token, rows[0]?.size ?? 0);
      }
    },
  };
}

/** The tokens that are looked for together with others. */
function combined(query: TokenQuery): string[] {
  if ('columns' in query) return combined(query.query);
  if ('these' in query) return combined(query.these);
  if (!('all' in query) || query.all.length < 2) return [];
  return query.all.flatMap((one) => ('phrase' in one ? one.phrase.slice(0, 1) : combined(one)));
}

/** The query in the language of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax); every token is quoted. */
function expression(query: TokenQuery, sizeOf: SizeOf): string {
  const grouped = (one: TokenQuery): string =>
    'phrase' in one ? expression(one, sizeOf) : `(${expression(one, sizeOf)})`;
  if ('phrase' in query) return `"${query.phrase.join(' ')}"`;
  if ('beginning' in query) return `"${query.beginning}" *`;
  if ('columns' in query) return `{${query.columns.join(' ')}}: ${grouped(query.query)}`;
  if ('these' in query) return `${grouped(query.these)} NOT ${grouped(query.without)}`;
  if ('any' in query) return query.any.map(grouped).join(' OR ');
  return query.all
    .toSorted((one, other) => sizeOf(one) - sizeOf(other))
    .map(grouped)
    .join(' AND ');
}

/** How much the connection has changed since it was opened. */
async function changesOf(db: Database): Promise<number> {
  const { rows } = await sql<{ changes: number }>`select total_changes() as changes`.execute(db);
  return Number(rows[0]?.changes ?? 0);
}
