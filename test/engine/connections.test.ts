/** Connections to PostgreSQL that are lost as soon as they are made, that are never made, and that go silent. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { openEngine } from '../../src/db/open.js';
import { openPool } from '../../src/db/postgres/driver.js';
import { places, postgresOnly } from '../support/place.js';

async function portOf(t: Test, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}

/** A message of the protocol (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type), length, content]);
}
const WELCOME = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
const FAREWELL = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

t.test(
  'a connection that is lost as soon as it is made fails whoever uses it, and the next is another one',
  postgresOnly,
  async (t) => {
    const server = createServer((socket) => {
      // All of it comes at once, so that it is lost in the same turn of the event loop.
      socket.once('data', () => socket.end(Buffer.concat([...WELCOME, FAREWELL])));
      socket.on('error', () => {});
    });
    const port = await portOf(t, server);
    const pool = openPool({ host: '127.0.0.1', port, user: 'nobody', database: 'none' });
    for (let turn = 0; turn < 2; turn += 1) {
      const client = await pool.connect();
      await t.rejects(client.query('select 1'));
      client.release(true);
    }
    await pool.end();
    t.pass('the process lives on');
  },
);

t.test('a connection for which there is no password is closed', postgresOnly, async (t) => {
  const number = (value: number) => Buffer.from([0, 0, 0, value]);
  const asked = message('R', Buffer.concat([number(10), Buffer.from('SCRAM-SHA-256\0\0')]));
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => {
      socket.write(asked);
      socket.once('data', (answer) => {
        const nonce = /r=([^,]*)$/.exec(answer.toString())?.[1];
        socket.write(message('R', Buffer.concat([number(11), Buffer.from(`r=${nonce}x,s=c2FsdA==,i=4096`)])));
        socket.resume();
      });
    });
    socket.on('error', () => {});
  });
  const pool = openPool({ host: '127.0.0.1', port: await portOf(t, server), user: 'nobody', database: 'none' });
  const ended = once(server, 'connection').then(([socket]) => once(socket, 'close'));
  await t.rejects(pool.connect(), { message: /password must be/ });
  await ended;
  t.equal(sockets.length, 1);
  await pool.end();
});

t.test('when connections go silent a write is refused soon, and the next one succeeds', postgresOnly, async (t) => {
  const place = await places.empty();
  t.teardown(() => place.remove());
  const url = new URL(place.url);
  const { port, hostname } = url;
  const pairs: Socket[][] = [];
  const server = createServer((socket) => {
    const target = connect(Number(port), hostname);
    const pair = [socket, target];
    pairs.push(pair);
    for (const one of pair) one.on('error', () => {});
    socket.pipe(target).pipe(socket);
  });
  url.port = String(await portOf(t, server));
  const engine = await openEngine(url.href, { pool: 2 });
  await engine.migrate();
  await engine.write(async () => {});
  for (const [socket, target] of pairs) {
    socket?.unpipe();
    target?.unpipe();
    socket?.resume();
  }
  await t.rejects(
    engine.write(async () => {}),
    { code: 'unavailable' },
  );
  await engine.write(async () => {});
  for (const pair of pairs) for (const one of pair) one.destroy();
  await engine.close();
});
