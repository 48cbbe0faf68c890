/** Reads parameters and headers by their schemas; errors name the parameter or header. */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { namesIn } from '../../model/json/pointer.js';
import { memberOf } from '../../model/members.js';
import { type Finding, invalid, MAX_FINDINGS, type ProblemCode, Refusal } from '../../model/refusal.js';
import { componentAt, propertiesOf, type TSchema } from '../../model/schema.js';
import { validator } from '../../model/validation.js';
import { listNamed } from './links.js';
import { preValidationOf } from './route-hooks.js';

/** Call before the routes are added. */
export function readParameters(app: FastifyInstance): void {
  app.addHook('onRequest', ({ url }, _reply, done) => {
    if (!isDecodable(url))
      throw new Refusal('malformed_request', 'The query holds a broken percent escape, or one that is not UTF-8.');
    done();
  });
  app.addHook('onRoute', (route) => {
    const { operationId, querystring, params, headers } = route.schema ?? {};
    if (operationId === undefined) return;
    const isAsked = (query: unknown) => Object.keys(query ?? {}).length > 0;
    const isConverted = Object.keys(propertiesOf(params)).some((name) => schemaOf(params, name)?.type === 'integer');
    // Parameters arrive as text; `read` converts them by their schemas, since the validator never does.
    preValidationOf(route, (request, _reply, done) => {
      if (isAsked(request.query)) {
        if (querystring === undefined) refuseAnyParameter(request.query);
        refuseRepeated(querystring, request.query);
        request.query = read(querystring, request.query);
      }
      if (isConverted) request.params = read(params, request.params);
      done();
    });
    const declared = Object.entries(propertiesOf(headers)).map(([name, schema]) => {
      const isInteger = typeOf(schema) === 'integer';
      return { name, key: name.toLowerCase(), isInteger };
    });
    if (declared.length === 0) return;
    // Headers arrive as Latin-1; what is UTF-8 in them is read as that, whether as it is or percent-encoded (RFC 8187).
    preValidationOf(route, ({ headers }, _reply, done) => {
      for (const { name, key, isInteger } of declared) {
        const value = headers[key];
        if (typeof value !== 'string') continue;
        if (isInteger) Object.assign(headers, { [key]: readOne({ type: 'integer' }, value) });
        if (IS_PLAIN.test(value)) continue;
        const bytes = Buffer.from(value, 'latin1');
        headers[key] = decoded(name, isUtf8(bytes) ? bytes.toString() : value);
      }
      done();
    });
  });
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const validate = validator(httpPart === 'headers' ? inLowerCase(schema) : schema);
    return (value: unknown) => {
      const findings = validate(value);
      if (findings.length === 0) return true;
      return { error: httpPart === 'body' ? invalid(findings) : refusalOf(findings, httpPart ?? '', schema, value) };
    };
  });
}

/** The type of a schema, which may be a reference. */
function typeOf(schema: unknown): unknown {
  const reference = memberOf(schema, '$ref');
  return memberOf(typeof reference === 'string' ? componentAt(reference) : schema, 'type');
}

/** What is the same in Latin-1 and UTF-8, and not in the form of RFC 8187, which has a quotation mark of this kind. */
const IS_PLAIN = /^[\x20-\x26\x28-\x7E]*$/;

/** Decodes a header in the form of RFC 8187, `UTF-8''%C5%81`: browsers can't send such letters otherwise. */
function decoded(header: string, value: string): string {
  const encoded = /^utf-8'[A-Za-z0-9-]*'(.*)$/i.exec(value)?.[1];
  if (encoded === undefined) return value;
  try {
    return decodeURIComponent(encoded);
  } catch {
    const detail = "write it percent-encoded in UTF-8 after UTF-8'' (RFC 8187), or as it is";
    throw invalidParameters([{ header, code: 'format', detail }]);
  }
}

/** Node gives the names of headers in lower case. */
const inLowerCase = (schema: TSchema): TSchema => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(propertiesOf(schema)).map(([name, property]) => [name.toLowerCase(), property]),
  ),
});

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

function refuseAnyParameter(query: unknown): void {
  refuseParameters(
    Object.keys(query ?? {}).map((parameter) => {
      const detail = OF_LINKS.test(parameter) ? NOT_OF_LINKS : 'this operation takes no parameters in its query';
      return { parameter, code: 'unknown_parameter', detail };
    }),
  );
}

/** What platforms and libraries put into addresses to count who follows them, or to get around caches. */
const OF_LINKS = /^(?:utm_\w+|\w+clk?id|[gw]braid|igshid|mc_[ce]id|_ga|_gl|_)$/;
const NOT_OF_LINKS = 'other programs put it into links, and it has no meaning here; take it out of the address';

