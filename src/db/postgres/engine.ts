/** PostgreSQL as an engine: a pool of connections that read, some for long reads, and one that writes. */
import { sql } from 'kysely';
import { Unavailable } from '../../model/refusal.js';
import { shownPlace } from '../database-url.js';
import type { Engine, EngineOptions } from '../engine.js';
import { groupCommit, type WriteConnection } from '../group-commit.js';
import type { Database } from '../tables.js';
import { apply } from './apply.js';
import type { PoolConfig } from './driver.js';
import { isLoss, openHandle, type PostgresHandle, reasonOf } from './handle.js';
import { appliedTo, migrate, missingFrom, run } from './migrate.js';
import { asksToRepeat, CONNECT_TIMEOUT_MS, IDLE_TIMEOUT_MS, openReaders, READ_TIMEOUT_MS, upTo } from './readers.js';
import { openReplica } from './replica.js';
import { scans } from './scans.js';
import { postgresTokens } from './tokens.js';
import { watchCommits } from './watch.js';

/** For how long a statement may take that writes: maintenance writes much in one. */
const WRITE_TIMEOUT_MS = 600_000;
/** For how long a write waits until no other process writes. */
const LOCK_TIMEOUT_MS = 5000;

/** What is asked for is little, and over before it would be compiled. */
const SETTINGS = '-c jit=off';

type PostgresOptions = Required<Omit<EngineOptions, 'replica'>> & Pick<EngineOptions, 'replica'>;

/** The advisory lock of whoever writes to the register, or migrates it. */
const WRITE_LOCK = 0x656e74;

export async function openPostgres(
  url: string,
  { durable, mustExist, pool, replica: replicaUrl }: PostgresOptions,
): Promise<Engine> {
  const config: PoolConfig = {
    connectionString: asLibpqReads(url),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    application_name: 'entente',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: `${SETTINGS}${durable ? '' : ' -c synchronous_commit=off'}`,
  };
  const primary = openReaders(config, pool);
  // It is kept, with what it has prepared.
  const writer = openHandle({ ...config, ...upTo(WRITE_TIMEOUT_MS), max: 1, idleTimeoutMillis: 0 });
  const replica =
    replicaUrl === undefined
      ? undefined
      : openReplica(openReaders({ ...config, connectionString: asLibpqReads(replicaUrl) }, pool), primary);
  const watches = new Set<() => void>();
  /** What a scrub that couldn't be done yet waits for, until something is written again. */
  let horizon: string | undefined;
  const close = async () => {
    for (const end of watches) end();
    await replica?.close();
    await primary.close();
    await writer.close();
  };
  try {
    const applied = await appliedTo(primary.reader);
    if (mustExist && applied.length === 0) throw new Error(`there is no register at ${shownPlace(url)}`);
    const fault = await replica?.fault();
    if (fault !== undefined) throw new Error(`READ_DATABASE_URL names no replica of the register: ${fault}`);
  } catch (failure) {
    await close();
    if (!(failure instanceof Unavailable)) throw failure;
    throw new Error(`${shownPlace(url)} can't be opened as a register: ${reasonOf(failure)}`, { cause: failure });
  }
  const { reader, read, openRead, readersAt } = replica ?? { ...primary, readersAt: async () => primary };
  return {
    ...{ reader, read, openRead, readersAt, primary },
    tokens: postgresTokens(),
    scans,
    ...groupCommit(writeConnection(writer), {
      begun: async () => {
        horizon = undefined;
      },
      workEnded: () => {},
      beforeCommit: async () => {},
      rolledBack: () => {},
    }),
    apply,
    watch: (onCommit) => {
      const end = watchCommits({ ...config, ...upTo(READ_TIMEOUT_MS) }, onCommit);
      watches.add(end);
      return () => {
        watches.delete(end);
        end();
      };
    },
    migrate: () => writer.db.connection().execute((db) => migrate(db, WRITE_LOCK)),
    pendingMigrations: () => missingFrom(primary.reader),
    // The server checks its own pages, where it was made to.
    checkIntegrity: async () => [],
    scrub: () =>
      writer.db.connection().execute(async (db) => {
        horizon ??= await nextTransaction(db);
        const isDone = await scrub(db, horizon);
        if (isDone) horizon = undefined;
        return isDone;
      }),
    close,
  };
}

