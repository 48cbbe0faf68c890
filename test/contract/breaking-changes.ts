/**
 * What in a newer contract breaks the clients of an older one: programs that send what was allowed and read what was
 * promised, and code that was generated from it and uses its names.
 *
 * Additions don't break: operations, optional parameters and members, members of answers, values of enumerations, kinds
 * of problems, headers, media types, and wider limits. Whatever this file doesn't know counts as a break when it changes.
 */
import type { Json } from '../support/register.js';

export interface Break {
  /** What it is about: `createEvent`, `listEvents.limit`, `createEvent.201.ETag`, `Event.title`, `EventKind.signing`. */
  subject: string;
  what: string;
}

/** Which way a shape travels: clients write requests and read answers. */
type Way = 'request' | 'answer';

export function breakingChanges(older: Json, newer: Json): Break[] {
  const breaks = new Map<string, Break>();
  const compared = new Set<string>();
  const report = (subject: string, what: string): void => {
    breaks.set(`${subject} ${what}`, { subject, what });
  };

  for (const { url } of older.servers)
    if (!newer.servers.some((server: Json) => server.url === url)) report('servers', `${url} is gone`);
  for (const [path, methods] of Object.entries<Json>(older.paths))
    for (const [method, operation] of Object.entries<Json>(methods))
      compareOperations(operation, newer.paths[path]?.[method], `${method.toUpperCase()} ${path}`);
  for (const name of Object.keys(older.components.schemas))
    if (!newer.components.schemas[name]) report(name, 'the schema is gone, and generated types with it');
  for (const [name, scheme] of Object.entries(older.components.securitySchemes))
    if (differ(meaningful(scheme), meaningful(newer.components.securitySchemes[name])))
      report(name, 'clients have to authenticate in another way');
  return [...breaks.values()];

  function compareOperations(from: Json, to: Json, address: string): void {
    const subject: string = from.operationId;
    if (!to) {
      report(subject, `${address} is gone`);
      return;
    }
    if (to.operationId !== subject) report(subject, `it is called ${to.operationId} now`);
    if (differ(from.tags, to.tags)) report(subject, 'it belongs to another tag');
    const keys = (document: Json, operation: Json): Json[] => operation.security ?? document.security ?? [{}];
    for (const one of keys(older, from))
      if (!keys(newer, to).some((other) => !differ(one, other))) report(subject, 'it needs another key than before');
    const parameters = (document: Json, operation: Json): Json[] =>
      (operation.parameters ?? []).map((one: Json) => resolve(document, one));
    compareParameters(parameters(older, from), parameters(newer, to), subject);
    compareContents(from.requestBody, to.requestBody, 'request', `${subject}.body`);
    if (!from.requestBody && to.requestBody?.required) report(`${subject}.body`, 'it is needed');
    for (const [status, answer] of Object.entries<Json>(from.responses))
      if (to.responses[status]) compareAnswers(answer, to.responses[status], `${subject}.${status}`);
      else report(`${subject}.${status}`, 'it is not answered any more');
    for (const status of Object.keys(to.responses))
      if (!from.responses[status] && !/^[45]/.test(status)) report(`${subject}.${status}`, 'it is answered, too');
  }

  function compareParameters(from: Json[], to: Json[], subject: string): void {
    const isSame = (one: Json) => (other: Json) => other.in === one.in && other.name === one.name;
    const form = ({ style = 'form', explode = style === 'form', allowReserved = false, content }: Json): Json => ({
      style,
      explode,
      allowReserved,
      content,
    });
    for (const one of from) {
      const at = `${subject}.${one.name}`;
      const other = to.find(isSame(one));
      if (!other) {
        report(at, `the ${one.in} parameter is gone`);
        continue;
      }
      if (other.required && !one.required) report(at, 'it is required');
      if (differ(form(one), form(other)) && (one.schema.type === 'array' || differ(one.content, other.content)))
        report(at, 'it is written in another way');
      compareSchemas(one.schema ?? {}, other.schema ?? {}, 'request', at);
    }
    for (const other of to)
      if (other.required && !from.some(isSame(other))) report(`${subject}.${other.name}`, 'it is new, and required');
  }

  function compareAnswers(from: Json, to: Json, at: string): void {
    const name = sharedName(from);
    if (name !== undefined && name === sharedName(to)) {
      if (compared.has(`answer ${name}`)) return;
      compared.add(`answer ${name}`);
    }
    const subject = name ?? at;
    const [one, other] = [resolve(older, from), resolve(newer, to)];
    for (const [header, value] of Object.entries<Json>(one.headers ?? {})) {
      const [before, now] = [resolve(older, value), resolve(newer, other.headers?.[header] ?? {})];
      if (!now.schema) report(`${subject}.${header}`, 'the header is gone');
      else compareSchemas(before.schema, now.schema, 'answer', `${subject}.${header}`);
    }
    compareContents(one, other, 'answer', subject);
    if (!one.content && other.content) report(subject, 'it has a body');
  }

  function compareContents(from: Json, to: Json, way: Way, subject: string): void {
    if (to?.required && from && !from.required) report(subject, 'it is required');
    for (const [type, media] of Object.entries<Json>(from?.content ?? {})) {
      const other = to?.content?.[type];
      // What is for people has no schema.
      if (other) compareSchemas(media.schema ?? {}, other.schema ?? {}, way, subject);
      else report(subject, `it is not ${type} any more`);
    }
  }

  /** Follows two schemas side by side; what a component says is reported once, under its own name. */
  function compareSchemas(from: Json, to: Json, way: Way, at: string): void {
    const [name, newName] = [sharedName(from), sharedName(to)];
    const [one, other] = [plain(resolve(older, from)), plain(resolve(newer, to))];
    if (!one || !other) return; // a schema that is gone is reported as such
    if (differ(besideReference(from), besideReference(to))) report(at, 'what stands beside the reference changed');
    // One more alternative that a member tells apart is like a new value of that member.
    const widened =
      way === 'answer' && other.discriminator && other.oneOf?.find((option: Json) => !differ(option.$ref, from.$ref));
    if (name !== undefined && name !== newName && widened) {
      compareSchemas(from, widened, way, at);
      return;
    }
    if (name !== newName) report(at, `it was ${kindOf(from)}, and is ${kindOf(to)}`);
    const both = `${way} ${name} ${newName}`;
    if (name !== undefined && compared.has(both)) return;
    compared.add(both);
    compareShapes(one, other, way, name ?? at);
  }

  function compareShapes(from: Json, to: Json, way: Way, at: string): void {
    const wrong = (what: string): void => report(at, what);
    if (differ(from.type, to.type)) {
      wrong(`it was ${kindOf(from)}, and is ${kindOf(to)}`);
      return;
    }
    for (const value of from.enum ?? [])
      if (to.enum && !to.enum.includes(value)) report(`${at}.${value}`, 'the value is gone');
    if (way === 'request' && !from.enum && to.enum) wrong('it is one of a few values now');
    if (way === 'answer' && from.enum && !to.enum) wrong('it is any value now');
    for (const [name, schema] of Object.entries<Json>(from.properties ?? {})) {
      const member = to.properties?.[name];
      if (member) compareSchemas(schema, member, way, `${at}.${name}`);
      else report(`${at}.${name}`, 'the member is gone');
    }
    const [before, now]: [string[], string[]] = [from.required ?? [], to.required ?? []];
    if (way === 'request')
      for (const name of now) if (!before.includes(name)) report(`${at}.${name}`, 'it has to be sent');
    if (way === 'answer')
      for (const name of before) if (!now.includes(name)) report(`${at}.${name}`, 'it may be absent');
    compareOptions(from, to, way, at);
    for (const part of ['items', 'additionalProperties', 'propertyNames'])
      if (isSchema(from[part]) && isSchema(to[part])) compareSchemas(from[part], to[part], way, at);
      else if (differ(from[part], to[part])) wrong(`its ${part} changed`);
    compareLimits(from, to, way, wrong);
    for (const keyword of new Set([...Object.keys(from), ...Object.keys(to)]))
      if (!KNOWN.has(keyword) && differ(from[keyword], to[keyword])) wrong(`its ${keyword} changed`);
  }

  function compareOptions(from: Json, to: Json, way: Way, at: string): void {
    if (from.discriminator?.propertyName !== to.discriminator?.propertyName)
      report(at, 'what tells alternatives apart changed');
    for (const [value, target] of Object.entries(from.discriminator?.mapping ?? {}))
      if (to.discriminator?.mapping?.[value] !== target) report(`${at}.${value}`, 'it stands for another alternative');
    for (const keyword of ['anyOf', 'oneOf']) {
      const [before, now]: [Json[], Json[]] = [from[keyword] ?? [], to[keyword] ?? []];
      for (const [index, option] of before.entries()) {
        const byName = now.find((other) => kindOf(other) === kindOf(option));
        const other = byName ?? (now.length === before.length ? now[index] : undefined);
        if (other) compareSchemas(option, other, way, at);
        else report(at, `it is never ${kindOf(option)} any more`);
      }
      if (way === 'request' || to.discriminator) continue;
      for (const option of now)
        if (now.length !== before.length && !before.some((other) => kindOf(other) === kindOf(option)))
          report(at, `it may be ${kindOf(option)}, too`);
    }
  }
}

