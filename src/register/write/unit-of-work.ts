/** The records that one write changes or reads: as they are in the database, and as they will be. */
import { sql } from 'kysely';
import { compiledPerCount } from '../../db/compiled.js';
import type { Database, Tables } from '../../db/tables.js';
import { type HeldText, holdText } from '../../model/evidence/held-text.js';
import { withoutMark } from '../../model/evidence/source-text.js';
import { sha256 } from '../../model/hash.js';
import type { RecordName } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import { keyOf, type Reference } from '../../model/refusal.js';
import type { Definition, Document, Head, Related } from '../definition.js';
import type { LogEnd } from '../log/change-log.js';
import { revisionsOf } from '../log/revisions.js';
import { isTextHeld, textsBy } from '../read/texts.js';
import { type Bearing, openBearing } from './bearing.js';

/** A record in the database. */
export interface Stored {
  revision: number;
  /** The entry of the log that holds its document. */
  sequence: number;
  created_at: string;
  deleted_at?: string;
  /** Its docid in the search; absent for what is deleted or not indexed yet. */
  docid?: number;
  /** The last document; for a deleted record the one it had before, as far as that was not taken out. */
  document: Document;
}

/** A source's text that is to be stored. */
export interface NewText {
  content: string;
  sha256: string;
  /** In Unicode code points. */
  length: number;
  held: HeldText;
}

export function newText(sent: string): NewText {
  const content = withoutMark(sent);
  const held = holdText(content);
  return { content, sha256: sha256(content), length: held.length, held };
}

/** A record that a write needs to know, and whether it needs the text that it holds. */
export interface Wanted extends Reference {
  withText?: boolean;
}

export interface UnitOfWork extends Related {
  /** Where the log ended when the write began. */
  readonly logEnd: LogEnd;
  /** The record in the database, loaded when it isn't yet. */
  stored(record: RecordName, id: string): Promise<Stored | undefined>;
  /** Loads records and all that they are part of. */
  load(references: readonly Reference[]): Promise<void>;
  /** Says how a record will stand; undefined when it is deleted. */
  stage(record: RecordName, id: string, members: Members | undefined): void;
  isStaged(record: RecordName, id: string): boolean;
  stageText(text: NewText): void;
  /** Loads the texts that sources hold, as they will stand. */
  loadTexts(sources: Iterable<string>): Promise<void>;
  heldText(source: string): HeldText | undefined;
  /** Loads texts by their SHA-256, also former ones; those that were taken out stay away. */
  loadTextsBy(hashes: Iterable<string>): Promise<void>;
  textBy(sha256: string): HeldText | undefined;
  /** Where the chains of records end, as far as that was asked. */
  readonly chainEnds: Map<string, readonly string[]>;
  readonly bearing: Bearing;
  /** Forgets texts when they have become many; between two records, when all that was staged is stored. */
  limitTexts(): void;
  /** Forgets what was loaded and staged but for some records, so that the rest is read anew. */
  keep(references: readonly Reference[]): void;
  /** The same of what was loaded and staged since the last time that something was forgotten. */
  keepOfRecent(references: readonly Reference[]): void;
}

/** The SHA-256 of the text that a source holds, if it does. */
export function textHashOf(source: Members | undefined): string | undefined {
  const sha256 = source?.text_sha256;
  return typeof sha256 === 'string' ? sha256 : undefined;
}

/** Code points of texts that are kept from one record to the next. */
const MAX_KEPT_TEXT = 33_554_432;

/** Records looked up by one query, compiled for each number of them. */
const BATCH_SIZE = 50;

type Row = Pick<
  Tables['record'],
  'record' | 'id' | 'revision' | 'sequence' | 'created_at' | 'updated_at' | 'deleted_at' | 'docid'
> & { document: string | null; text_sha256: string | null; content: string | null };
type FirstRow = { [column in keyof Row]: Row[column] | null } & {
  end_sequence: number | null;
  end_hash: string | null;
  end_at: string | null;
};

/** Records that are named in threes: kind, id, and `text` when the text is wanted, too. */
const wantedRecords = (parameters: readonly unknown[]) =>
  sql`(values ${sql.join(
    Array.from(
      { length: parameters.length / 3 },
      (_, index) => sql`(${sql.join(parameters.slice(3 * index, 3 * index + 3))})`,
    ),
  )}) as w`;
const columns = sql`r.record, r.id, r.revision, r.sequence, r.created_at, r.updated_at, r.deleted_at, r.docid, c.document,
  r.text_sha256, t.content`;
const joined = sql`left join change as c on c.sequence = r.sequence
  left join source_text as t on w.column3 = 'text' and t.sha256 = r.text_sha256`;

const recordsBy = compiledPerCount((db, parameters) => ({
  compile: () =>
    sql<Row>`select ${columns} from ${wantedRecords(parameters)}
      join record as r on r.record = w.column1 and r.id = w.column2 ${joined}`.compile(db),
}));
/** The same, and the end of the log, which is returned even when none of the records is there. */
const recordsAndEndBy = compiledPerCount((db, parameters) => ({
  compile: () =>
    sql<FirstRow>`select e.sequence as end_sequence, e.hash as end_hash, e.at as end_at, ${columns}
      from (select max(sequence) as sequence from change) as l left join change as e on e.sequence = l.sequence
      left join ${wantedRecords(parameters)} on true
      left join record as r on r.record = w.column1 and r.id = w.column2 ${joined}`.compile(db),
}));

/**
 * Begins a write: what it needs to know is read in one go.
 * @param wanted the records that are known to be needed; any others are loaded when they turn out to be
 */
