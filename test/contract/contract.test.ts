import { readFileSync } from 'node:fs';
import t from 'tap';
import { contractOf } from '../../src/api/contract/openapi.js';
import { packageFile } from '../../src/db/package-file.js';
import { type Json, openRegister, type TestRegister } from '../support/register.js';

const documentOf = async (register: TestRegister): Promise<Json> => (await register.get('/openapi.json')).body;

function each(value: Json, visit: (value: Json, path: string[]) => void, path: string[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  visit(value, path);
  for (const [name, member] of Object.entries(value)) each(member, visit, [...path, name]);
}

t.test('the committed contract is the one that the routes make, to the byte', async (t) => {
  const { app } = await openRegister(t);
  t.equal(contractOf(app), readFileSync(packageFile('openapi/openapi.json'), 'utf8'), 'npm run openapi writes it anew');
});

t.test('two services make the same contract', async (t) => {
  const [one, other] = [await openRegister(t), await openRegister(t)];
  t.equal(contractOf(one.app), contractOf(other.app));
});

t.test('every operation has an id of its own, a tag, a summary, a description and its refusals', async (t) => {
  const document = await documentOf(await openRegister(t));
  const ids: string[] = [];
  for (const [path, methods] of Object.entries<Json>(document.paths))
    for (const [method, operation] of Object.entries<Json>(methods)) {
      const name = `${method} ${path}`;
      ids.push(operation.operationId);
      t.match(
        operation.operationId,
        /^((list|create|get|replace|patch|delete|add|revert|store|export|check|cite|verify)[A-Z][A-Za-z]*|search|suggest|streamChanges)$/,
        name,
      );
      t.equal(operation.tags.length, 1, name);
      t.ok(operation.summary && operation.description, name);
      for (const status of ['400', '401', '429', '500', '503']) t.ok(operation.responses[status], `${name} ${status}`);
      const forms = Object.keys(operation.responses['200']?.content ?? {});
      t.equal(
        '406' in operation.responses,
        forms.length > 1,
        `${name}: what has one form is sent whatever is accepted`,
      );
      if (method === 'patch')
        t.same(Object.keys(operation.requestBody.content), ['application/merge-patch+json', 'application/json'], name);
      // What only reads is open to whoever may read.
      if (method !== 'get' && !path.startsWith('/check')) t.ok(operation.responses['403'], `${name} 403`);
    }
  t.equal(new Set(ids).size, ids.length, 'no operation id stands twice');
});

t.test('the schemas are closed, bounded, described and exemplified', async (t) => {
  const document = await documentOf(await openRegister(t));
  const schemas: Record<string, Json> = document.components.schemas;
  for (const [name, schema] of Object.entries(schemas)) {
    t.notMatch(name, /^def-/);
    t.not(name, 'Date', 'it would hide the global one');
    t.ok(schema.description, `${name} is described`);
    t.ok(schema.enum ?? schema.examples?.length > 0, `${name} has an example, or lists its values`);
    each(schema, (value, path) => {
      const at = [name, ...path].join('/');
      if (path.includes('examples') || path.at(-1) === 'properties') return;
      const types = [value.type].flat();
      // What another component describes is closed there.
      if (types.includes('object') && !document.components.schemas[value['x-schema']])
        t.ok(value.additionalProperties === false || value.additionalProperties?.$ref, `${at} is closed`);
      if (types.includes('string')) t.ok(value.maxLength !== undefined || value.enum, `${at} is bounded`);
      if (types.includes('array')) t.ok(value.maxItems !== undefined, `${at} is bounded`);
      if (types.includes('integer'))
        t.ok(value.minimum !== undefined && value.maximum !== undefined, `${at} is bounded`);
      t.notOk(value.readOnly, `${at} has a schema of its own for reading`);
      if (path.at(-2) === 'properties') t.ok(value.description, `${at} is described`);
    });
  }
});

t.test('shapes have names: none is described in its place', async (t) => {
  const document = await documentOf(await openRegister(t));
  each(document, (value, path) => {
    const [, , component, ...inside] = path;
    if (path.includes('examples') || path.includes('example') || path.at(-1) === 'properties') return;
    const isComponent = path[0] === 'components' && path[1] === 'schemas' && inside.length === 0;
    const at = path.join('/');
    if ((value.type === 'object' && !value['x-schema']) || value.oneOf || value.allOf)
      t.ok(isComponent, `${at} has a name`);
    // A merge patch may remove what is optional.
    if (value.anyOf) t.ok(isComponent || /Patch$/.test(component ?? ''), `${at} has a name`);
    for (const option of value.anyOf ?? value.oneOf ?? []) {
      t.notOk(option.enum || 'const' in option, `${at} is no list of constants`);
    }
    if (value.enum?.length > 1) t.ok(isComponent, `${at} has a name`);
  });
});

t.test('every parameter and every header is described and bounded', async (t) => {
  const document = await documentOf(await openRegister(t));
  const bounded = (schema: Json, at: string): void => {
    if (schema.$ref) return;
    if (schema.type === 'string') t.ok(schema.maxLength ?? schema.enum, `${at} is bounded`);
    if (schema.type === 'integer') t.ok('minimum' in schema && 'maximum' in schema, `${at} is bounded`);
    if (schema.type === 'array') t.ok(schema.maxItems, `${at} is bounded`);
    if (schema.type === 'array') bounded(schema.items, `${at}/items`);
  };
  each(document, (value, path) => {
    const at = path.join('/');
    const isHeader = path.at(-2) === 'headers' && !value.$ref;
    if (!isHeader && !('in' in value && 'name' in value)) return;
    t.ok(value.description, `${at} is described`);
    bounded(value.schema, at);
  });
});

t.test('only merge patches allow null', async (t) => {
  const document = await documentOf(await openRegister(t));
  for (const [name, schema] of Object.entries<Json>(document.components.schemas))
    each(schema, (value) => {
      if ([value.type].flat().includes('null')) t.match(name, /Patch$/);
      // A choice of a type and null is a list of types; only references need a choice.
      for (const option of value.anyOf ?? []) t.ok(option.$ref || option.type === 'null', name);
    });
});

t.test('what is read and what is written come in pairs', async (t) => {
  const document = await documentOf(await openRegister(t));
  const names = Object.keys(document.components.schemas);
  for (const name of [
    'Party',
    'Source',
    'Event',
    'Partnership',
    'Milestone',
    'Instrument',
    'Citation',
    'UncertainDate',
    'Claim',
    'Position',
  ])
    t.ok(names.includes(name) && names.includes(`${name}Input`), name);
});

t.test('enumerations explain each of their values', async (t) => {
  const document = await documentOf(await openRegister(t));
  for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
    // The codes of countries are those of a standard; /vocabularies has their names, and says what each vocabulary is.
    if (!schema.enum || name === 'Country' || name === 'VocabularyName') continue;
    for (const value of schema.enum) t.ok(schema.description.includes(`- \`${value}\`: `), `${name} ${value}`);
    t.notOk(schema['x-enum-descriptions'] || schema['x-enumDescriptions'], 'and nowhere else in the contract');
  }
});

