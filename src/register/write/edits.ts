/** The ways to change a record; each decides what becomes of the stored record. */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../db/tables.js';
import { isSameInstant } from '../../model/dates/instant.js';
import { isSameDate, type UncertainDateInput } from '../../model/dates/uncertain-date.js';
import type { Conditions } from '../../model/entity-tag.js';
import { mergePatch } from '../../model/json/merge-patch.js';
import { isMembers, type Members, membersOf } from '../../model/members.js';
import { type Finding, invalid, Refusal, refuseFindings } from '../../model/refusal.js';
import type { TSchema } from '../../model/schema.js';
import { asToken } from '../../model/validation.js';
import type { Definition, Document, Operation } from '../definition.js';
import { nameOf, notFound } from '../document/absence.js';
import { evidenceIn } from '../document/evidence.js';
import { withAlternativesFollowed } from '../document/moved-entries.js';
import { type Submission, visitSchema, withoutComputed } from '../document/visit.js';
import type { Redacted } from '../log/change-log.js';
import { revisionOf } from '../log/revisions.js';
import { expectConditions, expectThere } from './conditions.js';
import type { NewText, Stored, Wanted } from './unit-of-work.js';

/** What a record becomes. */
export interface Decision {
  operation: Operation;
  /** What is to be stored; absent for a deletion. Not yet checked against the input schema. */
  submission?: Submission;
  /** The source's text: new, or null to take it away. */
  text?: NewText | null;
  /** What is taken out of the log for good. */
  redacted?: Redacted;
  /** The pointer to the body in what is to be stored; the top by default. */
  at?: string;
  /** The earlier revision that is stored again: the entries of its lists keep the ids that they had. */
  reverted?: Document;
}

export interface Edit {
  definition: Definition;
  /** Absent when the service makes the id. */
  id?: string;
  /** The records that what was sent refers to: they are read together with the record. */
  refersTo?: readonly Wanted[];
  decide(stored: Stored | undefined, db: Database): Decision | Promise<Decision>;
}

/** What a body refers to, and of the sources that it quotes their texts; it need not have been checked. */
function wantedIn(schema: TSchema, { members }: Submission): Wanted[] {
  const { references, citations } = evidenceIn(schema, members);
  const quoted = new Set(citations.flatMap(({ citation: { source, quote } }) => (quote === undefined ? [] : [source])));
  return references.map(({ record, id }) => ({ record, id, withText: record === 'source' && quoted.has(id) }));
}

/** Creates a record; the id is chosen in it or made by the service. */
export function create(definition: Definition, submission: Submission): Edit {
  const chosen = isMembers(submission.members) ? submission.members.id : undefined;
  return {
    definition,
    ...(typeof chosen === 'string' && { id: chosen }),
    refersTo: wantedIn(definition.input, submission),
    decide: (stored) => {
      if (stored) {
        const use = stored.deleted_at === undefined ? 'is taken' : 'was used by a record that was deleted';
        const detail = `the id "${chosen}" ${use}; an id is never used for anything else again: choose another`;
        throw new Refusal('already_exists', detail, { errors: [{ pointer: '/id', code: 'duplicate', detail }] });
      }
      refuseComputed(definition, submission, { record: definition.record });
      return { operation: 'create', submission };
    },
  };
}

/** Replaces a record, creates it under a chosen id, or brings a deleted one back. */
export function replace(definition: Definition, id: string, submission: Submission, conditions: Conditions): Edit {
  return {
    definition,
    id,
    refersTo: wantedIn(definition.input, submission),
    decide: (stored) => {
      expectConditions(stored, conditions, true);
      refuseOtherId(submission, id);
      refuseComputed(definition, submission, stored?.document ?? { record: definition.record });
      const operation = stored === undefined ? 'create' : stored.deleted_at === undefined ? 'replace' : 'restore';
      return { operation, submission };
    },
  };
}

/** Makes an earlier revision of a record the newest one, also of a record that was deleted. */
export function revert(definition: Definition, id: string, revision: number, conditions: Conditions): Edit {
  return {
    definition,
    id,
    decide: async (stored, db) => {
      if (stored === undefined) throw notFound(nameOf(definition, id));
      expectConditions(stored, conditions, true);
      const reverted = await documentOf(db, definition, stored, revision);
      const { members, computed } = withoutComputed(definition, reverted);
      return {
        operation: stored.deleted_at === undefined ? 'revert' : 'restore',
        submission: { members: visitSchema(definition.input, members, FOLLOWING), computed },
        reverted,
      };
    },
  };
}

/** Dates that follow an event do so again, whatever its date is now. */
const FOLLOWING = {
  UncertainDateInput: (date: UncertainDateInput) => (date.basis === 'event' ? undefined : date),
};

