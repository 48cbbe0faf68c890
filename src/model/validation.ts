/** Checks values against the schemas of the contract and says, member by member, what would be right. */
import { Ajv, type ErrorObject, type SchemaValidateFunction, type ValidateFunction } from 'ajv';
import { FORMATS, OF_CHARACTERS } from './formats.js';
import { tokenOf } from './json/pointer.js';
import { isMembers, valueAt } from './members.js';
import { type Finding, MAX_FINDINGS } from './refusal.js';
import { componentAt, ref, type TSchema } from './schema.js';
import { withArticle } from './words/article.js';
import { nearestName } from './words/nearest-name.js';

/** Keywords of schemas for readers and generators, which do not validate. */
const ANNOTATIONS = [
  'x-enum-varnames',
  'x-repeated',
  'x-needed',
  'x-suggested',
  // The component that an object is checked against by itself.
  'x-schema',
  // Of members that don't exist here: why, and what to do instead.
  'x-elsewhere',
  'example',
  'discriminator',
];

let instance: Ajv | undefined;

/** Compiles for the one strict validator of all requests: it never changes, coerces or drops a value. */
function compile(schema: TSchema): ValidateFunction {
  instance ??= makeInstance();
  addReferred(instance, schema);
  return instance.compile(schema);
}

/** Adds the components that a schema refers to, and those that they refer to; to add all would take long. */
function addReferred(instance: Ajv, schema: unknown): void {
  if (Array.isArray(schema)) for (const one of schema) addReferred(instance, one);
  if (!isMembers(schema)) return;
  const component = typeof schema.$ref === 'string' ? componentAt(schema.$ref) : undefined;
  if (component && !instance.schemas[`${component.$id}`]) {
    instance.addSchema(component);
    addReferred(instance, component);
  }
  for (const member of Object.values(schema)) addReferred(instance, member);
}

function makeInstance(): Ajv {
  const instance = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    // The schemas are ours: that they are schemas is for tests of the contract.
    validateSchema: false,
    allowUnionTypes: true,
    keywords: ANNOTATIONS,
    formats: { int32: true, int64: true },
  });
  // Ajv's own check compares every pair of entries, which takes too long for a very long list.
  instance.removeKeyword('uniqueItems');
  instance.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', validate: withoutRepetition });
  for (const [name, refuse] of Object.entries(FORMATS))
    instance.addFormat(name, { type: 'string', validate: (text: string) => refuse(text) === undefined });
  return instance;
}

/** Finds equal entries: strings, numbers, or flat objects, regardless of the order of members. */
const withoutRepetition: SchemaValidateFunction = (_unique: boolean, items: unknown[]) => {
  const seen = new Map<string, number>();
  const repeated: Partial<ErrorObject>[] = [];
  for (const [index, item] of items.entries()) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else repeated.push({ keyword: 'uniqueItems', params: { i: index, j: first } });
  }
  withoutRepetition.errors = repeated;
  return repeated.length === 0;
};

/** A key that equal entries share; undefined for nested values, which no list without repetition allows. */
function keyOf(item: unknown): string | undefined {
  if (!isMembers(item)) return typeof item === 'object' ? undefined : `${typeof item} ${item}`;
  const members = Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1));
  return members.some(([, value]) => typeof value === 'object') ? undefined : JSON.stringify(members);
}

/** The findings in a value; none when it is valid. */
export type Validate = (value: unknown) => Finding[];

/** Errors of Ajv that are looked at: more than are reported, since some are duplicates. */
const MAX_EXPLAINED = 3 * MAX_FINDINGS;

const validators = new WeakMap<TSchema, Validate>();
/** By the text of the schema: each service in a process makes equal schemas for its parameters. */
const validatorsByText = new Map<string, Validate>();

/** Checks values against a schema, which is compiled when the first value comes. */
export function validator(schema: TSchema): Validate {
  const known = validators.get(schema);
  if (known) return known;
  const target = schema.$id === undefined ? schema : ref(schema);
  const text = JSON.stringify(target);
  const check = validatorsByText.get(text) ?? makeValidator(target);
  validatorsByText.set(text, check);
  validators.set(schema, check);
  return check;
}

function makeValidator(schema: TSchema): Validate {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= compile(schema);
    if (validate(value)) return [];
    const findings = (validate.errors ?? []).slice(0, MAX_EXPLAINED).flatMap((error) => explain(error) ?? []);
    // One finding for each fault: a wrong type hides every other finding, and a format hides a pattern.
    const at = (code: Finding['code']) =>
      new Set(findings.filter((one) => one.code === code).map((one) => one.pointer));
    const [mistyped, misformed] = [at('wrong_type'), at('format')];
    return findings.filter(
      ({ code, pointer }) =>
        (code === 'wrong_type' || !mistyped.has(pointer)) && (code !== 'pattern' || !misformed.has(pointer)),
    );
  };
}