/** The URL, whose `sslmode` the driver is to read as PostgreSQL's own clients do. */
function asLibpqReads(url: string): string {
  const own = new URL(url);
  if (own.searchParams.has('sslmode')) own.searchParams.set('uselibpqcompat', 'true');
  return own.href;
}

/** What is said of a commit whose outcome nobody has heard. */
const MAY_BE_DONE =
  'The connection to the database broke while the write was committed, so it may have been carried out: read before you repeat it.';

/** The connection that writes, for the group commit. An advisory lock says which process writes. */
function writeConnection(writer: PostgresHandle): WriteConnection {
  let db: Database | undefined;
  let isLost = false;
  const now = async (statement: string): Promise<void> => {
    if (!db) throw new Error('the connection is not reserved');
    try {
      await run(db, statement);
    } catch (failure) {
      isLost ||= isLoss(failure);
      throw failure;
    }
  };
  return {
    reserve: (work) =>
      writer.db.connection().execute(async (reserved) => {
        db = reserved;
        isLost = false;
        await work(reserved);
      }),
    begin: () => now(`begin; select pg_advisory_xact_lock(${WRITE_LOCK})`),
    // Nothing is kept in memory that others could make wrong.
    haveOthersWritten: async () => false,
    writeCount: writer.writeCount,
    savepoint: () => now('savepoint work'),
    rollbackToSavepoint: () => now('rollback to savepoint work; release savepoint work'),
    releaseSavepoint: () => now('release savepoint work'),
    commit: async () => {
      try {
        await now('commit');
      } catch (failure) {
        throw isLoss(failure) ? new Unavailable(failure, MAY_BE_DONE) : failure;
      }
    },
    // The server does it by itself where the connection is lost.
    rollback: async () => {
      if (!isLost) await now('rollback').catch(() => {});
    },
    asksToRepeat,
  };
}

/** The transaction that begins next, as its number. */
async function nextTransaction(db: Database): Promise<string> {
  const { rows } = await sql<{ xid: string }>`
    select (pg_snapshot_xmax(pg_current_snapshot())::xid)::text as xid`.execute(db);
  return rows[0]?.xid ?? '';
}

/** Whatever is made from documents and texts. */
const REDACTED_TABLES = [
  ...[
    'change',
    'change_entry',
    'source_text',
    'record',
    'index_entry',
    'standing',
    'search_index',
    'search_index_token',
  ],
  ...['search_word', 'name_trigram', 'idempotent_answer'],
];

/**
 * The transactions of those for whom the server keeps what was there before: sessions that read or write here, replicas that say
 * what is read there (`hot_standby_feedback`) and belong to no database, and prepared transactions.
 */
const READERS_OF_EARLIER = sql`
  select backend_xmin as xid from pg_stat_activity
    where (datname is null or datname = current_database()) and pid <> pg_backend_pid()
  union all select backend_xid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
  union all select xmin from pg_replication_slots
  union all select transaction from pg_prepared_xacts where database = current_database()`;

/**
 * Rewrites the tables that held something of what was deleted, unless somebody still reads an earlier state.
 * @param horizon the first transaction that began when all of it had been deleted
 */
async function scrub(db: Database, horizon: string): Promise<boolean> {
  const { rows: foreign } = await sql<{
    owner: string;
  }>`select distinct pg_get_userbyid(relowner) as owner from pg_class
    where oid = any(${REDACTED_TABLES}::regclass[]) and not pg_has_role(relowner, 'usage')`.execute(db);
  // The server itself would only warn, and leave them as they are.
  if (foreign.length > 0)
    throw new Error(
      `it is out of the register, but not yet out of its files: only ${foreign.map(({ owner }) => owner).join(', ')}, who owns the tables, may rewrite them; repeat the command in that role, or have it run VACUUM (FULL) ${REDACTED_TABLES.join(', ')}`,
    );
  const earlier = sql`select 1 from (${READERS_OF_EARLIER}) as readers
    where xid is not null and age(xid) > age(${horizon}::xid) limit 1`;
  if ((await earlier.execute(db)).rows.length > 0) return false;
  for (const table of REDACTED_TABLES) await run(db, `vacuum (full) ${table}`);
  return true;
}
