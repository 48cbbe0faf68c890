/** Visits a value along its schema: to find references and citations, to complete them, to remove computed members. */
import { isOnDemand, isOwnId, isTypedByMember } from '../../model/marks.js';
import { isMembers, type Members } from '../../model/members.js';
import { resolve, type TSchema } from '../../model/schema.js';
import { asToken } from '../../model/validation.js';
import { schemaIn } from './member-schema.js';

/**
 * Visitors by the name of a component of the contract. Each is called with every value of that component and its pointer;
 * what it returns replaces the value.
 */
export type SchemaVisitors = Record<string, (value: never, pointer: string) => unknown>;

/**
 * A copy of the value with its members in the order of the schema and the results of the visitors. Children are visited
 * before their parent.
 */
export const visitSchema = (document: TSchema, value: unknown, visitors: SchemaVisitors): unknown =>
  visit(document, value, '', { document, visitors });

/** The schema of the whole document, and what is done with its values. */
interface Visiting {
  document: TSchema;
  visitors: SchemaVisitors;
}

function visit(schema: TSchema, value: unknown, pointer: string, visiting: Visiting): unknown {
  const { visitors } = visiting;
  const target = resolve(schema);
  const visited = inside(target, value, pointer, visiting);
  const visitor = target.$id === undefined ? undefined : visitors[target.$id];
  // The value was validated, so it has the type of the component.
  return visitor ? visitor(visited as never, pointer) : visited;
}

function inside(schema: TSchema, value: unknown, pointer: string, visiting: Visiting): unknown {
  if (Array.isArray(value) && schema.items)
    return value.map((item, index) => visit(schema.items, item, `${pointer}/${index}`, visiting));
  if (!isMembers(value) || !schema.properties) return value;
  const copy: Members = {};
  for (const [name, member] of Object.entries<TSchema>(schema.properties))
    if (value[name] !== undefined)
      copy[name] = visit(schemaIn(member, value, visiting.document), value[name], `${pointer}/${name}`, visiting);
  return copy;
}

/** The paths from a schema to the wanted components. */
interface Route {
  /** The component that the schema itself is. */
  component?: string;
  /** The schema of a value that has that of another member. */
  typedByMember?: TSchema;
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
      if (isTypedByMember(member)) return [[name, { typedByMember: member, members: [] }]];
      // A record's own id refers to nothing.
      const route = isOwnId(member) ? undefined : routeOf(member);
      return route ? [[name, route]] : [];
    });
    if (component === undefined && !inItems && members.length === 0) return undefined;
    return { ...(component !== undefined && { component }), ...(inItems && { items: inItems }), members };
  }

  return (schema: TSchema, document: unknown, found: Found): void => {
    function follow(route: Route, value: unknown, pointer: string): void {
      if (Array.isArray(value)) {
        const { items } = route;
        if (items) for (const [index, item] of value.entries()) follow(items, item, `${pointer}/${index}`);
      } else if (isMembers(value)) {
        for (const [name, own] of route.members) {
          if (value[name] === undefined) continue;
          const member = own.typedByMember ? routeOf(schemaIn(own.typedByMember, value, schema)) : own;
          if (member) follow(member, value[name], `${pointer}/${name}`);
        }
      }
      if (route.component !== undefined) found(route.component, value, pointer);
    }

    const route = routeOf(schema);
    if (route) follow(route, document, '');
  };
}

/** What is to be stored, without the computed members, which clients send back along with what they have read. */
export interface Submission {
  members: unknown;
  /** The removed computed members, by the pointer of the object that had them; `''` is the document. */
  computed: Map<string, Members>;
}

/** A schema for writing and the one for reading. */
export interface SchemaPair {
  input: TSchema;
  document: TSchema;
}

/**
 * What was sent: without the computed members, and without white space around names.
 * @param record the schemas of the record that it is a part of
 */
export const submitted = (record: SchemaPair, body: unknown, part: SchemaPair = record): Submission =>
  stripped(record, part, body, (schema, text) => (schema.format === 'name' ? trimmed(text) : text));

/** Without the white space around it. Text that is blank, or has a vertical tab or form feed, stays as it is, to be refused. */
const trimmed = (text: string): string => (/[\v\f]/.test(text) ? text : text.trim() || text);

/** Removes every member that the read schema has and the input schema has not. Members in neither stay, to be refused. */
export const withoutComputed = (record: SchemaPair, document: unknown): Submission =>
  stripped(record, record, document, (_schema, text) => text);

/** What becomes of a text. */
type ReadText = (schema: TSchema, text: string) => string;

function stripped(record: SchemaPair, part: SchemaPair, value: unknown, readText: ReadText): Submission {
  const computed = new Map<string, Members>();
  return { members: strip(part, value, '', { record, computed, readText }), computed };
}

interface Stripping {
  record: SchemaPair;
  computed: Map<string, Members>;
  readText: ReadText;
}

function strip({ input, document }: SchemaPair, value: unknown, pointer: string, stripping: Stripping): unknown {
  const { record, computed, readText } = stripping;
  const [written, known] = [nonNull(resolve(input)), nonNull(resolve(document))];
  if (typeof value === 'string') return readText(written, value);
  if (Array.isArray(value) && written.items && known.items) {
    const entry = { input: written.items, document: known.items };
    return value.map((item, index) => strip(entry, item, `${pointer}/${index}`, stripping));
  }
  if (!isMembers(value) || !written.properties || !known.properties) return value;
  const kept: Members = {};
  const taken: Members = {};
  for (const [name, member] of Object.entries(value)) {
    const [writable, readable] = [own(written.properties, name), own(known.properties, name)];
    if (writable && readable) {
      const pair = {
        input: schemaIn(writable, value, record.input),
        document: schemaIn(readable, value, record.document),
      };
      kept[name] = strip(pair, member, `${pointer}/${asToken(name)}`, stripping);
    } else if (readable && !writable) {
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