/** Refuses a parameter that takes one value and is given more than once. */
function refuseRepeated(schema: unknown, query: unknown): void {
  refuseParameters(
    Object.entries(query ?? {}).flatMap(([parameter, value]): Finding[] => {
      const known = schemaOf(schema, parameter);
      if (!Array.isArray(value) || known === undefined || known.type === 'array') return [];
      return [{ parameter, code: 'duplicate', detail: 'it takes one value, and is given more than once' }];
    }),
  );
}

function refuseParameters(errors: Finding[]): void {
  if (errors.length > 0) throw invalidParameters(errors);
}

/** Under it an object of parameters holds the names that lists were sent by, where those have brackets. */
const SENT_AS = Symbol('names as they were sent');

function read(schema: unknown, values: unknown): unknown {
  // Without a prototype, `__proto__` is a name like any other.
  const result: Record<string, unknown> = Object.create(null);
  let sentAs: Map<string, string> | undefined;
  let unknown = 0;
  for (const [sent, value] of Object.entries(values ?? {})) {
    const list = listNamed(sent);
    const name = list !== undefined && schemaOf(schema, list)?.type === 'array' ? list : sent;
    // The first ones are enough to refuse them all.
    if (schemaOf(schema, name) === undefined && unknown++ >= MAX_FINDINGS) continue;
    if (name !== sent) {
      sentAs ??= new Map();
      sentAs.set(name, sent);
    }
    const read = readOne(schemaOf(schema, name), value);
    const before = result[name];
    if (Array.isArray(before) && Array.isArray(read)) for (const one of read) before.push(one);
    else result[name] = read;
  }
  // One more than may be there is enough to refuse a list.
  for (const [name, list] of Object.entries(result)) {
    const { maxItems } = schemaOf(schema, name) ?? {};
    if (Array.isArray(list) && maxItems !== undefined) list.splice(maxItems + 1);
  }
  if (sentAs) Object.defineProperty(result, SENT_AS, { value: sentAs });
  return result;
}

/** The name as it was sent: `stage[]` for `stage`, when that is how the client wrote it. */
function sentName(parameters: unknown, name: string): string {
  const sentAs: unknown = Object(parameters)[SENT_AS];
  return sentAs instanceof Map ? (sentAs.get(name) ?? name) : name;
}

interface ParameterSchema {
  type?: string;
  'x-repeated'?: boolean;
  maxItems?: number;
}

const schemaOf = (schema: unknown, name: string): ParameterSchema | undefined =>
  Object.getOwnPropertyDescriptor(propertiesOf(schema), name)?.value;

function readOne(schema: ParameterSchema | undefined, value: unknown): unknown {
  if (schema?.type === 'array') {
    const given = [value].flat();
    return schema['x-repeated'] ? given : given.flatMap((one) => String(one).split(','));
  }
  if (schema?.type === 'integer' && typeof value === 'string' && /^-?\d{1,300}$/.test(value)) return Number(value);
  if (schema?.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** What would be right for a value that can't be read: parameters are all text. */
const EXPECTED: Record<string, string | undefined> = {
  boolean: 'it should be true or false',
  integer: 'it should be a whole number',
};

/** The refusal of parameters or headers, from findings that point into the object that held them. */
function refusalOf(findings: Finding[], part: string, schema: TSchema, values: unknown): Refusal {
  const headers = Object.keys(propertiesOf(schema));
  const errors = findings.map(({ pointer = '', ...found }): Finding => {
    const [name = ''] = namesIn(pointer);
    const header = headers.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
    const expected = EXPECTED[String(typeOf(schemaOf(schema, header)))];
    const finding = found.code === 'wrong_type' && expected !== undefined ? { ...found, detail: expected } : found;
    if (part === 'headers') return { header, ...finding };
    if (finding.code !== 'unknown_member') return { parameter: sentName(values, name), ...finding };
    const detail = OF_LINKS.test(name) ? NOT_OF_LINKS : finding.detail;
    return { parameter: name, code: 'unknown_parameter', detail };
  });
  // What is listed by its names and isn't among them isn't there.
  const isAbsent = part === 'params' && errors.every(({ code }) => code === 'unknown_value');
  return invalidParameters(errors, isAbsent ? 'not_found' : 'invalid_parameter');
}

function invalidParameters(errors: Finding[], code: ProblemCode = 'invalid_parameter'): Refusal {
  const sentences = errors.map(({ parameter, header, detail }) => `${parameter ?? header}: ${detail}`);
  return new Refusal(code, sentences.slice(0, 5).join('; '), { errors: errors.slice(0, MAX_FINDINGS) });
}

declare module 'fastify' {
  interface FastifySchema {
    /** The media types of the body. */
    consumes?: readonly string[];
  }
}
