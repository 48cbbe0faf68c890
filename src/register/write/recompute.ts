/** Recomputes records when those that they depend on change. */
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../db/tables.js';
import { emptyWriteSet, type WriteSet } from '../../db/write-set.js';
import type { RecordName } from '../../model/ids.js';
import { isMembers, type Members } from '../../model/members.js';
import { type Finding, keyOf, type Reference, refuseFindings } from '../../model/refusal.js';
import type { Definition, Document } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { withoutComputed } from '../document/visit.js';
import { derive } from '../index/derive.js';
import { referredToBy } from '../index/references.js';
import { continueLog, type Log } from '../log/change-log.js';
import { assemble } from './assemble.js';
import { type CitationChanges, countChanges } from './citation-changes.js';
import { BATCH_SIZE, type Current, dependentsOf, loadWithReferences } from './dependents.js';
import { collectRevision, derivedBefore, numberOf, textOf } from './revision.js';
import { openUnitOfWork, type Stored, type UnitOfWork } from './unit-of-work.js';
import { collectRows } from './write-set.js';
import type { Writing } from './writing.js';

export interface Recomputing {
  db: Database;
  writing: Writing;
  records: UnitOfWork;
  log: Log;
  /** The sources whose texts were stored by this write, and what that changed of their citations. */
  citations: ReadonlyMap<string, CitationChanges>;
}

/** A record that was written or recomputed. */
interface Changed {
  definition: Definition;
  id: string;
  /** What it said before and says now; absent where it wasn't there, or isn't any more. */
  before: Members | undefined;
  after: Members | undefined;
}

/**
 * Gives the records that depend on those written a revision of their own: those that refer to them, and those that they
 * bear on. What changes in these may concern others, so it goes on until nothing changes.
 * @param wasAwaited whether a record that is new was referred to before it was there
 */
export async function recompute(
  recomputing: Recomputing,
  written: readonly { definition: Definition; id: string; stored: Stored | undefined }[],
  wasAwaited: (reference: Reference) => boolean,
): Promise<void> {
  const { records } = recomputing;
  const changed = written.map(({ definition, id, stored }): Changed => {
    const before = stored?.deleted_at === undefined ? stored?.document : undefined;
    return { definition, id, before, after: records.get(definition.record, id) };
  });
  // The written records themselves are up to date.
  const done = new Set(written.map(({ definition, id }) => keyOf({ record: definition.record, id })));
  await recomputeAfter(recomputing, changed, done, wasAwaited);
}

/**
 * Recomputes records as they stand, such as by new rules, and those that depend on them. What is the same by them gets no
 * revision.
 */
export async function recomputeRecords(db: Database, writing: Writing, some: readonly Reference[]): Promise<void> {
  const records = await openUnitOfWork(db, writing.definitions, some);
  const log = continueLog(records.logEnd, writing.author, writing.now);
  const recomputing = { db, writing, records, log, citations: new Map() };
  const changed = await recomputeDependents(recomputing, [], some, new Set());
  stageAll(records, changed);
  await recomputeAfter(recomputing, changed, new Set());
}

/** Recomputes what depends on changed records, in rounds, until nothing changes. */
async function recomputeAfter(
  recomputing: Recomputing,
  written: readonly Changed[],
  upToDate: Set<string>,
  wasAwaited: (reference: Reference) => boolean = () => false,
): Promise<void> {
  const { records } = recomputing;
  let [changed, done, isLate] = [written, upToDate, wasAwaited];
  while (changed.length > 0) {
    const targets = changed.filter((one) => concernsReferrers(one, isLate)).map(referenceOf);
    const affected = boreOn(changed);
    if (targets.length === 0 && affected.length === 0) return;
    changed = await recomputeDependents(recomputing, targets, affected, done);
    stageAll(records, changed);
    // Each of these had all in view that it depends on: chains are followed to their ends.
    done = new Set(changed.map((one) => keyOf(referenceOf(one))));
    isLate = () => false;
  }
}

/** Their rows are as they are now; what they said before is what the next round goes by. */
function stageAll(records: UnitOfWork, changed: readonly Changed[]): void {
  records.keep(changed.map(referenceOf));
  for (const { definition, id, after } of changed) records.stage(definition.record, id, after);
}

const referenceOf = ({ definition: { record }, id }: Changed): Reference => ({ record, id });

/** Whether something changed that the records referring to this one depend on. */
function concernsReferrers(one: Changed, isLate: (reference: Reference) => boolean): boolean {
  const { definition, before, after } = one;
  if (!definition.dependencyKey || !after) return false;
  if (!before) return isLate(referenceOf(one));
  return !isDeepStrictEqual(definition.dependencyKey(before), definition.dependencyKey(after));
}

