/** What a request asks of the database, and the plans of those queries. */
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.js';
import type { Readers } from '../../src/db/engine.js';
import { openEngine } from '../../src/db/open.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import type { Tables } from '../../src/db/tables.js';
import { copyTemplate } from './template.js';

export interface Planned {
  sql: string;
  /** The lines of its plan. */
  plan: string[];
}

export type Plans = (url: string) => Promise<{ plans: Planned[]; next?: string }>;

/** A register with the first records that returns the plans of all queries of a request. */
export async function openPlans(t: Test): Promise<Plans> {
  const { url, file, remove } = await copyTemplate(true);
  const engine = await openEngine(url);
  const database = new Sqlite(file, { readonly: true });
  const asked: CompiledQuery[] = [];
  const listening = new Kysely<Tables>({
    dialect: new SqliteDialect({ database }),
    log: ({ level, query }) => {
      if (level === 'query') asked.push(query);
    },
  });
  const readers: Readers = {
    reader: listening,
    read: (work) => listening.connection().execute(work),
    openRead: async () => ({ db: listening, close: async () => {} }),
  };
  const app = await buildApp({
    engine: { ...engine, ...readers, primary: readers, readersAt: async () => readers },
    keys: [],
  });
  t.teardown(async () => {
    await app.close();
    await listening.destroy();
    await engine.close();
    await remove();
  });
  return async (url) => {
    asked.length = 0;
    const response = await app.inject(url);
    if (response.statusCode !== 200) throw new Error(`${url}: ${response.body}`);
    const plans = asked.map(({ sql, parameters }): Planned => {
      const rows = database.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...parameters);
      return { sql, plan: rows.map(({ detail }) => detail) };
    });
    if (plans.length === 0) throw new Error(`${url} asked nothing`);
    return { plans, next: response.json().page?.next };
  };
}

/** The names that tables go by in the queries of lists. */
const TABLES = 'record|index_entry|reference|change|change_entry|source_text|[a-z]';

/** A table read from one end to the other, with or without an index. */
export const SCAN = new RegExp(`^SCAN (${TABLES})\\b`);

/** Rows that are gathered and sorted before the first is returned. */
export const SORT = /TEMP B-TREE/;

/** The lines of plans that should not be, each with its query. */
export const faults = (plans: Planned[], ...patterns: RegExp[]): string[] =>
  plans.flatMap(({ sql, plan }) =>
    plan.filter((line) => patterns.some((pattern) => pattern.test(line))).map((line) => `${line} in ${sql}`),
  );