/** What a record said in one of its revisions. */
async function documentOf(db: Database, { record }: Definition, stored: Stored, revision: number): Promise<Document> {
  const { id } = stored.document;
  const row = await revisionOf(db, { record, id }, revision).select(['operation', 'document']).executeTakeFirst();
  if (row && row.document !== null) return JSON.parse(row.document);
  const last = stored.revision;
  const finding: Pick<Finding, 'code' | 'detail'> = !row
    ? { code: 'out_of_range', detail: `there is no such revision: they are 1 to ${last}` }
    : row.operation === 'delete'
      ? { code: 'no_document', detail: 'this revision deleted the record: name one that says something' }
      : { code: 'no_document', detail: 'what this revision said was taken out of the register for good' };
  throw invalid([{ pointer: '/revision', ...finding }]);
}

/** Applies a merge patch (RFC 7396) to the record as it is read. */
export function patch(definition: Definition, id: string, submission: Submission, conditions: Conditions): Edit {
  return {
    definition,
    id,
    decide: (stored) => {
      expectThere(stored, nameOf(definition, id));
      expectConditions(stored, conditions, true);
      refuseComputed(definition, submission, stored.document);
      const { members, computed } = asWritten(definition, stored);
      const patched = Object.keys(membersOf(submission.members));
      const merged = mergePatch(members, submission.members);
      const untouched = [...computed].filter(([pointer]) => !patched.includes(pointer.split('/')[1] ?? ''));
      return {
        operation: 'patch',
        submission: {
          members: patched.includes('alternatives') ? merged : withAlternativesFollowed(members, merged),
          computed: new Map([...untouched, ...submission.computed]),
        },
      };
    },
  };
}

/** Appends an item to a list of the record. It overwrites nobody's work, so it needs no condition. */
export function append(
  definition: Definition,
  id: string,
  list: string,
  item: Submission,
  conditions: Conditions,
): Edit {
  return {
    definition,
    id,
    decide: (stored) => {
      expectThere(stored, nameOf(definition, id));
      expectConditions(stored, conditions, false);
      const { members, computed } = asWritten(definition, stored);
      if (!isMembers(members)) throw new Error('a stored document is an object');
      const items = Array.isArray(members[list]) ? members[list] : [];
      return {
        operation: 'append',
        submission: { members: { ...members, [list]: [...items, item.members] }, computed },
        at: `/${list}/${items.length}`,
      };
    },
  };
}

export function remove(definition: Definition, id: string, conditions: Conditions): Edit {
  return {
    definition,
    id,
    decide: (stored) => {
      expectThere(stored, nameOf(definition, id));
      expectConditions(stored, conditions, true);
      return { operation: 'delete' };
    },
  };
}

/** Stores, replaces or, with null, takes away the text of a source. */
export function changeText(definition: Definition, id: string, text: NewText | null, conditions: Conditions): Edit {
  return {
    definition,
    id,
    decide: (stored) => {
      expectThere(stored, nameOf(definition, id));
      const held = stored.document.text_sha256 !== undefined;
      // If-None-Match: * asks that there be no text; the source itself always is there.
      const { noneMatch, ...others } = conditions;
      expectConditions(stored, noneMatch === 'any' && !held ? others : conditions, held);
      if (text === null && !held) throw new Refusal('not_found', `${nameOf(definition, id)} has no text.`);
      return { operation: 'patch', submission: asWritten(definition, stored), text };
    },
  };
}

/** Takes documents or texts out of the log; a source that holds one of the texts loses it, and else the record stays. */
export function redaction(definition: Definition, id: string, redacted: Redacted): Edit {
  return {
    definition,
    id,
    decide: (stored) => {
      if (stored === undefined || stored.deleted_at !== undefined) return { operation: 'redact', redacted };
      const isHeld = redacted.texts?.some((sha256) => sha256 === stored.document.text_sha256) ?? false;
      return {
        operation: 'redact',
        submission: asWritten(definition, stored),
        ...(isHeld && { text: null }),
        redacted,
      };
    },
  };
}

const asWritten = (definition: Definition, stored: Stored): Submission => withoutComputed(definition, stored.document);

/** What was sent of the document's computed members has to be what is stored. */
function refuseComputed(definition: Definition, submission: Submission, stored: Members): void {
  const findings = Object.entries(submission.computed.get('') ?? {}).flatMap(([name, value]): Finding[] => {
    const held = stored[name];
    if (isDeepStrictEqual(value, held) || isSameInstant(value, held) || isSameDate(value, held)) return [];
    if (name === 'id') return [idMismatch(String(stored.id))];
    const instead = definition.instead[name] ?? 'leave it out';
    return [
      {
        pointer: `/${asToken(name)}`,
        code: 'computed_member',
        detail: `${name} is computed by the service: ${instead}`,
      },
    ];
  });
  refuseFindings(findings);
}

function refuseOtherId({ members }: Submission, id: string): void {
  if (isMembers(members) && members.id !== undefined && members.id !== id) refuseFindings([idMismatch(id)]);
}

const idMismatch = (id: string): Finding => ({
  pointer: '/id',
  code: 'id_mismatch',
  detail: `the record is "${id}", and an id never changes: write that or leave it out`,
});