export async function openUnitOfWork(
  db: Database,
  definitions: readonly Definition[],
  wanted: readonly Wanted[],
): Promise<UnitOfWork> {
  const kindsWithParts = new Map(definitions.flatMap(({ record, wholesOf }) => (wholesOf ? [[record, wholesOf]] : [])));
  const loaded = new Map<string, Stored | undefined>();
  const staged = new Map<string, Members | undefined>();
  /** The keys of what was loaded and staged since something was forgotten. */
  let recent: string[] = [];
  const texts = new Map<string, HeldText>();
  const chainEnds = new Map<string, readonly string[]>();
  const bearing = openBearing(db, definitions);

  const before = (record: RecordName, id: string): Members | undefined => {
    const stored = loaded.get(keyOf({ record, id }));
    return stored?.deleted_at === undefined ? stored?.document : undefined;
  };
  const get = (record: RecordName, id: string): Members | undefined => {
    const key = keyOf({ record, id });
    return staged.has(key) ? staged.get(key) : before(record, id);
  };
  const hashOf = (source: string): string | undefined => textHashOf(get('source', source));

  async function take({
    record,
    id,
    revision,
    sequence,
    created_at,
    updated_at,
    deleted_at,
    docid,
    ...row
  }: Row): Promise<void> {
    loaded.set(keyOf({ record, id }), {
      revision,
      sequence,
      created_at,
      ...(deleted_at !== null && { deleted_at }),
      ...(docid !== null && { docid }),
      document:
        row.document === null
          ? await lastDocument(db, { record, id, revision, created_at, updated_at })
          : JSON.parse(row.document),
    });
    if (row.content !== null && row.text_sha256 !== null) texts.set(row.text_sha256, holdText(row.content));
  }

  /** Those that are not loaded yet, as the queries take them, some at a time. */
  function missing(references: readonly Wanted[]): string[][] {
    const values: string[] = [];
    for (const reference of references) {
      const key = keyOf(reference);
      if (loaded.has(key)) continue;
      loaded.set(key, undefined);
      recent.push(key);
      values.push(reference.record, reference.id, reference.withText ? 'text' : '');
    }
    const size = 3 * BATCH_SIZE;
    return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
      values.slice(index * size, (index + 1) * size),
    );
  }

  async function load(references: readonly Reference[]): Promise<void> {
    const visited = new Set<string>();
    for (let some = references; some.length > 0; some = some.flatMap((one) => unvisitedWholes(one, visited)))
      for (const values of missing(some)) for (const row of await recordsBy(db, values)) await take(row);
  }

  /** What a loaded record is part of, before this write and after it. */
  function unvisitedWholes({ record, id }: Reference, visited: Set<string>): Reference[] {
    const wholesOf = kindsWithParts.get(record);
    const key = keyOf({ record, id });
    if (!wholesOf || visited.has(key)) return [];
    visited.add(key);
    const wholes = [before(record, id), get(record, id)].flatMap((members) => (members ? wholesOf(members) : []));
    return wholes.map((whole) => ({ record, id: whole }));
  }

  async function loadTextsBy(hashes: Iterable<string>): Promise<void> {
    const missing = [...new Set(hashes)].filter((hash) => !texts.has(hash));
    if (missing.length === 0) return;
    for (const { sha256, content } of await textsBy(db, missing)) texts.set(sha256, holdText(content));
  }

  function forget(keys: readonly string[], but: readonly Reference[]): void {
    const kept = new Set(but.map(keyOf));
    for (const key of keys) {
      if (kept.has(key)) continue;
      loaded.delete(key);
      staged.delete(key);
    }
    recent = [];
    chainEnds.clear();
    bearing.forget();
  }

  const [first = ['', '', ''], ...others] = missing(wanted);
  const rows = await recordsAndEndBy(db, first);
  for (const row of rows) if (isFound(row)) await take(row);
  for (const values of others) for (const row of await recordsBy(db, values)) await take(row);
  const [end] = rows;

  return {
    logEnd: { sequence: end?.end_sequence ?? 0, hash: end?.end_hash ?? '', at: end?.end_at ?? '' },
    get,
    before,
    load,
    stored: async (record, id) => {
      await load([{ record, id }]);
      return loaded.get(keyOf({ record, id }));
    },
    stage: (record, id, members) => {
      const key = keyOf({ record, id });
      staged.set(key, members);
      recent.push(key);
      bearing.stage(record, id, members);
    },
    isStaged: (record, id) => staged.has(keyOf({ record, id })),
    stageText: ({ sha256, held }) => texts.set(sha256, held),
    loadTexts: (sources) => loadTextsBy([...sources].flatMap((source) => hashOf(source) ?? [])),
    heldText: (source) => {
      const hash = hashOf(source);
      return hash === undefined ? undefined : texts.get(hash);
    },
    loadTextsBy,
    textBy: (hash) => texts.get(hash),
    chainEnds,
    bearing,
    limitTexts: () => {
      const length = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
      if (length > MAX_KEPT_TEXT) texts.clear();
    },
    keep: (references) => forget([...loaded.keys(), ...staged.keys()], references),
    keepOfRecent: (references) => forget(recent, references),
  };
}

const isFound = (row: FirstRow): row is FirstRow & Row => row.record !== null;

/** What is left of the last document of a deleted record: at least its head, and no text that was taken out. */
async function lastDocument(db: Database, head: Head): Promise<Document> {
  const last = await revisionsOf(db, head)
    .select('document')
    .where('document', 'is not', null)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  const document: Document = last?.document ? JSON.parse(last.document) : { ...head };
  const { text_sha256, text_length: _length, ...others } = document;
  if (typeof text_sha256 !== 'string' || (await isTextHeld(db, text_sha256))) return document;
  return { ...head, ...others };
}
