/**
 * `npm run clients`: other people's tools at the contract as a running service serves it. Generators make clients, which compile
 * and are used; Prism takes the place of the service, and stands before it; Postman's converter makes the requests that are sent
 * to all three. `npm run clients -- Prism` does only what has this word in its name.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finish, folder, start } from './checks.mjs';
import { tryGenerators } from './generators.mjs';
import { tryMocks } from './prism.mjs';

const SERVICE = fileURLToPath(new URL('../../../dist/src/bin/entente.js', import.meta.url));
const KEY = 'a-key-for-this-run-only';

try {
  const settings = (port) => ({ PORT: port, ENTENTE_ADMIN_KEY: KEY });
  const { address } = await start(process.execPath, () => [SERVICE, 'serve'], settings);
  const served = await fetch(`${address}/openapi.json`);
  writeFileSync(join(folder, 'openapi.json'), await served.text());
  await tryGenerators(address, KEY);
  await tryMocks(address, KEY);
} finally {
  finish();
}
