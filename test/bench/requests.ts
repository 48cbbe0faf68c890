/**
 * `npm run bench:requests -- [EVENTS]`: what every request pays, as a share of the rate of a bare Fastify route that answers
 * the same record through a schema; what others notice of one who asks for facets without end; and how long the service takes
 * to start. Only shares of one run count, by the processor time of the process that serves: clients have processes of their own.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { fastify } from 'fastify';
import { buildApp } from '../../src/app.js';
import { openEngine } from '../../src/db/open.js';
import { packageFile } from '../../src/db/package-file.js';
import { resolve, type TSchema } from '../../src/model/schema.js';
import { RESOURCES } from '../../src/resources/index.js';
import { partnerships } from '../../src/resources/partnerships/definition.js';
import { loadRecords } from '../../src/transfer/load.js';
import { commandEnv } from '../support/process.js';
import { registerOf } from './build.js';
import type { Asked, Done } from './client.js';

const EVENTS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 9;
/** How long one of a round is asked, and how long each is asked before the time is taken. */
const [SLICE_MS, WARM_MS] = [400, 1500];
const STARTS = 5;

/** A register of the first records for the requests, and a large one for what takes long. */
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'entente-requests-'));
const first = await openEngine(`sqlite:${join(folder, 'register.db')}`);
await first.migrate();
await loadRecords(first, RESOURCES, packageFile('db/seed'), { actor: 'bench' });
const file = await registerOf(EVENTS);
const large = await openEngine(`sqlite:${file}`);

const service = await buildApp({ engine: first, keys: [] });
const address = await service.listen({ port: 0 });
const largeService = await buildApp({ engine: large, keys: [] });
const largeAddress = await largeService.listen({ port: 0 });

const ONE = '/partnerships/pakistan-united-states';
const OF_MANY = '/events/event-77';
const { body, headers } = await service.inject(ONE);

/** A schema with what it refers to in place of the references. */
const whole = (schema: TSchema): TSchema => {
  const { $id: _, properties, items, ...own } = resolve(schema);
  return {
    ...own,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries<TSchema>(properties).map(([name, one]) => [name, whole(one)] as const),
      ),
    }),
    ...(items && { items: whole(items) }),
  } as TSchema;
};

const bare = fastify();
const document: unknown = JSON.parse(body);
bare.get('/partnerships/:id', { schema: { response: { 200: whole(partnerships.document) } } }, async () => document);
const bareAddress = await bare.listen({ port: 0 });
if (!isDeepStrictEqual((await bare.inject(ONE)).json(), document))
  throw new Error('the bare route answers something else');

const client = () => fork(fileURLToPath(new URL('./client.js', import.meta.url)));
const clients = [client(), client()] as const;
/** Has a client ask for some time; returns how often it was answered. */
async function ask(asked: Asked, by: 0 | 1 = 0): Promise<number> {
  clients[by].send(asked);
  const [done]: Done[] = await once(clients[by], 'message');
  if (!done?.answers) throw new Error(`${asked.path} was not answered`);
  return done.answers;
}

/** Answers for each second of the processor. */
async function rate(asked: Asked): Promise<number> {
  const before = process.cpuUsage();
  const answers = await ask(asked);
  const { user, system } = process.cpuUsage(before);
  return (answers / (user + system)) * 1e6;
}

const median = (values: number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

let holds = true;
function tell(what: string, value: number, bar: number, isAtMost = false): void {
  const isMet = isAtMost ? value <= bar : value >= bar;
  holds &&= isMet;
  const figure = isAtMost ? `${value.toFixed(0)} ms` : value.toFixed(3);
  console.log(
    `${what.padEnd(44)} ${figure.padStart(8)}   ${isAtMost ? 'at most' : 'at least'} ${bar}${isMet ? '' : '   MISSED'}`,
  );
}

const plain: Omit<Asked, 'path'> = { address, milliseconds: SLICE_MS, connections: 4 };
const cases: [name: string, asked: Asked, bar: number][] = [
  ['a record by its id', { ...plain, path: ONE }, 0.6],
  ['304', { ...plain, path: ONE, headers: { 'if-none-match': String(headers.etag) } }, 0.75],
  ['a page of 25', { ...plain, path: '/events' }, 0.09],
  ['/changes', { ...plain, path: '/changes' }, 0.12],
];
const reference: Asked = { ...plain, address: bareAddress, path: ONE };
for (const asked of [reference, ...cases.map(([, one]) => one)]) await ask({ ...asked, milliseconds: WARM_MS });
const shares = cases.map((): number[] => []);
const rates: number[] = [];
for (let round = 0; round < ROUNDS; round += 1)
  for (const [index, [, asked]] of cases.entries()) {
    // The bare route is asked before and after, so that both share what else the machine does.
    const before = await rate(reference);
    const own = await rate(asked);
    const bareRate = (before + (await rate(reference))) / 2;
    rates.push(bareRate);
    shares[index]?.push(own / bareRate);
  }
console.log(`the bare route: ${median(rates).toFixed(0)} answers for a second of the processor; of its rate`);
for (const [index, [name, , bar]] of cases.entries()) tell(`  ${name}`, median(shares[index] ?? []), bar);

/** One asks for facets of everything without end; others read. */
const ofMany: Omit<Asked, 'path'> = { ...plain, address: largeAddress, milliseconds: 2 * SLICE_MS };
const facets: Asked = {
  ...ofMany,
  path: '/events?facets=kind,topic,outcome,party,country,year&histogram=date:month&total=true',
  connections: 1,
};
const reading: Asked = { ...ofMany, path: OF_MANY };
await ask(facets);
await ask(reading);
const kept: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const alone = await ask(reading);
  const others = ask(facets, 1);
  const beside = await ask(reading);
  await others;
  kept.push(beside / alone);
}
tell('reads beside facets, of their rate alone', median(kept), 0.8);

for (const one of clients) one.kill();
for (const one of [bare, service, largeService, first, large]) await one.close();
rmSync(folder, { recursive: true, force: true });

const COMMAND = fileURLToPath(new URL('../../src/bin/entente.js', import.meta.url));
async function start(): Promise<number> {
  const began = performance.now();
  const env = commandEnv({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: `sqlite:${file}`,
    ENTENTE_ADMIN_KEY: 'a-key-of-the-benchmark',
  });
  const child = spawn(process.execPath, [COMMAND, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(child.stdout, 'data');
  const at = /http:\/\/\S+/.exec(String(printed))?.[0];
  const { status } = await fetch(`${at}${OF_MANY}`);
  const took = performance.now() - began;
  if (status !== 200) throw new Error(`the first answer is ${status}`);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return took;
}
const starts: number[] = [];
for (let round = 0; round < STARTS; round += 1) starts.push(await start());
tell('from the start to the first answer', median(starts), 1000, true);
process.exitCode = holds ? 0 : 1;
