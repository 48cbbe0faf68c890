/** The one way into the register: checks edits, completes the records, and stores documents, index and log together. */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../db/tables.js';
import { emptyWriteSet, type WriteSet } from '../../db/write-set.js';
import { isMembers, type Members, valueAt } from '../../model/members.js';
import { type Finding, keyOf, type Reference, Refusal, refuseFindings, Unavailable } from '../../model/refusal.js';
import { validator } from '../../model/validation.js';
import type { Definition, Document, Operation } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { checkAlternatives } from '../document/alternatives.js';
import { referencesIn } from '../document/evidence.js';
import { withCopiedCitations } from '../document/same-as.js';
import { referrersOf } from '../index/references.js';
import { continueLog, type Log, type Redacted, takeOut } from '../log/change-log.js';
import { assemble, inBody, type Subject, textOf } from './assemble.js';
import { findCircles } from './chains.js';
import { type CitationChanges, countChanges, noChanges } from './citation-changes.js';
import type { Edit } from './edits.js';
import { freeId } from './free-id.js';
import { recompute } from './recompute.js';
import { collectRevision } from './revision.js';
import { type NewText, openUnitOfWork, type Stored, type UnitOfWork } from './unit-of-work.js';
import type { Refused, Writing } from './writing.js';

/** What a write answers: the record as it now stands; without a document it is deleted. */
export interface WriteResult {
  id: string;
  revision: number;
  operation: Operation;
  /** The end of the log with this write. */
  sequence: number;
  /** Whether something was created: a record, or a source's text. */
  created: boolean;
  /** Whether a revision was written; a record that says already what was sent stays as it stands. */
  changed: boolean;
  document?: string;
  /** What became of the citations of a source whose text was sent. */
  citations?: CitationChanges;
}

/** What an edit made of its record. */
type Decided = Omit<WriteResult, 'sequence'>;

/** A record on its way through a write. */
export interface Pending extends Subject {
  /** Which of the edits it is. */
  index: number;
  operation: Operation;
  /** What was written; absent for a deletion. */
  members?: Members;
  text?: NewText;
  redacted?: Redacted;
}

/** A transaction that is written in several steps, such as a file of a million records. */
export interface WriteSession {
  /** Applies some edits, all or none of the session. */
  write(edits: readonly Edit[]): Promise<WriteResult[]>;
  /** Refuses when something that was written refers to a record that was not. */
  finish(): Promise<void>;
}

/** Refused edits that are reported together: for each of them whole texts may be read, to say what would be right. */
const MAX_REFUSED = 20;

/** Applies edits, all or none, in one transaction. They may refer to one another in any order, also in circles. */
export const write = (db: Database, writing: Writing, edits: readonly Edit[]): Promise<WriteResult[]> =>
  writeStep(db, writing, edits);

/** Begins a transaction in several steps; each may refer to what a later one writes. */
export function openWriteSession(db: Database, writing: Writing): WriteSession {
  /** What is referred to and not there yet, each with one of the records that refer to it. */
  const missing = new Map<string, { target: Reference; by: string }>();
  return {
    write: (edits) => writeStep(db, writing, edits, missing),
    finish: async () => {
      const [first] = missing.values();
      if (!first) return;
      const detail = `${first.by} refers to ${nameOf(first.target, first.target.id)}, and there is no such record`;
      refuseFindings([{ pointer: '', code: 'unknown_reference', detail }]);
    },
  };
}

/**
 * Decides what each edit makes of its record, collects all rows in a write set, and applies it. Records whose computed
 * members depend on what changed get a revision of their own, `recomputed`.
 * @param missing collects missing records that a later step may write; without it every referenced record has to be there
 */
