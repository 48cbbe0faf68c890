/** The difference between two JSON values, as a JSON Patch (RFC 6902). */
import { isDeepStrictEqual } from 'node:util';
import { isMembers, type Members } from '../members.js';
import { enumeration, list, object, ref, Type } from '../schema.js';
import { tokenOf } from './pointer.js';

const PatchOperationName = enumeration('PatchOperationName', 'What a step of a JSON Patch does.', {
  add: 'Puts `value` at `path`: a member that was not there, or an entry of a list before the one that stands there.',
  remove: 'Takes away what stands at `path`.',
  replace: 'Puts `value` in the place of what stands at `path`.',
});

const PatchOperation = object(
  'PatchOperation',
  'A step of a JSON Patch.',
  {
    op: ref(PatchOperationName, 'What it does.'),
    path: Type.String({
      description: 'JSON Pointer (RFC 6901) of the place; empty for the whole document.',
      maxLength: 2000,
      pattern: '^(\\x2F[\\s\\S]*)?$',
      examples: ['/title'],
    }),
    value: Type.Optional(
      Type.Unknown({ description: 'What is put there, of any type; absent when it is taken away.' }),
    ),
    old: Type.Optional(
      Type.Unknown({
        description: 'With `expand=difference` of changes: what stood there before. Applying a patch passes it over.',
      }),
    ),
  },
  [{ op: 'replace', path: '/title', value: 'Pakistan and HSX' }],
);

/** The maximum of steps; where more would be needed, whole members are replaced. */
const MAX_STEPS = 200;

export const JsonPatch = Type.Unsafe<PatchOperation[]>({
  ...list(
    ref(PatchOperation),
    'The steps from one document to another, to be done one after the other (RFC 6902).',
    MAX_STEPS,
  ),
  $id: 'JsonPatch',
  examples: [
    [
      { op: 'replace', path: '/revision', value: 2 },
      { op: 'replace', path: '/updated_at', value: '2025-11-02T09:30:00.000Z' },
      { op: 'add', path: '/summary', value: 'What they agreed.' },
    ],
  ],
});

export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  path: string;
  value?: unknown;
}

/** A step with what stood in its place before. */
export interface Change extends PatchOperation {
  old?: unknown;
}

/**
 * The patch from one value to another; undefined stands for no value. Objects are compared member by member; lists lose
 * their common beginning and end, and the rest is compared entry by entry. The time is linear; the patch need not be the
 * shortest.
 */
export const difference = (from: unknown, to: unknown): PatchOperation[] =>
  changes(from, to).map(({ old: _, ...step }) => step);

/** The same with what stood there before. */
export function changes(from: unknown, to: unknown): Change[] {
  const steps: Change[] = [];
  compare(from, to, '', steps);
  return steps.length <= MAX_STEPS ? steps : coarseDifference(from, to);
}

/** The patch that replaces what differs member by member, or all of it where even that takes too many steps. */
function coarseDifference(from: unknown, to: unknown): Change[] {
  if (!isMembers(from) || !isMembers(to)) return [{ op: 'replace', path: '', value: to, old: from }];
  const steps: Change[] = [];
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [one, other] = [own(from, name), own(to, name)];
    const path = `/${tokenOf(name)}`;
    if (other === undefined) steps.push({ op: 'remove', path, old: one });
    else if (!isDeepStrictEqual(one, other))
      steps.push(
        one === undefined ? { op: 'add', path, value: other } : { op: 'replace', path, value: other, old: one },
      );
  }
  return steps.length <= MAX_STEPS ? steps : [{ op: 'replace', path: '', value: to, old: from }];
}

function compare(from: unknown, to: unknown, path: string, steps: Change[]): void {
  if (from === undefined && to === undefined) return;
  if (from === undefined) steps.push({ op: 'add', path, value: to });
  else if (to === undefined) steps.push({ op: 'remove', path, old: from });
  else if (Array.isArray(from) && Array.isArray(to)) compareLists(from, to, path, steps);
  else if (isMembers(from) && isMembers(to)) compareMembers(from, to, path, steps);
  else if (from !== to) steps.push({ op: 'replace', path, value: to, old: from });
}

function compareMembers(from: Members, to: Members, path: string, steps: Change[]): void {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)]))
    compare(own(from, name), own(to, name), `${path}/${tokenOf(name)}`, steps);
}

function compareLists(from: readonly unknown[], to: readonly unknown[], path: string, steps: Change[]): void {
  const shorter = Math.min(from.length, to.length);
  let begin = 0;
  while (begin < shorter && isDeepStrictEqual(from[begin], to[begin])) begin += 1;
  let end = 0;
  while (end < shorter - begin && isDeepStrictEqual(from.at(-1 - end), to.at(-1 - end))) end += 1;
  const [last, other] = [from.length - end, to.length - end];
  for (let at = begin; at < Math.min(last, other); at++) compare(from[at], to[at], `${path}/${at}`, steps);
  // Each removal shifts the later entries, so the index stays the same.
  for (let at = other; at < last; at++) steps.push({ op: 'remove', path: `${path}/${other}`, old: from[at] });
  for (let at = last; at < other; at++) steps.push({ op: 'add', path: `${path}/${at}`, value: to[at] });
}

const own = (members: Members, name: string): unknown => (Object.hasOwn(members, name) ? members[name] : undefined);
