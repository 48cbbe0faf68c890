/** Loads records from files in the API's own input shape, all in one transaction, so that they may refer to each other. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Engine } from '../db/engine.js';
import { Refusal } from '../model/refusal.js';
import type { Definition } from '../records/definition.js';
import { changeText, create, type Edit } from '../records/edits.js';
import { type Author, sha256 } from '../records/log.js';
import { type Written, write } from '../records/write.js';

/** Whether no record was ever written. */
export async function isEmpty(engine: Engine): Promise<boolean> {
  return (await engine.reader.selectFrom('change').select('sequence').limit(1).executeTakeFirst()) === undefined;
}

/** Creates the records of a folder's `parties.json`, `sources.json`, `events.json` and `partnerships.json`. */
export async function loadRecords(
  engine: Engine,
  definitions: readonly Definition[],
  folder: string,
  author: Author,
): Promise<Written[]> {
  const edits = definitions.flatMap((definition): Edit[] => {
    const records: unknown = JSON.parse(readFileSync(join(folder, `${definition.collection}.json`), 'utf8'));
    if (!Array.isArray(records)) throw new Error(`${definition.collection}.json should hold a list`);
    return records.map((members) => create(definition, { members, computed: new Map() }));
  });
  return run(engine, definitions, author, edits);
}

/** Stores the `*.txt` files of a folder as the texts of the sources of the same names; returns those names. */
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
  const loaded: string[] = [];
  for (const file of files) {
    const id = basename(file, '.txt');
    const content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(folder, file)));
    await run(engine, definitions, author, [
      changeText(sources, id, { content, sha256: sha256(content) }, { match: 'any' }),
    ]);
    loaded.push(id);
  }
  return loaded;
}

async function run(
  engine: Engine,
  definitions: readonly Definition[],
  author: Author,
  edits: Edit[],
): Promise<Written[]> {
  try {
    return await engine.write((db) => write(db, { definitions, author, now: new Date() }, edits));
  } catch (failure) {
    if (failure instanceof Refusal && failure.details.errors)
      throw new Error(`${failure.message}: ${JSON.stringify(failure.details.errors, null, 2)}`, { cause: failure });
    throw failure;
  }
}
