/** Queries of the hot paths, compiled to SQL once instead of at every call. */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Database } from './tables.js';

/** Stands in a compiled query where a value will. */
const placeholder = (index: number): string => `\u0000${index}`;

/**
 * A query that takes `count` texts as values. It is built with placeholders, so its form must not depend on them.
 */
export function compiledOnce<R>(count: number, build: (db: Database, ...values: string[]) => Compilable<R>) {
  const placeholders = Array.from({ length: count }, (_, index) => placeholder(index));
  const compiled = new WeakMap<Database, CompiledQuery<R>>();
  return async (db: Database, ...values: string[]): Promise<R[]> => {
    const query = compiled.get(db) ?? build(db, ...placeholders).compile();
    compiled.set(db, query);
    const parameters = query.parameters.map((value) => {
      const index = typeof value === 'string' ? placeholders.indexOf(value) : -1;
      return index < 0 ? value : values[index];
    });
    return (await db.executeQuery<R>({ ...query, parameters })).rows;
  };
}
