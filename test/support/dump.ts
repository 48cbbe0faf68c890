/** All that a register stores, table by table, to see that nothing changed. */
import { sql } from 'kysely';
import type { Database } from '../../src/db/tables.js';
import { isSqlite } from './place.js';

/** The inner tables of FTS5; `search_index` itself says which docids it has. */
const isInside = (table: string) => /^(sqlite|search_index)_/.test(table);

/** Every row of every table as a line, in an order that doesn't depend on when it was written. */
export async function dump(db: Database): Promise<string[]> {
  const tables = await (isSqlite
    ? sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`
    : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema() order by 1`
  ).execute(db);
  const lines: string[] = [];
  for (const { name } of tables.rows.filter((table) => !isInside(table.name))) {
    const columns = name === 'search_index' ? sql`rowid` : sql`*`;
    const { rows } = await sql<object>`select ${columns} from ${sql.table(name)}`.execute(db);
    lines.push(...rows.map((row) => `${name} ${JSON.stringify(row)}`).sort());
  }
  return lines;
}
