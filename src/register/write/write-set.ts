/** What a write changes in the index: the difference between a record's derived rows before and after. */
import { isDeepStrictEqual } from 'node:util';
import type { WriteSet } from '../../db/write-set.js';
import { DELETED, type Derived, type IndexEntry } from '../index/derive.js';
import { type StandingRow, standingKey } from '../index/standings.js';

/**
 * Collects the rows that differ; with nothing before the record is new, with nothing after it is gone.
 * @param text the text that a source holds afterwards
 */
export function collectRows(
  set: WriteSet,
  before: Derived | undefined,
  after: Derived | undefined,
  text: string | undefined,
): void {
  collectIndex(set, before?.index ?? [], after?.index ?? []);
  collectStandings(set, before?.standings ?? [], after?.standings ?? []);
  for (const row of before?.dates ?? []) set.dates.push({ ...row, records: -1 });
  for (const row of after?.dates ?? []) set.dates.push({ ...row, records: 1 });

  const [old, now] = [before ?? { columns: DELETED }, after ?? { columns: DELETED }].map(
    ({ columns }) => columns.docid,
  );
  if (typeof old === 'number' && old !== now) set.tokens.set(old, undefined);
  if (!after || typeof now !== 'number') return;
  const { tokens, words, trigrams } = after.words(text);
  set.tokens.set(now, tokens);
  set.words.push(words);
  for (const row of trigrams) set.trigrams.push(row);
}

function collectIndex(set: WriteSet, before: readonly IndexEntry[], after: readonly IndexEntry[]): void {
  if (before.length === 0) {
    for (const row of after) set.index.added.push(row);
    return;
  }
  const [old, now] = [before, after].map((rows) => new Set(rows.map(keyOf)));
  for (const row of before) if (!now?.has(keyOf(row))) set.index.removed.push(row);
  for (const row of after) if (!old?.has(keyOf(row))) set.index.added.push(row);
}

const keyOf = ({ filter, value, sort }: IndexEntry): string => `${filter}\n${value}\n${sort}`;

function collectStandings(set: WriteSet, before: readonly StandingRow[], after: readonly StandingRow[]): void {
  const old = new Map(before.map((row) => [standingKey(row), row]));
  const now = new Set(after.map(standingKey));
  for (const row of before) if (!now.has(standingKey(row))) set.standings.removed.push(row);
  for (const row of after) if (!isDeepStrictEqual(old.get(standingKey(row)), row)) set.standings.put.push(row);
}
