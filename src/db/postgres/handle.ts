/** Connections to PostgreSQL: they keep statements prepared, and broken ones are replaced. */
import { createHash } from 'node:crypto';
import {
  HandleEmptyInListsPlugin,
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
  replaceWithNoncontingentExpression,
} from 'kysely';
import { LimitReached, Unavailable } from '../../model/refusal.js';
import type { Database, Tables } from '../tables.js';
import { openPool, type PoolClient, type PoolConfig, sqlStateOf } from './driver.js';

export interface PostgresHandle {
  /** For queries; each takes a connection that is free, or waits for one. */
  readonly db: Database;
  /** A connection that is free, for whoever gives it back. */
  connect(): Promise<PostgresPoolClient>;
  /** How many statements were run that may have changed something, or that have failed. */
  writeCount(): number;
  close(): Promise<void>;
}

/** How often a statement is run before it is prepared: most that are run again are run often. */
const PREPARED_AFTER = 3;
/** Statements that are prepared in each connection, and those that are counted. */
const MAX_PREPARED = 500;
const MAX_COUNTED = 5000;

/**
 * Opens connections as they are needed, and opens others in the place of those that break.
 * @param isPreparing false where statements take so long that preparing them saves nothing
 */
export function openHandle(config: PoolConfig, isPreparing = true): PostgresHandle {
  const pool = openPool(config);
  const nameOf = statementNames();
  let mayPrepare = isPreparing;
  let writeCount = 0;
  const openedAt = new WeakMap<PoolClient, number>();
  /** When a connection was lost the last time: the server may have ended all of them, so those from before are not used again. */
  let lostAt = Number.NEGATIVE_INFINITY;
  const isLost = (client: PoolClient): boolean => (openedAt.get(client) ?? 0) < lostAt;
  pool.on('error', () => {
    lostAt = performance.now();
  });
  pool.on('connect', (client) => void openedAt.set(client, performance.now()));

  async function connect(): Promise<PoolClient> {
    for (;;) {
      const client = await orUnavailable(() => pool.connect());
      if (!isLost(client)) return client;
      client.release(true);
    }
  }

  async function run(client: PoolClient, text: string, parameters: readonly unknown[]) {
    const name = mayPrepare ? nameOf(text) : undefined;
    const values = parameters.map(storable);
    const isAlone = client.getTransactionStatus() === 'I';
    if (!/^select\b/i.test(text)) writeCount += 1;
    try {
      if (name === undefined) return await orUnavailable(() => client.query({ text, values, ...timeoutOf(text) }));
      return await client.query({ name, text, values }).catch((failure) => {
        const state = sqlStateOf(failure);
        if (!NOT_AS_PREPARED.includes(state)) return orUnavailable(() => Promise.reject(failure));
        if (state === PLAN_IS_OLD) lostAt = performance.now();
        else mayPrepare = false;
        if (!isAlone) throw new Unavailable(failure);
        return orUnavailable(() => client.query({ text, values }));
      });
    } catch (failure) {
      // The transaction takes no further statement.
      writeCount += 1;
      if (isLoss(failure)) lostAt = performance.now();
      throw failure;
    }
  }

  /** Connections as Kysely takes them: always the same object for the same connection. */
  const adapted = new WeakMap<PoolClient, PostgresPoolClient>();
  const adapt = (client: PoolClient): PostgresPoolClient =>
    clientOf(
      (text, parameters) => run(client, text, parameters),
      () => client.release(isLost(client)),
    );

  const adaptedConnect = async (): Promise<PostgresPoolClient> => {
    const client = await connect();
    const known = adapted.get(client) ?? adapt(client);
    adapted.set(client, known);
    return known;
  };
  const db = queriesOn({ connect: adaptedConnect, end: () => pool.end() });
  return {
    db,
    connect: adaptedConnect,
    writeCount: () => writeCount,
    close: async () => {
      await db.destroy();
      // Kysely leaves a pool open that it has never used.
      if (!pool.ended) await pool.end();
    },
  };
}

/** For how long an answer is waited for to what begins and ends transactions; a write may wait for its turn meanwhile. */
const SHORT_TIMEOUT_MS = 10_000;
const COMMIT_TIMEOUT_MS = 60_000;

