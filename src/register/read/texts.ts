/** Reads the texts of sources. */

import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import { Refusal } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { nameOf } from '../document/absence.js';
import type { Passage } from '../document/passages.js';
import { readRecord } from './records.js';

/** The text of a source that has one, as a passage. */
export async function readPassage(db: Database, { text_sha256 }: Members): Promise<Passage | undefined> {
  if (typeof text_sha256 !== 'string') return undefined;
  const row = await db.selectFrom('source_text').select('content').where('sha256', '=', text_sha256).executeTakeFirst();
  return row && { tier: 'text', member: 'text', text: row.content };
}

/** The texts with these SHA-256, as far as they were not taken out. */
export const textsBy = (db: Database, hashes: readonly string[]): Promise<{ sha256: string; content: string }[]> =>
  db.selectFrom('source_text').select(['sha256', 'content']).where('sha256', 'in', hashes).execute();

/** Which text it is, and its length in code points. */
export interface TextLength {
  sha256: string;
  length: number;
}

/** Texts at once, however short they are. */
const MAX_IN_BATCH = 1000;

/** The SHA-256 of texts, in batches that together are no longer than a limit; a longer text is alone. */
export function inBatches(texts: readonly TextLength[], maxLength: number): string[][] {
  const batches: string[][] = [];
  let left = 0;
  for (const { sha256, length } of texts) {
    if (length > left || batches.at(-1)?.length === MAX_IN_BATCH) {
      batches.push([]);
      left = maxLength;
    }
    batches.at(-1)?.push(sha256);
    left -= length;
  }
  return batches;
}

/** Whether the text with this SHA-256 is stored. */
export async function isTextHeld(db: Database, sha256: string): Promise<boolean> {
  const row = await db.selectFrom('source_text').select('length').where('sha256', '=', sha256).executeTakeFirst();
  return row !== undefined;
}

/** The text of a source and its revision; refuses a source without one. */
export async function readText(
  db: Database,
  definition: Definition,
  id: string,
): Promise<{ revision: number; text: string; open: boolean }> {
  const { revision, document } = await readRecord(db, definition, id);
  const { text_sha256, text_access } = JSON.parse(document);
  const row =
    text_sha256 === undefined
      ? undefined
      : await db.selectFrom('source_text').select('content').where('sha256', '=', text_sha256).executeTakeFirst();
  if (!row) throw new Refusal('not_found', `${nameOf(definition, id)} has no text.`);
  return { revision, text: row.content, open: text_access === 'public' };
}
