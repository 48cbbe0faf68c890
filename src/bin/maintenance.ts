/** The commands that look after a register: verify, rebuild and redact. */
import { parseArgs } from 'node:util';
import type { LogEntry } from '../db/log-end.js';
import { rebuild } from '../maintenance/rebuild.js';
import { type RedactionResult, redact } from '../maintenance/redact.js';
import { type Extent, MAX_FAULTS, verify } from '../maintenance/verify.js';
import { isVisible } from '../model/visible.js';
import { RESOURCES } from '../resources/index.js';
import { refuseUnfinishedCopy } from '../transfer/unfinished-copy.js';
import { bringUpToDate, migrateTables } from './migrate.js';
import { describeEnd, progress, say } from './say.js';
import { scrub } from './scrub.js';
import { withEngine } from './with-engine.js';

/** Prints what is wrong with the register, a line each; or whether the certificate of an answer in a file holds. */
export async function verifyRegister(args: string[]): Promise<void> {
  const options = { expect: { type: 'string' }, key: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
  const [file, ...more] = positionals;
  if (more.length > 0) throw new Error(`one answer at a time, not also ${more.join(' ')}`);
  if (file !== undefined && values.expect !== undefined) throw new Error('--expect is for the register, not an answer');
  if (file !== undefined) return (await import('./certificates.js')).verifyAnswer(file, values.key);
  if (values.key !== undefined) throw new Error('--key is for an answer: say the file that holds it');
  const expected = values.expect === undefined ? undefined : readMark(values.expect);
  await withEngine({ mustExist: true }, async (engine) => {
    const [pending] = await engine.pendingMigrations();
    if (pending !== undefined) throw new Error('the tables are not up to date; run entente migrate first');
    await refuseUnfinishedCopy(engine);
    const { faults, extent } = await verify(engine, RESOURCES, expected);
    for (const fault of faults) say(fault);
    if (faults.length === MAX_FAULTS) say('there may be more');
    if (extent) say(describeExtent(extent));
    else process.exitCode = 1;
  });
}

function describeExtent({ entries, records, last }: Extent): string {
  return `${entries} entries, ${records} records; ${describeEnd(last)}`;
}

function readMark(text: string): LogEntry {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new Error(`--expect takes a sequence number, a colon and a hash of 64 digits, not "${text}"`);
  return { sequence: Number(sequence), hash };
}

export async function rebuildRegister(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  await withEngine({ mustExist: true }, async (engine) => {
    await migrateTables(engine);
    const report = progress((count, step) => say(`${step} ${count} records`));
    const records = await rebuild(engine, RESOURCES, (step, count) => report(count, step));
    say(`made ${records} records anew from the log`);
  });
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
  const author = { actor: textOf('--actor', actor), reason: textOf('--reason', values.reason) };
  const revisions = values.revision === undefined ? undefined : readRevisions(values.revision.join());
  const order = { definition, id, isOfText, ...(revisions && { revisions }) };

  await withEngine({ mustExist: true }, async (engine) => {
    await bringUpToDate(engine);
    const outcome = await redact(engine, RESOURCES, author, order);
    say(outcome ? describeRedaction(outcome) : 'there was nothing left to take out');
    await scrub(engine);
    say('nothing of it is left in the files');
  });
}

/** Checks a text for the log, as headers are checked. */
function textOf(option: string, text: string | undefined): string {
  if (text === undefined || !isVisible(text)) throw new Error(`${option} is needed: it is kept in the log`);
  if (/\p{Cc}/u.test(text) || Array.from(text).length > 1000)
    throw new Error(`${option} takes at most 1000 characters, none of them control characters`);
  return text;
}

function readRevisions(text: string): number[] {
  if (!/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/.test(text))
    throw new Error(`--revision takes numbers separated by commas, such as 1,2; not "${text}"`);
  return text.split(',').map(Number);
}

function describeRedaction({ redacted: { revisions, texts }, by }: RedactionResult): string {
  const what = [
    ...(revisions ? [`revision ${revisions.join(', ')}`] : []),
    ...(texts ? [`text ${texts.join(', ')}`] : []),
  ];
  const who = by.map(({ record, id, revision }) => `${record} "${id}" (revision ${revision})`);
  return `took out ${what.join(' and ')}; the log says so at ${who.join(', ')}`;
}
