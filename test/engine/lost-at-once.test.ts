/** A server of PostgreSQL that ends a connection as soon as it is made, as one does that is being stopped. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { openPool } from '../../src/db/postgres/driver.js';
import { postgresOnly } from '../support/place.js';

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
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it listens on no port');
    const pool = openPool({ host: '127.0.0.1', port: address.port, user: 'nobody', database: 'none' });
    for (let turn = 0; turn < 2; turn += 1) {
      const client = await pool.connect();
      await t.rejects(client.query('select 1'));
      client.release(true);
    }
    await pool.end();
    t.pass('the process lives on');
  },
);
