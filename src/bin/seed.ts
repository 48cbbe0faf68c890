/** The command that loads the first records, and the texts of their sources. */
import { parseArgs } from 'node:util';
import type { Engine } from '../db/engine.js';
import { packageFile } from '../db/package-file.js';
import type { Author } from '../register/log/change-log.js';
import { RESOURCES } from '../resources/index.js';
import { sources } from '../resources/sources/definition.js';
import { loadRecords, loadTexts } from '../transfer/load.js';
import { bringUpToDate } from './migrate.js';
import { say } from './say.js';
import { withEngine } from './with-engine.js';

const authorOf = (reason: string): Author => ({ actor: 'entente', reason });

/** Loads the first records into an empty register; undefined when it has any already. */
export async function loadFirstRecords(engine: Engine): Promise<number | undefined> {
  const written = await loadRecords(engine, RESOURCES, packageFile('db/seed'), authorOf('the first records'));
  return written?.length;
}

export async function seed(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { texts: { type: 'string' } }, strict: true });
  await withEngine({}, async (engine) => {
    await bringUpToDate(engine);
    const loaded = await loadFirstRecords(engine);
    say(loaded === undefined ? 'the register has records already; none were loaded' : `loaded ${loaded} records`);
    if (values.texts === undefined) return;
    const attached = await loadTexts(engine, RESOURCES, sources, values.texts, authorOf('the text of the source'));
    say(`attached the texts of ${attached.join(', ') || 'no source'}`);
  });
}
