/** Goes through a value along its schema: to find references and citations, to complete them, to drop what is computed. */
import { isMembers, type Members } from '../../model/members.js';
import { resolve, type TSchema } from '../../model/schema.js';
import { asToken } from '../../model/validation.js';

/**
 * Each is called with every value whose schema refers to the component that it is filed under, the pointer to it and the
 * schema of the member; what it returns is put in the value's place.
 */
export type SchemaVisitors = Record<string, (value: never, pointer: string, schema: TSchema) => unknown>;

/**
 * A copy of the value, members in the order of the schema, with what the visitors return. What a value holds is visited
 * before the value itself.
 */
export function visitSchema(schema: TSchema, value: unknown, visitors: SchemaVisitors, pointer = ''): unknown {
  const target = resolve(schema);
  const visited = inside(target, value, visitors, pointer);
  const visit = target.$id === undefined ? undefined : visitors[target.$id];
  // The schema has been checked, so what stands here is of the component's type.
  return visit ? visit(visited as never, pointer, schema) : visited;
}

function inside(schema: TSchema, value: unknown, visitors: SchemaVisitors, pointer: string): unknown {
  if (Array.isArray(value) && schema.items)
    return value.map((item, index) => visitSchema(schema.items, item, visitors, `${pointer}/${index}`));
  if (!isMembers(value) || !schema.properties) return value;
  const copy: Members = {};
  for (const [name, member] of Object.entries<TSchema>(schema.properties))
    if (value[name] !== undefined) copy[name] = visitSchema(member, value[name], visitors, `${pointer}/${name}`);
  return copy;
}

/** What somebody sent, without the computed members that came along because it had been read before. */
export interface Submission {
  members: unknown;
  /** The computed members that were taken out, by the pointer of the object they stood in; `''` is the document. */
  computed: Map<string, Members>;
}

/** Takes out of a value every member that only the schema it is read by knows; what neither knows stays, to be refused. */
export function withoutComputed(input: TSchema, read: TSchema, value: unknown): Submission {
  const computed = new Map<string, Members>();
  return { members: strip(input, read, value, '', computed), computed };
}

function strip(
  input: TSchema,
  read: TSchema,
  value: unknown,
  pointer: string,
  computed: Map<string, Members>,
): unknown {
  const [written, known] = [nonNull(resolve(input)), nonNull(resolve(read))];
  if (written === known) return value;
  if (Array.isArray(value) && written.items && known.items)
    return value.map((item, index) => strip(written.items, known.items, item, `${pointer}/${index}`, computed));
  if (!isMembers(value) || !written.properties || !known.properties) return value;
  const kept: Members = {};
  const taken: Members = {};
  for (const [name, member] of Object.entries(value)) {
    const [writable, readable] = [own(written.properties, name), own(known.properties, name)];
    if (writable && readable) kept[name] = strip(writable, readable, member, `${pointer}/${asToken(name)}`, computed);
    else if (readable && !writable) taken[name] = member;
    // A plain assignment to "__proto__" would not make a member.
    else Object.defineProperty(kept, name, { value: member, enumerable: true, writable: true, configurable: true });
  }
  if (Object.keys(taken).length > 0) computed.set(pointer, taken);
  return kept;
}

const own = (properties: Record<string, TSchema>, name: string): TSchema | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : undefined;

/** In a merge patch an optional member may be null as well. */
const nonNull = (schema: TSchema): TSchema => resolve(schema.anyOf?.[0] ?? schema);
