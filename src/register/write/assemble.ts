/** Makes the whole document of a record from what was written and what it refers to. */
import { type Members, memberOf } from '../../model/members.js';
import { type Finding, invalid, type Reference } from '../../model/refusal.js';
import type { Definition, Document, Head } from '../definition.js';
import { evidenceIn, referencesIn } from '../document/evidence.js';
import { endsOf } from './chains.js';
import { resolveDatesAndCitations } from './dates-and-citations.js';
import type { Stored, UnitOfWork } from './unit-of-work.js';

/** The record that a document is made of. */
export interface Subject {
  definition: Definition;
  id: string;
  stored: Stored | undefined;
  /** Whether it is new and something in the register refers to it already. */
  isAwaited?: boolean;
  /** The computed members that were sent along, by the pointer of the object that held them. */
  sent: Map<string, Members>;
  /** The pointer to the body in what was written. */
  at: string;
  /** The earlier revision that is stored again. */
  reverted?: Members;
  /** Whether quotations that differ from the text in form alone are stored as they stand there. */
  adoptsForms?: boolean;
}

/**
 * The whole document: what was written, its references checked, dates and citations completed, and what is computed.
 * @param isLater whether a missing record may still be written by the same transaction
 */
export async function assemble(
  records: UnitOfWork,
  { definition, id, stored, isAwaited = false, sent, at, reverted, adoptsForms = false }: Subject,
  written: Members,
  head: Head,
  findings: Finding[],
  isLater: (reference: Reference) => boolean = () => false,
): Promise<Document> {
  const { references, citations } = evidenceIn(definition.input, written);
  await records.load([...references, ...(stored ? referencesIn(definition.document, stored.document) : [])]);
  for (const { pointer, ...target } of references)
    if (records.get(target.record, target.id) === undefined && !isLater(target))
      findings.push({ pointer, code: 'unknown_reference', detail: `there is no ${target.record} "${target.id}"` });
  // A record that is brought back has to prove its words anew: their sources may have changed while it was away.
  const before =
    stored && stored.deleted_at === undefined ? { schema: definition.document, document: stored.document } : undefined;
  const members = await resolveDatesAndCitations(
    definition.input,
    written,
    citations,
    before,
    records,
    findings,
    adoptsForms,
  );
  // What is computed from a record that doesn't exist would only confuse.
  if (findings.some(({ code }) => code === 'unknown_reference')) throw invalid(inBody(findings, at));
  const self = { record: definition.record, id };
  // What is new has nothing in the database that refers to it, unless that is waiting for it.
  if (stored || isAwaited) await records.bearing.load([self]);
  await records.loadTexts(definition.readsTextsOf?.(members) ?? []);
  const whole = definition.complete({
    id,
    members: { ...members, ...textOf(records.get(definition.record, id)) },
    cited: citations,
    before: stored?.document,
    related: records,
    bearing: records.bearing.on(self),
    heldText: records.heldText,
    ends: await endsOf(records, definition, id, written),
    sent,
    ...(reverted && { reverted }),
    findings,
  });
  const document: Document = { ...head };
  for (const name of Object.keys(definition.document.properties)) {
    const value = document[name] ?? memberOf(whole, name);
    if (value !== undefined) document[name] = value;
  }
  return document;
}

/** Findings in what is to be stored, with pointers into the body that was sent; others say where in the record they are. */
export const inBody = (findings: Finding[], at: string): Finding[] =>
  findings.map((finding) => {
    const { pointer = '', code, detail } = finding;
    const isOfEntry = at !== '' && pointer === at && code === 'duplicate';
    if (isOfEntry) return { ...finding, pointer: '', detail: 'the record has this entry already' };
    if (pointer === at || pointer.startsWith(`${at}/`)) return { ...finding, pointer: pointer.slice(at.length) };
    return { ...finding, pointer: '', detail: `with it, ${pointer} of the record would not be right: ${detail}` };
  });

/** The members of a source that describe its text. */
export const textOf = (source: Members | undefined): Members =>
  source?.text_sha256 === undefined ? {} : { text_length: source.text_length, text_sha256: source.text_sha256 };
