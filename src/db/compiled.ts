/** Queries of the hot paths: their SQL is made once, and each run only gives the values. */
import {
  type Compilable,
  type CompiledQuery,
  type Expression,
  type InsertType,
  type RawBuilder,
  sql,
  ValueNode,
} from 'kysely';
import type { Database, Tables } from './tables.js';

/** Stands in a query, wherever Kysely takes an expression, for one of the values that each run gives. */
export class Parameter<T> implements Expression<T> {
  /** Which of the values: the first is 0. */
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  /** Kysely infers the type of an expression from this. */
  get expressionType(): T | undefined {
    return undefined;
  }

  /** Kysely takes it for a value, so that it comes out among the parameters of the compiled query. */
  toOperationNode(): ValueNode {
    return ValueNode.create(this);
  }
}

/** A parameter for each value. */
type ParametersFor<V extends readonly unknown[]> = { readonly [I in keyof V]: Parameter<V[I]> };

/** Parameters of any type, since they stand for values that are not known yet. */
const parameters = (count: number): Parameter<never>[] =>
  Array.from({ length: count }, (_, index) => new Parameter<never>(index));

/**
 * A query with `count` values. They are texts unless the builder has types for all of them, as in
 * `compiledOnce(2, (db, record: Parameter<RecordName>, docid: Parameter<number>) => …)`.
 */
export function compiledOnce<R, V extends readonly unknown[] = string[]>(
  count: V['length'],
  build: (db: Database, ...parameters: ParametersFor<V>) => Compilable<R>,
): (db: Database, ...values: V) => Promise<R[]>;
export function compiledOnce<R>(
  count: number,
  build: (db: Database, ...parameters: Parameter<never>[]) => Compilable<R>,
): (db: Database, ...values: unknown[]) => Promise<R[]> {
  const compiled = perDialect((db) => build(db, ...parameters(count)).compile());
  return (db, ...values) => run(db, compiled(db), values);
}

/** A query with any number of values, compiled for each number of them: there should not be many such numbers. */
export function compiledPerCount<R, T = string>(
  build: (db: Database, parameters: readonly Parameter<T>[]) => Compilable<R>,
): (db: Database, values: readonly T[]) => Promise<R[]> {
  const compiled = perDialectAndCount((db, count) => build(db, parameters(count)).compile());
  return (db, values) => run(db, compiled(db, values.length), values);
}

/** Rows that one statement inserts at most; most writes insert fewer into a table. */
const MAX_ROWS = 50;

/** What a row has in these columns. */
type Row<T extends keyof Tables, C extends keyof Tables[T]> = { readonly [K in C]: InsertType<Tables[T][K]> };

/**
 * An insertion of any number of rows with these columns, compiled for each number of them up to `MAX_ROWS`.
 * @param onConflict what becomes of a row that is there already; by default it is an error
 */
export function insertion<T extends keyof Tables & string, C extends keyof Tables[T] & string>(
  table: T,
  columns: readonly C[],
  onConflict: RawBuilder<unknown> = sql``,
): (db: Database, rows: readonly Row<T, C>[]) => Promise<void> {
  const compiled = perDialectAndCount((db, count) => {
    const row = sql`(${sql.join(parameters(columns.length))})`;
    const names = sql.join(columns.map((column) => sql.ref(column)));
    const rows = sql.join(Array.from({ length: count }, () => row));
    return sql`insert into ${sql.table(table)} (${names}) values ${rows} ${onConflict}`.compile(db);
  });
  return async (db, rows) => {
    for (let from = 0; from < rows.length; from += MAX_ROWS) {
      const some = rows.slice(from, from + MAX_ROWS);
      const values: unknown[] = [];
      for (const row of some) for (const column of columns) values.push(row[column]);
      await execute(db, compiled(db, some.length), values);
    }
  };
}

/** Runs a compiled query with these values in place of its parameters. */
const run = <R>(db: Database, query: CompiledQuery<R>, values: readonly unknown[]): Promise<R[]> =>
  execute(
    db,
    query,
    query.parameters.map((one) => (one instanceof Parameter ? values[one.index] : one)),
  );

async function execute<R>(db: Database, query: CompiledQuery<R>, parameters: readonly unknown[]): Promise<R[]> {
  const direct = DIRECT.get(db);
  // The rows of a statement are what its query says that they are, whoever runs it.
  if (direct) return direct(query.sql, parameters) as R[];
  return (await db.executeQuery<R>({ ...query, parameters })).rows;
}

/** Runs a statement at once; returns its rows. */
type RunDirectly = (statement: string, parameters: readonly unknown[]) => unknown[];

const DIRECT = new WeakMap<Database, RunDirectly>();

/**
 * Has compiled queries run without Kysely, which takes as long as a short query itself. For a database object of an engine
 * that answers at once; not of a transaction of Kysely's own.
 */
export const runDirectly = (db: Database, directly: RunDirectly): void => void DIRECT.set(db, directly);

/** Makes something once for each dialect. Each transaction has a database object of its own, but they share the adapter. */
function perDialect<T>(make: (db: Database) => T): (db: Database) => T {
  const made = new WeakMap<object, T>();
  return (db) => {
    const { adapter } = db.getExecutor();
    const known = made.get(adapter) ?? make(db);
    made.set(adapter, known);
    return known;
  };
}

function perDialectAndCount<T>(make: (db: Database, count: number) => T): (db: Database, count: number) => T {
  const made = perDialect(() => new Map<number, T>());
  return (db, count) => {
    const counts = made(db);
    const known = counts.get(count) ?? make(db, count);
    counts.set(count, known);
    return known;
  };
}
