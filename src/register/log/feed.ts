/** Reads the change feed: pages of the entries of the log that fulfil all conditions, in the order of the log. */
import { type RawBuilder, sql } from 'kysely';
import { compiledOnce } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import { nextInstant } from '../../model/dates/instant.js';
import { Refusal } from '../../model/refusal.js';
import { lastWhere } from './bisect.js';
import { type ChangeExpansion, type EntryOptions, entriesAt, type FeedEntry } from './feed-entries.js';
import type { FeedFilter, IndexedEntry, Signature } from './feed-index.js';

/** Entries with one of the values; an entry must fulfil all conditions. */
export interface FeedCondition {
  filter: (typeof FILTERS)[number];
  anyOf: readonly string[];
}

const FILTERS = ['record', 'id', 'party', 'actor', 'operation', 'changed'] as const;

export const conditionsOf = (query: FeedQuery): FeedCondition[] =>
  FILTERS.flatMap((filter) => {
    const values = query[filter];
    return values === undefined ? [] : [{ filter, anyOf: values.toSorted() }];
  });

const lastEntry = compiledOnce(0, (db) =>
  db.selectFrom('change').select((eb) => eb.fn.max<number | null>('sequence').as('sequence')),
);

/** The sequence of the last entry; 0 when there is none. */
export async function lastSequence(db: Database): Promise<number> {
  const [row] = await lastEntry(db);
  return row?.sequence ?? 0;
}

/** The sequence after which the requested changes begin; undefined when the query has neither `after` nor `since`. */
export async function beginning(db: Database, { after, since }: FeedQuery, last: number): Promise<number | undefined> {
  if (after !== undefined && since !== undefined) {
    const detail = 'send either since or after';
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'since', code: 'not_together', detail }] });
  }
  if (after !== undefined) return expectReached(after, last, 'after');
  if (since === undefined) return undefined;
  return lastBefore(db, nextInstant(since), last);
}

/** The sequence with which the requested changes end: those that are written later come behind it. */
export async function ending(db: Database, { since, until }: FeedQuery, last: number): Promise<number> {
  if (until === undefined) return last;
  const instant = nextInstant(until);
  if (since !== undefined && nextInstant(since) >= instant) {
    const detail = `the span ends (${until}) before it begins (${since}); changes of the instant \`until\` are not in it`;
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'until', code: 'out_of_range', detail }] });
  }
  return lastBefore(db, instant, last);
}

/** The last entry before an instant, by a binary search: no entry is older than the one before it. */
const lastBefore = (db: Database, instant: string, last: number): Promise<number> =>
  lastWhere(last, async (sequence) => {
    const row = await db.selectFrom('change').select('at').where('sequence', '=', sequence).executeTakeFirst();
    return row !== undefined && row.at < instant;
  });

/** Refuses a sequence after the end of the log. A client can only have it from a longer log, as before a backup was restored. */
export function expectReached(sequence: number, last: number, parameter: string): number {
  if (sequence <= last) return sequence;
  const detail =
    `the log ends at ${last}; where it was once longer, as before a backup was brought back, what was read of it does not ` +
    'hold any more: begin anew';
  throw new Refusal('invalid_parameter', `${parameter}: ${detail}`, {
    errors: [{ parameter, code: 'out_of_range', detail }],
  });
}

export interface FeedPage {
  entries: FeedEntry[];
  /** Every entry up to this sequence was considered. */
  upTo: number;
}

/** Characters of documents that are compared for one page. */
const MAX_COMPARED = 4_000_000;

/** The first entries after `after` that fulfil the conditions: at most `limit`, or fewer when more would take too long. */
export async function readChanges(
  db: Database,
  conditions: readonly FeedCondition[],
  { after, last }: { after: number; last: number },
  limit: number,
  options: Omit<EntryOptions, 'maxCompared'>,
): Promise<FeedPage> {
  const { found, upTo } = await find(db, conditions, after, last, limit);
  if (found.length === 0) return { entries: [], upTo };
  const entries = await entriesAt(db, found, { ...options, maxCompared: MAX_COMPARED });
  const end = entries.at(-1)?.sequence;
  return { entries, upTo: end !== undefined && end !== found.at(-1) ? end : upTo };
}

/** Steps of a join for one page: rows read, queries run and sequences tried. */
const MAX_STEPS = 10_000;

/**
 * Leapfrog join along the log: each condition seeks its first entry at or after the sequence that the others have reached,
 * until all agree on one sequence.
 */
async function find(db: Database, conditions: readonly FeedCondition[], after: number, last: number, limit: number) {
  const found: number[] = [];
  let steps = 0;
  const scans = (await indexConditions(db, conditions)).map(({ filter, anyOf }) => {
    const seeks = anyOf.map((value) =>
      scanEntries(db, filter, value, last, (rows) => {
        steps += 1 + rows;
      }),
    );
    return async (from: number): Promise<number> => {
      let nearest = Number.POSITIVE_INFINITY;
      for (const seek of seeks) nearest = Math.min(nearest, await seek(from));
      return nearest;
    };
  });
  let sequence = after + 1;
  while (sequence <= last) {
    let reached = sequence;
    for (const seek of scans) if (reached <= last) reached = Math.max(reached, await seek(reached));
    steps += 1;
    if (reached === sequence) {
      if (found.length === limit) break;
      found.push(sequence);
      sequence += 1;
    } else sequence = reached;
    if (steps >= MAX_STEPS) break;
  }
  return { found, upTo: Math.min(sequence - 1, last) };
}

