/** Each rule of a schema broken once, at every depth of a value; and each limit of it reached just so. */
import fc from 'fast-check';
import type { Json } from '../support/register.js';
import { WRONG } from './meaning.js';
import { type Contract, componentOf } from './operations.js';
import { fits, isForReaders, lengthOf, listOf, reachable, stretched, type ValuesOf } from './values.js';

export type Path = (string | number)[];

/** One place of a value given another value. */
export interface Change {
  /** What is done, in words. */
  what: string;
  path: Path;
  /** `REMOVED` takes the member away; a function makes the value when it is needed. */
  value: Json;
}

/** A change that breaks a rule, with what should be found and where. */
export interface Break extends Change {
  /** Any of these will do. */
  codes: string[];
  /** Where the finding is, when it isn't the path. */
  at?: Path;
}

export const REMOVED = Symbol('removed');

/** A copy of the value with the change. */
export function changed(value: Json, { path: [name, ...path], value: by }: Pick<Change, 'path' | 'value'>): Json {
  if (name === undefined) return typeof by === 'function' ? by() : by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const one = changed(Object.hasOwn(copy, name) ? copy[name] : undefined, { path, value: by });
  if (one === REMOVED) delete copy[name];
  // A plain assignment to `__proto__` would not make a member.
  else Object.defineProperty(copy, name, { value: one, enumerable: true, writable: true, configurable: true });
  return copy;
}

export const pointerOf = (path: Path): string =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Values of one component that are looked into: it is checked alike wherever it stands. */
const MAX_LOOKED = 1;

/**
 * Visits the places of a value with their schemas: of a list only the first and the last entry, of a component only the first
 * values. Every place is visited itself.
 */
export function* places(
  contract: Contract,
  reference: Json,
  value: Json,
  path: Path = [],
  looked = new Map<string, number>(),
): Generator<[Path, Json, Json]> {
  yield [path, reference, value];
  if (value === null || typeof value !== 'object') return;
  const branch = contract.branch(reference, value);
  const component = componentOf(branch) ?? '';
  const times = looked.get(component) ?? 0;
  if (component !== '' && times === MAX_LOOKED) return;
  looked.set(component, times + 1);
  const schema = contract.resolve(branch);
  const names: Path = Array.isArray(value)
    ? [...new Set([0, value.length - 1])].filter((at) => at in value)
    : Object.keys(value);
  for (const name of names) {
    const inner = Array.isArray(value) ? schema.items : schema.properties?.[name];
    if (inner) yield* places(contract, inner, value[name], [...path, name], looked);
  }
}

const OF_EACH_TYPE: Record<string, Json> = {
  null: null,
  boolean: true,
  number: 1.5,
  string: 'text',
  array: [],
  object: {},
};

/** Members that no object has, whatever its prototype says. */
const UNKNOWN = ['no_such_member', '__proto__', 'constructor', 'toString', '', 'a/b~c'];

/** Every way to break a rule of the schema at one place. */
export function* breaks(contract: Contract, valuesOf: ValuesOf, body: Json, root: Json): Generator<Break> {
  for (const [path, reference, value] of places(contract, root, body)) {
    if (value === null) continue;
    const schema = contract.resolve(contract.branch(reference, value));
    const { nullable } = contract.alternatives(reference);
    const to = (what: string, by: Json, ...codes: string[]): Break => ({ what, path, value: by, codes });
    for (const [type, wrong] of Object.entries(OF_EACH_TYPE))
      if (typeOf(schema) !== 'undefined' && type !== typeOf(schema) && !(type === 'null' && nullable))
        yield to(`is of the type ${type}`, wrong, 'wrong_type');
    if (schema.enum) for (const one of ['no_such_value', '']) yield to(`has the value "${one}"`, one, 'unknown_value');
    else if (typeof value === 'string') yield* ofText(schema, value, to);
    else if (typeof value === 'number') yield* ofNumber(schema, to);
    else if (Array.isArray(value)) yield* ofList(contract, valuesOf, schema, value, path, to);
    else if (typeof value === 'object') yield* ofMembers(schema, value, path);
  }
}

const typeOf = ({ type, enum: [first] = [] }: Json): string => (type === 'integer' ? 'number' : (type ?? typeof first));

/** What people may type without being wrong. */
const ANYTHING = '^[\\s\\S]*$';

type To = (what: string, by: Json, ...codes: string[]) => Break;

