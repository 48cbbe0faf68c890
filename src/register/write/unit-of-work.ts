/** The records that one write touches or looks at: as they stand in the database, and as they will stand. */
import { sql } from 'kysely';
import { compiledPerCount } from '../../db/compiled.js';
import type { Database } from '../../db/tables.js';
import { type HeldText, holdText } from '../../model/evidence/quotes.js';
import { sha256 } from '../../model/hash.js';
import type { RecordName } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { Document, Head, IndexRow, Related } from '../definition.js';

/** A record in the database. */
export interface Stored {
  revision: number;
  created_at: string;
  deleted_at?: string;
  entries: IndexRow[];
  /** Where it stands in the search; absent for what is deleted or not indexed yet. */
  docid?: number;
  /** The last document; for a deleted record the one it had before, as far as that was not taken out. */
  document: Document;
}

/** A source's text on its way in. */
export interface NewText {
  content: string;
  sha256: string;
  /** In Unicode code points. */
  length: number;
  held: HeldText;
}

export function newText(content: string): NewText {
  const held = holdText(content);
  return { content, sha256: sha256(content), length: held.length, held };
}

const keyOf = (record: string, id: string): string => `${record}/${id}`;
/** Records looked up by one query, compiled for each number of them. */
const BATCH_SIZE = 50;

const recordsBy = compiledPerCount((db, [record = '', ...ids]) =>
  db
    .selectFrom('record')
    .select(['id', 'revision', 'created_at', 'updated_at', 'deleted_at', 'entries', 'document', 'docid'])
    .where(sql<string>`record`, '=', record)
    .where('id', 'in', ids),
);

export interface UnitOfWork extends Related {
  /** The record in the database, loaded when it isn't yet. */
  stored(record: RecordName, id: string): Promise<Stored | undefined>;
  load(references: readonly Reference[]): Promise<void>;
  /** Says how a record will stand; undefined when it is deleted. */
  stage(record: RecordName, id: string, members: Members | undefined): void;
  isStaged(record: RecordName, id: string): boolean;
  stageText(text: NewText): void;
  /** Loads the texts that sources hold, as they will stand. */
  loadTexts(sources: Iterable<string>): Promise<void>;
  heldText(source: string): HeldText | undefined;
}

export function openUnitOfWork(db: Database): UnitOfWork {
  const loaded = new Map<string, Stored | undefined>();
  const staged = new Map<string, Members | undefined>();
  const texts = new Map<string, HeldText>();

  const before = (record: string, id: string): Members | undefined => {
    const stored = loaded.get(keyOf(record, id));
    return stored?.deleted_at === undefined ? stored?.document : undefined;
  };
  const get = (record: string, id: string): Members | undefined =>
    staged.has(keyOf(record, id)) ? staged.get(keyOf(record, id)) : before(record, id);
  const hashOf = (source: string): string | undefined => {
    const hash = get('source', source)?.text_sha256;
    return typeof hash === 'string' ? hash : undefined;
  };

  async function load(references: readonly Reference[]): Promise<void> {
    const missing = new Map<RecordName, Set<string>>();
    for (const { record, id } of references)
      if (!loaded.has(keyOf(record, id))) missing.set(record, (missing.get(record) ?? new Set()).add(id));
    for (const [record, wanted] of missing) {
      const ids = [...wanted];
      for (const id of ids) loaded.set(keyOf(record, id), undefined);
      for (let from = 0; from < ids.length; from += BATCH_SIZE)
        await loadChunk(record, ids.slice(from, from + BATCH_SIZE));
    }
  }

  async function loadChunk(record: RecordName, ids: string[]): Promise<void> {
    const rows = await recordsBy(db, [record, ...ids]);
    for (const { id, revision, created_at, updated_at, deleted_at, entries, document, docid } of rows)
      loaded.set(keyOf(record, id), {
        revision,
        created_at,
        ...(deleted_at !== null && { deleted_at }),
        entries: JSON.parse(entries),
        ...(docid !== null && { docid }),
        document:
          document === null
            ? await lastDocument(db, { record, id, revision, created_at, updated_at })
            : JSON.parse(document),
      });
  }

  return {
    get,
    before,
    load,
    stored: async (record, id) => {
      await load([{ record, id }]);
      return loaded.get(keyOf(record, id));
    },
    stage: (record, id, members) => staged.set(keyOf(record, id), members),
    isStaged: (record, id) => staged.has(keyOf(record, id)),
    stageText: ({ sha256, held }) => texts.set(sha256, held),
    loadTexts: async (sources) => {
      const hashes = new Set([...sources].flatMap((source) => hashOf(source) ?? []));
      const missing = [...hashes].filter((hash) => !texts.has(hash));
      if (missing.length === 0) return;
      const rows = await db
        .selectFrom('source_text')
        .select(['sha256', 'content'])
        .where('sha256', 'in', missing)
        .execute();
      for (const { sha256, content } of rows) texts.set(sha256, holdText(content));
    },
    heldText: (source) => {
      const hash = hashOf(source);
      return hash === undefined ? undefined : texts.get(hash);
    },
  };
}

/** What is left of the last document of a deleted record: at least its head, and no text that was taken out. */
async function lastDocument(db: Database, head: Head): Promise<Document> {
  const last = await db
    .selectFrom('change')
    .select('document')
    .where('record', '=', head.record)
    .where('id', '=', head.id)
    .where('document', 'is not', null)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  const document: Document = last?.document ? JSON.parse(last.document) : { ...head };
  const { text_sha256, text_length: _length, ...others } = document;
  if (typeof text_sha256 !== 'string') return document;
  const text = await db.selectFrom('source_text').select('length').where('sha256', '=', text_sha256).executeTakeFirst();
  return text ? document : { ...head, ...others };
}