/** Entries that are indexed under one of the values. */
interface IndexCondition {
  filter: FeedFilter;
  anyOf: readonly string[];
}

/** The conditions in terms of the index, where record, operation and changed members are one value, the signature. */
async function indexConditions(db: Database, conditions: readonly FeedCondition[]): Promise<IndexCondition[]> {
  const found: IndexCondition[] = [];
  const ofSignature: ((signature: Signature) => boolean)[] = [];
  for (const { filter, anyOf } of conditions)
    if (isOfSignature(filter)) ofSignature.push((one) => hasSignature(one, filter, anyOf));
    else found.push({ filter, anyOf });
  if (ofSignature.length === 0) return found;
  const signatures = await allSignatures(db);
  const fitting = signatures.filter((one) => ofSignature.every((holds) => holds(one)));
  return [...found, { filter: 'signature', anyOf: fitting.map(({ value }) => value) }];
}

type SignatureFilter = Exclude<FeedCondition['filter'], FeedFilter>;

const isOfSignature = (filter: FeedCondition['filter']): filter is SignatureFilter =>
  filter === 'record' || filter === 'operation' || filter === 'changed';

const hasSignature = (signature: Signature, filter: SignatureFilter, anyOf: readonly string[]): boolean =>
  filter === 'changed' ? signature.changed.some((member) => anyOf.includes(member)) : anyOf.includes(signature[filter]);

/** Whether an entry fulfils a condition. */
export const fulfils = (entry: IndexedEntry, { filter, anyOf }: FeedCondition): boolean =>
  isOfSignature(filter)
    ? hasSignature(entry, filter, anyOf)
    : entry.rows.some((row) => row.filter === filter && anyOf.includes(row.value));

/** The signatures that values of the index stand for, as far as they were asked for: a hash stands for one alone. */
const known = new Map<string, Signature>();

const nextSignature = (after: RawBuilder<unknown>) =>
  sql`select min(value) from change_entry where filter = 'signature' and value > ${after}`;
/** The values of all signatures, by a skip scan of the index: they are few. */
const distinct = sql`with recursive signature (value) as (
    ${nextSignature(sql`''`)}
    union all
    select (${nextSignature(sql`signature.value`)}) from signature where signature.value is not null
  )`;

/** All distinct signatures, each read from the first change that has it. */
async function allSignatures(db: Database): Promise<(Signature & { value: string })[]> {
  const { rows } = await sql<{
    value: string;
  }>`${distinct} select value from signature where value is not null`.execute(db);
  if (rows.some(({ value }) => !known.has(value))) {
    const first = await sql<{ value: string; record: string; operation: string; changed: string }>`${distinct}
      select signature.value, c.record, c.operation, coalesce(c.changed, '[]') as changed
      from signature join change as c on c.sequence =
        (select min(e.sequence) from change_entry as e where e.filter = 'signature' and e.value = signature.value)`.execute(
      db,
    );
    for (const { value, changed, ...one } of first.rows) known.set(value, { ...one, changed: JSON.parse(changed) });
  }
  return rows.flatMap(({ value }) => {
    const signature = known.get(value);
    return signature ? { ...signature, value } : [];
  });
}

/** Rows read by one query: few at first, because the next seek may skip far ahead. */
const [MIN_ROWS, MAX_ROWS] = [8, 256];

/** A scan of the entries indexed under a value: seeks the first at or after a sequence, which must never decrease. */
function scanEntries(
  db: Database,
  filter: FeedFilter,
  value: string,
  last: number,
  onRead: (rows: number) => void,
): (from: number) => Promise<number> {
  let ahead: number[] = [];
  let at = 0;
  let size = MIN_ROWS;
  let isEnd = false;
  return async (from) => {
    while ((ahead[at] ?? from) < from) at += 1;
    const next = ahead[at];
    if (next !== undefined || isEnd) return next ?? Number.POSITIVE_INFINITY;
    const rows = await db
      .selectFrom('change_entry')
      .select('sequence')
      .where('filter', '=', filter)
      .where('value', '=', value)
      .where('sequence', '>=', from)
      .where('sequence', '<=', last)
      .orderBy('sequence')
      .limit(size)
      .execute();
    onRead(rows.length);
    ahead = rows.map(({ sequence }) => sequence);
    at = 0;
    isEnd = rows.length < size;
    size = Math.min(size * 2, MAX_ROWS);
    return ahead[0] ?? Number.POSITIVE_INFINITY;
  };
}

/** The validated query of the feed. */
export interface FeedQuery {
  after?: number;
  since?: string;
  until?: string;
  record?: string[];
  id?: string[];
  party?: string[];
  actor?: string[];
  operation?: string[];
  changed?: string[];
  expand?: ChangeExpansion[];
}
