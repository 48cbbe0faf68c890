/** Reads the register's log in its order: a page of the entries that fulfil all conditions. */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../db/tables.js';
import { asInstant } from '../../model/dates/instant.js';
import type { RecordName } from '../../model/ids.js';
import { RawJson } from '../../model/json/raw-json.js';
import { type Finding, Refusal } from '../../model/refusal.js';
import { present } from '../document/present.js';
import { lastOf } from './bisect.js';
import type { Redacted } from './change-log.js';
import { type FeedFilter, readSignature, type Signature } from './feed-index.js';
import { readRedacted } from './redactions.js';

/** Entries that have one of the values; several conditions all hold. */
interface Condition {
  filter: (typeof FILTERS)[number];
  anyOf: readonly string[];
}

const FILTERS = ['record', 'id', 'party', 'actor', 'operation', 'changed'] as const;

export const conditionsOf = (query: FeedQuery): Condition[] =>
  FILTERS.flatMap((filter) => {
    const values = query[filter];
    return values === undefined ? [] : [{ filter, anyOf: values.toSorted() }];
  });

/** The sequence of the last entry; 0 when there is none. */
export async function lastSequence(db: Database): Promise<number> {
  const row = await db
    .selectFrom('change')
    .select((eb) => eb.fn.max('sequence').as('sequence'))
    .executeTakeFirst();
  return row?.sequence ?? 0;
}

/** The sequence behind which the changes begin that are asked for; undefined when nothing was said of it. */
export async function beginning(db: Database, { after, since }: FeedQuery, last: number): Promise<number | undefined> {
  if (after !== undefined && since !== undefined) {
    const detail = 'send either since or after';
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'since', code: 'not_together', detail }] });
  }
  if (after !== undefined) return expectReached(after, last, { parameter: 'after' });
  if (since === undefined) return undefined;
  const instant = asInstant(since);
  // No entry is older than the one before it.
  return lastOf(last, async (sequence) => {
    const row = await db.selectFrom('change').select('at').where('sequence', '=', sequence).executeTakeFirst();
    return row !== undefined && row.at < instant;
  });
}

/** Refuses a place behind the end of the log: whoever has come that far followed another one, as before a backup was brought back. */
export function expectReached(sequence: number, last: number, where: Pick<Finding, 'parameter' | 'header'>): number {
  if (sequence <= last) return sequence;
  const detail =
    `the log ends at ${last}; where it was once longer, as before a backup was brought back, what was read of it does not ` +
    'hold any more: begin anew';
  throw new Refusal('invalid_parameter', `${where.parameter ?? where.header}: ${detail}`, {
    errors: [{ ...where, code: 'out_of_range', detail }],
  });
}

/** An entry of the log, as it is shown. */
export interface FeedEntry {
  sequence: number;
  record: RecordName;
  id: string;
  revision: number;
  operation: string;
  at: string;
  actor: string;
  reason?: string;
  redacted?: Redacted;
  /** The names of the members that differ. */
  changed: RawJson;
  document?: RawJson;
}

export interface FeedPage {
  entries: FeedEntry[];
  /** Everything up to here was taken into account. */
  upTo: number;
}

/** The first entries behind `after` that fulfil the conditions, at most `limit`; fewer also when finding more would take long. */
export async function readChanges(
  db: Database,
  conditions: readonly Condition[],
  { after, last }: { after: number; last: number },
  limit: number,
  whole: boolean,
  since = '',
): Promise<FeedPage> {
  const { found, upTo } = await find(db, conditions, after, last, limit);
  return { entries: found.length === 0 ? [] : await entriesAt(db, found, whole, since), upTo };
}