/** Clients may send what they could, and get at least what they did; more may come than they did. */
function compareLimits(from: Json, to: Json, way: Way, wrong: (what: string) => void): void {
  const [strict, loose] = way === 'request' ? [from, to] : [to, from];
  for (const limit of LEAST) {
    const least = limit === 'minimum' ? -Infinity : 0;
    if ((loose[limit] ?? least) > (strict[limit] ?? least)) wrong(`its ${limit} changed`);
  }
  if (way === 'answer') return;
  for (const limit of MOST) if ((to[limit] ?? Infinity) < (from[limit] ?? Infinity)) wrong(`its ${limit} changed`);
  if (to.uniqueItems && !from.uniqueItems) wrong('it takes nothing twice');
  if (to.pattern !== undefined && slashed(to.pattern) !== slashed(from.pattern)) wrong('its pattern changed');
}

/** A slash may be written as its code. */
const slashed = (pattern?: string): string | undefined => pattern?.replaceAll('\\x2F', '/');

const LEAST = ['minLength', 'minItems', 'minimum', 'minProperties'];
const MOST = ['maxLength', 'maxItems', 'maximum', 'maxProperties'];

/** What says nothing to a program. */
const REMARKS = [
  ...['title', 'description', 'example', 'examples', 'default', 'deprecated', '$comment', 'externalDocs'],
  ...['x-enum-descriptions', 'x-enumDescriptions', 'x-enum-varnames'],
];

