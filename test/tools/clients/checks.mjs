/** What `npm run clients` consists of: a folder to work in, checks one after the other, tools that run and servers that listen. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** No tool may take longer for one thing. */
export const LIMIT = 120_000;
/** Only checks with this in their name are done. */
const [ONLY = ''] = process.argv.slice(2);

/** The packages of this folder, and those of the folder above it, which the tests need as well. */
const OWN = fileURLToPath(new URL('node_modules', import.meta.url));
const SHARED = fileURLToPath(new URL('../node_modules', import.meta.url));
const COMMANDS = [OWN, SHARED].map((packages) => join(packages, '.bin')).join(delimiter);

const top = mkdtempSync(join(tmpdir(), 'entente-clients-'));
/** Where everything is made: a stranger's project, which finds the same packages. */
export const folder = join(top, 'project');
mkdirSync(folder);
symlinkSync(SHARED, join(top, 'node_modules'));
symlinkSync(OWN, join(folder, 'node_modules'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');

const started = [];
let failures = 0;

/** Does one thing and says how it went; the next ones are done all the same. */
export async function check(what, does) {
  if (!what.includes(ONLY)) return;
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

const environment = (more) => ({ ...process.env, PATH: `${COMMANDS}${delimiter}${process.env.PATH}`, ...more });

/** Runs a command to its end, and gives what it printed. */
export const run = (command, args, env = {}) =>
  new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environment(env), timeout: LIMIT, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 };
    execFile(command, args, options, (error, out, err) => {
      if (!error) resolve(out.trim());
      else reject(new Error(error.killed ? `not done after ${LIMIT / 1000} s` : `${out}${err}`.slice(-2000)));
    });
  });

/** Starts a server on a free port, which its arguments or its environment are made of, and gives its address when it listens. */
export async function start(command, argsAt, settingsAt = () => ({})) {
  const port = String(await freePort());
  const args = argsAt(port);
  const child = spawn(command, args, {
    cwd: folder,
    env: environment(settingsAt(port)),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const address = `http://127.0.0.1:${port}`;
  const end = performance.now() + LIMIT;
  for (;;) {
    const answered = await fetch(`${address}/vocabularies/stage`, { signal: AbortSignal.timeout(LIMIT) }).catch(
      () => undefined,
    );
    if (answered) return { address, printed: () => printed, stop: () => child.kill('SIGKILL') };
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

/** Stops what runs, removes what was made, and says by the exit code how it went. */
export function finish() {
  for (const child of started) child.kill('SIGKILL');
  rmSync(top, { recursive: true, force: true });
  process.exitCode = failures > 0 ? 1 : 0;
}
