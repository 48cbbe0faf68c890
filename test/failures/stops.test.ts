/** A service that is told to stop finishes what it has begun, and goes. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import t from 'tap';
import { emptyFolder, serve } from '../support/process.js';
import { KEY } from '../support/register.js';

const env = { ENTENTE_ADMIN_KEY: KEY, SEED: 'none' };
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
/** Seconds in which a service that was told to stop has to be gone. */
const MAX_LENGTH = 10;

/** Stops the service, and tells how that ended. */
async function stopped(service: { stop(signal: NodeJS.Signals): Promise<number> }) {
  const began = performance.now();
  const code = await service.stop('SIGTERM');
  return { code, inTime: performance.now() - began < MAX_LENGTH * 1000 };
}

t.test('what was being sent when it was told to stop is stored and answered', async (t) => {
  const cwd = emptyFolder(t);
  const service = await serve(t, cwd, env);
  const begun = Array.from({ length: 20 }, (_, number) => {
    const body = JSON.stringify({ id: `begun-${number}`, kind: 'company', name: 'Begun' });
    const sending = request(`${service.address}/parties`, { method: 'POST', headers, agent: false });
    sending.write(body.slice(0, 20));
    const answered = once(sending, 'response').then(([response]) => response.resume().statusCode);
    return { answered, finish: () => sending.end(body.slice(20)) };
  });
  // Those before it are known to the service once it has answered this one.
  await service.get('/parties');
  const ending = stopped(service);
  for (const { finish } of begun) finish();
  t.same(new Set(await Promise.all(begun.map(({ answered }) => answered))), new Set([201]));
  t.same(await ending, { code: 0, inTime: true });
  const again = await serve(t, cwd, env);
  t.equal((await again.get('/parties?total=true')).meta.total, 20);
  await again.stop('SIGTERM');
});

t.test('streams of changes end as answers do', async (t) => {
  const service = await serve(t, emptyFolder(t), env);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => fetch(`${service.address}/changes/stream?after=0`)),
  );
  const listening = new Set(answers);
  let everybody = () => {};
  const heard = new Promise<void>((resolve) => {
    everybody = resolve;
  });
  await service.post('/parties', KEY, { id: 'last', kind: 'company', name: 'Last' });
  const told = answers.map(async (answer) => {
    let text = '';
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes('"id":"last"')) listening.delete(answer);
      if (listening.size === 0) everybody();
    }
    return text;
  });
  await heard;
  t.same(await stopped(service), { code: 0, inTime: true });
  for (const text of await Promise.all(told)) t.match(text, /event: change\ndata: .*"id":"last".*\n\n/);
});

t.test('a client that never finishes its request does not keep it from going', async (t) => {
  const service = await serve(t, emptyFolder(t), env);
  const { port } = new URL(service.address);
  const idle = connect(Number(port), '127.0.0.1');
  const stalled = connect(Number(port), '127.0.0.1');
  for (const one of [idle, stalled]) one.on('error', () => {});
  stalled.write('POST /parties HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
  await service.get('/parties');
  t.same(await stopped(service), { code: 0, inTime: true });
});

t.test('a reader of a long list who takes nothing does not keep it from going', async (t) => {
  const service = await serve(t, emptyFolder(t), env);
  const many = Array.from({ length: 300 }, (_, number) => ({
    operation: 'create',
    record: 'party',
    document: { kind: 'company', name: `Many ${number}`, summary: 'So much to say. '.repeat(180) },
  }));
  for (let turn = 0; turn < 5; turn += 1) await service.post('/batch', KEY, { operations: many });
  const reading = request(`${service.address}/parties.ndjson`, { agent: false }).end();
  const [response] = await once(reading, 'response');
  response.pause();
  response.on('error', () => {});
  t.same(await stopped(service), { code: 0, inTime: true });
});
