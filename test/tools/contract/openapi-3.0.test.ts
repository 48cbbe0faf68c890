/** The copy of the contract in OpenAPI 3.0, and the contract itself, by a validator of others. */
import { createRequire } from 'node:module';
import t from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { openRegister } from '../../support/register.js';

const parser = createRequire(packageFile('test/tools/package.json'))('@apidevtools/swagger-parser');

for (const [url, version] of [
  ['/openapi-3.0.json', '3.0.3'],
  ['/openapi.json', '3.1.0'],
] as const)
  t.test(`${url} is valid OpenAPI ${version}`, async (t) => {
    const { get } = await openRegister(t);
    const { openapi } = await parser.validate((await get(url)).body);
    t.equal(openapi, version);
  });
