/** What a service answers to bytes on a bare connection. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestRegister } from './register.js';

export async function say(register: TestRegister, bytes: string): Promise<string> {
  const { port } = new URL(await register.app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
  let answer = '';
  socket.on('data', (text) => {
    answer += text;
  });
  // Node answers nobody who has closed the own side meanwhile, so only what asks for no close itself is ended here.
  if (/^connection: close/im.test(bytes)) socket.write(bytes);
  else socket.end(bytes);
  await once(socket, 'close');
  return answer;
}
