/** `npm run bench:writes -- [CREATES]`: what a shared commit saves, and what of a write the log costs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngine } from '../../src/db/open.js';
import { emptyWriteSet } from '../../src/db/write-set.js';
import { continueLog } from '../../src/register/log/change-log.js';
import { create } from '../../src/register/write/edits.js';
import { openUnitOfWork } from '../../src/register/write/unit-of-work.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import { type Json, KEY } from '../support/register.js';
import { records } from './records.js';

const CREATES = Number(process.argv[2] ?? 4000);
const CONNECTIONS = 64;
const ROUNDS = 5;
/** How much more creates a second there have to be with a shared commit, and how much of a write the log may be. */
const [LEAST_RATIO, MAX_SHARE] = [2.2, 0.15];

const all = [...records(CREATES)];
const events = all.filter(([collection]) => collection === 'events').map(([, members]) => members);
const others = all.filter(([collection]) => collection !== 'events');
const median = (values: number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1]!;
const at = process.env.BENCH_DIR ?? tmpdir();

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(at, 'entente-writes-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Durable creates a second over HTTP, by as many connections. */
const creates = (way: 'together' | 'apart') =>
  inFolder(async (folder) => {
    const server = fork(fileURLToPath(new URL('./server.js', import.meta.url)), [join(folder, 'register.db'), way], {
      env: { ...process.env, KEY },
    });
    const [address] = await once(server, 'message');
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const post = (path: string, body: object) =>
      new Promise<void>((resolve, reject) => {
        const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
        const sending = request(`${address}${path}`, { method: 'POST', agent, headers }, (answer) => {
          answer.resume().once('end', () => (Number(answer.statusCode) < 300 ? resolve() : reject(answer.statusCode)));
        });
        sending.once('error', reject).end(JSON.stringify(body));
      });
    for (let from = 0; from < others.length; from += 200) {
      const some = others.slice(from, from + 200);
      await post('/batch', { operations: some.map(([collection, document]) => operation(collection, document)) });
    }
    const waiting = [...events];
    const began = performance.now();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (let one = waiting.pop(); one; one = waiting.pop()) await post('/events', one);
      }),
    );
    const perSecond = (events.length / (performance.now() - began)) * 1000;
    agent.destroy();
    server.kill('SIGTERM');
    await once(server, 'exit');
    return perSecond;
  });

const operation = (collection: string, document: Json) => {
  const { record } = RESOURCES.find((one) => one.collection === collection)!;
  return { operation: 'create', record, document };
};

/** What part of a write is the log, with its hashes and what the feed is asked by; nothing waits for the disk, which is for all. */
const shareOfLog = () =>
  inFolder(async (folder) => {
    const engine = await openEngine(`sqlite:${join(folder, 'register.db')}`, { durable: false });
    await engine.migrate();
    const author = { actor: 'bench' };
    const writing = () => ({ engine, definitions: RESOURCES, author, now: new Date() });
    const edits = (some: [string, Json][]) =>
      some.map(([collection, members]) =>
        create(RESOURCES.find((one) => one.collection === collection)!, { members, computed: new Map() }),
      );
    await engine.write((db) => write(db, writing(), edits(others)));
    /** Milliseconds for each of the events, written as many at once as there are connections. */
    const timed = async <T>(one: (of: T) => Promise<unknown>, of: readonly T[]): Promise<number> => {
      const began = performance.now();
      for (let from = 0; from < of.length; from += CONNECTIONS)
        await Promise.all(of.slice(from, from + CONNECTIONS).map(one));
      return (performance.now() - began) / of.length;
    };
    const documents: { after: Json; document: string }[] = [];
    const whole = await timed(async (members) => {
      const [written] = await engine.write((db) => write(db, writing(), edits([['events', members]])));
      const document = written?.document ?? '{}';
      documents.push({ after: JSON.parse(document), document });
    }, events);
    const logged = await timed(
      ({ after, document }) =>
        engine.write(async (db) => {
          const { logEnd } = await openUnitOfWork(db, RESOURCES, []);
          const { id } = after;
          const change = { record: 'event', id: `${id}-again`, revision: 1, operation: 'create' } as const;
          const rows = continueLog(logEnd, author, new Date()).append({
            ...change,
            document,
            before: undefined,
            after,
          });
          await engine.apply(db, { ...emptyWriteSet(), changes: [rows.change], changeEntries: rows.feed });
        }),
      documents,
    );
    const nothing = await timed(() => engine.write(async () => {}), documents);
    await engine.close();
    return (logged - nothing) / whole;
  });

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const rates: Record<'together' | 'apart', number[]> = { together: [], apart: [] };
for (let round = 0; round < ROUNDS; round += 1)
  for (const way of ['together', 'apart'] as const) {
    rates[way].push(await creates(way));
    console.log(
      `${way === 'together' ? 'commits shared' : 'a commit each '}  ${rates[way].at(-1)!.toFixed(0)} durable creates a second`,
    );
  }
const ratio = median(rates.together) / median(rates.apart);
console.log(`ratio ${ratio.toFixed(2)}; at least ${LEAST_RATIO}`);
const shares: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  shares.push(await shareOfLog());
  console.log(`log and hash: ${percent(shares.at(-1)!)} of a create`);
}
const share = median(shares);
console.log(`log and hash ${percent(share)}; less than ${percent(MAX_SHARE)}`);
process.exitCode = ratio >= LEAST_RATIO && share < MAX_SHARE ? 0 : 1;
