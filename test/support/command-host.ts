/** A process that runs one command of `entente` after the other: most of a command's time is loading its modules. */
const COMMAND = new URL('../../src/bin/entente.js', import.meta.url).href;

export interface Job {
  cwd: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** The output and exit code of a command. */
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
  // Only the command keeps the event loop alive now, so `beforeExit` comes when a process of its own would end.
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
