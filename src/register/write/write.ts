/** The one way into the register: checks edits, completes the records, and stores document, index and log together. */
import type { Database } from '../../db/tables.js';
import type { TokenIndex } from '../../db/tokens.js';
import { isMembers, type Members } from '../../model/members.js';
import { type Finding, type Reference, Refusal, refuseFindings, Unavailable } from '../../model/refusal.js';
import { validator } from '../../model/validation.js';
import type { Definition, Operation } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { indexWords } from '../index/indexing.js';
import { type Author, openLog, type Redacted } from '../log/change-log.js';
import { assemble, inBody, type Subject, textOf } from './assemble.js';
import type { Edit } from './edits.js';
import { freeId } from './free-id.js';
import { recompute } from './recompute.js';
import { referrersOf, saveRecord, saveText, type Writer } from './save.js';
import { type NewText, openUnitOfWork, type Stored, type UnitOfWork } from './unit-of-work.js';

/** What a write answers: the record as it now stands; without a document it is deleted. */
export interface WriteResult {
  id: string;
  revision: number;
  operation: Operation;
  /** Whether something is there now that wasn't: a record, or a source's text. */
  created: boolean;
  document?: string;
}

/** A record on its way through a write. */
interface Pending extends Subject {
  /** Which of the edits it is. */
  index: number;
  operation: Operation;
  /** What was written; absent for a deletion. */
  members?: Members;
  text?: NewText;
  redacted?: Redacted;
}

/** An edit that can't be carried out. */
export interface Refused {
  /** Which of the edits it is. */
  index: number;
  refusal: Refusal;
}

export interface Writing {
  definitions: readonly Definition[];
  tokens: TokenIndex;
  author: Author;
  now: Date;
  /** What is answered when edits are refused: the first refusal unless said. */
  refusalOf?(refused: readonly [Refused, ...Refused[]]): Refusal;
}

/** Refused edits that are told at once: for each of them whole texts may be read, to say what would be right. */
const MAX_REFUSED = 20;

/**
 * Applies edits, all or none, in one transaction. References are checked at the end, so that they may form cycles.
 * Records whose computed members depend on what changed get a revision of their own, `recomputed`.
 */
export async function write(db: Database, writing: Writing, edits: readonly Edit[]): Promise<WriteResult[]> {
  const state = openUnitOfWork(db);
  // Ids that are chosen come first, so that none is made that another edit wants.
  const numbered = edits.map((edit, index) => ({ edit, index }));
  const chosenFirst = numbered.toSorted((one, other) => Number(!one.edit.id) - Number(!other.edit.id));
  const staged = await forEach(writing, chosenFirst, ({ edit, index }) => stage(db, state, edit, index));
  const pending = staged.toSorted((one, other) => one.index - other.index);
  const log = await openLog(db, writing.author, writing.now);
  const writer: Writer = { db, log, tokens: writing.tokens, unindexed: [] };

  const written = await forEach(writing, pending, (one) => store(writer, state, one));
  await forEach(writing, pending, async ({ definition, id, members }) => {
    if (members === undefined) await refuseWhileReferred(db, { record: definition.record, id }, nameOf(definition, id));
  });
  await recompute(writer, state, writing.definitions, pending);
  await indexWords(db, writing.tokens, writer.unindexed);
  return written;
}

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

async function stage(db: Database, state: UnitOfWork, edit: Edit, index: number): Promise<Pending> {
  const { definition } = edit;
  if (edit.id !== undefined && state.isStaged(definition.record, edit.id))
    throw new Refusal('already_exists', `${nameOf(definition, edit.id)} is written twice at once.`);
  const stored = edit.id === undefined ? undefined : await state.stored(definition.record, edit.id);
  const { operation, submission, text, redacted, at = '' } = edit.decide(stored);
  const removal = redacted && { redacted };
  if (submission === undefined) {
    const id = edit.id ?? '';
    state.stage(definition.record, id, undefined);
    return { index, definition, id, operation, stored, sent: new Map(), at, ...removal };
  }
  refuseFindings(inBody(validator(definition.input)(submission.members), at));
  if (!isMembers(submission.members)) throw new Error('a validated input is an object');
  const { id: _chosen, ...members } = submission.members;
  const id =
    edit.id ??
    (await freeId(db, definition.record, definition.nameOf(members), (taken) =>
      state.isStaged(definition.record, taken),
    ));
  if (text) state.stageText(text);
  state.stage(definition.record, id, { ...members, ...textMembers(text, stored) });
  return {
    index,
    definition,
    id,
    operation,
    stored,
    members,
    sent: submission.computed,
    at,
    ...(text && { text }),
    ...removal,
  };
}

/** Which text a source holds; other records have none. */
function textMembers(text: NewText | null | undefined, stored: Stored | undefined): Members {
  if (text) return { text_length: text.length, text_sha256: text.sha256 };
  return text === null ? {} : textOf(stored?.document);
}

async function store(writer: Writer, state: UnitOfWork, one: Pending): Promise<WriteResult> {
  const { db, log } = writer;
  const { definition, id, operation, stored, members, text, redacted, at } = one;
  const revision = (stored?.revision ?? 0) + 1;
  const change = { definition, id, revision, operation, stored, ...(redacted && { redacted }) };
  if (members === undefined) {
    await saveRecord(writer, change, state);
    return { id, revision, operation, created: false };
  }
  const { record } = definition;
  const head = { record, id, revision, created_at: stored?.created_at ?? log.at, updated_at: log.at };
  const findings: Finding[] = [];
  const document = await assemble(state, one, members, head, findings);
  refuseFindings(inBody(findings, at));
  if (text) await saveText(db, text);
  const rendered = await saveRecord(writer, { ...change, document }, state);
  const created =
    operation === 'create' || operation === 'restore' || (text !== undefined && !textOf(stored?.document).text_sha256);
  return { id, revision, operation, created, ...(rendered !== undefined && { document: rendered }) };
}

async function refuseWhileReferred(db: Database, target: Reference, name: string): Promise<void> {
  const referrers = await referrersOf(db, [target], 101);
  if (referrers.length === 0) return;
  const listed = referrers.slice(0, 100);
  const some = listed.slice(0, 5).map(({ record, id }) => `${record} "${id}"`);
  throw new Refusal(
    'still_referenced',
    `${name} is referred to by ${some.join(', ')}${referrers.length > 5 ? ' and others' : ''}.`,
    {
      referenced_by: listed,
    },
  );
}
