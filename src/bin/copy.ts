/** The command that copies a register to another place, such as from SQLite to PostgreSQL. */
import { parseArgs } from 'node:util';
import { DATABASE_URL_FORM, parseDatabaseUrl, shownPlace } from '../db/database-url.js';
import type { Engine } from '../db/engine.js';
import { lastEntry } from '../db/log-end.js';
import { openEngine } from '../db/open.js';
import type { Database } from '../db/tables.js';
import { indexAll } from '../maintenance/reindex.js';
import { RESOURCES } from '../resources/index.js';
import { copyTables, isCopyOf } from '../transfer/copy.js';
import { beginCopy, endCopy, refuseUnfinishedCopy, unfinishedCopy } from '../transfer/unfinished-copy.js';
import { describeEnd, progress, say } from './say.js';
import { scrub } from './scrub.js';

export async function copy(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { from: { type: 'string' }, to: { type: 'string' } }, strict: true });
  const [from, to] = [urlOf('--from', values.from), urlOf('--to', values.to)];
  const source = await openEngine(from, { mustExist: true });
  try {
    await expectUpToDate(source, from);
    const target = await openEngine(to);
    try {
      await copyRegister(source, target, { from, to });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The URL isn't repeated in the message, since it may hold a password. */
function urlOf(option: string, url = ''): string {
  if (!parseDatabaseUrl(url)) throw new Error(`${option} should be ${DATABASE_URL_FORM}`);
  return url;
}

async function expectUpToDate(source: Engine, from: string): Promise<void> {
  const [pending] = await source.pendingMigrations();
  if (pending === undefined) {
    await refuseUnfinishedCopy(source);
    const unindexed = source.reader.selectFrom('change').select('sequence').where('changed', 'is', null).limit(1);
    const outdated = source.reader.selectFrom('outdated_record').select('id').limit(1);
    if ((await unindexed.execute()).length + (await outdated.execute()).length === 0) return;
  }
  throw new Error(`the tables at ${shownPlace(from)} are not up to date; run entente migrate there first`);
}

async function copyRegister(source: Engine, target: Engine, { from, to }: { from: string; to: string }): Promise<void> {
  const { db, close } = await source.openRead();
  try {
    await prepare(target, db, to);
    const mark = await beginCopy(target, shownPlace(from));
    // The same place may have many names.
    if ((await unfinishedCopy(source.reader))?.id === mark.id) {
      await endCopy(target);
      throw new Error('--from and --to are the same register');
    }
    const copied = await copyTables({ source: db, target, definitions: RESOURCES, report: beside('copied') });
    say(`copied ${[...copied].map(([what, count]) => `${count} ${what}`).join(', ')}`);
  } finally {
    await close();
  }
  const indexing = beside('indexed');
  const indexed = await indexAll(target, RESOURCES, (count) => indexing(count, 'records'));
  if ((await unfinishedCopy(target.reader))?.has_redacted) await scrub(target);
  await endCopy(target);
  const end = await lastEntry(target.reader);
  say(`indexed ${indexed} records; the register at ${shownPlace(to)} is complete: ${describeEnd(end)}`);
}

/** Makes the tables where none are; refuses a place that holds anything that is not in the source. */
async function prepare(target: Engine, source: Database, to: string): Promise<void> {
  const { reader } = target;
  if ((await target.pendingMigrations()).length > 0) {
    const tables = await reader.introspection.getTables();
    if (tables.some(({ name }) => name === 'change') && (await lastEntry(reader)))
      throw new Error(`there is a register at ${shownPlace(to)} already, and its tables are not up to date`);
    await target.migrate();
  }
  if (!(await isCopyOf(source, reader)))
    throw new Error(
      `${shownPlace(to)} holds another register, or one that was written to since it was copied; nothing was changed there`,
    );
}

/** Prints, beside the answer, how far something is. */
const beside = (done: string) => progress((count, what) => process.stderr.write(`${done} ${count} ${what}\n`));