export function* ofText({ minLength = 0, maxLength, pattern, format }: Json, value: string, to: To): Generator<Break> {
  const units = [...value];
  if (minLength > 0) yield to('is too short', units.slice(0, minLength - 1).join(''), 'out_of_range');
  // The letter e belongs to most forms of text; and astral characters count as one each.
  for (const text of ['e', '🤝']) {
    const long = maxLength && (text === 'e' ? stretched(value, maxLength + 1, pattern) : '🤝'.repeat(maxLength + 1));
    if (long && fits(long, pattern)) yield to(`is one character too long`, long, 'out_of_range');
  }
  if (maxLength && (!format || isForReaders(format)))
    yield to('is far too long', 'x'.repeat(maxLength + 1000), 'out_of_range', 'pattern');
  if (pattern && pattern !== ANYTHING) {
    const rest = units.slice(1).join('');
    const tried = [`${rest}\u0000`, '\u0000', `${rest}\u0085`, 'no No-', '–', ' '];
    const wrong = tried.filter(
      (text) => !fits(text, pattern) && lengthOf(text) >= minLength && lengthOf(text) <= (maxLength ?? 1e9),
    );
    if (wrong.length === 0) throw new Error(`nothing is known that breaks the pattern ${pattern}`);
    for (const text of wrong.slice(0, 2))
      yield to(`is ${JSON.stringify(text).slice(0, 40)}`, text, 'pattern', 'format');
  }
  if (format === undefined) return;
  if (!WRONG[format]) throw new Error(`say in meaning.ts what is wrong for the format ${format}`);
  const codes = isForReaders(format) ? ['pattern'] : ['format', 'out_of_range'];
  for (const text of WRONG[format]) yield to(`is "${text}"`, text, ...codes);
}

function* ofNumber({ type, minimum, maximum }: Json, to: To): Generator<Break> {
  if (type === 'integer') yield to('is no integer', 1.5, 'wrong_type');
  if (minimum !== undefined) for (const one of [minimum - 1, -1e300]) yield to(`is ${one}`, one, 'out_of_range');
  if (maximum !== undefined) for (const one of [maximum + 1, 1e300]) yield to(`is ${one}`, one, 'out_of_range');
}

function* ofList(
  contract: Contract,
  valuesOf: ValuesOf,
  schema: Json,
  value: Json[],
  path: Path,
  to: To,
): Generator<Break> {
  const { items, minItems = 0, maxItems, uniqueItems } = schema;
  const [first] = value;
  if (minItems > 0) yield to('has too few entries', value.slice(0, minItems - 1), 'out_of_range');
  if (maxItems !== undefined) {
    const unique = uniqueItems && reachable(contract, items, maxItems + 1);
    yield to(
      'has one entry too many',
      () => listOfJust(maxItems + 1, valuesOf(items, 'least'), unique),
      'out_of_range',
    );
  }
  if (uniqueItems && first !== undefined && maxItems > value.length)
    yield { ...to('has an entry twice', [...value, first], 'duplicate'), at: [...path, value.length] };
}

function* ofMembers(
  { properties = {}, required = [], additionalProperties }: Json,
  value: Json,
  path: Path,
): Generator<Break> {
  for (const name of required)
    if (Object.hasOwn(value, name))
      yield { what: `lacks ${name}`, path: [...path, name], value: REMOVED, codes: ['required'] };
  if (additionalProperties) return;
  for (const name of path.length === 0 ? UNKNOWN : UNKNOWN.slice(0, 2))
    if (!Object.hasOwn(properties, name))
      yield { what: 'has an unknown member', path: [...path, name], value: 1, codes: ['unknown_member'] };
}

/** The largest enumeration of which each value is tried. */
const MAX_VALUES = 30;

/** Every limit of the schema reached at one place, and each value that is listed: all of them valid. */
export function* limits(contract: Contract, valuesOf: ValuesOf, body: Json, root: Json): Generator<Change> {
  for (const [path, reference, value] of places(contract, root, body)) {
    const to = (what: string, by: Json): Change => ({ what, path, value: by });
    if (contract.alternatives(reference).nullable) yield to('is null', null);
    if (value === null) continue;
    const schema = contract.resolve(contract.branch(reference, value));
    const { minLength, maxLength, pattern, format, minimum, maximum, items, minItems, maxItems, uniqueItems } = schema;
    if (schema.enum?.length <= MAX_VALUES) for (const one of schema.enum) yield to(`is ${one}`, one);
    if (schema.type === 'boolean') for (const one of [true, false]) yield to(`is ${one}`, one);
    if (typeof value === 'string' && (!format || isForReaders(format)) && fits('Añ 🤝 z', pattern))
      for (const length of [minLength, maxLength])
        for (const text of ['e', '🤝'])
          if (length) yield to(`has ${length} characters`, stretched(text, length, pattern));
    for (const one of [minimum, maximum]) if (one !== undefined) yield to(`is ${one}`, one);
    for (const length of new Set<number>([minItems, maxItems]))
      if (Array.isArray(value) && length !== undefined && reachable(contract, items, length))
        yield to(`has ${length} entries`, () => listOfJust(length, valuesOf(items, 'least'), uniqueItems));
  }
}

function listOfJust(length: number, items: fc.Arbitrary<Json>, unique: boolean): Json[] {
  const [list = []] = fc.sample(listOf(items, length, length, unique), { seed: 1, numRuns: 1 });
  if (list.length !== length) throw new Error(`there are too few different entries for a list of ${length}`);
  return list;
}
