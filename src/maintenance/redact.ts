/** Redacts documents and texts: removes them from the register for good, and says so in the log. */

import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import { type Reference, Refusal } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import { nameOf, notFound } from '../register/document/absence.js';
import { type Passage, passagesOf } from '../register/document/passages.js';
import { forgetWords } from '../register/index/forget-words.js';
import type { Author, Redacted } from '../register/log/change-log.js';
import { MAX_REDACTED } from '../register/log/redactions.js';
import { revisionsOf } from '../register/log/revisions.js';
import { isTextHeld } from '../register/read/texts.js';
import { redaction } from '../register/write/edits.js';
import { forgetAnswers } from '../register/write/kept-answers.js';
import { write } from '../register/write/write.js';

/** What is to be redacted. */
export interface RedactionRequest {
  definition: Definition;
  id: string;
  /** Left out: every revision but the current one. */
  revisions?: readonly number[];
  /** Redacts the texts of these revisions, not their documents; without revisions the text that the source holds now. */
  isOfText: boolean;
}

/** What was redacted, and the revisions whose log entries say so. */
export interface RedactionResult {
  redacted: Redacted;
  by: (Reference & { revision: number })[];
}

/**
 * Redacts what is still there; returns undefined when nothing is. The files may hold the bytes until `Engine.scrub` is
 * called.
 */
export async function redact(
  engine: Engine,
  definitions: readonly Definition[],
  author: Author,
  order: RedactionRequest,
): Promise<RedactionResult | undefined> {
  return engine.write(async (db) => {
    const { definition, id } = order;
    const history = await historyOf(db, order);
    const redacted = order.isOfText
      ? { texts: await textsToTake(db, order, history) }
      : await withTheirTexts(db, order, history, revisionsToTake(order, history));
    if (Object.values(redacted).flat().length === 0) {
      // What was taken out before may be kept in an answer, if this is a copy of then.
      if (history.some(({ document_sha256 }) => document_sha256 !== null))
        await forgetAnswers(db, { record: definition.record, id });
      return undefined;
    }

    const gone = passagesIn(definition, history, redacted);
    for (const text of redacted.texts ?? [])
      gone.push({ tier: 'text', member: 'text', text: await contentOf(db, text) });
    const ids = new Set([id, ...(await holdersOf(db, redacted.texts ?? []))]);
    const writing = { engine, definitions, author, now: new Date() };
    const by: RedactionResult['by'] = [];
    for (const entry of entriesFor(redacted)) {
      const edits = [...ids].map((one) => redaction(definition, one, entry));
      for (const { id, revision } of await write(db, writing, edits))
        by.push({ record: definition.record, id, revision });
    }
    await forgetAnswers(db, { record: definition.record, id });
    await forgetWords(db, engine.tokens, definitions, gone);
    return { redacted, by };
  });
}

/** As many entries of the log as it takes to name all that is taken out. */
function entriesFor({ revisions = [], texts = [] }: Redacted): Redacted[] {
  const entries: Redacted[] = [];
  for (let at = 0; at < Math.max(revisions.length, texts.length); at += MAX_REDACTED) {
    const [some, others] = [revisions.slice(at, at + MAX_REDACTED), texts.slice(at, at + MAX_REDACTED)];
    entries.push({ ...(some.length > 0 && { revisions: some }), ...(others.length > 0 && { texts: others }) });
  }
  return entries;
}

/** The documents, and the texts that no other document names, since these could not be redacted later. */
async function withTheirTexts(
  db: Database,
  { definition, id }: RedactionRequest,
  history: readonly Revision[],
  revisions: number[],
): Promise<Redacted> {
  const named = new Set(history.flatMap((one) => (revisions.includes(one.revision) ? (textOf(one) ?? []) : [])));
  const texts: string[] = [];
  for (const text of named) {
    const others = db
      .selectFrom('change')
      .select('sequence')
      .where('record', '=', definition.record)
      .where('document', 'like', namesText(text))
      .where((eb) => eb.not(eb.and([eb('id', '=', id), eb('revision', 'in', revisions)])));
    if ((await isTextHeld(db, text)) && (await others.limit(1).execute()).length === 0) texts.push(text);
  }
  return texts.length > 0 ? { revisions, texts } : { revisions };
}

