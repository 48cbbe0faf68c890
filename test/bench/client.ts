/** A client of the benchmark, in a process of its own: it asks one thing over connections that stay open, without pause. */
import { connect } from 'node:net';

export interface Asked {
  address: string;
  path: string;
  headers?: Record<string, string>;
  connections: number;
  milliseconds: number;
}

export interface Done {
  answers: number;
}

/** What clients send by themselves. */
const USUAL = {
  connection: 'keep-alive',
  accept: '*/*',
  'accept-language': '*',
  'sec-fetch-mode': 'cors',
  'user-agent': 'node',
  'accept-encoding': 'gzip, deflate',
};

/** As little as it takes: where its body ends, since only the service is to be busy. */
function ask({ address, path, headers = {}, connections, milliseconds }: Asked): Promise<number> {
  const { hostname, port, host } = new URL(address);
  const lines = Object.entries({ host, ...USUAL, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  const until = performance.now() + milliseconds;
  let answers = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), hostname, () => socket.write(request));
      socket.setNoDelay().setEncoding('latin1');
      socket.once('error', reject).once('close', () => resolve());
      socket.on('data', (chunk) => {
        received += chunk;
        const head = received.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
        if (received.length < head + 4 + length) return;
        if (!/^HTTP\/1.1 (200|304) /.test(received)) reject(new Error(`${path}: ${received.slice(0, 300)}`));
        received = '';
        answers += 1;
        if (performance.now() < until) socket.write(request);
        else socket.end();
      });
    });
  return Promise.all(Array.from({ length: connections }, one)).then(() => answers);
}

process.on('message', async (asked: Asked) => {
  const done: Done = { answers: await ask(asked) };
  process.send?.(done);
});