/** The records that changed ones have begun or ceased to bear on. */
function boreOn(changed: readonly Changed[]): Reference[] {
  const found = new Map<string, Reference>();
  for (const { definition, before, after } of changed) {
    const { bearsOn } = definition;
    if (!bearsOn) continue;
    const { record } = bearsOn;
    const [was, is] = [before ? bearsOn.ids(before) : [], after ? bearsOn.ids(after) : []];
    for (const id of [...was, ...is])
      if (was.includes(id) !== is.includes(id)) found.set(keyOf({ record, id }), { record, id });
  }
  return [...found.values()];
}

/** One round: recomputes the dependents of the changes so far, in batches. Returns those whose own change may concern others. */
async function recomputeDependents(
  recomputing: Recomputing,
  targets: readonly Reference[],
  affected: readonly Reference[],
  done: Set<string>,
): Promise<Changed[]> {
  const { db, writing, records, log } = recomputing;
  const changed: Changed[] = [];
  let kept = targets;
  for await (const batch of batchesOf(recomputing, targets, affected)) {
    const set = emptyWriteSet();
    const others: Changed[] = [];
    const dependents = await loadDependents(recomputing, batch, done);
    for (const { definition, id, stored } of dependents) {
      const after = await recomputeOne(set, log, records, definition, id, stored);
      if (after) {
        countChanges(recomputing.citations, definition, id, stored.document, after);
        others.push({ definition, id, before: stored.document, after });
      }
      records.limitTexts();
    }
    await writing.engine.apply(db, set);
    // A hundred thousand may have changed: only those that others depend on stay in memory.
    const concerning = await concerningOthers(db, others);
    for (const one of concerning) changed.push(one);
    records.keepOfRecent([...kept, ...concerning.map(referenceOf)]);
    kept = [];
    // Between two batches other requests are served.
    await letOthersRun();
  }
  return changed;
}

/** Those whose change concerns records that there are. */
async function concerningOthers(db: Database, changed: readonly Changed[]): Promise<Changed[]> {
  const idsOf = new Map<RecordName, string[]>();
  for (const one of changed) {
    const { record, id } = referenceOf(one);
    if (concernsReferrers(one, () => false)) idsOf.set(record, [...(idsOf.get(record) ?? []), id]);
  }
  const referredTo = new Map<RecordName, Set<string>>();
  for (const [record, ids] of idsOf) referredTo.set(record, await referredToBy(db, record, ids));
  return changed.filter((one) => referredTo.get(one.definition.record)?.has(one.id) || boreOn([one]).length > 0);
}

/** What is to be recomputed in a round, in batches. */
async function* batchesOf(
  { db, writing: { definitions }, records }: Recomputing,
  targets: readonly Reference[],
  affected: readonly Reference[],
): AsyncGenerator<Reference[]> {
  for (let from = 0; from < affected.length; from += BATCH_SIZE) yield affected.slice(from, from + BATCH_SIZE);
  yield* dependentsOf(db, definitions, records, targets);
}

/** The dependents of a batch that were not recomputed in this round, with all that they refer to. */
async function loadDependents(
  { writing: { definitions }, records }: Recomputing,
  batch: readonly Reference[],
  done: Set<string>,
): Promise<Current[]> {
  const fresh = batch.filter((one) => !done.has(keyOf(one)));
  for (const one of fresh) done.add(keyOf(one));
  await records.bearing.load(fresh);
  return loadWithReferences(records, definitions, fresh);
}

/** Returns the document when it changed; the index rows may change even when it didn't. */
async function recomputeOne(
  set: WriteSet,
  log: Log,
  records: UnitOfWork,
  definition: Definition,
  id: string,
  stored: Stored,
): Promise<Document | undefined> {
  const { record, revision, created_at, updated_at } = stored.document;
  const { members, computed } = withoutComputed(definition, stored.document);
  if (!isMembers(members)) throw new Error('a stored document is an object');
  const { id: _id, ...written } = members;
  const findings: Finding[] = [];
  const head = { record, id, revision, created_at, updated_at };
  const document = await assemble(records, { definition, id, stored, sent: computed, at: '' }, written, head, findings);
  const [first] = findings;
  if (first)
    refuseFindings([
      { pointer: '', code: 'still_used', detail: `${nameOf(definition, id)} depends on it: ${first.detail}` },
    ]);
  if (isDeepStrictEqual(document, stored.document)) {
    const before = await derivedBefore(records, definition, stored);
    const after = derive(definition, document, records, numberOf(stored) ?? log.next);
    if (!isDeepStrictEqual([before?.index, before?.standings], [after.index, after.standings])) {
      const { sequence } = stored;
      set.records.push({ record, id, revision, sequence, created_at, updated_at, deleted_at: null, ...after.columns });
      collectRows(set, before, after, await textOf(records, definition, id));
    }
    return undefined;
  }
  const next = { ...document, revision: revision + 1, updated_at: log.at };
  await collectRevision(set, log, records, {
    definition,
    id,
    revision: revision + 1,
    operation: 'recomputed',
    stored,
    document: next,
  });
  return next;
}
