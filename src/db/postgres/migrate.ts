/** Applies the migrations of PostgreSQL, each in a transaction of its own, one process at a time. */
import { CompiledQuery, sql } from 'kysely';
import { missingIn, scriptOf } from '../migrations.js';
import type { Database } from '../tables.js';

/** For how long other processes that start at the same time are waited for. */
const LOCK_TIMEOUT_S = 600;

/** Runs statements as they are, without parameters. */
export const run = (db: Database, statements: string) => db.executeQuery(CompiledQuery.raw(statements));

/** The names of the migrations that were applied; none where no register is. */
export async function appliedTo(db: Database): Promise<string[]> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('migration') is not null as exists`.execute(db);
  if (!rows[0]?.exists) return [];
  return (await db.selectFrom('migration').select('name').execute()).map(({ name }) => name);
}

export const missingFrom = async (db: Database): Promise<string[]> => missingIn(await appliedTo(db), 'postgres');

/**
 * Applies what is missing, and returns those names.
 * @param lock the advisory lock that one process has at a time
 */
export async function migrate(db: Database, lock: number): Promise<string[]> {
  const applied: string[] = [];
  for (;;) {
    await run(db, `begin; set local lock_timeout = '${LOCK_TIMEOUT_S}s'; select pg_advisory_xact_lock(${lock})`);
    try {
      const [name] = await missingFrom(db);
      if (name !== undefined) {
        await run(
          db,
          'create table if not exists migration (name text collate "C" primary key, applied_at text not null)',
        );
        await run(db, scriptOf(name, 'postgres'));
        await db.insertInto('migration').values({ name, applied_at: new Date().toISOString() }).execute();
        applied.push(name);
      }
      await run(db, 'commit');
      if (name === undefined) return applied;
    } catch (failure) {
      await run(db, 'rollback').catch(() => {});
      throw failure;
    }
  }
}
