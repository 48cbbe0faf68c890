/** A process that runs one command of `entente` after the other: most of a command's time is loading what it is made of. */
const COMMAND = new URL('../../src/bin/entente.js', import.meta.url).href;

export interface Job {
  cwd: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** What a process tells when it ends. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

// Each command listens for errors and signals, as if it were alone.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);

let runs = 0;
let outcome: Outcome | undefined;

function gather(stream: NodeJS.WriteStream, name: 'stdout' | 'stderr'): void {
  stream.write = (text: string | Uint8Array) => {
    if (outcome) outcome[name] += text;
    return true;
  };
}
gather(process.stdout, 'stdout');
gather(process.stderr, 'stderr');

process.on('message', ({ cwd, args, env }: Job) => {
  outcome = { code: 0, stdout: '', stderr: '' };
  process.chdir(cwd);
  process.env = { ...env };
  process.exitCode = undefined;
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
  // Nothing but the command now keeps the process going, so that it is told when a process of its own would have ended.
  process.channel?.unref();
  void import(`${COMMAND}?${++runs}`);
});

process.on('beforeExit', () => {
  if (!outcome) return;
  process.channel?.ref();
  process.send?.({ ...outcome, code: Number(process.exitCode ?? 0) });
  outcome = undefined;
});

// Whoever started it has gone.
process.on('disconnect', () => process.exit());
