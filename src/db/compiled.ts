/** Queries of the hot paths, compiled to SQL once instead of at every call. */
import { type Compilable, type CompiledQuery, sql } from 'kysely';
import type { Database, Tables } from './tables.js';

/** Stands in a compiled query where a value will. */
const placeholder = (index: number): string => `\u0000${index}`;

/**
 * A query that takes `count` texts as values. It is built with placeholders, so its form must not depend on them.
 */
export function compiledOnce<R>(count: number, build: (db: Database, ...values: string[]) => Compilable<R>) {
  const placeholders = Array.from({ length: count }, (_, index) => placeholder(index));
  const compiled = new WeakMap<object, CompiledQuery<R>>();
  return async (db: Database, ...values: string[]): Promise<R[]> => {
    const query = compiled.get(dialectOf(db)) ?? build(db, ...placeholders).compile();
    compiled.set(dialectOf(db), query);
    const parameters = query.parameters.map((value) => {
      const index = typeof value === 'string' ? placeholders.indexOf(value) : -1;
      return index < 0 ? value : values[index];
    });
    return (await db.executeQuery<R>({ ...query, parameters })).rows;
  };
}

/** Stays the same for all transactions on a database, each of which has an object of its own. */
const dialectOf = (db: Database): object => db.getExecutor().adapter;

/** The same for any number of texts: compiled once for each number, so that it should not be large. */
export function compiledPerCount<R>(build: (db: Database, values: string[]) => Compilable<R>) {
  const queries = new Map<number, (db: Database, ...values: string[]) => Promise<R[]>>();
  return (db: Database, values: readonly string[]): Promise<R[]> => {
    const query =
      queries.get(values.length) ?? compiledOnce(values.length, (db, ...placeholders) => build(db, placeholders));
    queries.set(values.length, query);
    return query(db, ...values);
  };
}

/** Rows in one statement: most writes have fewer of a kind, and each number of them is a statement of its own. */
const MAX_ROWS = 50;

/** An insertion of any number of rows, each a list of the columns' values, compiled once for each number. */
export function insertion<T extends keyof Tables & string>(table: T, columns: readonly (keyof Tables[T] & string)[]) {
  const compiled = new WeakMap<object, Map<number, CompiledQuery>>();
  const build = (db: Database, rows: readonly (readonly unknown[])[]): CompiledQuery =>
    sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(
      rows.map((row) => sql`(${sql.join([...row])})`),
    )}`.compile(db);
  return async (db: Database, all: readonly (readonly unknown[])[]): Promise<void> => {
    const known = compiled.get(dialectOf(db)) ?? new Map<number, CompiledQuery>();
    compiled.set(dialectOf(db), known);
    for (let from = 0; from < all.length; from += MAX_ROWS) {
      const rows = all.slice(from, from + MAX_ROWS);
      const query = known.get(rows.length) ?? build(db, rows);
      known.set(rows.length, query);
      await db.executeQuery({ ...query, parameters: rows.flat() });
    }
  };
}
