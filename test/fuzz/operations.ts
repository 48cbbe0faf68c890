/** The operations of the served contract, as the tests need them: nothing here knows any of them by name. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import type { Json } from '../support/register.js';

export interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required: boolean;
  /** Several values are repeated, not separated by commas. */
  explode: boolean;
  schema: Json;
}

export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  parameters: Parameter[];
  /** What it is sent, by the first media type that it takes; `types` are all of them. */
  body?: { type: string; types: string[]; schema: Json };
  /** The media types of its answers, should it have a body. */
  produces: string[];
  /** Whether it needs a key. */
  secured: boolean;
  /** The methods that the contract gives the same address. */
  methods: string[];
}

export interface Contract {
  operations: Operation[];
  /** What a schema refers to, or the schema itself. */
  resolve(schema: Json): Json;
  /** The alternatives of a schema but null, and whether null is one. */
  alternatives(schema: Json): { schemas: Json[]; nullable: boolean };
  /** The alternative that a value is of. */
  branch(schema: Json, value: Json): Json;
}

/** The name of the component that a schema refers to. */
export const componentOf = (schema: Json): string | undefined => schema.$ref?.split('/').at(-1) ?? schema['x-schema'];

export function readContract(app: FastifyInstance): Contract {
  const document: Json = app.swagger();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'contract');
  const resolve = (schema: Json): Json =>
    schema?.['x-schema']
      ? document.components.schemas[schema['x-schema']]
      : schema?.$ref
        ? resolve(
            schema.$ref
              .slice(2)
              .split('/')
              .reduce((at: Json, token: string) => at[token], document),
          )
        : schema;
  // Once for each schema, since what is made of schemas is remembered by them.
  const split = new Map<Json, Json[]>();
  const byType = (schema: Json): Json[] => {
    const all = split.get(schema) ?? schema.type.map((type: string) => ({ ...schema, type }));
    split.set(schema, all);
    return all;
  };
  const isNull = (schema: Json) => resolve(schema).type === 'null';
  const alternatives = (schema: Json) => {
    const { anyOf, oneOf, type } = resolve(schema);
    const all: Json[] = anyOf ?? oneOf ?? (Array.isArray(type) ? byType(resolve(schema)) : [schema]);
    return { schemas: all.filter((one) => !isNull(one)), nullable: all.some(isNull) };
  };
  const branch = (schema: Json, value: Json): Json => {
    const { schemas } = alternatives(schema);
    if (schemas.length === 1) return schemas[0];
    return schemas.find((one) => one.$ref && ajv.getSchema(`contract${one.$ref}`)?.(value)) ?? schemas[0];
  };
  const operations = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]): Operation => {
      const content = Object.entries<Json>(resolve(operation.requestBody)?.content ?? {});
      const [[type, media] = []] = content;
      return {
        id: operation.operationId,
        method: method.toUpperCase() as Operation['method'],
        path,
        parameters: (operation.parameters ?? []).map(resolve).map((one: Json) => ({ explode: true, ...one })),
        ...(type !== undefined && { body: { type, types: content.map(([one]) => one), schema: media.schema } }),
        produces: [
          ...new Set(
            Object.entries<Json>(operation.responses)
              .filter(([status]) => status.startsWith('2'))
              .flatMap(([, answer]) => Object.keys(resolve(answer).content ?? {})),
          ),
        ],
        secured: !operation.security.some((way: object) => Object.keys(way).length === 0),
        methods: Object.keys(item).map((one) => one.toUpperCase()),
      };
    }),
  );
  return { operations, resolve, alternatives, branch };
}
