/** The service behind nginx, which is set as docs/running.md shows. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Test } from 'tap';
import { blocks, section } from '../../documents/markdown.js';
import { freePort } from '../../run/free-port.js';
import { type Env, emptyFolder, serve } from '../../support/process.js';

/** What stands in the document where a test has addresses of its own. */
const PATH = '/entente/';
const UPSTREAM = '127.0.0.1:3000';
const LISTEN = 'listen 80;';

// Debian keeps it where only the administrator's commands are looked for.
const env = { PATH: [process.env.PATH, '/usr/sbin'].join(delimiter) };

/** A replacement that must find what it is for. */
export function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the configuration of nginx has no "${from}"`);
  return text.replaceAll(from, to);
}

/** Runs nginx as whoever runs the tests, in a folder of its own. */
export async function startNginx(t: Test, server: string): Promise<void> {
  if (spawnSync('nginx', ['-v'], { env }).error)
    throw new Error('there is no nginx: install it (on Debian: apt-get install nginx)');
  const folder = emptyFolder(t);
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  const configuration = `
    daemon off;
    user ${userInfo().username};
    pid nginx.pid;
    error_log stderr notice;
    events {}
    http {
      access_log off;
      ${kept.join(' ')}
      ${server}
    }`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration);
  const nginx = spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(nginx, 'close');
  t.teardown(async () => {
    nginx.kill('SIGTERM');
    await ended;
  });
  let said = '';
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  while (!said.includes('start worker process'))
    if ((await Promise.race([once(nginx.stderr, 'data'), ended])).length > 1)
      throw new Error(`nginx ended before it listened: ${said}`);
}

/**
 * Starts the service and nginx in front of it.
 * @param path where nginx has it, with a slash at both ends
 */
export async function serveBehindNginx(t: Test, cwd: string, path = PATH, settings: Env = {}) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}${path}`;
  const [shown, ...others] = blocks(section('Behind a proxy')).filter(({ language }) => language === 'nginx');
  if (!shown || others.length > 0) throw new Error('docs/running.md shows one configuration of nginx');
  const service = await serve(t, cwd, { TRUST_PROXY: '1', ...(path !== '/' && { PUBLIC_URL: address }), ...settings });
  const upstream = replaced(shown.code, UPSTREAM, new URL(service.address).host);
  await startNginx(t, replaced(replaced(upstream, LISTEN, `listen 127.0.0.1:${port};`), PATH, path));
  return { ...service, address: address.slice(0, -1) };
}
