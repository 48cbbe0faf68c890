/** The few TypeBox forms that every schema of the contract is made from. */
import {
  type Static,
  type TArray,
  type TObject,
  type TOptional,
  type TProperties,
  type TSchema,
  type TUnsafe,
  Type,
} from '@sinclair/typebox';
import { searched } from './marks.js';
import { type Members, memberOf, membersOf } from './members.js';

/** No control characters but tab and newline. Patterns are written so that every engine reads them: a slash as `\x2F`. */
export const TEXT = '^[^\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F]*$';
/** Text as it stands in a source: with form feeds and carriage returns, too. */
export const PRINTED = '^[^\\x00-\\x08\\x0B\\x0E-\\x1F\\x7F-\\x9F]*$';

const referred = new Map<string, TSchema>();

/**
 * A reference to a schema that has an `$id`; it comes out as `$ref` and keeps the static type.
 * @param description of this member, besides the description of the schema itself
 */
export const ref = <T extends TSchema>(schema: T, description?: string): TUnsafe<Static<T>> => {
  const id = schema.$id;
  if (id === undefined) throw new Error('a schema needs an $id to be referred to');
  if ((referred.get(id) ?? schema) !== schema) throw new Error(`two schemas are called ${id}`);
  referred.set(id, schema);
  return Type.Unsafe<Static<T>>({ $ref: `${id}#`, ...(description !== undefined && { description }) });
};

/** Every schema that some other refers to: the components of the contract. */
export const components = (): TSchema[] => [...referred.values()];

/** The component that a reference leads to. */
export const componentAt = (reference: string): TSchema | undefined => referred.get(reference.slice(0, -1));

/** The schema behind a reference, or the schema itself. */
export const resolve = (schema: TSchema): TSchema =>
  typeof schema.$ref === 'string' ? (componentAt(schema.$ref) ?? schema) : schema;

/** What a member is, in one sentence; its own schema says the rest. */
export const gistOf = (schema: TSchema): string => {
  const [gist = ''] = /^[^.;:\n]*/.exec(schema.description ?? resolve(schema).description ?? '') ?? [];
  return `${gist}.`;
};

/** The schemas of an object's members, by name; other schemas have none. */
export const propertiesOf = (schema: unknown): Members => membersOf(memberOf(schema, 'properties'));

/** An object closed to unknown members. */
export const object = <T extends TProperties>($id: string, description: string, members: T, examples?: unknown[]) =>
  Type.Object(members, { $id, description, additionalProperties: false, ...(examples && { examples }) });

/** Text of at most `limit` code points; empty text is refused, since what is unknown is absent. */
export const text = (description: string, limit: number, example: string) =>
  searched('summary', Type.String({ description, minLength: 1, maxLength: limit, pattern: TEXT, examples: [example] }));

/** Free text as somebody writes it for readers. It is kept as it is, and has something that can be seen. */
export const prose = (description: string, limit: number, example: string) => ({
  ...text(description, limit, example),
  format: 'prose',
});

/** A name or title: like prose, but the white space around it is taken away. */
export const words = (description: string, example: string) => ({
  ...text(description, 1000, example),
  format: 'name',
});

/** The name of a record, which weighs most in a search. */
export const nameWords = (description: string, example: string) => searched('names', words(description, example));

/** An instant with milliseconds, UTC. */
export const instant = (description: string) =>
  Type.String({
    description,
    format: 'date-time',
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
    minLength: 24,
    maxLength: 24,
    examples: ['2025-11-01T12:00:00.000Z'],
  });

/** A SHA-256 in hexadecimal. */
export const sha256Text = (description: string) =>
  Type.String({
    description,
    pattern: '^[0-9a-f]{64}$',
    maxLength: 64,
    examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  });

const MAX_INT32 = 2_147_483_647;

/** A number of things. */
export const count = (description: string, minimum = 0) =>
  Type.Integer({ description, format: 'int32', minimum, maximum: MAX_INT32, examples: [1] });

export const revisionNumber = Type.Integer({
  description: 'The number of the revision: 1, 2, 3 …',
  format: 'int32',
  minimum: 1,
  maximum: MAX_INT32,
  examples: [1],
});

/** The id of a list's entry, made from its content. */
export const entryId = (prefix: string, description: string, example: string) =>
  Type.String({
    description,
    pattern: `^${prefix}-[0-9a-f]{8}(-[0-9]{1,3})?$`,
    maxLength: 14,
    examples: [`${prefix}-${example}`],
  });

