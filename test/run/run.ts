/**
 * `node dist/test/run/run.js FOLDER ENGINE … [OPTION …]`: runs all tests of the folder on each of the engines, `sqlite` and
 * `postgres`, in one run of tap. The options are those of tap's command.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { ENGINES, type Engine, makeGroups } from './make-groups.js';
import { startServer } from './postgres-server.js';

const isOption = (argument: string): boolean => argument.startsWith('-');
const isEngine = (name: string): name is Engine => ENGINES.some((engine) => engine === name);

const [folder, ...others] = process.argv.slice(2);
const engines = others.filter((argument) => !isOption(argument));
if (folder === undefined || engines.length === 0 || !engines.every(isEngine)) {
  console.error(
    `usage: node dist/test/run/run.js FOLDER ENGINE … [OPTION …]; the engines are ${ENGINES.join(' and ')}`,
  );
  process.exit(2);
}
const options = others.filter(isOption);
const lists = makeGroups(folder, engines);
const server = engines.includes('postgres') ? await startServer() : undefined;
const env = { ...process.env, ...(server && { TEST_DATABASE_URL: server.url }) };

/** What Node is started with for each list. Collecting garbage in several threads gains nothing while others run beside it. */
const NODE_OPTIONS = ['--import=./dist/test/support/preload.js', '--single-threaded-gc'];
/** As many lists run at once as this machine has cores, and more. */
const JOBS = 3;
const TIMEOUT_S = 600;

if (process.stdout.isTTY || !options.includes('--disable-coverage')) {
  // Its own command shows a person how it goes, and collects coverage.
  const settings = [`--jobs=${JOBS}`, `--timeout=${TIMEOUT_S}`, ...NODE_OPTIONS.map((one) => `--node-arg=${one}`)];
  const tests = spawn('tap', [...options, ...settings, ...lists], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
  const [code] = await once(tests, 'exit');
  await server?.stop();
  process.exit(code ?? 1);
}

// That command loads a compiler and much else into each process, which takes some seconds; these do without.
t.jobs = JOBS;
t.setTimeout(0);
t.teardown(() => server?.stop());
for (const list of lists)
  t.spawn(
    process.execPath,
    ['--enable-source-maps', ...NODE_OPTIONS, list],
    {
      buffered: true,
      cwd: packageFile('.'),
      env: { ...env, TAP_TIMEOUT: `${TIMEOUT_S}` },
      stdio: 'inherit',
      timeout: 1000 * TIMEOUT_S,
    },
    list,
  );
