/** Registers with every kind of change in them, and all that stands in their tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { command } from '../support/command.js';
import { isSqlite, type Place, type Places, places, type Where } from '../support/place.js';
import { emptyFolder } from '../support/process.js';
import { writeRandomly } from '../support/random-register.js';
import { openRegister, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };

/** A register in which records were created, replaced, patched, appended to, deleted, restored and recomputed. */
export async function eventful(t: Test, seed: number, where: Places = places): Promise<TestRegister> {
  const register = await openRegister(t, { where });
  const { post, put, patch, putText } = register;
  await writeRandomly(register, seed);
  await putText('source-0', 'Die Minister trafen sich: “sealed envelopes” 🤝 were exchanged in Réunion.');
  await post('/events', {
    id: 'quoting',
    kind: 'meeting',
    title: 'Envelopes',
    citations: [{ source: 'source-0', quote: 'sealed envelopes' }],
  });
  await putText('source-0', 'Nothing was exchanged.');
  await putText('source-1', 'Nothing was exchanged.');
  await putText('source-2', 'It is to be taken away.');
  await register.delete('/sources/source-2/text', any);
  await post('/partnerships/partnership-0/milestones', { stage: 'talks', citations: [{ source: 'source-3' }] });
  await patch('/sources/source-3', { published: { edtf: '2025-07' } }, any);
  await patch('/parties/party-0', { kind: 'company', country: 'IT' }, any);
  for (const id of ['a', 'b', 'c']) await put(`/parties/${id}`, { kind: 'company', name: `Topaz ${id}` });
  await register.delete('/parties/b', any);
  await register.delete('/parties/a', any);
  await put('/parties/a', { kind: 'company', name: 'Topaz, brought back' });
  await put('/parties/c', { kind: 'company', name: 'Called otherwise' }, any);
  await post('/parties/c/revert', { revision: 1 }, any);
  await register.delete('/parties/c', any);
  await post('/parties/c/revert', { revision: 2 });
  return register;
}

/** A register that no process holds any more. */
export async function copyTo(t: Test, register: TestRegister): Promise<Place> {
  const place = await places.copyOfOpen(register);
  t.teardown(() => place.remove());
  return place;
}

/** A register of its own to verify as a process. */
export async function verifiable(t: Test) {
  const folder = emptyFolder(t);
  const place = await copyTo(t, await eventful(t, 6));
  return {
    place,
    check: (...args: string[]) => command(t, folder, ['verify', ...args], { DATABASE_URL: place.url }),
  };
}

/** Changes a register behind its back. */
export const tamper = async (where: Where, ...statements: string[]): Promise<void> => {
  await places.run(where, ...statements);
};

/** Of the search what a token is found in, and where. */
const TOKENS = isSqlite
  ? ["create virtual table temp.token using fts5vocab('main', 'search_index', 'instance')"]
  : [
      `create temporary view token as select lexeme as term, rowid as doc, concat_ws('\n', names, summary, quotations, text, titles) as col, 0 as "offset" from search_index
         cross join lateral unnest(lexemes) order by 1, 2`,
    ];

/** All rows of all tables that are made from the log, as lists of values. */
export async function tablesIn(where: Where): Promise<Record<string, unknown[]>> {
  const rows = async (query: string, ...before: string[]): Promise<unknown[]> =>
    (await places.run(where, ...before, query)).map((row) => Object.values(row));
  return {
    record: await rows('select * from record order by record, id'),
    index_entry: await rows('select * from index_entry order by filter, value, sort, id'),
    imprecise_date: await rows('select * from imprecise_date where records <> 0 order by record, form, size, first'),
    docids: await rows('select rowid from search_index order by rowid'),
    tokens: await rows('select term, doc, col, "offset" from token order by term, doc, col, "offset"', ...TOKENS),
    search_word: await rows('select * from search_word order by word'),
    name_trigram: await rows('select * from name_trigram order by trigram, word'),
    source_text: await rows('select * from source_text order by sha256'),
    change_entry: await rows('select * from change_entry order by filter, value, sequence'),
    change: await rows(
      `select sequence, record, id, revision, operation, at, actor, reason, document, hash, redacted, document_sha256, changed
         from change order by sequence`,
    ),
  };
}

/** Which of these words stand anywhere in the files of a register; of PostgreSQL, in its tables. */
export async function wordsIn(where: Where, words: readonly string[]): Promise<string[]> {
  const bytes = isSqlite ? filesOf(where) : [Buffer.from(await textOf(where))];
  return words.filter((word) => bytes.some((one) => one.includes(word)));
}

function filesOf({ file }: Where): Buffer[] {
  const folder = dirname(file);
  return readdirSync(folder)
    .filter((name) => join(folder, name).startsWith(file))
    .map((name) => readFileSync(join(folder, name)));
}

async function textOf(where: Where): Promise<string> {
  const tables = await places.run(where, 'select tablename from pg_tables where schemaname = current_schema()');
  const rows: object[] = [];
  for (const [name] of tables.map((table) => Object.values(table)))
    rows.push(...(await places.run(where, `select one::text from ${name} as one`)));
  return rows.map((row) => Object.values(row).join()).join('\n');
}