/** A server that is gone without a word is not waited for as long as a statement may take. */
function timeoutOf(text: string): { query_timeout?: number } {
  if (/^commit\b/.test(text)) return { query_timeout: COMMIT_TIMEOUT_MS };
  // Whoever migrates waits for the others.
  return /^(begin|rollback|savepoint|release)\b(?!.*lock_timeout)/.test(text)
    ? { query_timeout: SHORT_TIMEOUT_MS }
    : {};
}

/** A connection as Kysely takes it. */
export function clientOf(
  run: (text: string, parameters: readonly unknown[]) => unknown,
  release: () => void,
): PostgresPoolClient {
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: string | PostgresCursor<unknown>, parameters: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('cursors are not used');
    return run(text, parameters);
  }
  return { query, release };
}

/** Queries on the connections of a pool. */
export const queriesOn = (pool: PostgresPool): Database =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  });

/**
 * One statement that is worth preparing. What is quickest for a search in the index of words depends on the words, so it
 * is planned for them.
 */
const IS_PREPARED = /^(select|with|insert|update|delete)\b(?!.*(@@|;))/is;

/** Names for the statements that are run again and again. */
function statementNames(): (text: string) => string | undefined {
  const runs = new Map<string, number>();
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MAX_PREPARED || !IS_PREPARED.test(text)) return known;
    const count = (runs.get(text) ?? 0) + 1;
    if (runs.size >= MAX_COUNTED) runs.clear();
    runs.set(text, count);
    if (count <= PREPARED_AFTER) return undefined;
    // A connection that is shared with others by a pooler never takes one statement for another.
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
}

/** Another process has changed the tables since the statement was prepared. */
const PLAN_IS_OLD = '0A000';

/**
 * The failures of statements because they were prepared. The others say that what this process has prepared isn't there,
 * or what it hasn't is: a pooler between it and the server lends it another connection for each transaction.
 */
export const NOT_AS_PREPARED: readonly string[] = [PLAN_IS_OLD, '26000', '42P05'];

/** PostgreSQL takes no NUL in a text. None is stored, so whatever is asked for with one stands before all that is. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u0001') : value;
}

/**
 * The classes of failures that the server, the network or others cause, and not the statement: connections, resources,
 * conflicts, locks, time-outs, a server that only reads or is ending.
 */
const OF_THE_DATABASE = /^(08|25006|25P03|28|3D|40|53|55|57|58|XX)/;

/** Those of the connection itself; the server doesn't report all of them. */
const LOST = /^(|08.*|57P0.*)$/;

/** Whether a connection was lost with a failure, so that others from before may be, too. */
export const isLoss = (failure: unknown): boolean =>
  failure instanceof Unavailable && LOST.test(sqlStateOf(failure.cause)) && !isLimit(failure.cause);

/** Whether all connections of the pool were in use for too long (as the driver says it), or something else was. */
const isLimit = (cause: unknown): boolean =>
  cause instanceof LimitReached ||
  (cause instanceof Error && cause.message === 'timeout exceeded when trying to connect');

/** How the network says that a server isn't there at the moment. A container that is down may have no name either. */
const NOT_THERE: readonly string[] = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND'],
];
/** How the driver says so. */
const NOT_ANSWERING = /terminated|timeout/i;

/** Whether a server may be there later. What TLS or a password stand against stays so. */
export function isAway(failure: unknown): boolean {
  if (!(failure instanceof Unavailable)) return false;
  const { cause } = failure;
  const state = sqlStateOf(cause);
  if (state !== '') return LOST.test(state);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code === undefined ? NOT_ANSWERING.test(reasonOf(cause)) : NOT_THERE.includes(code);
}

/** Does something on the database; when the database itself can't, that is `Unavailable`. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    const state = sqlStateOf(failure);
    // What the server has not reported is a failure of the connection.
    const isOfDatabase = state === '' ? !(failure instanceof TypeError) : OF_THE_DATABASE.test(state);
    throw isOfDatabase ? new Unavailable(failure) : failure;
  }
}

/** Why a connection failed. When several addresses of a host were tried, Node has a code and no message. */
export function reasonOf(failure: unknown): string {
  if (failure instanceof Unavailable) return reasonOf(failure.cause);
  if (!(failure instanceof Error)) return String(failure);
  if (/password must be/.test(failure.message)) return 'the server asks for a password, and the URL has none';
  return failure.message || ('code' in failure ? String(failure.code) : failure.name);
}
