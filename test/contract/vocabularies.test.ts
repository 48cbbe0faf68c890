import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { openRegister } from '../support/register.js';

t.test('every enumeration of the contract can be read as data', async (t) => {
  const register = await openRegister(t);
  const { body: document } = await register.get('/openapi.json');
  const { status, body } = await register.get('/vocabularies');
  t.equal(status, 200);
  const values = new Map<string, string[]>();
  for (const { name, values: own } of body.data)
    values.set(
      name,
      own.map(({ value }: { value: string }) => value),
    );
  for (const [name, schema] of Object.entries<any>(document.components.schemas)) {
    if (!schema['x-enumDescriptions']) continue;
    const snakeCase = name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
    t.strictSame(values.get(snakeCase), schema.enum, snakeCase);
  }
});

t.test('a vocabulary can be read alone, events with the codes of other vocabularies', async (t) => {
  const register = await openRegister(t);
  const { body } = await register.get('/vocabularies/event_kind');
  const signing = body.values.find(({ value }: { value: string }) => value === 'signing');
  t.equal(signing.cameo, '057');
  t.notMatch(signing.definition, /CAMEO/);
  const appointment = body.values.find(({ value }: { value: string }) => value === 'appointment');
  t.notOk('cameo' in appointment, 'most domestic acts have none');
});

t.test(
  'a vocabulary or a kind of problem that does not exist is not there, and the nearest that does is told',
  async (t) => {
    const register = await openRegister(t);
    for (const [url, parameter, nearest] of [
      ['/vocabularies/event_kinds', 'name', 'event_kind'],
      ['/problems/not_there', 'code', 'not_found'],
    ] as const) {
      const errors = expectProblem(t, await register.get(url), 404, 'not_found', `?${parameter} unknown_value`);
      t.match(errors, [{ detail: nearest }]);
    }
    for (const unknown of ['Event_Kind', '%00', 'x'.repeat(500), '../event_kind'.replaceAll('/', '%2F')])
      for (const collection of ['vocabularies', 'problems'])
        expectProblem(t, await register.get(`/${collection}/${unknown}`), 404, 'not_found');
  },
);
