/** Reads the operations of a batch as edits; errors point into the body. */

import { revisionsIn } from '../../model/entity-tag.js';
import { findingsIn } from '../../model/evidence/source-text.js';
import { isMembers, type Members } from '../../model/members.js';
import { type Finding, MAX_FINDINGS, Refusal } from '../../model/refusal.js';
import type { TObject } from '../../model/schema.js';
import { validator } from '../../model/validation.js';
import type { Definition } from '../../register/definition.js';
import { type Submission, submitted } from '../../register/document/visit.js';
import { append, create, type Edit, patch, remove, replace } from '../../register/write/edits.js';
import { newText } from '../../register/write/unit-of-work.js';
import type { Refused } from '../../register/write/writing.js';
import { type Action, bodiesOf, isAction, itemsOf, membersOf } from './schemas.js';

/** An operation whose form is valid. */
export interface BatchOperation {
  /** As sent, without computed members. */
  members: Members;
  edit: Edit;
  /** A JSON Pointer to it in the body of the request. */
  at: string;
  /** A JSON Pointer to what it writes. */
  body: string;
}

type Schemas = ReadonlyMap<Definition, TObject>;

/** The operations, and all errors in their form. */
export function readOperations(
  schemas: Schemas,
  operations: readonly unknown[],
): { read: BatchOperation[]; findings: Finding[] } {
  const read: BatchOperation[] = [];
  const findings: Finding[] = [];
  const first = new Map<string, string>();
  for (const [index, operation] of operations.entries()) {
    const at = `/operations/${index}`;
    const found = readOperation(schemas, operation, at);
    if (Array.isArray(found)) findings.push(...found.map((one) => ({ ...one, pointer: `${at}${one.pointer}` })));
    else {
      read.push(found);
      const { definition, id } = found.edit;
      if (id === undefined) continue;
      const before = first.get(`${definition.record}/${id}`);
      first.set(`${definition.record}/${id}`, before ?? at);
      const detail = `${before} is about this record as well; make one operation of them`;
      if (before !== undefined) findings.push({ pointer: at, code: 'duplicate', detail });
    }
    if (findings.length >= MAX_FINDINGS) break;
  }
  return { read, findings };
}

function readOperation(schemas: Schemas, operation: unknown, at: string): BatchOperation | Finding[] {
  if (!isMembers(operation)) return [{ pointer: '', code: 'wrong_type', detail: 'it should be an object' }];
  const [definition, schema] = [...schemas].find(([{ record }]) => record === operation.record) ?? [];
  if (!definition || !schema) {
    const kinds = [...schemas.keys()].map(({ record }) => record).join(', ');
    const given = typeof operation.record;
    const code = given === 'undefined' ? 'required' : given === 'string' ? 'unknown_value' : 'wrong_type';
    return [{ pointer: '/record', code, detail: `say which kind of record it is done to: ${kinds}` }];
  }
  const written = bodiesOf(definition).map(({ name, input, document }): [string, Submission] => [
    name,
    submitted(definition, operation[name], { input, document }),
  ]);
  const bodies = new Map(written.filter(([name]) => Object.hasOwn(operation, name)));
  const members = { ...operation, ...Object.fromEntries([...bodies].map(([name, { members }]) => [name, members])) };
  const findings = [
    ...validator(schema)(members),
    ...bodiesOf(definition).flatMap(({ name, input }) => {
      const body = members[name];
      return isMembers(body)
        ? validator(input)(body).map((one) => ({ ...one, pointer: `/${name}${one.pointer}` }))
        : [];
    }),
  ];
  if (findings.length > 0) return findings;
  const unreadable = typeof members.text === 'string' ? findingsIn(members.text) : [];
  if (unreadable.length > 0) return unreadable.map((finding) => ({ ...finding, pointer: '/text' }));
  const action = isAction(members.operation) ? members.operation : 'create';
  const misplaced = misplacedMembers(action, definition, members);
  if (misplaced.length > 0) return misplaced;
  const [[name, submission] = ['', NOTHING]] = bodies;
  return { members, edit: editOf(action, definition, members, name, submission), at, body: `${at}/${name}` };
}