t.test('values that are no names have names for generators', async (t) => {
  const document = await documentOf(await openRegister(t));
  for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
    if (!schema.enum) continue;
    const called = schema['x-enum-varnames'] ?? schema.enum;
    t.equal(called.length, schema.enum.length, name);
    t.equal(new Set(called).size, called.length, `${name}: no name stands twice`);
    for (const one of called) t.match(one, /^[A-Za-z_]\w*$/, name);
  }
  const { EventSort } = document.components.schemas;
  t.equal(EventSort['x-enum-varnames'][EventSort.enum.indexOf('-date')], 'date_descending');
});

t.test('a limit above 200 is one that the service checks', async (t) => {
  const document = await documentOf(await openRegister(t));
  each(document, (value, path) => {
    const limit = value.maxItems ?? value.maxProperties ?? 0;
    if (typeof limit !== 'number' || limit <= 200) return;
    t.ok(limit <= 1000, path.join('/'));
    t.match(
      path.join('/'),
      /(Input|Patch|\/Batch|\/BatchResult|\/(Expanded)?(Event|Partnership|Party|Source)|\/SourceWithText|Selection|\/Claim|\/Position|\/Milestone|\/Instrument|\/Alternative|\/Alias|\/RelatedParty|\/RelatedPartnership|\/PartnershipParty)\/properties|ById$|\/(Histogram\/properties\/buckets|RedactedContent\/properties\/(revisions|texts)|Vocabulary\/properties\/values)$/,
    );
  });
});

t.test('patterns are read by every engine and by generators that put them between slashes', async (t) => {
  const document = await documentOf(await openRegister(t));
  each(document, (value, path) => {
    if (typeof value.pattern !== 'string' || path.at(-1) === 'properties') return;
    t.notMatch(value.pattern, /\/|\(\?[=!<]|\\[pPuk1-9]/, path.join('/'));
    t.doesNotThrow(() => new RegExp(value.pattern));
  });
});

t.test('a component has a name of its own among all of them', async (t) => {
  const document = await documentOf(await openRegister(t));
  const names = Object.values<object>(document.components).flatMap((section) => Object.keys(section));
  t.strictSame(names.toSorted(), [...new Set(names)].sort());
});

t.test('each kind of problem has a page, for programs and for people', async (t) => {
  const register = await openRegister(t);
  const document = await documentOf(register);
  for (const code of document.components.schemas.ProblemCode.enum) {
    const { status, body } = await register.get(`/problems/${code}`);
    t.equal(status, 200);
    t.equal(body.code, code);
  }
  const page = await register.get('/problems/validation', { accept: 'text/html,*/*;q=0.8' });
  t.match(page.headers['content-type'], /^text\/html/);
});

t.test('the front door shows the way to programs and to people', async (t) => {
  const register = await openRegister(t);
  const { body } = await register.get('/');
  for (const path of [body.partnerships, body.contract]) t.equal((await register.get(path)).status, 200);
  const page = await register.get('/', { accept: 'text/html' });
  t.match(page.text, /<a href="\/docs">/);
});

t.test('Swagger UI is served under a policy that lets nothing in from elsewhere', async (t) => {
  const register = await openRegister(t);
  const { status, headers, text } = await register.get('/docs/', { accept: 'text/html' });
  t.equal(status, 200);
  t.match(headers['content-security-policy'], /default-src 'none'/);
  t.notMatch(headers['content-security-policy'], /unsafe|https?:/);
  t.notMatch(text, /(?:src|href)="(?:https?:)?\/\//);
});
