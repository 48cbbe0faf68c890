/**
 * `node dist/test/run/run.js FOLDER ENGINE … [OPTION …]`: runs all tests of the folder on each of the engines, `sqlite` and
 * `postgres`, in one run of tap, which gets the options.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
const lists = makeGroups(folder, engines);
const server = engines.includes('postgres') ? await startServer() : undefined;
const tests = spawn('tap', [...others.filter(isOption), ...lists], {
  stdio: 'inherit',
  env: { ...process.env, ...(server && { TEST_DATABASE_URL: server.url }) },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
const [code] = await once(tests, 'exit');
await server?.stop();
process.exit(code ?? 1);
