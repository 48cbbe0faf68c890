/** The contract for programs that know OpenAPI 3.0 alone: the same operations, with schemas as 3.0 writes them. */
import { isMembers, type Members, memberOf, membersOf } from '../../model/members.js';

/** What 3.0 doesn't know; there is nothing that could stand in its place. */
const UNKNOWN = ['propertyNames'];

export function asOpenApi30(document: Members): Members {
  const { license, ...info } = membersOf(document.info);
  const { identifier: _, ...named } = membersOf(license);
  const components = membersOf(document.components);
  return {
    ...document,
    openapi: '3.0.3',
    info: { ...info, license: named },
    paths: around(document.paths),
    components: { ...membersOf(around(components)), schemas: each(components.schemas, asSchema) },
  };
}

const each = (value: unknown, change: (member: unknown) => unknown): Members =>
  Object.fromEntries(Object.entries(membersOf(value)).map(([name, member]) => [name, change(member)]));

/** Everything that isn't a schema, with its schemas changed. */
function around(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(around);
  if (!isMembers(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'schema' ? asSchema(member) : name === 'example' ? member : around(member),
    ]),
  );
}

function asSchema(schema: unknown): unknown {
  if (!isMembers(schema)) return schema;
  const { $ref, type, anyOf, examples, ...rest } = schema;
  for (const keyword of UNKNOWN) delete rest[keyword];
  // 3.0 passes over what stands beside a reference.
  if ($ref !== undefined) return Object.keys(rest).length === 0 ? { $ref } : { allOf: [{ $ref }], ...rest };
  const types = [type].flat().filter((one) => one !== 'null');
  const options = Array.isArray(anyOf) ? anyOf.filter((one) => memberOf(one, 'type') !== 'null') : [];
  const isNullable =
    (Array.isArray(type) && type.includes('null')) || options.length < (Array.isArray(anyOf) ? anyOf.length : 0);
  return {
    ...rest,
    ...(type !== undefined && { type: types[0] }),
    ...(options.length > 0 && { [options.length === 1 ? 'allOf' : 'anyOf']: options.map(asSchema) }),
    ...(isNullable && { nullable: true }),
    ...(rest.items !== undefined && { items: asSchema(rest.items) }),
    ...(rest.properties !== undefined && { properties: each(rest.properties, asSchema) }),
    ...(isMembers(rest.additionalProperties) && { additionalProperties: asSchema(rest.additionalProperties) }),
    ...(Array.isArray(rest.oneOf) && { oneOf: rest.oneOf.map(asSchema) }),
    ...(Array.isArray(rest.allOf) && { allOf: rest.allOf.map(asSchema) }),
    // Swagger UI would send the example of an enumeration as the value of an optional parameter.
    ...(Array.isArray(examples) && rest.enum === undefined && { example: examples[0] }),
  };
}
