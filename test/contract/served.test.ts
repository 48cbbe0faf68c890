/** How the contract is sent: as JSON, as YAML and in OpenAPI 3.0, each once rendered, and how Swagger UI gets it. */
import t from 'tap';
import { parse } from 'yaml';
import { type Json, openRegister } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';

const FORMS = ['/openapi.json', '/openapi.yaml', '/openapi-3.0.json', '/docs/json', '/docs/yaml'];

t.test('YAML says the same as JSON', async (t) => {
  const { get } = await openRegister(t);
  const yaml = await get('/openapi.yaml');
  t.match(yaml.text, /^openapi: 3\.1\.0$/m);
  t.match(yaml.headers['content-type'], /^application\/yaml/);
  t.strictSame(parse(yaml.text), (await get('/openapi.json')).body);
});

t.test('each form has an ETag of its bytes, by which a client that holds it gets 304', async (t) => {
  const [{ get, send }, other] = [await openRegister(t), await openRegister(t)];
  for (const url of FORMS) {
    const { headers, text } = await get(url);
    t.match(headers.etag, /^"[0-9a-f]{64}"$/, url);
    t.equal(headers['cache-control'], 'public, max-age=300');
    t.equal((await other.get(url)).headers.etag, headers.etag, 'two services send the same');
    for (const held of [`${headers.etag}`, `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
      const again = await send({ method: 'GET', url, headers: { 'if-none-match': held } });
      t.equal(again.status, 304, held);
      t.equal(again.text, '');
      t.equal(again.headers.etag, headers.etag);
    }
    t.equal((await get(url, { 'if-none-match': '"other"' })).status, 200);
    const head = await send({ method: 'HEAD', url });
    t.equal(head.headers['content-length'], String(Buffer.byteLength(text)));
    t.equal(head.headers.etag, headers.etag);
  }
});

t.test('every form says where the service is reached', async (t) => {
  const { get } = await openRegister(t, { publicUrl: 'https://register.example/entente' });
  for (const url of FORMS) {
    const { text } = await get(url);
    const { servers } = url.endsWith('yaml') ? parse(text) : JSON.parse(text);
    t.equal(servers[0].url, 'https://register.example/entente', url);
  }
});

t.test('the copy in OpenAPI 3.0 has the same operations, answers and schemas', async (t) => {
  const { get } = await openRegister(t);
  const [own, copy]: [Json, Json] = [
    withWholeOperations((await get('/openapi.json')).body),
    withWholeOperations((await get('/openapi-3.0.json')).body),
  ];
  t.equal(copy.openapi, '3.0.3');
  t.strictSame(Object.keys(copy.paths), Object.keys(own.paths));
  for (const [path, methods] of Object.entries<Json>(own.paths))
    for (const [method, operation] of Object.entries<Json>(methods)) {
      const { parameters = [], requestBody, responses, ...rest } = copy.paths[path][method];
      const name = operation.operationId;
      t.match(rest, { operationId: name, tags: operation.tags, security: operation.security });
      const shape = ({ schema: _, ...parameter }: Json) => parameter;
      t.strictSame(parameters.map(shape), (operation.parameters ?? []).map(shape), name);
      const types = (body: Json) => Object.keys(body?.content ?? {});
      t.strictSame(types(requestBody), types(operation.requestBody), name);
      t.strictSame(Object.keys(responses), Object.keys(operation.responses), name);
      for (const status of Object.keys(responses))
        t.strictSame(types(responses[status]), types(operation.responses[status]), `${name} ${status}`);
    }
  for (const section of Object.keys(own.components))
    t.strictSame(Object.keys(copy.components[section]), Object.keys(own.components[section]));
  const { summary, place } = copy.components.schemas.EventPatch.properties;
  t.match(summary, { type: 'string', nullable: true });
  t.match(place, { allOf: [{ $ref: '#/components/schemas/PlacePatch' }], nullable: true });
});
