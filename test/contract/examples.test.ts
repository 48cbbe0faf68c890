/** The contract's examples are the first records, and work on them. */
import t, { type Test } from 'tap';
import { type Json, openRegister, type TestRegister, writerKey } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';

interface Operation {
  name: string;
  method: string;
  path: string;
  operation: Json;
}

const document = async (t: Test): Promise<Json> => withWholeOperations((await openRegister(t)).app.swagger());

const operationsOf = (document: Json): Operation[] =>
  Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => {
      return { name: operation.operationId, method: method.toUpperCase(), path, operation };
    }),
  );

/** Sends what Swagger UI would when a user presses the button without changing anything. */
function tryOut(register: TestRegister, { method, path, operation }: Operation) {
  const shown = (operation.parameters ?? []).filter(({ example }: Json) => example !== undefined);
  const url = path.replace(/\{(\w+)\}/g, (_, name) => shown.find((one: Json) => one.name === name).example);
  const query = new URLSearchParams(
    shown.filter((one: Json) => one.in === 'query').map((one: Json) => [one.name, String(one.example)]),
  );
  const headers = shown.filter((one: Json) => one.in === 'header').map((one: Json) => [one.name, String(one.example)]);
  const [[type, media] = []] = Object.entries<Json>(operation.requestBody?.content ?? {});
  return register.send({
    method: method as 'GET',
    url: query.size > 0 ? `${url}?${query}` : url,
    headers: { ...Object.fromEntries(headers), ...writerKey, ...(type && { 'content-type': type }) },
    ...(media && { payload: typeof media.example === 'string' ? media.example : JSON.stringify(media.example) }),
  });
}

const answerExample = ({ operation }: Operation, status: number): Json =>
  operation.responses[String(status)]?.content?.['application/json']?.example;

/** The same with the times of one moment. */
const atOneMoment = (value: Json): Json =>
  JSON.parse(JSON.stringify(value), (name, member) =>
    ['at', 'created_at', 'updated_at'].includes(name) ? '2025-11-01T12:00:00.000Z' : member,
  );

/** What the first records keep from happening: they refer to one another and have no texts, and a company has no positions. */
const REFUSED: Record<string, number> = {
  deleteParty: 409,
  deleteSource: 409,
  deletePartnership: 409,
  addPartyPosition: 422,
  getSourceText: 404,
  deleteSourceText: 404,
  deleteKey: 404,
};

t.test('each example can be sent as it is, and works on the first records', async (t) => {
  const operations = operationsOf(await document(t));
  t.ok(operations.length > 30);
  for (const operation of operations) {
    const { status, text } = await tryOut(await openRegister(t, { seeded: true }), operation);
    const expected = REFUSED[operation.name];
    if (expected === undefined) t.ok(status >= 200 && status < 300, operation.name, { status, text });
    else t.equal(status, expected, operation.name);
  }
});

t.test('each example of a record, its history, a problem or a vocabulary is what the service answers', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const reading = operationsOf(await document(t)).filter(
    ({ name, method }) =>
      method === 'GET' &&
      !/^list(Keys|CertificateKeys|Events|Parties|Sources|Partnerships|Vocabularies|Changes)$|^export|Difference$|^stream|^cite/.test(
        name,
      ),
  );
  let compared = 0;
  for (const operation of reading) {
    const { status, body } = await tryOut(register, operation);
    if (status !== 200) continue;
    t.strictSame(atOneMoment(body), answerExample(operation, 200), operation.name);
    compared += 1;
  }
  t.ok(compared > 12, 'most of them can be compared');
});

t.test('each example of an input is what its record was written as', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const replacing = operationsOf(await document(t)).filter(({ name }) => /^replace/.test(name));
  t.equal(replacing.length, 4);
  for (const operation of replacing) {
    const { body } = await tryOut(register, operation);
    t.strictSame(atOneMoment({ ...body, revision: 1 }), answerExample(operation, 200), operation.name);
  }
});

t.test('the example of a stored text is what the service answers', async (t) => {
  const operation = operationsOf(await document(t)).find(({ name }) => name === 'storeSourceText');
  const { status, body } = await tryOut(await openRegister(t, { seeded: true }), operation!);
  t.equal(status, 201);
  // The first records have more citations of this source than an example should show.
  const { citations, ...source } = atOneMoment(body);
  const { citations: shown, ...sourceShown } = answerExample(operation!, 201);
  t.strictSame(source, sourceShown);
  t.strictSame(Object.keys(citations), Object.keys(shown));
  t.strictSame(Object.keys(citations.changed[0]), Object.keys(shown.changed[0]));
});

t.test('each operation shows a request, where it takes one, and each answer that it gives', async (t) => {
  for (const { name, operation } of operationsOf(await document(t))) {
    for (const media of Object.values<Json>(operation.requestBody?.content ?? {})) t.ok(media.example, name);
    for (const parameter of operation.parameters ?? [])
      if (parameter.required) t.not(parameter.example, undefined, `${name} ${parameter.name}`);
    for (const [status, answer] of Object.entries<Json>(operation.responses))
      for (const media of Object.values<Json>(answer.content ?? {})) t.ok(media.example, `${name} ${status}`);
  }
});

t.test('every example of the contract fits its schema', async (t) => {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const contract = await document(t);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(contract, 'contract');
  // An enumeration has none.
  for (const [name, { examples = [] }] of Object.entries<Json>(contract.components.schemas))
    for (const example of examples) {
      const fits = ajv.getSchema(`contract#/components/schemas/${name}`);
      t.ok(fits?.(example), name, { errors: fits?.errors, example });
    }
});