async function writeStep(
  db: Database,
  writing: Writing,
  edits: readonly Edit[],
  missing?: Map<string, { target: Reference; by: string }>,
): Promise<WriteResult[]> {
  const records = await openUnitOfWork(db, writing.definitions, edits.flatMap(wantedBy));
  // Edits with chosen ids come first, so that no id is made that another edit has chosen.
  const numbered = edits.map((edit, index) => ({ edit, index }));
  const chosenFirst = numbered.toSorted((one, other) => Number(!one.edit.id) - Number(!other.edit.id));
  const staged = await forEach(writing, chosenFirst, ({ edit, index }) => stage(db, records, edit, index));
  const pending = staged.toSorted((one, other) => one.index - other.index);
  const log = continueLog(records.logEnd, writing.author, writing.now);

  const isLater = (one: Pending) => (target: Reference) => {
    missing?.set(keyOf(target), { target, by: nameOf(one.definition, one.id) });
    return missing !== undefined;
  };
  const isAwaited = (one: Pending) => missing?.has(keyOfRecord(one)) ?? false;
  // What one of them says may follow from what another refers to; one alone loads its own.
  if (pending.length > 1)
    await records.load(
      pending.flatMap(({ definition, members, stored }) => [
        ...referencesIn(definition.input, members),
        ...referencesIn(definition.document, stored?.document),
      ]),
    );
  const set = emptyWriteSet();
  const { adoptsForms = false } = writing;
  const written = await forEach(writing, pending, (one) =>
    decide(set, log, records, { ...one, adoptsForms, isAwaited: isAwaited(one) }, isLater(one)),
  );
  await writing.engine.apply(db, set);
  for (const { definition, id, redacted } of pending)
    if (redacted) await takeOut(db, { record: definition.record, id }, redacted);
  const followers = new Map<string, string[]>();
  await forEach(writing, pending, async (one) => {
    const { definition, id, stored, members, at } = one;
    if (members === undefined) await refuseWhileReferred(db, { record: definition.record, id }, nameOf(definition, id));
    else refuseFindings(inBody(await findCircles(db, definition, id, stored, members, followers), at));
  });
  const revised = pending.filter((_one, at) => written[at]?.changed);
  const citations = new Map(pending.flatMap(({ id, text }) => (text ? [[id, noChanges()] as const] : [])));
  for (const [at, { definition, id, stored }] of pending.entries()) {
    const after = written[at]?.changed ? records.get(definition.record, id) : undefined;
    if (stored && stored.deleted_at === undefined && after)
      countChanges(citations, definition, id, stored.document, after);
  }
  const arrived = new Set(pending.map(keyOfRecord).filter((key) => missing?.delete(key)));
  await recompute({ db, writing, records, log, citations }, revised, (reference) => arrived.has(keyOf(reference)));
  const sequence = log.next - 1;
  return written.map((result, at) => {
    const changes = pending[at]?.text && citations.get(result.id);
    return { ...result, sequence, ...(changes && { citations: changes }) };
  });
}

const keyOfRecord = ({ definition: { record }, id }: Pending): string => keyOf({ record, id });

/** The record of an edit and what it is known to refer to. */
const wantedBy = ({ definition, id, refersTo = [] }: Edit) =>
  id === undefined ? refersTo : [{ record: definition.record, id }, ...refersTo];

/** Does the same for each edit in turn, and refuses all that can't be carried out at once. */
async function forEach<T extends { index: number }, R>(
  { refusalOf = ([{ refusal }]) => refusal }: Writing,
  edits: readonly T[],
  run: (edit: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const refused: Refused[] = [];
  for (const edit of edits) {
    try {
      results.push(await run(edit));
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || refusal instanceof Unavailable) throw refusal;
      refused.push({ index: edit.index, refusal });
      if (refused.length === MAX_REFUSED) break;
    }
  }
  const [first, ...others] = refused.toSorted((one, other) => one.index - other.index);
  if (first) throw refusalOf([first, ...others]);
  return results;
}

