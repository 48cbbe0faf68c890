/** The contract: the OpenAPI 3.1 document made from the routes. */
import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { isMembers, memberOf, membersOf } from '../../model/members.js';
import { components, propertiesOf, type TSchema } from '../../model/schema.js';
import type { ReadAccess } from '../../model/vocabulary/key-scope.js';
import { PROBLEM_TYPE } from '../http/problem-schemas.js';
import { arrayOf, eachOperation, shareExamples, shareHeaders, shareParameters } from './sharing.js';

/** The version of the contract and of the service. */
export const VERSION = '0.2.0';

const about = (
  reading: ReadAccess,
) => `The open register of digital-asset diplomacy: which states, agencies and firms agreed what with whom about
crypto-assets, how far each agreement has really got, and which published words prove it.

${READING[reading]} Writing needs an API key, sent as \`Authorization: Bearer\`. You write milestones, each with a citation;
the service checks that the quoted words stand in the source's text, and computes how far the partnership has got.`;

const READING: Record<ReadAccess, string> = {
  open: 'Reading is open.',
  key: 'Reading needs an API key with the scope `read`.',
};

/**
 * For mock servers that make answers up with json-schema-faker, such as Prism: it fills every list up to its limit, lists
 * within lists as well, and so never ends. It stands here so that nobody who starts one has to say it.
 */
const MADE_UP_ANSWERS = { 'x-json-schema-faker': { 'max-items': 3, 'fill-properties': false } };

export interface Tag {
  name: string;
  description: string;
}

/** What routes say of their parameters, which the plugin loses where they refer to a schema: by operation and name. */
const remarks = new Map<string, unknown>();
/** The examples of parameters that Swagger UI is to send, by operation and name. */
const suggestions = new Map<string, unknown>();
/** Examples of bodies that differ from the one of their schema, by operation. */
const bodyExamples = new Map<unknown, object>();

declare module 'fastify' {
  interface FastifySchema {
    /** An example of the body, where that of its schema can't be sent to this route. */
    bodyExample?: object;
  }
}

/** Call before the routes are added. */
export async function describe(app: FastifyInstance, tags: readonly Tag[], reading: ReadAccess): Promise<void> {
  await app.register(swagger, {
    openapi: {
      ...MADE_UP_ANSWERS,
      openapi: '3.1.0',
      info: {
        title: 'Entente',
        version: VERSION,
        description: about(reading),
        license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
        contact: { name: 'The maintainers of Entente', url: 'https://entente.example/' },
      },
      servers: [
        {
          url: app.link('') || '/',
          description: 'This server, be it production or local.',
          ...{ 'x-internal': false },
        },
      ],
      tags: [...tags],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description:
              'An API key, sent as a bearer token (RFC 6750). A key has a scope: `read`, `write` or `admin`, each including the one before.',
          },
        },
      },
    },
    refResolver: { buildLocalReference: (json) => String(json.$id) },
    transform: ({ schema, url }) => {
      const { operationId = '', querystring, params, bodyExample } = schema;
      if (bodyExample) bodyExamples.set(operationId, bodyExample);
      for (const own of [querystring, params])
        for (const [name, member] of Object.entries(propertiesOf(own)))
          for (const [kept, keyword] of [
            [remarks, 'description'],
            [suggestions, 'x-suggested'],
          ] as const)
            kept.set(`${operationId}.${name}`, memberOf(member, keyword));
      return { schema, url };
    },
    transformObject,
  });
}

/** The document as it is committed. */
export const contractOf = (app: FastifyInstance): string => `${JSON.stringify(app.swagger(), null, 2)}\n`;

/** What the plugin can't do itself: shared answers and headers by reference, list parameters, a fixed order. */
const transformObject: SwaggerTransformObject = (documentObject) => {
  if (!('openapiObject' in documentObject)) throw new Error('the contract is an OpenAPI 3 document');
  const document = documentObject.openapiObject;
  const answers: Record<string, unknown> = {};
  const headers: Record<string, unknown> = {};
  eachOperation(document, (operation) => {
    for (const parameter of arrayOf(operation.parameters)) present(document, operation, parameter);
    showExample(document, operation.requestBody, bodyExamples.get(operation.operationId));
    const responses = operation.responses;
    if (!isMembers(responses)) return;
    for (const [status, answer] of Object.entries(responses)) {
      if (isMembers(answer) && isMembers(answer.headers)) shareHeaders(answer.headers, headers);
      showExample(document, answer);
      showOtherForms(answer);
      const name = problemIn(answer);
      if (name === undefined) continue;
      answers[name] = answer;
      responses[status] = { $ref: `#/components/responses/${name}` };
    }
  });
  if (isMembers(document) && isMembers(document.components))
    Object.assign(document.components, {
      responses: answers,
      examples: shareExamples(document),
      headers,
      parameters: shareParameters(document),
    });
  keepDescriptions(document);
  describeItems(document, document);
  dropExamplesInside(document);
  sortMembers(document, '');
  return document;
};

/** The plugin drops descriptions beside a $ref, which OpenAPI 3.1 allows. */
function keepDescriptions(document: unknown): void {
  for (const { $id = '', properties = {} } of components())
    for (const [name, { $ref, description }] of Object.entries<TSchema>(properties)) {
      const member = ['components', 'schemas', $id, 'properties', name].reduce(memberOf, document);
      if ($ref !== undefined && description !== undefined && isMembers(member)) member.description = description;
    }
}

