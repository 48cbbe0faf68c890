/** Registers to begin with: empty ones and ones with the first records, made once a process and copied. */
import { openEngine } from '../../src/db/open.js';
import { packageFile } from '../../src/db/package-file.js';
import { RESOURCES } from '../../src/resources/index.js';
import { loadRecords } from '../../src/transfer/load.js';
import { type Place, type Places, places, removeAtEnd } from './place.js';

const made = new Map<Places, Map<boolean, Promise<Place>>>();

async function make(seeded: boolean, where: Places): Promise<Place> {
  const place = await where.empty();
  removeAtEnd(place);
  const engine = await openEngine(place.url, { durable: false });
  await engine.migrate();
  if (seeded)
    await loadRecords(engine, RESOURCES, packageFile('db/seed'), { actor: 'entente', reason: 'the first records' });
  // With the last one who has it open, all that was written is moved into the one file.
  await engine.close();
  return place;
}

/** Makes a register with all tables; empty, or with the first records. */
export async function copyTemplate(seeded: boolean, where: Places = places): Promise<Place> {
  const templates = made.get(where) ?? new Map<boolean, Promise<Place>>();
  made.set(where, templates);
  const template = templates.get(seeded) ?? make(seeded, where);
  templates.set(seeded, template);
  return where.copyOf(await template);
}
