/** The PostgreSQL driver, with its types as the service has them: whole numbers are numbers. */
import pg from 'pg';

export type { Pool, PoolClient, PoolConfig } from 'pg';

/** The object ids of `bigint` and `numeric`, which the driver leaves as texts. All of ours are below 2^53. */
const NUMBERS: readonly number[] = [20, 1700];

export const openPool = (config: pg.PoolConfig): pg.Pool =>
  new pg.Pool({
    ...config,
    types: {
      getTypeParser: (type: number) => (NUMBERS.includes(type) ? Number : pg.types.getTypeParser(type)),
    },
  });

/** The SQLSTATE of a failure that the database reported, such as 40001; empty for any other failure. */
export const sqlStateOf = (failure: unknown): string =>
  failure instanceof pg.DatabaseError ? (failure.code ?? '') : '';
