/** Registers with every kind of change in them, and all that stands in their tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { Test } from 'tap';
import type { Engine } from '../../src/db/engine.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { writeRandomly } from '../support/random-register.js';
import { openRegister, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };

/** A register in which records were created, replaced, patched, appended to, deleted, restored and recomputed. */
export async function eventful(t: Test, seed: number): Promise<TestRegister> {
  const register = await openRegister(t);
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
  return register;
}

/** The file that a register is kept in. */
export async function fileOf({ reader }: Engine): Promise<string> {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list`.execute(reader);
  return rows[0]!.file;
}

/** A register that no process holds any more, as a file of its own. */
export async function copyTo(folder: string, { engine }: TestRegister): Promise<string> {
  const file = join(folder, 'register.db');
  const database = new Sqlite(await fileOf(engine), { readonly: true });
  database.prepare('vacuum into ?').run(file);
  database.close();
  return file;
}

/** Changes a register behind its back. */
export function tamper(file: string, ...statements: string[]): void {
  const database = new Sqlite(file).unsafeMode();
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** All rows of all tables that are made from the log; of the search what a token is found in, and where. */
export function tablesIn(file: string): Record<string, unknown[]> {
  const database = new Sqlite(file);
  database.exec("create virtual table temp.token using fts5vocab('main', 'search_index', 'instance')");
  const rows = (query: string): unknown[] => database.prepare(query).raw().all();
  const tables = {
    record: rows('select * from record order by record, id'),
    index_entry: rows('select * from index_entry order by filter, value, sort, id'),
    imprecise_date: rows('select * from imprecise_date where records <> 0 order by record, form, size, first'),
    docids: rows('select rowid from search_index order by rowid'),
    tokens: rows('select term, doc, col, "offset" from temp.token order by term, doc, col, "offset"'),
    search_word: rows('select * from search_word order by word'),
    name_trigram: rows('select * from name_trigram order by trigram, word'),
    source_text: rows('select * from source_text order by sha256'),
    change_entry: rows('select * from change_entry order by filter, value, sequence'),
    change: rows('select * from change order by sequence'),
  };
  database.close();
  return tables;
}

/** Which of these words stand anywhere in the files of a register. */
export function wordsIn(file: string, words: readonly string[]): string[] {
  const folder = dirname(file);
  const bytes = readdirSync(folder)
    .filter((name) => join(folder, name).startsWith(file))
    .map((name) => readFileSync(join(folder, name)));
  return words.filter((word) => bytes.some((one) => one.includes(word)));
}
