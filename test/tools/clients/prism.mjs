/** Postman's converter, newman and Prism: every request of the contract, to a mock of the service and to the service through a proxy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import newman from 'newman';
import { check, folder, LIMIT, run, start } from './checks.mjs';

/** It has no end, so that nothing that waits for whole answers can ask for it. */
const ENDLESS = '/changes/stream';

/** Sends every request of Postman's collection, and fails with what `faultOf` finds in the answers. */
async function sendAll(address, key, faultOf) {
  const collection = JSON.parse(readFileSync(join(folder, 'collection.json'), 'utf8'));
  const variables = { baseUrl: address, bearerToken: key };
  const faults = [];
  const seen = new Set();
  const sending = newman.run({
    collection,
    envVar: Object.entries(variables).map(([key, value]) => ({ key, value })),
    timeout: LIMIT,
    timeoutRequest: LIMIT / 8,
    reporters: [],
  });
  let asked = '';
  await new Promise((resolve) => {
    sending.on('beforeRequest', (_error, { item }) => {
      asked = item.name;
    });
    sending.on('request', (error, { item, request, response }) => {
      if (request.url.getPath() === ENDLESS) return;
      seen.add(item.name);
      const fault = error ? error.message : faultOf(response);
      if (fault) faults.push(`${request.method} ${request.url.getPath()}: ${fault}`);
    });
    sending.on('done', (error) => {
      if (error) faults.push(`${asked}: ${error.message}, and no more were sent`);
      resolve();
    });
  });
  if (faults.length > 0) throw new Error(`${faults.length} of ${seen.size}\n        ${faults.join('\n        ')}`);
  return `${seen.size} operations`;
}

/** Prism's own failures are problems of types of its own. */
const noAnswer = (response) => (response.code >= 500 ? `${response.code} ${response.text().slice(0, 300)}` : undefined);

/** What Prism finds in answers of the service that isn't in the contract; what it finds in the requests is Postman's invention. */
function deviation(response) {
  // Many of them don't fit into the header, which is cut off then.
  const violations = (response.headers.get('sl-violations') ?? '').match(/\{"location":\["response".*?\}/g) ?? [];
  const ours = violations.filter((violation) => violation.includes('"severity":"Error"'));
  return ours.length > 0 ? ours.join(' ').slice(0, 500) : noAnswer(response);
}

export async function tryMocks(address, key) {
  await check('Postman converts the contract, for newman and Prism', async () => {
    await run('openapi2postmanv2', [
      '-s',
      'openapi.json',
      '-o',
      'collection.json',
      '-O',
      'parametersResolution=Example',
    ]);
  });
  for (const [what, mode, faultOf] of [
    ['Prism answers in place of the service', ['mock', 'openapi.json'], noAnswer],
    ['Prism answers with made-up values', ['mock', '--dynamic', 'openapi.json'], noAnswer],
    ['Prism before the service finds every answer in the contract', ['proxy', 'openapi.json', address], deviation],
  ])
    await check(what, async () => {
      const prism = await start('prism', (port) => [...mode, '--port', port]);
      try {
        return await sendAll(prism.address, key, faultOf);
      } finally {
        prism.stop();
      }
    });
}
