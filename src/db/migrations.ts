/** Applies the plain SQL files of `db/migrations`, forward only, each in a transaction of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from './package-file.js';

/** A database that can run a script of statements and a transaction around it. */
export interface Migratable {
  applied(): string[];
  apply(name: string, script: string): void;
}

const folderOf = (engine: 'sqlite'): string => packageFile(join('db', 'migrations', engine));

/** Applies what is missing, in the order of the names, and returns those names. */
export function migrate(database: Migratable, engine: 'sqlite'): string[] {
  const missing = missingIn(database.applied(), engine);
  for (const name of missing) database.apply(name, readFileSync(join(folderOf(engine), name), 'utf8'));
  return missing;
}

/** The migrations that are not among those that were applied, in the order of their names. */
export function missingIn(applied: readonly string[], engine: 'sqlite'): string[] {
  const names = readdirSync(folderOf(engine)).filter((name) => name.endsWith('.sql'));
  return names.filter((name) => !applied.includes(name)).sort();
}
