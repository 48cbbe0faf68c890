/**
 * The SQLite driver, better-sqlite3, in the release that this Node needs. Release 13 doesn't load on Node 20, so npm leaves
 * it out there. Release 12 ends the process on Node 24 when it was compiled with the headers of 24.19 or later.
 */
export const { default: Sqlite } =
  Number.parseInt(process.versions.node, 10) < 24 ? await import('better-sqlite3') : await import('better-sqlite3-13');
export type { Database as Connection, Statement } from 'better-sqlite3';
