/** What the register holds, as its log tells it: the ids, revisions and texts that valid requests are made with. */

import { RECORD_NAMES } from '../../src/model/vocabulary/vocabulary.js';
import { referrersOf } from '../../src/register/index/references.js';
import type { Json, TestRegister } from '../support/register.js';

export interface Known {
  record: string;
  id: string;
  revision: number;
  /** As it was last read; kept when it is deleted. */
  document: Json;
  deleted: boolean;
  /** The revisions that deleted it. */
  deletions: readonly number[];
  /** The text that a source holds. */
  text?: string | undefined;
}

export interface RegisterState {
  /** Reads on in the log, and the keys; answers how many changes there were. */
  refresh(): Promise<number>;
  get(record: string, id: string): Known | undefined;
  /** All records of a kind, those that were deleted or not. */
  all(record: string, deleted: boolean): Known[];
  /** The ids of the keys that were not revoked. */
  keys(): string[];
  /** Whether another record refers to it. */
  isReferred(known: Known): Promise<boolean>;
}

/** What valid requests pick from first, so that not all records come to refer to all. */
const NEWEST = 80;

/** Mostly one of the newest, at times any. */
export function pick<T>(among: readonly T[], number: number): T | undefined {
  const { length } = among;
  const place = Math.floor(number / 4);
  return number % 4 === 0 ? among[place % length] : among[length - 1 - (place % Math.min(length, NEWEST))];
}

export async function readState({ engine }: TestRegister): Promise<RegisterState> {
  const known = new Map<string, Known>();
  const lists = new Map<string, Known[]>();
  let last = 0;
  let keys: { id: string; revoked_at: string | null }[] = [];

  async function textOf(hash: string): Promise<string | undefined> {
    const row = await engine.reader
      .selectFrom('source_text')
      .select('content')
      .where('sha256', '=', hash)
      .executeTakeFirst();
    return row?.content;
  }

  /** Keys are made and revoked, nothing else. */
  async function refreshKeys(): Promise<number> {
    const table = engine.reader.selectFrom('api_key');
    const counted = table.select((eb) => [
      eb.fn.countAll<number>().as('made'),
      eb.fn.count<number>('revoked_at').as('revoked'),
    ]);
    const { made, revoked } = await counted.executeTakeFirstOrThrow();
    const changes = made - keys.length + revoked - keys.filter(({ revoked_at }) => revoked_at !== null).length;
    if (changes > 0) keys = await table.select(['id', 'revoked_at']).orderBy('created_at').execute();
    return changes;
  }

  const state: RegisterState = {
    refresh: async () => {
      const changes = await engine.reader
        .selectFrom('change')
        .select(['sequence', 'record', 'id', 'revision', 'document'])
        .where('sequence', '>', last)
        .orderBy('sequence')
        .execute();
      for (const { sequence, record, id, revision, document: rendered } of changes) {
        last = sequence;
        const before = known.get(`${record}/${id}`);
        const document = rendered === null ? before?.document : JSON.parse(rendered);
        const hash = rendered === null ? undefined : document.text_sha256;
        const text = hash === before?.document.text_sha256 && before?.text ? before.text : hash && (await textOf(hash));
        const deletions = [...(before?.deletions ?? []), ...(rendered === null ? [revision] : [])];
        known.set(`${record}/${id}`, { record, id, revision, document, deleted: rendered === null, deletions, text });
        lists.clear();
      }
      return changes.length + (await refreshKeys());
    },
    get: (record, id) => known.get(`${record}/${id}`),
    all: (record, deleted) => {
      if (lists.size === 0) {
        for (const name of Object.keys(RECORD_NAMES)) lists.set(`${name} true`, []).set(`${name} false`, []);
        for (const one of known.values()) lists.get(`${one.record} ${one.deleted}`)?.push(one);
      }
      return lists.get(`${record} ${deleted}`) ?? [];
    },
    keys: () => keys.flatMap(({ id, revoked_at }) => (revoked_at === null ? [id] : [])),
    isReferred: async ({ record, id }) => {
      const rows = await referrersOf(engine.reader, { record: record as never, id }, 2);
      return rows.some((row) => row.record !== record || row.id !== id);
    },
  };
  await state.refresh();
  return state;
}
