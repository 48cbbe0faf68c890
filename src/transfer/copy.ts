/** Copies a register from one place to another. It continues the log that is there, so it goes on where it broke off. */

import { hashAt, lastEntry } from '../db/log-end.js';
import type { Database, Tables } from '../db/tables.js';
import { copyLog } from './copy-log.js';
import { copyAnswers, copyCertificateKeys, copyKeys, copyTexts } from './copy-tables.js';
import type { Copying } from './copying.js';

/** How the rows of a table are copied, and what they are called. */
interface Copied {
  rows: string;
  /** Returns how many rows it wrote. */
  copy(copying: Copying): Promise<number>;
}

/** What becomes of each table: it is copied, in this order, or made from the log, or left since it belongs to the place. */
export const TABLES: Record<keyof Tables, Copied | 'made from the log' | 'of the place'> = {
  change: { rows: 'entries of the log', copy: copyLog },
  source_text: { rows: 'texts', copy: copyTexts },
  api_key: { rows: 'keys', copy: copyKeys },
  idempotent_answer: { rows: 'kept answers', copy: copyAnswers },
  certificate_key: { rows: 'keys of certificates', copy: copyCertificateKeys },
  record: 'made from the log',
  index_entry: 'made from the log',
  standing: 'made from the log',
  imprecise_date: 'made from the log',
  change_entry: 'made from the log',
  search_index: 'made from the log',
  search_word: 'made from the log',
  name_trigram: 'made from the log',
  outdated_record: 'of the place',
  unfinished_copy: 'of the place',
  migration: 'of the place',
};

/** Copies what is missing at the target, and returns how many rows of what. Records are left to be indexed. */
export async function copyTables(copying: Copying): Promise<Map<string, number>> {
  const copied = new Map<string, number>();
  for (const table of Object.values(TABLES))
    if (typeof table === 'object') copied.set(table.rows, await table.copy(copying));
  return copied;
}

/**
 * Whether all that the target holds is in the source, too, so that nothing of it is overwritten: its log is the beginning of
 * that of the source, and it has no other keys.
 */
export async function isCopyOf(source: Database, target: Database): Promise<boolean> {
  const end = await lastEntry(target);
  if (end && (await hashAt(source, end.sequence)) !== end.hash) return false;
  const known = new Map((await source.selectFrom('api_key').selectAll().execute()).map((key) => [key.id, key]));
  const keys = await target.selectFrom('api_key').selectAll().execute();
  return keys.every(({ id, hash, revoked_at }) => {
    const key = known.get(id);
    return key?.hash === hash && (revoked_at === null || key.revoked_at === revoked_at);
  });
}
