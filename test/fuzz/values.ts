/** Values of any schema of the contract, limits and odd characters among them more often than chance would have it. */
import fc from 'fast-check';
import type { Json } from '../support/register.js';
import { type Contract, componentOf } from './operations.js';

/** How much of what may be left out is there: some of it, all, or nothing. */
export type Amount = 'some' | 'all' | 'least';

/** Values that a schema alone doesn't give, by component or format. */
export type Meant = Record<string, fc.Arbitrary<Json>>;

export type ValuesOf = (schema: Json, amount: Amount) => fc.Arbitrary<Json>;

/** What is kept as it is wherever text is taken. */
export const ODD_TEXTS = [
  "'; DROP TABLE record; --",
  `<script>alert("x")</script>`,
  '{{7*7}} $(7*7) %s %n ../../etc/passwd',
  '🤝👩‍👩‍👧 cafe\u0301 “İß” \u202e\ufeffabc\u2028',
];

const UNITS = [
  ...'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789     ',
  ...[
    'é',
    'e\u0301',
    '🤝',
    '👩‍👩‍👧',
    '“',
    '’',
    '–',
    '\t',
    '\n',
    '\u00a0',
    '\u2028',
    '\ufeff',
    'ß',
    'İ',
    '中',
    'ع',
    '\\',
    '"',
    '\u{10ffff}',
  ],
];

/** The longest text that is made; what may be longer still is for the tests of limits. */
const MAX_LENGTH = 10_000;

/** Keywords that are read below, and those that say nothing about which values are valid. */
const KNOWN = new Set([
  ...['$ref', 'anyOf', 'oneOf', 'const', 'enum', 'type', 'properties', 'required', 'additionalProperties', 'items'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minLength', 'maxLength', 'pattern', 'format', 'minimum', 'maximum'],
  ...['description', 'title', 'example', 'examples', 'default', 'deprecated', 'discriminator'],
]);

export const lengthOf = (text: string): number => [...text].length;

/** A text of just so many code points, made by repeating its last one; undefined when none like it fits the pattern. */
export function stretched(text: string, length: number, pattern?: string): string | undefined {
  const units = [...(text || 'a')].slice(0, length);
  const longer = units.join('') + (units.at(-1) ?? '').repeat(length - units.length);
  return lengthOf(longer) === length && fits(longer, pattern) ? longer : undefined;
}

export const fits = (text: string, pattern: string | undefined): boolean =>
  pattern === undefined || new RegExp(pattern, 'u').test(text);

export function valuesFrom(contract: Contract, meant: Meant): ValuesOf {
  const made = new Map<Json, Map<Amount, fc.Arbitrary<Json>>>();
  const valuesOf: ValuesOf = (schema, amount) => {
    const known = made.get(schema)?.get(amount);
    if (known) return known;
    const values = make(schema, amount);
    made.set(schema, (made.get(schema) ?? new Map()).set(amount, values));
    return values;
  };

  function make(reference: Json, amount: Amount): fc.Arbitrary<Json> {
    const own = meant[componentOf(reference) ?? ''];
    if (own) return own;
    const schema = contract.resolve(reference);
    const unread = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword) && !keyword.startsWith('x-'));
    if (unread.length > 0) throw new Error(`teach test/fuzz/values.ts the keywords ${unread}`);
    if (schema.anyOf || schema.oneOf || Array.isArray(schema.type)) {
      const { schemas, nullable } = contract.alternatives(schema);
      const values = fc.oneof(...schemas.map((one) => valuesOf(one, amount)));
      return nullable && amount === 'some' ? fc.option(values, { freq: 4 }) : values;
    }
    if ('const' in schema) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.format in meant) return meant[schema.format]!;
    switch (schema.type) {
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.integer({ min: schema.minimum, max: schema.maximum });
      case 'number':
        return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true });
      case 'string':
        return textsOf(schema);
      case 'array':
        return listsOf(schema, amount);
      case 'object':
        return membersOf(schema, amount);
      case undefined:
        return fc.constantFrom('a text', 1, false);
      default:
        throw new Error(`teach test/fuzz/values.ts the type ${schema.type}`);
    }
  }

  function listsOf({ items, minItems = 0, maxItems = 5, uniqueItems }: Json, amount: Amount): fc.Arbitrary<Json> {
    const most = amount === 'least' ? minItems : Math.min(maxItems, minItems + (amount === 'all' ? 1 : 3));
    const least = amount === 'all' ? Math.max(1, minItems) : minItems;
    const usual = listOf(valuesOf(items, amount), least, Math.max(least, most), uniqueItems);
    if (amount !== 'some' || !reachable(contract, items, maxItems)) return usual;
    return fc.oneof(
      { weight: 300, arbitrary: usual },
      { weight: 1, arbitrary: listOf(valuesOf(items, 'least'), maxItems, maxItems, uniqueItems) },
    );
  }

  function membersOf({ properties = {}, required = [] }: Json, amount: Amount): fc.Arbitrary<Json> {
    const names = Object.keys(properties).filter((name) => amount !== 'least' || required.includes(name));
    const members = Object.fromEntries(names.map((name) => [name, valuesOf(properties[name], amount)]));
    return fc.record(members, { requiredKeys: amount === 'some' ? required : names, noNullPrototype: true });
  }

  return valuesOf;
}

