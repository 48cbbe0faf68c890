/** What the register asks of a database; everything that differs between databases stands behind this. */
import type { Scans } from './scans.js';
import type { Database } from './tables.js';
import type { TokenIndex } from './tokens.js';

/** One state of the register. */
export interface OpenRead {
  db: Database;
  close(): Promise<void>;
}

export interface Engine {
  /** How records are found by their words. */
  readonly tokens: TokenIndex;
  /** How the rows of lists are put together. */
  readonly scans: Scans;
  /** For single read-only queries; never sees a write before it is committed. */
  readonly reader: Database;
  /** Runs read-only queries that all see the same state. Await nothing but the database inside. */
  read<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /**
   * Opens a reader of its own that sees one state of the register until it is closed: for answers that take long.
   * Refuses when too many are open.
   */
  openRead(): Promise<OpenRead>;
  /**
   * Runs work that writes, after all writes before it, and answers once it is durable. Work that throws leaves nothing
   * behind. Await nothing but the database inside.
   */
  write<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Brings the tables up to date and returns the names of the migrations that were applied. */
  migrate(): Promise<string[]>;
  /** The names of the migrations that were not applied yet. */
  pendingMigrations(): Promise<string[]>;
  /** What the database itself finds broken in its files, as a view of them shows. */
  checkIntegrity(db: Database): Promise<string[]>;
  /**
   * Leaves nothing in the files of what was deleted. False when somebody still reads an earlier state, for whom it is
   * kept.
   */
  scrub(): Promise<boolean>;
  close(): Promise<void>;
}
