/** The PostgreSQL driver, with its types as the service has them: whole numbers are numbers. */
import pg from 'pg';

export type { Pool, PoolClient, PoolConfig } from 'pg';

/** The object ids of `bigint` and `numeric`, which the driver leaves as texts. All of ours are below 2^53. */
const NUMBERS: readonly number[] = [20, 1700];

type Connected = ((failure: Error) => void) | ((failure: null, client: pg.Client) => void);

/** The pool forgets a client that couldn't connect, though its socket may be open: the server may wait for a password. */
class Client extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.Client> | undefined {
    if (!callback) return super.connect();
    super.connect((failure?: Error | null) => {
      if (failure) this.end().catch(() => {});
      Reflect.apply(callback, undefined, [failure, this]);
    });
  }
}

export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    Client,
    types: {
      getTypeParser: (type: number) => (NUMBERS.includes(type) ? Number : pg.types.getTypeParser(type)),
    },
  });
  // A connection that breaks leaves the pool by itself; whoever uses it is told by its statement. It may break as soon as it
  // is made, before anybody else listens, and an error to which nobody listens ends the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

/** The SQLSTATE of a failure that the database reported, such as 40001; empty for any other failure. */
export const sqlStateOf = (failure: unknown): string =>
  failure instanceof pg.DatabaseError ? (failure.code ?? '') : '';
