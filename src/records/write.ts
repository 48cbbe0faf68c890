/** The one way into the register: checks edits, completes the records, and stores document, index and log together. */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../db/tables.js';
import { isMembers, type Members } from '../model/members.js';
import { type Finding, invalid, type Reference, Refusal, refuseFindings } from '../model/refusal.js';
import { validator } from '../model/validation.js';
import { complete } from './completion.js';
import type { Definition, Document, Head, Operation } from './definition.js';
import { type Edit, nameOf } from './edits.js';
import { referencesIn } from './evidence.js';
import { freeId } from './free-id.js';
import { type Author, type Log, openLog } from './log.js';
import { entriesOf, referrersOf, saveEntries, saveRecord, saveText } from './save.js';
import { type NewText, openState, type State, type Stored } from './state.js';
import { withoutComputed } from './walk.js';

/** What a write answers: the record as it now stands; without a document it is deleted. */
export interface Written {
  id: string;
  revision: number;
  operation: Operation;
  /** Whether something is there now that wasn't: a record, or a source's text. */
  created: boolean;
  document?: string;
}

/** A record on its way through a write. */
interface Pending {
  definition: Definition;
  id: string;
  operation: Operation;
  stored: Stored | undefined;
  /** What was written; absent for a deletion. */
  members?: Members;
  /** The computed members that were sent along. */
  sent: Map<string, Members>;
  text?: NewText;
  /** Where the body stands in what was written. */
  at: string;
}

export interface Writing {
  definitions: readonly Definition[];
  author: Author;
  now: Date;
}

/**
 * Applies edits, all or none, in one transaction. References are checked at the end, so that they may form cycles.
 * Records whose computed members depend on what changed get a revision of their own, `recomputed`.
 */
export async function write(db: Database, writing: Writing, edits: readonly Edit[]): Promise<Written[]> {
  const state = openState(db);
  const pending: Pending[] = [];
  for (const edit of edits) pending.push(await stage(db, state, edit));
  const log = await openLog(db, writing.author, writing.now);

  const written: Written[] = [];
  for (const one of pending) written.push(await store(db, state, log, one));
  for (const { definition, id, members } of pending)
    if (members === undefined) await refuseWhileReferred(db, { record: definition.record, id }, nameOf(definition, id));
  await recompute(db, state, log, writing.definitions, pending);
  return written;
}

