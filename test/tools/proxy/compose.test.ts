/** The load balancer of compose.yaml, in front of two copies of the service that share a register. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { packageFile } from '../../../src/db/package-file.js';
import { freePort } from '../../run/free-port.js';
import { emptyFolder, serve } from '../../support/process.js';
import { replaced, startNginx } from './nginx.js';

const KEY = 'a-key-for-the-balancer-only';

t.test('requests go to both copies; while one is gone the other answers, and what was written is there', async (t) => {
  const folder = emptyFolder(t);
  const copies: { [name: string]: Awaited<ReturnType<typeof serve>> } = {};
  const start = async (name: string, port = '0') => {
    copies[name] = await serve(t, folder, { ENTENTE_ADMIN_KEY: KEY, PORT: port });
    return new URL(copies[name].address).host;
  };
  const { content } = parse(readFileSync(packageFile('compose.yaml'), 'utf8')).configs.balancer;
  let configuration: string = content.replaceAll('$$', '$');
  const hosts = new Map<string, string>();
  for (const name of ['copy-1', 'copy-2']) {
    hosts.set(name, await start(name));
    configuration = replaced(configuration, `${name}:3000`, hosts.get(name) ?? '');
  }
  const port = await freePort();
  await startNginx(t, replaced(configuration, 'listen 80;', `listen 127.0.0.1:${port};`));
  const address = `http://127.0.0.1:${port}`;

  for (const [index, name] of ['copy-1', 'copy-2'].entries()) {
    t.equal(await copies[name]?.stop('SIGKILL'), null);
    const written = await fetch(`${address}/parties`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: `party-${index}`, kind: 'company', name: 'One' }),
    });
    t.equal(written.status, 201, `without ${name}`);
    for (let times = 0; times < 5; times++)
      t.equal((await fetch(`${address}/parties/party-${index}`)).status, 200, `without ${name}`);
    await start(name, hosts.get(name)?.split(':')[1]);
  }
  t.equal((await fetch(`${address}/parties/party-0`)).status, 200);
});
