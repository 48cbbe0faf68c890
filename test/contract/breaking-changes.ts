/**
 * What in a newer contract breaks the clients of an older one: programs that send what was allowed and read what was
 * promised, and code that was generated from it and uses its names.
 *
 * Additions don't break: operations, optional parameters and members, members of answers, values of enumerations, kinds
 * of problems, headers, media types, and wider limits. Whatever this file doesn't know counts as a break when it changes.
 */
import type { Json } from '../register.js';

export interface Break {
  /** What it is about: an operation's id, or the name of a component. */
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

  for (const [path, methods] of Object.entries<Json>(older.paths))
    for (const [method, operation] of Object.entries<Json>(methods))
      compareOperations(operation, newer.paths[path]?.[method], `${method.toUpperCase()} ${path}`);
  for (const name of Object.keys(older.components.schemas))
    if (!newer.components.schemas[name]) report(name, 'the schema is gone, and generated types with it');
  for (const [name, scheme] of Object.entries(older.components.securitySchemes))
    if (differ(plain(scheme), plain(newer.components.securitySchemes[name])))
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
    for (const one of from.security)
      if (!to.security.some((other: Json) => !differ(one, other))) report(subject, 'it needs another key than before');
    compareParameters(from.parameters ?? [], to.parameters ?? [], subject);
    compareContents(from.requestBody, to.requestBody, 'request', subject, 'the body');
    if (!from.requestBody && to.requestBody?.required) report(subject, 'it needs a body');
    for (const [status, answer] of Object.entries<Json>(from.responses))
      if (to.responses[status]) compareAnswers(answer, to.responses[status], subject, status);
      else report(subject, `it does not answer ${status} any more`);
    for (const status of Object.keys(to.responses))
      if (!from.responses[status] && Number(status) < 400) report(subject, `it answers ${status}, too`);
  }

  function compareParameters(from: Json[], to: Json[], subject: string): void {
    const key = (one: Json): string => `the ${one.in} parameter ${one.name}`;
    for (const one of from) {
      const other = to.find((other) => key(other) === key(one));
      if (!other) {
        report(subject, `${key(one)} is gone`);
        continue;
      }
      if (other.required && !one.required) report(subject, `${key(one)} is required`);
      if (one.style !== other.style || one.explode !== other.explode)
        report(subject, `${key(one)} is written in another way`);
      compareSchemas(one.schema, other.schema, 'request', subject, key(one));
    }
    for (const other of to)
      if (other.required && !from.some((one) => key(one) === key(other))) report(subject, `${key(other)} is required`);
  }

  function compareAnswers(from: Json, to: Json, subject: string, status: string): void {
    const name = sharedName(from);
    if (name !== undefined && name === sharedName(to)) {
      if (compared.has(`answer ${name}`)) return;
      compared.add(`answer ${name}`);
    }
    const about = name ?? subject;
    const [one, other] = [resolve(older, from), resolve(newer, to)];
    for (const [header, value] of Object.entries<Json>(one.headers ?? {})) {
      const now = other.headers?.[header];
      if (!now) report(about, `${status} has no ${header} header any more`);
      else
        compareSchemas(
          resolve(older, value).schema,
          resolve(newer, now).schema,
          'answer',
          about,
          `${status} ${header}`,
        );
    }
    compareContents(one, other, 'answer', about, status);
    if (!one.content && other.content) report(about, `${status} has a body`);
  }

  function compareContents(from: Json, to: Json, way: Way, subject: string, at: string): void {
    if (to?.required && from && !from.required) report(subject, `${at} is required`);
    for (const [type, media] of Object.entries<Json>(from?.content ?? {})) {
      const other = to?.content?.[type];
      if (other) compareSchemas(media.schema, other.schema, way, subject, at);
      else report(subject, `${at} is not ${type} any more`);
    }
  }

  /** Follows two schemas side by side; what a component says is told once, under its own name. */
  function compareSchemas(from: Json, to: Json, way: Way, subject: string, at: string): void {
    const name = sharedName(from);
    if (name !== sharedName(to)) report(subject, `${at} was ${kindOf(from)}, and is ${kindOf(to)}`);
    else if (name === undefined) compareShapes(from, to, way, subject, at);
    if (name === undefined || name !== sharedName(to) || compared.has(`${way} ${name}`)) return;
    compared.add(`${way} ${name}`);
    const [one, other] = [resolve(older, from), resolve(newer, to)];
    if (one && other) compareShapes(one, other, way, name, way === 'request' ? 'what is sent' : 'what is answered');
  }

  function compareShapes(from: Json, to: Json, way: Way, subject: string, at: string): void {
    const wrong = (what: string): void => report(subject, `${at} ${what}`);
    if (differ(from.type, to.type)) wrong(`was ${kindOf(from)}, and is ${kindOf(to)}`);
    for (const value of from.enum ?? []) if (!to.enum?.includes(value)) wrong(`is never ${value} any more`);
    if (!from.enum && to.enum) wrong('is one of a few values');
    for (const name of Object.keys(from.properties ?? {})) {
      const member = to.properties?.[name];
      if (member) compareSchemas(from.properties[name], member, way, subject, `${at}, ${name},`);
      else wrong(`has no ${name} any more`);
    }
    const [before, now] = [from.required ?? [], to.required ?? []];
    if (way === 'request') for (const name of now) if (!before.includes(name)) wrong(`needs ${name}`);
    if (way === 'answer') for (const name of before) if (!now.includes(name)) wrong(`may lack ${name}`);
    compareOptions(from, to, way, subject, at);
    for (const part of ['items', 'additionalProperties', 'propertyNames'])
      if (from[part]?.type || from[part]?.$ref)
        compareSchemas(from[part], to[part] ?? {}, way, subject, `${at}, inside,`);
      else if (differ(from[part], to[part])) wrong(`has other ${part}`);
    if (way === 'request') {
      for (const limit of LEAST)
        if ((to[limit] ?? -Infinity) > (from[limit] ?? -Infinity)) wrong(`has a higher ${limit}`);
      for (const limit of MOST) if ((to[limit] ?? Infinity) < (from[limit] ?? Infinity)) wrong(`has a lower ${limit}`);
      if (to.uniqueItems && !from.uniqueItems) wrong('takes nothing twice');
    }
    for (const keyword of new Set([...Object.keys(from), ...Object.keys(to)]))
      if (!KNOWN.has(keyword) && differ(from[keyword], to[keyword])) wrong(`has another ${keyword}`);
  }

  /** Alternatives are told apart by their names. A new one that a member tells apart is like a new value of that member. */
  function compareOptions(from: Json, to: Json, way: Way, subject: string, at: string): void {
    for (const keyword of ['anyOf', 'oneOf']) {
      const [before, now]: [Json[], Json[]] = [from[keyword] ?? [], to[keyword] ?? []];
      for (const option of before) {
        const other = now.find((other) => kindOf(other) === kindOf(option));
        if (other) compareSchemas(option, other, way, subject, at);
        else report(subject, `${at} is never ${kindOf(option)} any more`);
      }
      if (way === 'request' || to.discriminator) continue;
      for (const option of now)
        if (!before.some((other) => kindOf(other) === kindOf(option)))
          report(subject, `${at} may be ${kindOf(option)}, too`);
    }
  }
}

const LEAST = ['minLength', 'minItems', 'minimum', 'minProperties'];
const MOST = ['maxLength', 'maxItems', 'maximum', 'maxProperties'];

/** What was compared in a way of its own, or says nothing to a program. */
const KNOWN = new Set([
  ...['$ref', 'type', 'enum', 'properties', 'required', 'anyOf', 'oneOf', 'discriminator', 'uniqueItems'],
  ...['items', 'additionalProperties', 'propertyNames', ...LEAST, ...MOST],
  ...['description', 'example', 'examples', 'deprecated', 'x-enum-descriptions', 'x-enumDescriptions'],
]);

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

const plain = ({ description: _, ...rest }: Json = {}): Json => rest;

const sharedName = ({ $ref }: Json): string | undefined => $ref?.split('/').at(-1);

const kindOf = (schema: Json): string => sharedName(schema) ?? schema.type ?? 'a choice';

const resolve = (document: Json, { $ref, ...value }: Json): Json =>
  $ref === undefined
    ? value
    : $ref
        .slice(2)
        .split('/')
        .reduce((at: Json, token: string) => at?.[token], document);
