/**
 * `npm run clients`: other people's tools at the contract as a running service serves it. Generators make clients that have to
 * compile; Prism takes the place of the service, and stands before it; Postman's converter makes the requests that are sent to all three.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import newman from 'newman';

const SERVICE = fileURLToPath(new URL('../../dist/src/bin/entente.js', import.meta.url));
const COMMANDS = fileURLToPath(new URL('node_modules/.bin/', import.meta.url));
const KEY = 'a-key-for-this-run-only';
/** No tool may take longer for one thing. */
const LIMIT = 60_000;
/** It has no end, so that nothing that waits for whole answers can ask for it. */
const ENDLESS = '/changes/stream';

const folder = mkdtempSync(join(tmpdir(), 'entente-clients-'));
const started = [];
let failures = 0;

/** Does one thing and says how it went; the next ones are done all the same. */
async function check(what, does) {
  const begin = performance.now();
  const outcome = await does().then(
    (said) => `ok      ${what}${said ? `: ${said}` : ''}`,
    (failure) => {
      failures++;
      return `not ok  ${what}: ${failure.message}`;
    },
  );
  console.log(outcome, `(${Math.round((performance.now() - begin) / 100) / 10} s)`);
}

/** Runs one of the tools to its end. */
const run = (command, ...args) =>
  new Promise((resolve, reject) => {
    execFile(
      join(COMMANDS, command),
      args,
      { cwd: folder, timeout: LIMIT, killSignal: 'SIGKILL' },
      (error, out, err) => {
        if (!error) resolve();
        else reject(new Error(error.killed ? `not done after ${LIMIT / 1000} s` : `${out}${err}`.slice(-2000)));
      },
    );
  });

/** Starts a server and waits until it listens. */
async function start(port, command, args, env = {}) {
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  started.push(child);
  const address = `http://127.0.0.1:${port}`;
  const end = performance.now() + LIMIT;
  for (;;) {
    const answered = await fetch(`${address}/vocabularies/stage`, { signal: AbortSignal.timeout(LIMIT) }).catch(
      () => undefined,
    );
    if (answered) return { address, child };
    if (child.exitCode !== null || performance.now() > end)
      throw new Error(`${command} ${args.join(' ')} does not listen`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Sends every request of Postman's collection, and fails with what `faultOf` finds in the answers. */
async function sendAll(address, faultOf) {
  const collection = JSON.parse(readFileSync(join(folder, 'collection.json'), 'utf8'));
  const variables = { baseUrl: address, bearerToken: KEY };
  const faults = [];
  const seen = new Set();
  const sending = newman.run({
    collection,
    envVar: Object.entries(variables).map(([key, value]) => ({ key, value })),
    timeout: 2 * LIMIT,
    timeoutRequest: LIMIT / 4,
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

const COMPILER_OPTIONS = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  strict: true,
  noEmit: true,
  types: [],
};

async function generate(name, ...command) {
  await check(`${name} makes a client, which compiles`, async () => {
    await run(...command);
    const tsconfig = `tsconfig.${name}.json`;
    writeFileSync(join(folder, tsconfig), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: [name] }));
    await run('tsc', '-p', tsconfig);
  });
}

try {
  const port = await freePort();
  const service = await start(port, process.execPath, [SERVICE, 'serve'], {
    PORT: String(port),
    ENTENTE_ADMIN_KEY: KEY,
  });
  const served = await fetch(`${service.address}/openapi.json`);
  writeFileSync(join(folder, 'openapi.json'), await served.text());
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(fileURLToPath(new URL('node_modules', import.meta.url)), join(folder, 'node_modules'));

  await generate('hey-api', 'openapi-ts', '-i', 'openapi.json', '-o', 'hey-api');
  await generate('openapi-typescript', 'openapi-typescript', 'openapi.json', '-o', 'openapi-typescript/entente.d.ts');
  await generate('orval', 'orval', '--client', 'fetch', '--input', 'openapi.json', '--output', 'orval/entente.ts');

  await check('Postman converts the contract', () =>
    run('openapi2postmanv2', '-s', 'openapi.json', '-o', 'collection.json', '-O', 'parametersResolution=Example'),
  );

  const prism = join(COMMANDS, 'prism');
  for (const [what, mode, faultOf] of [
    ['Prism answers in place of the service', ['mock', 'openapi.json'], noAnswer],
    ['Prism answers with made-up values', ['mock', '--dynamic', 'openapi.json'], noAnswer],
    [
      'Prism before the service finds every answer in the contract',
      ['proxy', 'openapi.json', service.address],
      deviation,
    ],
  ])
    await check(what, async () => {
      const port = await freePort();
      const { address, child } = await start(port, prism, [...mode, '--port', String(port)]);
      try {
        return await sendAll(address, faultOf);
      } finally {
        child.kill('SIGKILL');
      }
    });
} finally {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