/** Whether there are as many different entries as a list may have. */
export function reachable(contract: Contract, items: Json, count: number): boolean {
  const { enum: values } = contract.resolve(items);
  return values === undefined || values.length >= count;
}

/** Of more entries than are wanted, those that differ; that ends even where there are too few different ones. */
export function listOf(items: fc.Arbitrary<Json>, minLength: number, maxLength: number, unique = false) {
  const exactly = (length: number) => fc.array(items, { minLength: length, maxLength: length, size: 'max' });
  const distinct = (all: Json[]) => [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  const lengths = fc.integer({ min: minLength, max: maxLength });
  return lengths.chain((length) =>
    unique ? exactly(length * 8).map((all) => distinct(all).slice(0, length)) : exactly(length),
  );
}

/** Formats of texts for readers: anything with something to read, and a name is stored without white space around it. */
export const isForReaders = (format = ''): boolean => ['name', 'prose', 'key-name'].includes(format);
const isSaid = (text: string, format?: string): boolean =>
  !isForReaders(format) ||
  (/[\p{L}\p{N}\p{P}\p{S}]/u.test(text) &&
    (format === 'prose' || text === text.trim()) &&
    !(format === 'key-name' && /[\p{Default_Ignorable_Code_Point}\u2028]/u.test(text)));

function textsOf({ minLength = 0, maxLength = MAX_LENGTH, pattern, format }: Json): fc.Arbitrary<string> {
  const most = Math.min(maxLength, MAX_LENGTH);
  const holds = (text: string) =>
    lengthOf(text) >= minLength && lengthOf(text) <= most && fits(text, pattern) && isSaid(text, format);
  // A pattern that takes whatever letters and signs there are is one of free text; any other is generated from.
  const free = fits('Añ 🤝 z', pattern);
  const some = free
    ? fc
        .array(fc.constantFrom(...UNITS), { minLength: 1, maxLength: Math.min(most, 40) })
        .map((units) => units.join(''))
    : fc.stringMatching(new RegExp(pattern, 'u'));
  const odd = ODD_TEXTS.filter((text) => free && holds(text));
  const exactly = (length: number) => some.map((text) => stretched(text, length, pattern) ?? text);
  return fc
    .oneof(
      { weight: 20, arbitrary: some },
      { weight: 1, arbitrary: exactly(most) },
      { weight: 1, arbitrary: exactly(Math.max(1, minLength)) },
      ...(odd.length > 0 ? [{ weight: 3, arbitrary: fc.constantFrom(...odd) }] : []),
    )
    .filter(holds);
}
