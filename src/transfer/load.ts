/** Loads records from files in the API's own input shape, all in one transaction, so that they may refer to each other. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import { findingsIn } from '../model/evidence/source-text.js';
import { Refusal } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';
import type { Author } from '../register/log/change-log.js';
import { readRecord } from '../register/read/records.js';
import { changeText, create, type Edit } from '../register/write/edits.js';
import { newText } from '../register/write/unit-of-work.js';
import { type WriteResult, write } from '../register/write/write.js';

/** Whether no record was ever written. */
const isEmpty = async (db: Database): Promise<boolean> =>
  (await db.selectFrom('change').select('sequence').limit(1).executeTakeFirst()) === undefined;

/**
 * Creates the records of a folder's `parties.json`, `sources.json`, `events.json` and `partnerships.json` in an empty
 * register; returns undefined when it has any records already.
 */
export async function loadRecords(
  engine: Engine,
  definitions: readonly Definition[],
  folder: string,
  author: Author,
): Promise<WriteResult[] | undefined> {
  if (!(await isEmpty(engine.primary.reader))) return undefined;
  const edits = definitions.flatMap((definition): Edit[] => {
    const records: unknown = JSON.parse(readFileSync(join(folder, `${definition.collection}.json`), 'utf8'));
    if (!Array.isArray(records)) throw new Error(`${definition.collection}.json should hold a list`);
    return records.map((members) => create(definition, { members, computed: new Map() }));
  });
  return inOneWrite(engine, async (db) =>
    // Another process that starts at the same time may have loaded them meanwhile.
    (await isEmpty(db)) ? write(db, { engine, definitions, author, now: new Date() }, edits) : undefined,
  );
}

/**
 * Stores the `*.txt` files of a folder as the texts of the sources of the same names, all or none; returns the names of
 * those that differ from what was held.
 */
export async function loadTexts(
  engine: Engine,
  definitions: readonly Definition[],
  sources: Definition,
  folder: string,
  author: Author,
): Promise<string[]> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort();
  const edits: Edit[] = [];
  for (const file of files) {
    const text = newText(readText(join(folder, file)));
    const source = basename(file, '.txt');
    const held = await heldHash(engine, sources, source, file);
    if (held === text.sha256) continue;
    edits.push(changeText(sources, source, text, { match: 'any' }));
  }
  if (edits.length === 0) return [];
  const written = await inOneWrite(engine, (db) => write(db, { engine, definitions, author, now: new Date() }, edits));
  return written.map(({ id }) => id);
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  if (!isUtf8(bytes)) throw new Error(`${path} isn't UTF-8`);
  const text = bytes.toString();
  const [finding] = findingsIn(text);
  if (finding) throw new Error(`${path}: ${finding.detail}`);
  return text;
}

async function heldHash(engine: Engine, sources: Definition, source: string, file: string): Promise<unknown> {
  try {
    return JSON.parse((await readRecord(engine.primary.reader, sources, source)).document).text_sha256;
  } catch (failure) {
    if (failure instanceof Refusal)
      throw new Error(`${file} is no source's text: ${failure.message}`, { cause: failure });
    throw failure;
  }
}

/** A refusal names all that is wrong. */
async function inOneWrite<T>(engine: Engine, work: (db: Database) => Promise<T>): Promise<T> {
  try {
    return await engine.write(work);
  } catch (failure) {
    if (failure instanceof Refusal && failure.details.errors)
      throw new Error(`${failure.message}: ${JSON.stringify(failure.details.errors, null, 2)}`, { cause: failure });
    throw failure;
  }
}
