/** Applies the plain SQL files of `db/migrations`, forward only, each in a transaction of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabasePlace } from './database-url.js';
import { packageFile } from './package-file.js';

/** A database that can run a script of statements and a transaction around it. */
export interface Migratable {
  applied(): string[];
  /** Does something in a transaction, after whatever other processes do in theirs. */
  inTransaction(work: () => void): void;
  apply(name: string, script: string): void;
}

/** The engines, as their folders of migrations are called. */
type EngineName = DatabasePlace['engine'];

const folderOf = (engine: EngineName): string => packageFile(join('db', 'migrations', engine));

/** Applies what is missing, in the order of the names, and returns those names. */
export function migrate(database: Migratable, engine: EngineName): string[] {
  const applied: string[] = [];
  for (const name of missingIn(database.applied(), engine))
    database.inTransaction(() => {
      // Another process that starts at the same time may have applied it meanwhile.
      if (database.applied().includes(name)) return;
      database.apply(name, scriptOf(name, engine));
      applied.push(name);
    });
  return applied;
}

/** The migrations that are not among those that were applied, in the order of their names. */
export function missingIn(applied: readonly string[], engine: EngineName): string[] {
  const names = readdirSync(folderOf(engine)).filter((name) => name.endsWith('.sql'));
  return names.filter((name) => !applied.includes(name)).sort();
}

/** The statements of a migration. */
export const scriptOf = (name: string, engine: EngineName): string =>
  readFileSync(join(folderOf(engine), name), 'utf8');