async function stage(db: Database, state: State, edit: Edit): Promise<Pending> {
  const { definition } = edit;
  if (edit.id !== undefined && state.isStaged(definition.record, edit.id))
    throw new Refusal('already_exists', `${nameOf(definition, edit.id)} is written twice at once.`);
  const stored = edit.id === undefined ? undefined : await state.stored(definition.record, edit.id);
  const { operation, submission, text, at = '' } = edit.outcome(stored);
  if (submission === undefined) {
    const id = edit.id ?? '';
    state.stage(definition.record, id, undefined);
    return { definition, id, operation, stored, sent: new Map(), at };
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
  return { definition, id, operation, stored, members, sent: submission.computed, at, ...(text && { text }) };
}

/** Findings in what is to be stored, with pointers into the body that was sent. */
const inBody = (findings: Finding[], at: string): Finding[] =>
  findings.map((finding) => {
    const { pointer = '' } = finding;
    return { ...finding, pointer: pointer.startsWith(`${at}/`) || pointer === at ? pointer.slice(at.length) : '' };
  });

/** Which text a source holds; other records have none. */
function textMembers(text: NewText | null | undefined, stored: Stored | undefined): Members {
  if (text) return { text_length: [...text.content].length, text_sha256: text.sha256 };
  return text === null ? {} : textOf(stored?.document);
}

const textOf = (source: Members | undefined): Members =>
  source?.text_sha256 === undefined ? {} : { text_length: source.text_length, text_sha256: source.text_sha256 };

async function store(db: Database, state: State, log: Log, one: Pending): Promise<Written> {
  const { definition, id, operation, stored, members, text, at } = one;
  const revision = (stored?.revision ?? 0) + 1;
  if (members === undefined) {
    await saveRecord(db, log, { definition, id, revision, operation, stored }, state);
    return { id, revision, operation, created: false };
  }
  const { record } = definition;
  const head = { record, id, revision, created_at: stored?.created_at ?? log.at, updated_at: log.at };
  const findings: Finding[] = [];
  const document = await assemble(state, one, members, head, findings);
  refuseFindings(inBody(findings, at));
  if (text) await saveText(db, text);
  const rendered = await saveRecord(db, log, { definition, id, revision, operation, stored, document }, state);
  const created =
    operation === 'create' || operation === 'restore' || (text !== undefined && !textOf(stored?.document).text_sha256);
  return { id, revision, operation, created, ...(rendered !== undefined && { document: rendered }) };
}

/** The whole document: what was written, its references checked, dates and citations completed, and what is computed. */
async function assemble(
  state: State,
  { definition, id, stored, sent, at }: Pick<Pending, 'definition' | 'id' | 'stored' | 'sent' | 'at'>,
  written: Members,
  head: Head,
  findings: Finding[],
): Promise<Document> {
  const references = referencesIn(definition.input, written);
  await state.load([...references, ...formerSources(definition, stored)]);
  for (const { record, id: target, pointer } of references)
    if (state.get(record, target) === undefined)
      findings.push({ pointer, code: 'unknown_reference', detail: `there is no ${record} "${target}"` });
  // A record that is brought back has to prove its words anew: their sources may have changed while it was away.
  const before =
    stored && stored.deleted_at === undefined ? { schema: definition.document, document: stored.document } : undefined;
  const members = await complete(definition.input, written, before, state, findings);
  // What is computed from a record that doesn't exist would only confuse.
  if (findings.some(({ code }) => code === 'unknown_reference')) throw invalid(inBody(findings, at));
  const whole = definition.complete({
    id,
    members: { ...members, ...textOf(state.get(definition.record, id)) },
    before: stored?.document,
    related: state,
    sent,
    findings,
  });
  const document: Document = { ...head };
  const values = new Map<string, unknown>(Object.entries(whole));
  for (const name of Object.keys(definition.document.properties))
    if (document[name] === undefined && values.get(name) !== undefined) document[name] = values.get(name);
  return document;
}

/** The sources of the document before, which decide whether its dates were theirs. */
const formerSources = ({ document }: Definition, stored: Stored | undefined): Reference[] =>
  stored ? referencesIn(document, stored.document).filter(({ record }) => record === 'source') : [];

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

/** Makes anew what is computed in other records from those that changed. */
async function recompute(
  db: Database,
  state: State,
  log: Log,
  definitions: readonly Definition[],
  pending: readonly Pending[],
): Promise<void> {
  const changed = pending.flatMap(({ definition: { record, influence }, id }) => {
    const [former, now] = [state.former(record, id), state.get(record, id)];
    if (!influence || !former || !now || isDeepStrictEqual(influence(former), influence(now))) return [];
    return [{ record, id }];
  });
  if (changed.length === 0) return;
  const done = new Set(pending.map(({ definition, id }) => `${definition.record}/${id}`));
  const referrers = (await referrersOf(db, changed)).filter(({ record, id }) => !done.has(`${record}/${id}`));
  await state.load(referrers);
  const dependents: { definition: Definition; id: string; stored: Stored }[] = [];
  for (const { record, id } of referrers) {
    const definition = definitions.find((one) => one.record === record);
    const stored = definition && (await state.stored(definition.record, id));
    if (stored) dependents.push({ definition, id, stored });
  }
  // What all of them refer to, in a few queries.
  await state.load(dependents.flatMap(({ definition, stored }) => referencesIn(definition.document, stored.document)));
  for (const { definition, id, stored } of dependents) await recomputeOne(db, state, log, definition, id, stored);
}

async function recomputeOne(
  db: Database,
  state: State,
  log: Log,
  definition: Definition,
  id: string,
  stored: Stored,
): Promise<void> {
  const { record, revision, created_at, updated_at } = stored.document;
  const { members, computed } = withoutComputed(definition.input, definition.document, stored.document);
  if (!isMembers(members)) throw new Error('a stored document is an object');
  const { id: _id, ...written } = members;
  const findings: Finding[] = [];
  const head = { record, id, revision, created_at, updated_at };
  const document = await assemble(state, { definition, id, stored, sent: computed, at: '' }, written, head, findings);
  const [first] = findings;
  if (first)
    refuseFindings([
      { pointer: '', code: 'still_used', detail: `${nameOf(definition, id)} depends on it: ${first.detail}` },
    ]);
  if (isDeepStrictEqual(document, stored.document)) {
    await saveEntries(db, definition, id, stored.entries, entriesOf(definition, document, state));
    return;
  }
  const next = { ...document, revision: revision + 1, updated_at: log.at };
  await saveRecord(
    db,
    log,
    { definition, id, revision: revision + 1, operation: 'recomputed', stored, document: next },
    state,
  );
}
