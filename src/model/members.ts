/** The type of JSON objects, and access to their members. */
import { namesIn } from './json/pointer.js';

export type Members = Record<string, unknown>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object; what is none has none. */
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});

/** What a JSON Pointer (RFC 6901) leads to, if anything. */
export const valueAt = (value: unknown, pointer: string): unknown =>
  namesIn(pointer).reduce<unknown>((at, name) => memberOf(at, name), value);

/** The member of an object or the entry of a list, if there is one. */
export const memberOf = (value: unknown, name: string): unknown =>
  Array.isArray(value) ? value[Number(name)] : isMembers(value) ? value[name] : undefined;