/** Decides what an edit makes of its record, as far as that doesn't depend on others. */
async function stage(db: Database, records: UnitOfWork, edit: Edit, index: number): Promise<Pending> {
  const { definition } = edit;
  if (edit.id !== undefined && records.isStaged(definition.record, edit.id))
    throw new Refusal('already_exists', `${nameOf(definition, edit.id)} is written twice at once.`);
  const stored = edit.id === undefined ? undefined : await records.stored(definition.record, edit.id);
  const { operation, submission, text, redacted, at = '', reverted } = await edit.decide(stored, db);
  const removal = redacted && { redacted };
  if (submission === undefined) {
    const id = edit.id ?? '';
    records.stage(definition.record, id, undefined);
    return { index, definition, id, operation, stored, sent: new Map(), at, ...removal };
  }
  const shape = validator(definition.input)(submission.members);
  const faults = shape.length > 0 ? shape : checkAlternatives(definition, submission.members);
  refuseFindings(
    inBody(
      faults.filter((one) => !saysAlready(stored, submission.members, one)),
      at,
    ),
  );
  if (!isMembers(submission.members)) throw new Error('a validated input is an object');
  const findings: Finding[] = [];
  const { id: _chosen, ...members } = withCopiedCitations(definition.input, submission.members, findings);
  refuseFindings(inBody(findings, at));
  const id =
    edit.id ??
    (await freeId(db, definition.record, namesFor(definition, members), (taken) =>
      records.isStaged(definition.record, taken),
    ));
  if (text) records.stageText(text);
  records.stage(definition.record, id, { ...members, ...textMembers(text, stored) });
  return {
    index,
    definition,
    id,
    operation,
    stored,
    members,
    sent: submission.computed,
    at,
    ...(reverted && { reverted }),
    ...(text && { text }),
    ...removal,
  };
}

/** What an id can be made from, the best first. */
const namesFor = ({ nameOf, idsWithoutName }: Definition, members: Members) => [
  nameOf(members),
  ...(idsWithoutName?.(members) ?? []),
];

/**
 * Whether a finding is about a text that the record has already: what was right when it was written is no reason to
 * refuse a change of something else.
 */
const saysAlready = (stored: Stored | undefined, members: unknown, { code, pointer = '' }: Finding): boolean =>
  stored !== undefined && code === 'pattern' && valueAt(members, pointer) === valueAt(stored.document, pointer);

/** Which text a source holds; other records have none. */
function textMembers(text: NewText | null | undefined, stored: Stored | undefined): Members {
  if (text) return { text_length: text.length, text_sha256: text.sha256 };
  return text === null ? {} : textOf(stored?.document);
}

/** Completes a record with all others in view, and collects its rows. */
async function decide(
  set: WriteSet,
  log: Log,
  records: UnitOfWork,
  one: Pending,
  isLater: (reference: Reference) => boolean,
): Promise<Decided> {
  const { definition, id, operation, stored, members, text, redacted, at } = one;
  const revision = (stored?.revision ?? 0) + 1;
  const change = { definition, id, revision, operation, stored, ...(redacted && { redacted }) };
  if (members === undefined) {
    await collectRevision(set, log, records, change);
    return { id, revision, operation, created: false, changed: true };
  }
  const { record } = definition;
  const head = { record, id, revision, created_at: stored?.created_at ?? log.at, updated_at: log.at };
  const findings: Finding[] = [];
  const document: Document = await assemble(records, one, members, head, findings, isLater);
  refuseFindings(inBody(findings, at));
  if (stored && isUnchanged(operation, stored, document)) {
    const { revision, document } = stored;
    return { id, revision, operation, created: false, changed: false, document: JSON.stringify(document) };
  }
  records.stage(record, id, document);
  if (text) set.texts.push({ sha256: text.sha256, length: text.length, content: text.content });
  const rendered = await collectRevision(set, log, records, { ...change, document });
  const created =
    operation === 'create' || operation === 'restore' || (text !== undefined && !textOf(stored?.document).text_sha256);
  return { id, revision, operation, created, changed: true, ...(rendered !== undefined && { document: rendered }) };
}

/** Whether replacing, patching or reverting a record would only count and date it anew. */
function isUnchanged(operation: Operation, stored: Stored, document: Document): boolean {
  if (operation !== 'replace' && operation !== 'patch' && operation !== 'revert') return false;
  const { revision, updated_at } = stored.document;
  return isDeepStrictEqual({ ...document, revision, updated_at }, stored.document);
}

async function refuseWhileReferred(db: Database, target: Reference, name: string): Promise<void> {
  const referrers = await referrersOf(db, target, 101);
  if (referrers.length === 0) return;
  const listed = referrers.slice(0, 100);
  const some = listed.slice(0, 5).map(({ record, id }) => `${record} "${id}"`);
  throw new Refusal(
    'still_referenced',
    `${name} is referred to by ${some.join(', ')}${referrers.length > 5 ? ' and others' : ''}.`,
    { referenced_by: listed },
  );
}
