/** The index of tokens in SQLite: a table of FTS5 that keeps no text. */
import { sql } from 'kysely';
import type { Database } from './tables.js';
import { docidsIn, type TokenIndex, type TokenQuery, type Tokens } from './tokens.js';

/** Words kept in memory because they are known to be remembered: nearly all words of a record are. */
const MAX_KNOWN = 200_000;

/** Records whose tokens wait in memory before they are written. */
const MAX_WAITING = 500;

/**
 * The tokens of the records that one commit holds are written together, as its last step: what is written by itself is a
 * part of the index by itself, and has to be merged with others.
 */
export interface SqliteTokens extends TokenIndex {
  /** Keeps what the write that has ended is to index, or forgets it, since that write was taken back. */
  settle(isKept: boolean): void;
  /** Writes what is kept. To be called before the commit. */
  writeKept(db: Database): Promise<void>;
  /** To be called when all writes since the last commit are taken back, and when others have written. */
  forget(): void;
}

/** What is to stand at a docid, or nothing. */
type Waiting = Map<number, Tokens | undefined>;

export function sqliteTokens(): SqliteTokens {
  const known = new Set<string>();
  const sizes = openSizes();
  /** Of the writes that have ended, and of the one that runs. */
  const kept: Waiting = new Map();
  const own: Waiting = new Map();
  /** Places that the one that runs has written itself, so that nothing of those before holds there; or all docids. */
  let written: Set<number> | 'all' = new Set();

  async function write(db: Database, waiting: Waiting): Promise<void> {
    // What doesn't come with the lowest docid first is a part of the index by itself again.
    for (const [docid, tokens] of [...waiting].sort(([one], [other]) => one - other))
      if (tokens)
        await db
          .replaceInto('search_index')
          .values({ rowid: integer(docid), ...tokens })
          .execute();
      else await db.deleteFrom('search_index').where('rowid', '=', integer(docid)).execute();
    waiting.clear();
  }
  /** Writes what the one that runs is to index; if it is taken back, so is this. */
  async function writeOwn(db: Database): Promise<void> {
    if (written !== 'all') for (const docid of own.keys()) written.add(docid);
    await write(db, own);
  }
  const wait = async (db: Database, docid: number, tokens: Tokens | undefined): Promise<void> => {
    own.set(docid, tokens);
    if (own.size >= MAX_WAITING) await writeOwn(db);
  };

  /** The one that runs has ended. */
  function end(): void {
    own.clear();
    written = new Set();
  }

  return {
    index: (db, docid, tokens) => wait(db, docid, tokens),
    remove: (db, docid) => wait(db, docid, undefined),
    settle: (isKept) => {
      if (isKept) {
        for (const docid of written === 'all' ? [...kept.keys()] : written) kept.delete(docid);
        for (const [docid, tokens] of own) kept.set(docid, tokens);
      } else known.clear();
      end();
    },
    writeKept: (db) => write(db, kept),
    addWords: async (db, words) => {
      const others = [...words].filter((word) => !known.has(word));
      if (others.length === 0) return;
      await db
        .insertInto('search_word')
        .columns(['word'])
        .expression(sql`select value from json_each(${JSON.stringify(others)}) where true`)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      if (known.size > MAX_KNOWN) known.clear();
      for (const word of others) known.add(word);
    },
    flush: writeOwn,
    removeWords: async (db, words) => {
      await sql`delete from search_word where word in (select value from json_each(${JSON.stringify(words)}))`.execute(
        db,
      );
      known.clear();
    },
    forget: () => {
      known.clear();
      kept.clear();
      end();
    },
    clear: async (db) => {
      own.clear();
      written = 'all';
      await sql`insert into search_index (search_index) values ('delete-all')`.execute(db);
      await db.deleteFrom('search_word').execute();
      known.clear();
    },
    optimize: async (db) => {
      await writeOwn(db);
      await sql`insert into search_index (search_index) values ('optimize')`.execute(db);
    },
    indexed: async (db, above, most) => {
      const rows = await sql<{ docid: number }>`select rowid as docid from search_index
        where rowid > ${integer(above)} order by rowid limit ${most}`.execute(db);
      return rows.rows.map(({ docid }) => docid);
    },
    find: async (db, query, { from = 0, below = Number.MAX_SAFE_INTEGER, among }, most) => {
      await sizes.learn(db, query);
      const matching = sql`select rowid as docid from search_index where search_index match ${expression(query, sizes.of)}
        and rowid >= ${integer(from)} and rowid < ${integer(below)}`;
      const found = among
        ? sql<{ docid: number }>`${matching} and rowid in ${integers(among)}`
        : sql<{ docid: number }>`${matching} order by rowid limit ${most}`;
      const docids = (await found.execute(db)).rows.map(({ docid }) => docid);
      return among ? docids.sort((one, other) => one - other).slice(0, most) : docids;
    },
    docids: (db, query, { below, from, among } = {}) => {
      let docids = docidsIn(db).where(sql<string>`search_index`, 'match', expression(query, sizes.of));
      if (below !== undefined) docids = docids.where('search_index.rowid', '<', integer(below));
      if (from !== undefined) docids = docids.where('search_index.rowid', '>=', integer(from));
      return among ? docids.where('search_index.rowid', 'in', integers(among)) : docids.orderBy('search_index.rowid');
    },
  };
}

/** The driver hands all numbers over as floating-point ones, and FTS5 passes over a rowid that isn't an integer. */
const integer = (value: number) => sql<number>`cast(${value} as integer)`;
const integers = (values: readonly number[]) => sql<number>`(select value from json_each(${JSON.stringify(values)}))`;

/** Records that are counted of a token: what more have is common. */
const MAX_COUNTED = 256;
/** Tokens whose sizes are remembered. */
const MAX_SIZES = 50_000;

type SizeOf = (query: TokenQuery) => number;

/**
 * How many records hold a token, more or less: what is looked for together is found soonest when the rarest comes first.
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