async function entriesAt(
  db: Database,
  sequences: readonly number[],
  whole: boolean,
  since: string,
): Promise<FeedEntry[]> {
  const rows = await db
    .selectFrom('change')
    .select(['sequence', 'record', 'id', 'revision', 'operation', 'at', 'actor', 'reason', 'changed', 'redacted'])
    .$if(whole, (query) => query.select('document'))
    .where('sequence', 'in', [...sequences])
    // The instant may lie in the future still.
    .where('at', '>=', since)
    .orderBy('sequence')
    .execute();
  return rows.map(({ reason, redacted, changed, document, ...entry }) => ({
    ...entry,
    ...(reason !== null && { reason }),
    ...(redacted !== null && { redacted: readRedacted(redacted) }),
    changed: new RawJson(changed ?? '[]'),
    ...(document && { document: present(document) }),
  }));
}

/** Rows of the index that one page reads, and places in the log that it looks at. */
const MAX_STEPS = 10_000;

/**
 * Leaps along the log: each condition is asked for its first entry at or behind the place that the others have come to,
 * until all are at one place.
 */
async function find(db: Database, conditions: readonly Condition[], after: number, last: number, limit: number) {
  const found: number[] = [];
  let steps = 0;
  const walks = (await indexConditions(db, conditions)).map(({ filter, anyOf }) => {
    const along = anyOf.map((value) =>
      walkAlong(db, filter, value, last, (rows) => {
        steps += 1 + rows;
      }),
    );
    return async (from: number): Promise<number> => {
      let nearest = Number.POSITIVE_INFINITY;
      for (const seek of along) nearest = Math.min(nearest, await seek(from));
      return nearest;
    };
  });
  let place = after + 1;
  while (place <= last) {
    let reached = place;
    for (const seek of walks) reached = Math.max(reached, await seek(reached));
    steps += 1;
    if (reached === place) {
      if (found.length === limit) break;
      found.push(place);
      place += 1;
    } else place = reached;
    if (steps >= MAX_STEPS) break;
  }
  return { found, upTo: Math.min(place - 1, last) };
}

/** Entries that are indexed under one of the values. */
interface IndexCondition {
  filter: FeedFilter;
  anyOf: readonly string[];
}

/** The conditions as the index knows them: what a change is, and what it changed, is one value. */
async function indexConditions(db: Database, conditions: readonly Condition[]): Promise<IndexCondition[]> {
  const found: IndexCondition[] = [];
  const ofSignature: ((signature: Signature) => boolean)[] = [];
  for (const { filter, anyOf } of conditions)
    if (filter === 'changed') ofSignature.push(({ changed }) => changed.some((member) => anyOf.includes(member)));
    else if (filter === 'record' || filter === 'operation') ofSignature.push((one) => anyOf.includes(one[filter]));
    else found.push({ filter, anyOf });
  if (ofSignature.length === 0) return found;
  const signatures = await allSignatures(db);
  const anyOf = signatures.filter((value) => ofSignature.every((holds) => holds(readSignature(value))));
  return [...found, { filter: 'signature', anyOf }];
}

/** Every signature that an entry has, by a skip scan along the index: there are few. */
async function allSignatures(db: Database): Promise<string[]> {
  const next = (after: RawBuilder<unknown>) =>
    sql`select min(value) from change_entry where filter = 'signature' and value > ${after}`;
  const { rows } = await sql<{ value: string }>`with recursive signature (value) as (
      ${next(sql`''`)}
      union all
      select (${next(sql`signature.value`)}) from signature where signature.value is not null
    ) select value from signature where value is not null`.execute(db);
  return rows.map(({ value }) => value);
}

/** Rows read at once: few at first, because the next leap may go far. */
const [MIN_ROWS, MAX_ROWS] = [8, 256];

/** Finds the first entry at or behind a place, which never goes back, that is indexed under a value. */
function walkAlong(
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

/** What the feed can be asked, as its schema lets it through. */
export interface FeedQuery {
  after?: number;
  since?: string;
  record?: string[];
  id?: string[];
  party?: string[];
  actor?: string[];
  operation?: string[];
  changed?: string[];
  expand?: 'document'[];
}