/** The number of an entry of the log; JavaScript has no larger ones that are exact. */
export const logSequence = (description: string, minimum = 1) =>
  Type.Integer({ description, format: 'int64', minimum, maximum: Number.MAX_SAFE_INTEGER, examples: [70] });

/** The maximum of code points in a source's text: 8 MiB of ASCII. */
export const MAX_TEXT_LENGTH = 8_388_608;

/** A position in a source's text. */
export const offset = (description: string, example: number) =>
  Type.Integer({ description, format: 'int32', minimum: 0, maximum: MAX_TEXT_LENGTH, examples: [example] });

/** A language by its tag (BCP 47). */
export const languageTag = (description: string) =>
  Type.String({
    description,
    format: 'language-tag',
    pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
    minLength: 2,
    maxLength: 35,
    examples: ['en'],
  });

export const webAddress = (description: string, example: string) =>
  searched(
    'summary',
    Type.String({ description, format: 'uri', pattern: '^https?:\\x2F\\x2F', maxLength: 2000, examples: [example] }),
  );

export const list = <T extends TSchema>(items: T, description: string, maxItems: number, minItems = 0): TArray<T> =>
  Type.Array(items, { description, ...(minItems > 0 && { minItems }), maxItems });

/** A member of an object whose members are not ours to say. */
export const AnyMember = Type.Unknown({
  $id: 'AnyMember',
  description: 'A member of any type.',
  examples: [{ limit: 25 }],
});

/** A list without repetition. */
export const set = <T extends TSchema>(items: T, description: string, maxItems: number, minItems = 0): TArray<T> =>
  Type.Array(items, { description, ...(minItems > 0 && { minItems }), maxItems, uniqueItems: true });

const meanings = new Map<string, Record<string, string>>();

/**
 * An enumeration with each value's definition. Values that are no names, such as `-date`, get names for generators.
 * @param isExplained false where the values are those of a public standard, or vocabularies themselves: their definitions are left to
 *   `/vocabularies`
 */
export function enumeration<const V extends Record<string, string>>(
  $id: string,
  about: string,
  values: V,
  isExplained = true,
) {
  meanings.set($id, values);
  const all = names(values);
  const list = all.map((value) => `- \`${value}\`: ${values[value]}`).join('\n');
  return Type.Unsafe<keyof V & string>({
    $id,
    type: 'string',
    enum: all,
    description: isExplained ? `${about}\n\n${list}` : about,
    ...(all.some((value) => !/^[A-Za-z_]\w*$/.test(value)) && { 'x-enum-varnames': all.map(asName) }),
  });
}

/** `date_descending` for `-date`, `date_year` for `date:year`. */
const asName = (value: string): string => value.replace(/^-(.*)/, '$1_descending').replaceAll(/\W/g, '_');

/** The definitions of an enumeration's values, by value; undefined for any other schema. */
export const meaningsOf = ({ $id = '' }: TSchema): Record<string, string> | undefined => meanings.get($id);

/** The values of a table of definitions, in its order. */
export const names = <V extends Record<string, unknown>>(values: V): (keyof V & string)[] => Object.keys(values);

/** An optional member turned into one that a merge patch may remove. */
const nullable = (schema: TSchema): TSchema =>
  typeof schema.type === 'string' && schema.enum === undefined
    ? Type.Unsafe({ ...schema, type: [schema.type, 'null'] })
    : Type.Unsafe({
        anyOf: [schema, { type: 'null' }],
        ...(schema.description && { description: schema.description }),
      });

/**
 * The merge patch (RFC 7396) of an input schema: every member optional, null where the input allows absence, nested
 * objects patched in turn, arrays replaced whole.
 * @param patches the patch schemas of nested objects, by the `$id` of the input they patch
 */
export function patchOf(
  input: TObject,
  $id: string,
  about: string,
  example: object,
  patches: Record<string, TSchema> = {},
): TObject {
  const members: TProperties = {};
  for (const [name, schema] of Object.entries(input.properties)) {
    if (name === 'id') continue;
    const target = typeof schema.$ref === 'string' ? patches[schema.$ref.slice(0, -1)] : undefined;
    const patch = target ? ref(target, schema.description) : schema;
    const required = input.required?.includes(name) ?? false;
    members[name] = Type.Optional(required ? withoutOptional(patch) : nullable(withoutOptional(patch)));
  }
  return Type.Object(members, { $id, description: about, additionalProperties: false, examples: [example] });
}

const withoutOptional = (schema: TSchema): TSchema =>
  Type.Required(Type.Object({ schema })).properties.schema ?? schema;

export type { Static, TObject, TOptional, TProperties, TSchema };
export { Type };