/** Undefined for the errors that a nullable member adds: that it isn't null, and that neither alternative fits. */
function explain(error: ErrorObject): Finding | undefined {
  const { instancePath, params, parentSchema, data } = error;
  const at = (code: Finding['code'], detail: string, pointer = instancePath): Finding => ({ pointer, code, detail });
  switch (error.keyword) {
    case 'required':
      return at(
        'required',
        `${params.missingProperty} is required`,
        `${instancePath}/${asToken(params.missingProperty)}`,
      );
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const known = Object.keys(parentSchema?.properties ?? {});
      const elsewhere = new Map(Object.entries(parentSchema?.['x-elsewhere'] ?? {})).get(name);
      const nearest = nearestName(name, known);
      const instead = elsewhere ?? (nearest ? `did you mean ${nearest}?` : `known are ${known.join(', ')}`);
      return at(
        'unknown_member',
        `there is no ${shorten(name) || 'such name'} here; ${instead}`,
        `${instancePath}/${asToken(name)}`,
      );
    }
    case 'type':
      if (params.type === 'null') return undefined;
      return at('wrong_type', `it should be ${withArticle(typesIn(params.type).join(' or '))}, not ${describe(data)}`);
    case 'enum': {
      const values: unknown[] = params.allowedValues;
      const nearest = typeof data === 'string' ? nearestName(data, values.map(String)) : undefined;
      const listed = values.length > 40 && nearest ? '' : `it is one of ${values.join(', ')}`;
      return at('unknown_value', [nearest && `did you mean ${nearest}?`, listed].filter(Boolean).join(' '));
    }
    case 'format': {
      const why = typeof data === 'string' ? FORMATS[params.format]?.(data) : undefined;
      const code = OF_CHARACTERS.includes(params.format) ? 'pattern' : 'format';
      return at(code, shorten(why ?? `it should be of the format ${params.format}`, 500));
    }
    case 'pattern':
      return at('pattern', explainPattern(String(params.pattern), parentSchema));
    case 'minLength':
    case 'maxLength':
      return at('out_of_range', `it should have ${atLeastOrMost(error, 'character')}`);
    case 'minItems':
    case 'maxItems':
      return at('out_of_range', `it should have ${atLeastOrMost(error, 'entry', 'entries')}`);
    case 'minimum':
    case 'maximum':
      return at('out_of_range', `it should be ${atLeastOrMost(error)}`);
    case 'uniqueItems':
      return at('duplicate', `entries ${params.j} and ${params.i} are the same`, `${instancePath}/${params.i}`);
    case 'anyOf':
      return undefined;
    default:
      return at('wrong_type', error.message ?? 'it does not fit');
  }
}

function atLeastOrMost({ keyword, params: { limit } }: ErrorObject, unit = '', units = `${unit}s`): string {
  const bound = `at ${keyword.startsWith('min') ? 'least' : 'most'} ${limit}`;
  return unit === '' ? bound : `${bound} ${limit === 1 ? unit : units}`;
}

/** Patterns of which clients write values themselves, in words. */
const IN_WORDS: readonly (readonly [beginning: string, meaning: string])[] = [
  ['^(\\x2F', 'it should be a JSON Pointer (RFC 6901), such as /title'],
  ['^https?:', 'it should be the address of a page, which begins with https:// or http://'],
  ['^[\\x21-\\x7E]', 'it should be one word of letters, digits and marks of ASCII'],
  ['^[A-Za-z0-9_-]', 'it should be as an answer gave it: letters, digits, hyphens and underscores'],
  ['^[0-9]+$', 'it should be a whole number'],
];

function explainPattern(pattern: string, schema: unknown): string {
  const [, meaning] = IN_WORDS.find(([beginning]) => pattern.startsWith(beginning)) ?? [];
  if (meaning !== undefined) return meaning;
  if (pattern.includes('a-z0-9]+(-'))
    return 'an id is lower-case letters and digits, in groups joined by single hyphens';
  if (pattern.includes('\\x20'))
    return 'it should be one line of text, without control characters, and without white space around it';
  if (pattern.includes('\\x00')) return 'it should be text without control characters';
  const example = valueAt(schema, '/examples/0');
  return typeof example === 'string' ? `it should be written as ${example} is` : `it should match ${pattern}`;
}

/** The types that are expected; that a merge patch may also have null goes without saying. */
const typesIn = (type: string | string[]): string[] => [type].flat().filter((one) => one !== 'null');

function describe(value: unknown): string {
  if (value === null) return 'null; leave out what is unknown';
  return Array.isArray(value) ? 'an array' : withArticle(typeof value);
}

/** A name that a client has sent as a token of a pointer in an answer. */
export const asToken = (name: string): string => tokenOf(shorten(name));

export const shorten = (text: string, limit = 100): string =>
  text.length <= limit ? text : `${text.slice(0, limit).toWellFormed()}…`;