interface Revision {
  revision: number;
  operation: string;
  document: string | null;
  document_sha256: string | null;
}

/** A record's revisions, the oldest first. */
async function historyOf(db: Database, { definition, id }: RedactionRequest): Promise<Revision[]> {
  const history = await revisionsOf(db, { record: definition.record, id })
    .select(['revision', 'operation', 'document', 'document_sha256'])
    .orderBy('revision')
    .execute();
  if (history.length === 0) throw notFound(nameOf(definition, id));
  return history;
}

/** Whether the record is there now, by its last revision. */
const isThere = (history: readonly Revision[]): boolean => history.at(-1)?.document !== null;

function revisionsToTake({ definition, id, revisions }: RedactionRequest, history: readonly Revision[]): number[] {
  if (revisions === undefined)
    return olderThanNow(history).flatMap((one) => (one.document === null ? [] : [one.revision]));
  const current = isThere(history) ? history.at(-1)?.revision : undefined;
  return [...new Set(revisions)].filter((revision) => {
    const one = chosen(definition, id, history, revision);
    if (revision === current)
      throw new Refusal(
        'invalid_parameter',
        `Revision ${revision} is what ${nameOf(definition, id)} says now: change or delete it first.`,
      );
    if (one.document === null && one.document_sha256 === null)
      throw new Refusal('invalid_parameter', `Revision ${revision} of ${nameOf(definition, id)} has no document.`);
    return one.document !== null;
  });
}

/** The revisions before the current document was written; a redaction repeats that document in a revision of its own. */
function olderThanNow(history: readonly Revision[]): readonly Revision[] {
  if (!isThere(history)) return history;
  return history.slice(
    0,
    history.findLastIndex(({ operation }) => operation !== 'redact'),
  );
}

function chosen(definition: Definition, id: string, history: readonly Revision[], revision: number): Revision {
  const one = history.find((own) => own.revision === revision);
  if (!one) throw new Refusal('not_found', `There is no revision ${revision} of ${nameOf(definition, id)}.`);
  return one;
}

/** The text that the source holds now, or else the texts of its history; with revisions the texts of these. */
async function textsToTake(
  db: Database,
  { definition, id, revisions }: RedactionRequest,
  history: Revision[],
): Promise<string[]> {
  const current = isThere(history) ? textOf(history.at(-1)) : undefined;
  if (revisions === undefined && current !== undefined) return [current];
  const named = revisions?.map((revision) => chosen(definition, id, history, revision)) ?? history;
  const texts: string[] = [];
  for (const text of new Set(named.flatMap((one) => textOf(one) ?? []))) {
    if (!(await isTextHeld(db, text))) continue;
    if (revisions !== undefined || (await holdersOf(db, [text])).length === 0) texts.push(text);
  }
  return texts;
}

function textOf(revision: Revision | undefined): string | undefined {
  const { text_sha256 } = JSON.parse(revision?.document ?? '{}');
  return typeof text_sha256 === 'string' ? text_sha256 : undefined;
}

/** A pattern for documents that name a text. It can't match what clients wrote, since quotation marks in that are escaped. */
const namesText = (text: string): string => `%"text_sha256":"${text}"%`;

/** The ids of the sources that hold any of these texts now. */
async function holdersOf(db: Database, texts: readonly string[]): Promise<string[]> {
  if (texts.length === 0) return [];
  const rows = await db
    .selectFrom('record')
    .select('id')
    .where('record', '=', 'source')
    .where('text_sha256', 'in', [...texts])
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function contentOf(db: Database, text: string): Promise<string> {
  const row = await db.selectFrom('source_text').select('content').where('sha256', '=', text).executeTakeFirstOrThrow();
  return row.content;
}

/** The searched passages of the documents that are redacted. */
function passagesIn(definition: Definition, history: readonly Revision[], { revisions = [] }: Redacted): Passage[] {
  const wanted = new Set(revisions);
  return history.flatMap(({ revision, document }) =>
    document !== null && wanted.has(revision) ? passagesOf(definition, JSON.parse(document)) : [],
  );
}