const NOTHING: Submission = { members: undefined, computed: new Map() };

/** Members that the action needs and that are missing, and members that it doesn't take. */
function misplacedMembers(action: Action, definition: Definition, members: Members): Finding[] {
  const { needed, allowed } = membersOf(action, definition);
  const sent = Object.keys(members).filter((name) => name !== 'operation' && name !== 'record');
  return [
    ...needed
      .filter((name) => !sent.includes(name))
      .map((name): Finding => ({ pointer: `/${name}`, code: 'required', detail: `to ${action}, ${name} is needed` })),
    ...sent
      .filter((name) => !allowed.includes(name))
      .map((name): Finding => {
        const detail = `to ${action}, there is no ${name}; known are ${allowed.join(', ')}`;
        return { pointer: `/${name}`, code: 'unknown_member', detail };
      }),
    ...(action === 'append' ? misplacedItems(definition, sent) : []),
  ];
}

/** Exactly one thing is appended. */
function misplacedItems(definition: Definition, sent: readonly string[]): Finding[] {
  const items = itemsOf(definition).map(({ name }) => name);
  const [first, ...others] = sent.filter((name) => items.includes(name));
  if (first === undefined) return [{ pointer: '', code: 'required', detail: oneItem(definition, items) }];
  const detail = `append one thing; ${first} is there already`;
  return others.map((name) => ({ pointer: `/${name}`, code: 'unknown_member', detail }));
}

const oneItem = ({ record }: Definition, items: readonly string[]): string =>
  items.length === 0 ? `a ${record} has no list to append to` : `to append, one of ${items.join(', ')} is needed`;

function editOf(action: Action, definition: Definition, members: Members, name: string, body: Submission): Edit {
  const { id, if_match, text } = members;
  const match = typeof if_match === 'string' ? revisionsIn(if_match) : undefined;
  const conditions = match === undefined ? {} : { match };
  const edit = {
    create: () => create(definition, body),
    replace: () => replace(definition, String(id), body, conditions),
    patch: () => patch(definition, String(id), body, conditions),
    append: () => append(definition, String(id), listOf(definition, name), body, conditions),
    delete: () => remove(definition, String(id), conditions),
  }[action]();
  if (typeof text !== 'string') return edit;
  return { ...edit, decide: async (stored, db) => ({ ...(await edit.decide(stored, db)), text: newText(text) }) };
}

const listOf = (definition: Definition, name: string): string =>
  itemsOf(definition).find((item) => item.name === name)?.list ?? name;

/** One refusal with the errors of all refused operations; its kind, and what errors of that kind say, are those of the first. */
export const refusalOf =
  (operations: readonly BatchOperation[]) =>
  (refused: readonly [Refused, ...Refused[]]): Refusal => {
    const [{ refusal }] = refused;
    const isOfBodies = refusal.code === 'validation';
    const errors = refused.flatMap(({ index, refusal: { message, details } }) => {
      const { at = '', body = '' } = operations[index] ?? {};
      const { errors = [] } = details;
      if (errors.length === 0) return [{ pointer: at, code: 'refused', detail: message } satisfies Finding];
      return errors.map(
        ({ header, pointer = '', detail, code, ...help }): Finding => ({
          code,
          ...(isOfBodies && help),
          detail:
            header === undefined
              ? detail
              : detail.replaceAll('If-Match:', 'as if_match').replaceAll('If-Match', 'if_match'),
          pointer: header === undefined ? `${body}${pointer}` : `${at}/if_match`,
        }),
      );
    });
    const [first] = errors;
    const message = `${first?.pointer}: ${first?.detail}${errors.length > 1 ? `; and ${errors.length - 1} more` : ''}`;
    return new Refusal(refusal.code, message, { ...refusal.details, errors: errors.slice(0, MAX_FINDINGS) });
  };
