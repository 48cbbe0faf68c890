/** What several operations of the contract have in common stands once, among its components. */
import { isDeepStrictEqual } from 'node:util';
import { isMembers, memberOf, membersOf } from '../../model/members.js';

export function eachOperation(document: unknown, visit: (operation: Record<string, unknown>) => void): void {
  const paths = membersOf(memberOf(document, 'paths'));
  for (const path of Object.values(paths))
    for (const operation of Object.values(membersOf(path))) if (isMembers(operation)) visit(operation);
}

export const arrayOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A part of the contract at one of the places where it stands. */
interface Placed {
  part: unknown;
  operationId: unknown;
  /** What the part is called there. */
  name: string;
  put(reference: object): void;
}

/**
 * Parameters that several operations have, as `LimitParameter` or, where others of the name differ,
 * `ListEventsPartyParameter`: by the first operation that has them.
 */
export function shareParameters(document: unknown): Record<string, unknown> {
  const placed: Placed[] = [];
  eachOperation(document, ({ operationId, parameters }) => {
    if (!Array.isArray(parameters)) return;
    for (const [at, part] of parameters.entries()) {
      const put = (reference: object) => {
        parameters[at] = reference;
      };
      placed.push({ part, operationId, name: `${memberOf(part, 'name')}_parameter`, put });
    }
  });
  return share('parameters', placed);
}

/**
 * Examples that several answers show, as `PartyExample`. The answers themselves stay in their places: not every generator
 * looks for an answer of success elsewhere.
 */
export function shareExamples(document: unknown): Record<string, unknown> {
  const placed: Placed[] = [];
  eachOperation(document, ({ operationId, responses }) => {
    for (const answer of Object.values(membersOf(responses)))
      for (const media of Object.values(membersOf(memberOf(answer, 'content')))) {
        if (!isMembers(media) || !isMembers(media.example)) continue;
        const schema = String(memberOf(media.schema, '$ref')).split('/').at(-1);
        const put = (reference: object) => {
          delete media.example;
          media.examples = { example: reference };
        };
        placed.push({ part: { value: media.example }, operationId, name: `${schema}_example`, put });
      }
  });
  return share('examples', placed);
}

/** Puts references in the place of what stands in several, and returns what they refer to. */
function share(section: string, placed: readonly Placed[]): Record<string, unknown> {
  const shared: Record<string, unknown> = {};
  const equal = new Map<string, Placed[]>();
  for (const one of placed) {
    const content = JSON.stringify(one.part);
    equal.set(content, [...(equal.get(content) ?? []), one]);
  }
  for (const [first, ...others] of equal.values()) {
    if (!first || others.length === 0) continue;
    const [own, whole] = [pascal(first.name), pascal(`${first.operationId}_${first.name}`)];
    const name = own in shared ? whole : own;
    shared[name] = first.part;
    for (const { put } of [first, ...others]) put({ $ref: `#/components/${section}/${name}` });
  }
  return Object.fromEntries(Object.entries(shared).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const pascal = (name: string): string =>
  name
    .split(/[_-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

/** Moves headers to the components; a header of one name is the same everywhere. */
export function shareHeaders(own: Record<string, unknown>, shared: Record<string, unknown>): void {
  for (const [name, header] of Object.entries(own)) {
    shared[name] ??= header;
    if (!isDeepStrictEqual(shared[name], header)) throw new Error(`there are two headers ${name}`);
    own[name] = { $ref: `#/components/headers/${name}` };
  }
}
