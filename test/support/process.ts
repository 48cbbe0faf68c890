/** The `entente` command as a process, from wherever it was compiled to, for tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import { SETTINGS } from '../../src/config.js';
import { openEngine } from '../../src/db/open.js';
import { type Json, KEY } from './register.js';

const COMMAND = fileURLToPath(new URL('../../src/bin/entente.js', import.meta.url));
export type Env = Record<string, string>;

/** The environment of the tests without any setting of theirs. */
const unset = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, undefined]));

/** An empty folder to work in, taken away in the end. */
export function emptyFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'entente-command-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a command is to find in its environment. */
export const commandEnv = (env: Env): NodeJS.ProcessEnv => ({
  ...process.env,
  ...unset,
  NODE_OPTIONS: undefined,
  ...env,
});

interface Started {
  child: ChildProcess;
  /** What it has written so far. */
  output(): string;
  errors(): string;
}

function start(t: Test, cwd: string, args: string[], env: Env = {}): Started {
  // Without what a test runner sets to look inside: it would more than double the time to start.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, COMMAND, ...args], {
    cwd,
    env: { ...process.env, ...unset, ...env },
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  let complained = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
  });
  t.teardown(() => child.kill('SIGKILL'));
  return { child, output: () => printed, errors: () => complained };
}

/** Runs the command to its end. */
export async function run(t: Test, cwd: string, args: string[], env: Env = {}) {
  const { child, output, errors } = start(t, cwd, args, env);
  const [code] = await once(child, 'close');
  return { code, stdout: output(), stderr: errors() };
}

/** Starts the service on a free port and waits until it says that it listens. */
export async function serve(t: Test, cwd: string, env: Env = {}) {
  const { child, output, errors } = start(t, cwd, ['serve'], { PORT: '0', ...env });
  const ended = once(child, 'close');
  while (!/admin key.*\n/.test(output()))
    if ((await Promise.race([once(child.stdout!, 'data'), ended])).length > 1)
      throw new Error(`it ended before it listened: ${output()}`);
  const address = /http:\/\/[\w.[\]:]+:\d+/.exec(output())?.[0] ?? '';
  return {
    address,
    pid: child.pid!,
    printed: output(),
    /** All that it has written so far, to both its outputs. */
    written: () => output() + errors(),
    /** The answer as JSON. */
    get: async (path: string): Promise<Json> => (await fetch(address + path)).json(),
    post: (path: string, key: string, body: object) =>
      fetch(address + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    /** The exit code after a signal. */
    stop: async (signal: NodeJS.Signals): Promise<number> => {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}

/** Reads a register that no process serves. */
export async function reader(t: Test, url: string) {
  const engine = await openEngine(url);
  const app = await buildApp({ engine, keys: [{ name: 'tester', scope: 'read', hash: hashOf(KEY) }] });
  t.teardown(async () => {
    await app.close();
    await engine.close();
  });
  return (url: string) => app.inject({ url, headers: { authorization: `Bearer ${KEY}` } });
}

/** That a run failed, with one line about it and no trace of the inside. */
export function failed(
  t: Test,
  what: string,
  { code, stderr }: { code: number; stderr: string },
  line: RegExp | string,
): void {
  t.type(code, 'number', what);
  t.not(code, 0, what);
  t.match(stderr, line, what);
  t.equal(stderr.trimEnd().split('\n').length, 1, `${what}: one line`);
}