/**
 * Lists of an enumeration say what it is about. What its values mean stands at the enumeration alone: tools that put it in
 * place of each reference would repeat it.
 */
function describeItems(document: unknown, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) describeItems(document, item);
  if (!isMembers(value)) return;
  const { items } = value;
  const enumeration = componentOf(document, items);
  if (isMembers(items) && isMembers(enumeration) && Array.isArray(enumeration.enum))
    items.description ??= String(enumeration.description).split('\n\n')[0];
  for (const member of Object.values(value)) describeItems(document, member);
}

/** A schema with an example of its own needs none for each member. */
function dropExamplesInside(document: unknown): void {
  const schemas = ['components', 'schemas'].reduce(memberOf, document);
  for (const schema of Object.values(membersOf(schemas))) {
    if (!isMembers(schema) || schema.examples === undefined) continue;
    for (const member of Object.values(propertiesOf(schema))) if (isMembers(member)) delete member.examples;
  }
}

/** The problem in an answer, if any: `NotFound` when its schema is NotFoundProblem. */
function problemIn(answer: unknown): string | undefined {
  const schema = ['content', PROBLEM_TYPE, 'schema', '$ref'].reduce(memberOf, answer);
  return typeof schema === 'string' ? /([A-Za-z]+)Problem$/.exec(schema)?.[1] : undefined;
}

/**
 * Lists are read comma-separated as well as repeated; generators should write the shorter form. An optional parameter
 * shows no example, because Swagger UI would send it; a required one does, for the same reason, and so does one that is
 * suggested, where something has to be sent.
 */
function present(document: unknown, { operationId }: Record<string, unknown>, parameter: unknown): void {
  if (!isMembers(parameter)) return;
  if (isMembers(parameter.schema) && parameter.schema['x-needed'] === true) {
    parameter.required = true;
    delete parameter.schema['x-needed'];
  }
  const suggested = suggestions.get(`${operationId}.${parameter.name}`);
  if (isMembers(parameter.schema)) {
    delete parameter.schema['x-suggested'];
    // Swagger UI would send it.
    delete parameter.schema.default;
  }
  // Replacing a record needs If-Match as well, though creating one doesn't.
  if (suggested !== undefined) parameter.example = suggested;
  else if (parameter.required !== true && parameter.name !== 'If-Match') delete parameter.example;
  else parameter.example ??= exampleOf(document, parameter.schema);
  parameter.description ??=
    remarks.get(`${operationId}.${parameter.name}`) ?? memberOf(componentOf(document, parameter.schema), 'description');
  if (!isMembers(parameter.schema) || parameter.schema.type !== 'array') return;
  parameter.style = 'form';
  parameter.explode = parameter.schema['x-repeated'] === true;
  delete parameter.schema['x-repeated'];
}

/** Bodies show the example of their schema. */
function showExample(document: unknown, body: unknown, own?: object): void {
  if (!isMembers(body) || !isMembers(body.content)) return;
  for (const media of Object.values(body.content)) {
    const example = own ?? (isMembers(media) ? exampleOf(document, media.schema) : undefined);
    if (isMembers(media) && example !== undefined) media.example ??= example;
  }
}

/** Other forms of an answer have an example alone: of schemas generators would make answers that are one or the other. */
const OTHER_FORMS: Record<string, unknown> = {
  'text/html': '<!doctype html><html lang="en"><title>Entente</title></html>',
  'application/ld+json': { '@context': 'https://schema.org' },
};

function showOtherForms(answer: unknown): void {
  const content = memberOf(answer, 'content');
  if (!isMembers(content)) return;
  for (const [type, example] of Object.entries(OTHER_FORMS)) if (type in content) content[type] = { example };
}

/** The component that a schema refers to, or the first of several. */
function componentOf(document: unknown, schema: unknown): unknown {
  const target = memberOf(schema, '$ref') ?? memberOf(arrayOf(memberOf(schema, 'anyOf'))[0], '$ref');
  return typeof target === 'string' ? target.split('/').slice(1).reduce(memberOf, document) : undefined;
}

/** Of an enumeration, its first value. */
const exampleOf = (document: unknown, schema: unknown): unknown => {
  const component = componentOf(document, schema);
  return arrayOf(memberOf(component, 'examples') ?? memberOf(component, 'enum'))[0];
};

/** Members whose order means something to readers: kept as written. */
const AS_WRITTEN = new Set([
  'properties',
  'enum',
  'required',
  'content',
  'tags',
  'x-enum-varnames',
  'example',
  'examples',
  'parameters',
]);

/** Sorts maps by name, so that two runs and any order of routes give the same bytes. */
function sortMembers(value: unknown, name: string): void {
  if (name === 'example' || name === 'examples') return;
  if (Array.isArray(value)) for (const item of value) sortMembers(item, '');
  if (!isMembers(value)) return;
  for (const key of AS_WRITTEN.has(name) ? [] : Object.keys(value).sort()) {
    const member = value[key];
    delete value[key];
    value[key] = member;
  }
  for (const [key, member] of Object.entries(value)) sortMembers(member, key);
}
