/**
 * `npm run bench:dependents -- [DEPENDENTS [published|publisher]]`: changes a source that so many events are dated by, or its
 * publisher, by which they rest on one voice less, and tells how much memory it takes and how long reads wait meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/db/open.js';
import { readRecord } from '../../src/register/read/records.js';
import { create, type Edit, patch } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';

const DEPENDENTS = Number(process.argv[2] ?? 100_000);
const CHANGES: Record<string, object> = {
  published: { published: { edtf: '2025-05-06' } },
  publisher: { publisher: 'agency' },
};
const CHANGE = CHANGES[process.argv[3] ?? 'published'];
const BATCH_SIZE = 5000;
/** Megabytes by which memory may grow. */
const MAX_GROWTH = 50;

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'entente-dependents-'));
const engine = await openEngine(`sqlite:${join(folder, 'register.db')}`, { durable: false });
await engine.migrate();
const [, events, parties, sources] = RESOURCES;
const save = (edits: readonly Edit[]) =>
  engine.write((db) =>
    write(db, { engine, definitions: RESOURCES, author: { actor: 'bench' }, now: new Date() }, edits),
  );
const creation = (definition: typeof events, members: object) => create(definition!, { members, computed: new Map() });

await save([
  creation(parties, { id: 'agency', kind: 'media', name: 'The Agency' }),
  creation(sources, { id: 'report', kind: 'news_article', published: { edtf: '2025-03-04' } }),
  creation(sources, { id: 'dispatch', kind: 'news_article', publisher: 'agency' }),
]);
for (let from = 0; from < DEPENDENTS; from += BATCH_SIZE)
  await save(
    Array.from({ length: Math.min(BATCH_SIZE, DEPENDENTS - from) }, (_, index) =>
      creation(events, {
        id: `event-${from + index}`,
        kind: 'meeting',
        title: `Meeting ${from + index} of the ministers`,
        citations: [{ source: 'report', quote: `they met for the time ${from + index}` }, { source: 'dispatch' }],
      }),
    ),
  );

/** What is in use after what can be freed was; run with --expose-gc. */
const inUse = () => {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 1e6;
};

const before = inUse();
let most = before;
let reads = 0;
let longest = 0;
let isDone = false;
const began = performance.now();
const change = { members: { ...CHANGE }, computed: new Map() };
const done = save([patch(sources!, 'report', change, { match: 'any' })]).finally(() => {
  isDone = true;
});
while (!isDone) {
  const asked = performance.now();
  await new Promise((resolve) => setImmediate(resolve));
  await readRecord(engine.reader, { record: 'event' }, `event-${reads % DEPENDENTS}`);
  longest = Math.max(longest, performance.now() - asked);
  reads += 1;
  if (reads % 20 === 0) most = Math.max(most, inUse());
}
await done;
const seconds = (performance.now() - began) / 1000;
const { count } = await engine.reader
  .selectFrom('change')
  .select((eb) => eb.fn.countAll<number>().as('count'))
  .where('operation', '=', 'recomputed')
  .executeTakeFirstOrThrow();
console.log(`${count} dependents recomputed in ${seconds.toFixed(1)} s, in one transaction`);
console.log(`memory grew by ${(most - before).toFixed(1)} MB; at most ${MAX_GROWTH}`);
console.log(`${reads} reads meanwhile, the longest waited ${longest.toFixed(0)} ms`);
await engine.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = count === DEPENDENTS && most - before < MAX_GROWTH && reads > DEPENDENTS / 1000 ? 0 : 1;
