import t from 'tap';
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

t.test('a vocabulary that does not exist is refused with the nearest that does', async (t) => {
  const register = await openRegister(t);
  const { status, body } = await register.get('/vocabularies/event_kinds');
  t.equal(status, 400);
  t.match(body.errors, [{ parameter: 'name', code: 'unknown_value', detail: /event_kind/ }]);
});
