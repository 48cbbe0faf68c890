/** The commands that look after a register: verify, rebuild and redact. */
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.js';
import type { Engine } from '../db/engine.js';
import { openSqlite } from '../db/sqlite.js';
import { rebuild } from '../maintenance/rebuild.js';
import { type Outcome, redact } from '../maintenance/redact.js';
import { indexAll } from '../maintenance/reindex.js';
import { type Extent, MAX_FAULTS, verify } from '../maintenance/verify.js';
import type { Mark } from '../maintenance/verify-log.js';
import { Unavailable } from '../model/refusal.js';
import { RESOURCES } from '../resources/index.js';
import { say } from './say.js';

/** How often it is told how far a large register has got. */
const EACH = 10_000;
/** Times that the files are wiped while somebody hinders it; each waits for some seconds. */
const MAX_TRIES = 10;

/** Opens a register that is there. */
function opened(): Engine {
  const { database } = readConfig(process.env);
  if (!existsSync(database)) throw new Error(`there is no register at ${database}`);
  return openSqlite(database);
}

/** Prints what is wrong, a line each. */
export async function verifyRegister(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { expect: { type: 'string' } }, strict: true });
  const expected = values.expect === undefined ? undefined : readMark(values.expect);
  const engine = opened();
  try {
    const [pending] = await engine.pendingMigrations();
    if (pending !== undefined) throw new Error('the tables are not up to date; run entente migrate first');
    const { faults, extent } = await verify(engine, RESOURCES, expected);
    for (const fault of faults) say(fault);
    if (faults.length === MAX_FAULTS) say('there may be more');
    if (extent) say(toldExtent(extent));
    else process.exitCode = 1;
  } finally {
    await engine.close();
  }
}

function toldExtent({ entries, records, last }: Extent): string {
  const end = last ? `the last entry is ${last.sequence}, hash ${last.hash}` : 'the log is empty';
  return `${entries} entries, ${records} records; ${end}`;
}

function readMark(text: string): Mark {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new Error(`--expect takes a sequence number, a colon and a hash of 64 digits, not "${text}"`);
  return { sequence: Number(sequence), hash };
}

export async function rebuildRegister(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  const engine = opened();
  try {
    await engine.migrate();
    let told = 0;
    const records = await rebuild(engine, RESOURCES, (step, count) => {
      if (count < EACH) told = 0;
      if (count - told < EACH) return;
      told = count;
      say(`${step} ${count} records`);
    });
    say(`made ${records} records anew from the log`);
  } finally {
    await engine.close();
  }
}

export async function redactFromRegister(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      revision: { type: 'string', multiple: true },
      text: { type: 'boolean', default: false },
      reason: { type: 'string' },
      actor: { type: 'string', default: 'entente' },
    },
    allowPositionals: true,
    strict: true,
  });
  const [record = '', id, ...more] = positionals;
  const definition = RESOURCES.find((one) => one.record === record);
  const kinds = RESOURCES.map((one) => one.record);
  if (!definition) throw new Error(`say of which record, ${kinds.join(', ')}, and its id; not "${record}"`);
  if (id === undefined) throw new Error(`say the id of the ${record}`);
  if (more.length > 0) throw new Error(`one record at a time, not also ${more.join(' ')}`);
  const { text: isOfText, actor } = values;
  if (isOfText && record !== 'source') throw new Error(`--text is for a source; a ${record} has none`);
  const reason = named('--reason', values.reason);
  const revisions = values.revision === undefined ? undefined : readRevisions(values.revision.join());

  const engine = opened();
  try {
    await engine.migrate();
    await indexAll(engine, RESOURCES);
    const author = { actor: named('--actor', actor), reason };
    const order = { definition, id, isOfText, ...(revisions && { revisions }) };
    const outcome = await redact(engine, RESOURCES, author, order);
    say(outcome ? toldOf(outcome) : 'there was nothing left to take out');
    await wipe(engine);
    say('nothing of it is left in the files');
  } finally {
    await engine.close();
  }
}

/** What goes into the log: as much as a header may hold. */
function named(option: string, text: string | undefined): string {
  if (text === undefined || text.trim() === '') throw new Error(`${option} is needed: it is kept in the log`);
  if (/\p{Cc}/u.test(text) || Array.from(text).length > 1000)
    throw new Error(`${option} takes at most 1000 characters, none of them control characters`);
  return text;
}

function readRevisions(text: string): number[] {
  if (!/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/.test(text))
    throw new Error(`--revision takes numbers separated by commas, such as 1,2; not "${text}"`);
  return text.split(',').map(Number);
}

function toldOf({ redacted: { revisions, texts }, by }: Outcome): string {
  const what = [
    ...(revisions ? [`revision ${revisions.join(', ')}`] : []),
    ...(texts ? [`text ${texts.join(', ')}`] : []),
  ];
  const who = by.map(({ record, id, revision }) => `${record} "${id}" (revision ${revision})`);
  return `took out ${what.join(' and ')}; the log says so at ${who.join(', ')}`;
}

/** Has the files rid of what was taken out, which nobody who works on them may hinder. */
async function wipe(engine: Engine): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const hindrance = await wipeOnce(engine);
    if (hindrance === undefined) return;
    if (tries === MAX_TRIES)
      throw new Error(
        `it is out of the register, but not yet out of its files: ${hindrance}; repeat the command later`,
      );
    await setTimeout(1000);
  }
}

/** What hindered it, if anything did. */
async function wipeOnce(engine: Engine): Promise<string | undefined> {
  try {
    return (await engine.scrub()) ? undefined : 'somebody reads an earlier state, such as a long list';
  } catch (failure) {
    if (!(failure instanceof Unavailable)) throw failure;
    return failure.cause instanceof Error ? failure.cause.message : failure.message;
  }
}
