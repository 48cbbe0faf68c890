/** PostgreSQL servers of a test's own, which it may stop, start again and copy as replicas. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../run/free-port.js';
import { initialise, installed, owner } from '../run/postgres-server.js';

export interface OwnServer {
  /** The database `postgres`, in which nothing is at first. */
  url: string;
  start(): Promise<void>;
  /** Ends it, and all connections to it; or, killed, leaves it no time to end anything. */
  stop(isKilled?: boolean): Promise<void>;
  /** A streaming replica that runs, and lags behind by so many milliseconds. It stops the server for a moment. */
  replica(t: Test, lag: number): Promise<OwnServer>;
}

const START_TIMEOUT_MS = 30_000;

/** What is acknowledged survives the server, not the machine. */
const SETTINGS = [
  ...['fsync=off', 'max_connections=100', 'wal_level=replica'],
  // A replica says every second what is read there.
  ...['hot_standby=on', 'hot_standby_feedback=on', 'wal_receiver_status_interval=1s'],
];

/** A server with no data that runs; it is gone when the test ends. */
export async function ownServer(t: Test): Promise<OwnServer> {
  const data = emptyData(t);
  initialise(data);
  return serverOf(t, data, []);
}

function emptyData(t: Test): string {
  const data = fs.mkdtempSync(join(tmpdir(), 'entente-own-server-'));
  if (owner.uid !== undefined) fs.chownSync(data, owner.uid, owner.gid);
  t.teardown(() => fs.rmSync(data, { recursive: true, force: true }));
  return data;
}

async function serverOf(t: Test, data: string, more: readonly string[]): Promise<OwnServer> {
  const port = await freePort();
  const options = [
    ...SETTINGS,
    ...more,
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${data}`,
  ];
  let child: ChildProcess | undefined;
  const server: OwnServer = {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start: async () => {
      const started = spawn(
        join(installed(), 'bin', 'postgres'),
        ['-D', data, ...options.flatMap((one) => ['-c', one])],
        { ...owner, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      child = started;
      let log = '';
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => reject(new Error(`PostgreSQL did not start: ${log}`));
        const late = setTimeout(giveUp, START_TIMEOUT_MS);
        started.once('exit', giveUp);
        started.stderr.setEncoding('utf8').on('data', (text: string) => {
          log += text;
          if (!/ready to accept/.test(log)) return;
          clearTimeout(late);
          resolve();
        });
      });
    },
    stop: async (isKilled = false) => {
      if (!child) return;
      const ended = once(child, 'exit');
      // Smart, fast and immediate shutdown are SIGTERM, SIGINT and SIGQUIT.
      child.kill(isKilled ? 'SIGQUIT' : 'SIGINT');
      child = undefined;
      await ended;
    },
    replica: async (t, lag) => {
      const copy = emptyData(t);
      await server.stop();
      for (const name of fs.readdirSync(data))
        if (!/^postmaster|^\.s/.test(name)) fs.cpSync(join(data, name), join(copy, name), { recursive: true });
      fs.writeFileSync(join(copy, 'standby.signal'), '');
      if (owner.uid !== undefined) giveAway(copy, owner.uid, owner.gid);
      await server.start();
      const primary = `host=127.0.0.1 port=${port} user=postgres`;
      return serverOf(t, copy, [`primary_conninfo=${primary}`, `recovery_min_apply_delay=${lag}`]);
    },
  };
  t.teardown(() => server.stop(true));
  await server.start();
  return server;
}

function giveAway(path: string, uid: number, gid: number): void {
  fs.lchownSync(path, uid, gid);
  if (fs.lstatSync(path).isDirectory()) for (const name of fs.readdirSync(path)) giveAway(join(path, name), uid, gid);
}
