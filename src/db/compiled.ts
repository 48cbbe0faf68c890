/** Queries of the hot paths, compiled to SQL once instead of at every call. */
import { type Compilable, type CompiledQuery, type Insertable, type RawBuilder, sql } from 'kysely';
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

/**
 * An insertion of any number of rows, compiled once for each number.
 * @param columns those that every row has
 * @param others those that a row may leave out, which are null then
 */
export function insertion<T extends keyof Tables & string>(
  table: T,
  columns: readonly (keyof Insertable<Tables[T]> & string)[],
  others: readonly (keyof Insertable<Tables[T]> & string)[],
  onConflict: RawBuilder<unknown> = sql``,
) {
  const names = [...columns, ...others];
  const compiled = new WeakMap<object, Map<number, CompiledQuery>>();
  const build = (db: Database, count: number): CompiledQuery => {
    const row = sql`(${sql.join(names.map((name) => sql`${name}`))})`;
    const rows = Array.from({ length: count }, () => row);
    return sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}) values ${sql.join(rows)} ${onConflict}`.compile(
      db,
    );
  };
  return async (db: Database, all: readonly Insertable<Tables[T]>[]): Promise<void> => {
    const known = compiled.get(dialectOf(db)) ?? new Map<number, CompiledQuery>();
    compiled.set(dialectOf(db), known);
    for (let from = 0; from < all.length; from += MAX_ROWS) {
      const rows = all.slice(from, from + MAX_ROWS);
      const query = known.get(rows.length) ?? build(db, rows.length);
      known.set(rows.length, query);
      const parameters: unknown[] = [];
      for (const row of rows) for (const name of names) parameters.push(row[name] ?? null);
      await db.executeQuery({ ...query, parameters });
    }
  };
}
