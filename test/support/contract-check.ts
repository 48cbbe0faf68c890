/** Checks an answer against the served OpenAPI document: its status, headers, type and body. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { FORMATS } from '../../src/model/formats.js';

type Json = any;

interface Contract {
  document: Json;
  ajv: Ajv2020;
  /** Each path with a pattern of its addresses. */
  paths: [path: string, address: RegExp][];
}

// Every service makes the same contract, which a test shows, so one serves for all.
let contract: Contract | undefined;

function contractOf(app: FastifyInstance): Contract {
  if (contract) return contract;
  const document: Json = app.swagger();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  for (const [name, refuse] of Object.entries(FORMATS))
    ajv.addFormat(name, { type: 'string', validate: (text: string) => refuse(text) === undefined });
  ajv.addSchema(document, 'contract');
  const paths = Object.keys(document.paths).map((path): [string, RegExp] => [
    path,
    new RegExp(`^${path.replaceAll('.', '[.]').replace(/\{[^}]+\}/g, '[^/]+')}$`),
  ]);
  contract = { document, ajv, paths };
  return contract;
}

/** Throws when the answer isn't one that the contract promises for the request. */
export function checkAnswer(app: FastifyInstance, request: InjectOptions, response: LightMyRequestResponse): void {
  const { document, ajv, paths } = contractOf(app);
  const url = String(request.url).split('?')[0] ?? '';
  const method = String(request.method ?? 'GET').toLowerCase();
  const path = paths.find(([, address]) => address.test(url))?.[0];
  const operation = path === undefined ? undefined : document.paths[path][method === 'head' ? 'get' : method];
  const fail = (what: string): never => {
    throw new Error(
      `${method.toUpperCase()} ${request.url} answered ${response.statusCode}: ${what}\n${response.body.slice(0, 2000)}`,
    );
  };
  if (response.statusCode >= 500) fail('a 5xx is never right');
  const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? '';
  if (response.statusCode >= 400 && type !== 'application/problem+json') fail('a refusal is a problem');
  if (!operation) {
    // Outside the contract: unknown paths and methods. Their problems have the one shape all the same.
    if (type === 'application/problem+json' && method !== 'head')
      validate('contract#/components/schemas/Problem', JSON.parse(response.body));
    return;
  }
  const answer = resolve(document, operation.responses[String(response.statusCode)]);
  if (!answer) throw fail('the contract does not list this status');
  // What was said in the past has no ETag, nor has a record that is shown with more than what is stored.
  const isShaped = /[?&](recorded_at|expand|certificate|true_on|published_until)=/.test(String(request.url));
  for (const name of Object.keys(answer.headers ?? {}))
    if (
      !(isShaped && name === 'ETag') &&
      (String(request.url).length > 3000 ? /^(ETag|Location)$/ : /^(ETag|Location|Link|Allow|WWW-Authenticate)$/).test(
        name,
      ) &&
      response.headers[name.toLowerCase()] === undefined
    )
      fail(`the header ${name} is missing`);
  const described = Object.keys(answer.headers ?? {}).map((name) => name.toLowerCase());
  for (const name of Object.keys(response.headers))
    if (!described.includes(name) && !OF_HTTP.test(name)) fail(`the contract does not describe the header ${name}`);
  if (response.body === '') {
    // A file may have no lines.
    if (answer.content && method !== 'head' && !/ndjson/.test(type)) fail('the body is missing');
    return;
  }
  if (!answer.content) throw fail('there should be no body');
  if (!answer.content[type]) throw fail(`the contract does not list the type ${type}`);
  if (type === 'text/html') {
    // It has no schema.
    if (!response.body.startsWith('<!doctype html>')) fail('it is no page');
    return;
  }
  if (type === 'application/ld+json') {
    // Its shape is that of its vocabulary.
    if (!response.body.startsWith('{"@context":"https://schema.org"')) fail('it is no JSON-LD');
    return;
  }
  const pointer = ['paths', path ?? '', method === 'head' ? 'get' : method, 'responses', String(response.statusCode)];
  const at = operation.responses[String(response.statusCode)].$ref ?? `#/${pointer.map(asToken).join('/')}`;
  validate(
    `contract${at}/content/${asToken(type)}/schema`,
    /[/+]json$/.test(type) ? JSON.parse(response.body) : response.body,
  );

  function validate(reference: string, value: unknown): void {
    const check = ajv.getSchema(reference);
    if (!check) throw fail(`the contract has no ${reference}`);
    if (!check(value)) fail(`the body does not fit ${reference}: ${ajv.errorsText(check.errors)}`);
  }
}

/** Headers of HTTP itself, and security headers for browsers. */
const OF_HTTP =
  /^(content-(type|length|security-policy)|date|connection|keep-alive|transfer-encoding|access-control-expose-headers|cross-origin-.*|origin-agent-cluster|referrer-policy|x-.*)$/;

const asToken = (token: string): string => encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));

const resolve = (document: Json, value: Json): Json =>
  value?.$ref
    ? value.$ref
        .slice(2)
        .split('/')
        .reduce((at: Json, token: string) => at?.[token], document)
    : value;
