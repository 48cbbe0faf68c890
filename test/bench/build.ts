/** Builds the registers that the benchmark asks, each once: they are kept until what they would hold is something else. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/db/open.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { create } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import type { Json } from '../support/register.js';
import { records } from './records.js';

/** Records written in one transaction. */
const BATCH_SIZE = 20_000;
/** Events of the register by which a change of schema, index or generator is noticed. */
const SAMPLE = 200;

/** The file of a register with so many events, built when there is none. */
export async function registerOf(events: number): Promise<string> {
  const folder = process.env.BENCH_DIR ?? join(tmpdir(), 'entente-bench');
  const file = join(folder, `${events}-${await fingerprint()}.db`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const growing = `${file}.${process.pid}`;
  await build(growing, events, console.error);
  // A complete register has its name, and nothing else has.
  renameSync(growing, file);
  return file;
}

async function build(file: string, events: number, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const engine = await openEngine(`sqlite:${file}`, { durable: false });
  await engine.migrate();
  const definitions = new Map(RESOURCES.map((definition) => [String(definition.collection), definition]));
  let batch: [collection: string, members: Json][] = [];
  let written = 0;
  const flush = async () => {
    const edits = batch.map(([collection, members]) =>
      create(definitions.get(collection)!, { members, computed: new Map() }),
    );
    const now = new Date(Date.UTC(2025, 0, 1) + written);
    await engine.write((db) => write(db, { engine, definitions: RESOURCES, author: { actor: 'bench' }, now }, edits));
    written += batch.length;
    batch = [];
    if (written % 100_000 === 0) {
      const seconds = (performance.now() - began) / 1000;
      say(`${written} records in ${seconds.toFixed(0)} s, ${(written / seconds).toFixed(0)} a second`);
    }
  };
  for (const record of records(events)) {
    batch.push(record);
    if (batch.length === BATCH_SIZE) await flush();
  }
  await flush();
  await engine.close();
  merge(file);
}

/** Merges the search index as far as the service does by itself while nothing is written. */
function merge(file: string): void {
  const connection = new Sqlite(file);
  connection.pragma('synchronous = off');
  const changes = connection.prepare('select total_changes()').pluck();
  const step = connection.prepare("insert into search_index (search_index, rank) values ('merge', 1000)");
  for (let before = -2; Number(changes.get()) - before > 1; step.run()) before = Number(changes.get());
  connection.close();
}

/** What a small register holds, in all of its tables, as a hash. */
async function fingerprint(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'entente-bench-'));
  const file = join(folder, 'sample.db');
  try {
    await build(file, SAMPLE, () => {});
    const database = new Sqlite(file, { readonly: true });
    const hash = createHash('sha256');
    const tables = database
      .prepare<[], { name: string; sql: string }>("select name, sql from sqlite_master where sql <> '' order by name")
      .all();
    for (const { name, sql } of tables) {
      hash.update(sql);
      if (!/^create (virtual )?table/i.test(sql) || name === 'migration') continue;
      for (const row of database.prepare<[], object>(`select * from "${name}"`).iterate())
        hash.update(JSON.stringify(row));
    }
    database.close();
    return hash.digest('hex').slice(0, 12);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
