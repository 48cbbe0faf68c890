/** The mocks that orval makes of the contract's examples. Its client is not used, since it reads texts as if they were JSON. */
import { strict as assert } from 'node:assert';
import * as entente from '../orval/examples.js';

const mocks = Object.entries(entente).filter(([name]) => name.endsWith('ResponseMock'));
assert.ok(mocks.length > 50);
for (const [name, mock] of mocks) {
  assert.ok(typeof mock === 'function' && mock.length === 0, name);
  assert.notEqual(Reflect.apply(mock, undefined, []), undefined, name);
}
console.log(`${mocks.length} mocks`);
