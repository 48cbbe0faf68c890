/** Registers to begin with: empty ones and ones with the first records, made once a process and copied. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/db/open.js';
import { packageFile } from '../../src/db/package-file.js';
import { RESOURCES } from '../../src/resources/index.js';
import { loadRecords } from '../../src/transfer/load.js';

const made = new Map<boolean, Promise<string>>();

async function make(seeded: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'entente-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'register.db');
  const engine = await openEngine(`sqlite:${file}`, { durable: false });
  await engine.migrate();
  if (seeded)
    await loadRecords(engine, RESOURCES, packageFile('db/seed'), { actor: 'entente', reason: 'the first records' });
  // With the last one who has it open, all that was written is moved into the one file.
  await engine.close();
  return file;
}

/** Puts a register with all tables at `file`; empty, or with the first records. */
export async function copyTemplate(file: string, seeded: boolean): Promise<void> {
  const template = made.get(seeded) ?? make(seeded);
  made.set(seeded, template);
  copyFileSync(await template, file);
}
