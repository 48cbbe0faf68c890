/** Runs commands of `entente` in one process that stays, for tests that need no process for each. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Job, Outcome } from './command-host.js';
import { commandEnv, type Env } from './process.js';

const HOST = fileURLToPath(new URL('command-host.js', import.meta.url));

let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

function start(): ChildProcess {
  // Without what a test runner sets to look inside.
  const { NODE_OPTIONS: _runner, ...env } = process.env;
  const started = fork(HOST, { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  started.once('exit', () => {
    host = undefined;
  });
  return started;
}

/** Sends a command and waits for its end; while none runs, the host keeps nobody waiting. */
function send(job: Job): Promise<Outcome> {
  host ??= start();
  const process = host;
  return new Promise((resolve, reject) => {
    const crashed = (code: number | null) => reject(new Error(`entente ${job.args.join(' ')} crashed: ${code}`));
    process.once('exit', crashed);
    process.once('message', (outcome) => {
      process.off('exit', crashed);
      process.unref();
      process.channel?.unref();
      resolve(outcome as Outcome);
    });
    process.ref();
    process.channel?.ref();
    process.send(job);
  });
}

/** Runs the command to its end, after those that were begun before. */
export function command(_t: Test, cwd: string, args: string[], env: Env = {}): Promise<Outcome> {
  const job = { cwd, args, env: commandEnv(env) };
  const outcome = last.then(() => send(job));
  last = outcome.catch(() => {});
  return outcome;
}