/** What was compared in a way of its own; a pattern of answers only helps to read them. */
const KNOWN = new Set([
  ...['$ref', 'type', 'enum', 'properties', 'required', 'anyOf', 'oneOf', 'discriminator', 'uniqueItems', 'pattern'],
  ...['items', 'additionalProperties', 'propertyNames', ...LEAST, ...MOST, ...REMARKS],
]);

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

const meaningful = (value: Json = {}): Json =>
  Object.fromEntries(Object.entries<Json>(value).filter(([name]) => !REMARKS.includes(name)));

const besideReference = (schema: Json): Json => (schema.$ref ? { ...meaningful(schema), $ref: undefined } : {});

const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** `type: [string, "null"]` says the same as a choice of a string and null. */
function plain(schema: Json): Json {
  if (!Array.isArray(schema?.type)) return schema;
  const { type, ...rest } = schema;
  return { anyOf: type.map((one: string) => (one === 'null' ? { type: one } : { ...rest, type: one })) };
}

const sharedName = ({ $ref }: Json): string | undefined => $ref?.split('/').at(-1);

const kindOf = (schema: Json): string => sharedName(schema) ?? schema.type ?? 'a choice';

const resolve = (document: Json, { $ref, ...value }: Json): Json =>
  $ref === undefined
    ? value
    : $ref
        .slice(2)
        .split('/')
        .reduce((at: Json, token: string) => at?.[token], document);
