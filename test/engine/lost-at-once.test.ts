/** A server of PostgreSQL that ends a connection as soon as it is made, as one does that is being stopped. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { watchCommits } from '../../src/db/postgres/watch.js';
import { isSqlite, postgresOnly } from '../support/place.js';

/** A message of the protocol (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type), length, content]);
}
const WELCOME = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
const FAREWELL = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

t.test('a connection that is lost as soon as it is made is made again', postgresOnly, async (t) => {
  if (isSqlite) return;
  const server = createServer((socket) => {
    // All of it comes at once, so that it is lost in the same turn of the event loop.
    socket.once('data', () => socket.end(Buffer.concat([...WELCOME, FAREWELL])));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  const end = watchCommits({ host: '127.0.0.1', port: address.port, user: 'nobody', database: 'none' }, () => {});
  t.teardown(end);
  await once(server, 'connection');
  await once(server, 'connection');
  t.pass('the process lives on');
});
