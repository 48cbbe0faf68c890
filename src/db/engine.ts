/** What the register asks of a database; everything that differs between databases stands behind this. */
import type { Scans } from './scans.js';
import type { Database } from './tables.js';
import type { TokenIndex } from './tokens.js';
import type { WriteSet } from './write-set.js';

/** How an engine is opened. */
export interface EngineOptions {
  /** False saves time where nothing is worth keeping, as in tests: a power cut may lose what was acknowledged. */
  durable?: boolean;
  /** Refuses to make a register where there is none. */
  mustExist?: boolean;
  /** Connections that read at once, where the engine has several. */
  pool?: number;
  /** The URL of a streaming replica that reads go to, where the engine knows such. */
  replica?: string;
}

/** A reader of its own. */
export interface OpenRead {
  /** Sees one state of the register, however long it is read. */
  db: Database;
  close(): Promise<void>;
}

/** Reads what was committed. */
export interface Readers {
  /** For single read-only queries; never sees a write before it is committed. */
  readonly reader: Database;
  /**
   * Runs read-only queries that all see the same state. Await nothing but the database inside. The work may be run again
   * from its beginning.
   */
  read<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /**
   * Opens a reader of its own that sees one state of the register until it is closed: for answers that take long.
   * Refuses when too many are open.
   */
  openRead(): Promise<OpenRead>;
}

export interface Engine extends Readers {
  /**
   * The readers that see a write as soon as it is committed. The others may lag behind, where they read from a replica;
   * whatever decides about a write, or has to hold at once, is read from these.
   */
  readonly primary: Readers;
  /**
   * Readers that have seen the log reach a sequence: those that lag behind are waited for briefly, then they are those of
   * the primary, which may not have reached it either.
   */
  readersAt(sequence: number): Promise<Readers>;
  /** How records are found by their words. */
  readonly tokens: TokenIndex;
  /** How the rows of lists are put together. */
  readonly scans: Scans;
  /**
   * Runs work that writes, after all writes before it, and answers once it is durable. Work that throws leaves nothing
   * behind. One process at a time writes to a register: work begins when this one has the lock for it, which it keeps
   * until the commit. The work may be run again from its beginning, when the database asks for that: it must await
   * nothing but the database, and touch nothing but the database and what it returns.
   */
  write<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Does the same, in its turn, and takes back what was written. */
  dryRun<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Writes the rows of a write set, in a transaction that `write` began, in as few statements as it can. */
  apply(db: Database, set: WriteSet): Promise<void>;
  /**
   * Has `onCommit` called soon after something was committed, whichever process did it; it may be called when nothing
   * was. Returns what ends that.
   */
  watch(onCommit: () => void): () => void;
  /** Brings the tables up to date and returns the names of the migrations that were applied. */
  migrate(): Promise<string[]>;
  /** The names of the migrations that were not applied yet. */
  pendingMigrations(): Promise<string[]>;
  /** What the database itself finds broken in its files, as they stand for this reader. */
  checkIntegrity(db: Database): Promise<string[]>;
  /** Removes the bytes of what was deleted from the files. False when somebody still reads an earlier state with them. */
  scrub(): Promise<boolean>;
  close(): Promise<void>;
}
