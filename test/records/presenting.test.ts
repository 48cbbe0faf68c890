/** What is sent of stored documents: as they are stored, cut down, or inside of larger answers. */
import fc from 'fast-check';
import t from 'tap';
import { RawJson, render } from '../../src/model/json/raw-json.js';
import { present, shownMembers } from '../../src/register/document/present.js';

t.test('JSON is rendered as JSON.stringify does', async (t) => {
  fc.assert(fc.property(fc.jsonValue(), (value) => render(value) === JSON.stringify(value)));
  const sparse = { absent: undefined, list: [undefined, null], empty: {}, none: [] };
  t.equal(render(sparse), JSON.stringify(sparse));
});

t.test('raw JSON and maps are rendered as they are', async (t) => {
  const stored = '{"b": 1,\n"a":[ ]}';
  const found = new Map([
    ['9', new RawJson(stored)],
    ['10', undefined],
    ['1', new RawJson('null')],
  ]);
  t.equal(render({ data: [new RawJson(stored)], found }), `{"data":[${stored}],"found":{"9":${stored},"1":null}}`);
});

t.test('a document is sent as it is stored, unless some of its members are asked for', async (t) => {
  const stored = '{"id": "hsx", "name": "HSX"}';
  t.equal(present(stored).text, stored);
  t.equal(present('no JSON').text, 'no JSON', 'without being parsed');
  t.equal(present(stored, { fields: undefined }).text, stored);
  t.equal(present(stored, { fields: ['name', 'kind'] }).text, '{"name":"HSX"}');
  t.same(shownMembers(stored, { fields: ['name'] }), { name: 'HSX' });
  t.same(shownMembers(stored, {}), { id: 'hsx', name: 'HSX' });
});
