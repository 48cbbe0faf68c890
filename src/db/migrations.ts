/** Applies the plain SQL files of `db/migrations`, forward only, each in a transaction of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from './package-file.js';

/** A database that can run a script of statements and a transaction around it. */
export interface Migratable {
  applied(): string[];
  apply(name: string, script: string): void;
}

/** Applies what is missing, in the order of the names, and returns those names. */
export function migrate(database: Migratable, engine: 'sqlite'): string[] {
  const folder = packageFile(join('db', 'migrations', engine));
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const applied = new Set(database.applied());
  const missing = names.filter((name) => !applied.has(name));
  for (const name of missing) database.apply(name, readFileSync(join(folder, name), 'utf8'));
  return missing;
}
