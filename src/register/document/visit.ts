/** Visits a value along its schema: to find references and citations, to complete them, to remove computed members. */
import { isOnDemand, isOwnId } from '../../model/marks.js';
import { isMembers, type Members } from '../../model/members.js';
import { resolve, type TSchema } from '../../model/schema.js';
import { asToken } from '../../model/validation.js';

/**
 * Visitors by the name of a component of the contract. Each is called with every value of that component and its pointer;
 * what it returns replaces the value.
 */
export type SchemaVisitors = Record<string, (value: never, pointer: string) => unknown>;

/**
 * A copy of the value with its members in the order of the schema and the results of the visitors. Children are visited
 * before their parent.
 */
export function visitSchema(schema: TSchema, value: unknown, visitors: SchemaVisitors, pointer = ''): unknown {
  const target = resolve(schema);
  const visited = inside(target, value, visitors, pointer);
  const visit = target.$id === undefined ? undefined : visitors[target.$id];
  // The value was validated, so it has the type of the component.
  return visit ? visit(visited as never, pointer) : visited;
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

/** The paths from a schema to the wanted components. */
interface Route {
  /** The component that the schema itself is. */
  component?: string;
  items?: Route;
  members: readonly (readonly [name: string, route: Route])[];
}

/** Called for every wanted value; the value is as unchecked as the document. */
export type Found = (component: string, value: unknown, pointer: string) => void;

/**
 * Finds the values of a document that belong to some components, without copying anything. The paths to them are computed
 * once for each schema.
 */
export function componentFinder(components: readonly string[]) {
  const known = new WeakMap<TSchema, Route | 'none'>();

  function routeOf(schema: TSchema): Route | undefined {
    const target = resolve(schema);
    const route = known.get(target) ?? makeRoute(target) ?? 'none';
    known.set(target, route);
    return route === 'none' ? undefined : route;
  }

  function makeRoute({ $id, items, properties }: TSchema): Route | undefined {
    const component = $id !== undefined && components.includes($id) ? $id : undefined;
    const inItems = items && routeOf(items);
    const members = Object.entries<TSchema>(properties ?? {}).flatMap(([name, member]): [string, Route][] => {
      // A record's own id refers to nothing.
      const route = isOwnId(member) ? undefined : routeOf(member);
      return route ? [[name, route]] : [];
    });
    if (component === undefined && !inItems && members.length === 0) return undefined;
    return { ...(component !== undefined && { component }), ...(inItems && { items: inItems }), members };
  }

  function follow(route: Route, value: unknown, pointer: string, found: Found): void {
    if (Array.isArray(value)) {
      const { items } = route;
      if (items) for (const [index, item] of value.entries()) follow(items, item, `${pointer}/${index}`, found);
    } else if (isMembers(value)) {
      for (const [name, member] of route.members)
        if (value[name] !== undefined) follow(member, value[name], `${pointer}/${name}`, found);
    }
    if (route.component !== undefined) found(route.component, value, pointer);
  }

  return (schema: TSchema, document: unknown, found: Found): void => {
    const route = routeOf(schema);
    if (route) follow(route, document, '', found);
  };
}

/** What is to be stored, without the computed members, which clients send back along with what they have read. */
export interface Submission {
  members: unknown;
  /** The removed computed members, by the pointer of the object that had them; `''` is the document. */
  computed: Map<string, Members>;
}

/** What was sent: without the computed members, and without white space around names. */
export const submitted = (input: TSchema, read: TSchema, body: unknown): Submission =>
  stripped(input, read, body, (schema, text) => (schema.format === 'name' ? trimmed(text) : text));

/** Without the white space around it. Text that is blank, or has a vertical tab or form feed, stays as it is, to be refused. */
const trimmed = (text: string): string => (/[\v\f]/.test(text) ? text : text.trim() || text);

/** Removes every member that the read schema has and the input schema has not. Members in neither stay, to be refused. */
export const withoutComputed = (input: TSchema, read: TSchema, document: unknown): Submission =>
  stripped(input, read, document, (_schema, text) => text);

/** What becomes of a text. */
type ReadText = (schema: TSchema, text: string) => string;

function stripped(input: TSchema, read: TSchema, value: unknown, readText: ReadText): Submission {
  const computed = new Map<string, Members>();
  return { members: strip(input, read, value, '', computed, readText), computed };
}

function strip(
  input: TSchema,
  read: TSchema,
  value: unknown,
  pointer: string,
  computed: Map<string, Members>,
  readText: ReadText,
): unknown {
  const [written, known] = [nonNull(resolve(input)), nonNull(resolve(read))];
  if (typeof value === 'string') return readText(written, value);
  if (Array.isArray(value) && written.items && known.items)
    return value.map((item, index) =>
      strip(written.items, known.items, item, `${pointer}/${index}`, computed, readText),
    );
  if (!isMembers(value) || !written.properties || !known.properties) return value;
  const kept: Members = {};
  const taken: Members = {};
  for (const [name, member] of Object.entries(value)) {
    const [writable, readable] = [own(written.properties, name), own(known.properties, name)];
    if (writable && readable)
      kept[name] = strip(writable, readable, member, `${pointer}/${asToken(name)}`, computed, readText);
    else if (readable && !writable) {
      if (!isOnDemand(readable)) taken[name] = member;
    }
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
