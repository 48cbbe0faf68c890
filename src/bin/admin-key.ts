/** The admin's API key: from the settings or, made once, from a file beside the database. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, type Key } from '../api/http/authentication.js';
import { KEY_PREFIX } from '../api/http/logger.js';
import { folderBeside } from '../db/database-url.js';

interface AdminKey {
  key: Key;
  /** The key itself. */
  secret: string;
  /** The file that holds it unless the settings do. */
  file?: string;
}

/**
 * The key of the settings or of the file, which is made when there is neither.
 * @param database the URL of the register
 * @param chosen the key of the settings
 */
export function adminKey(database: string, chosen: string | undefined): AdminKey {
  if (chosen !== undefined) return asAdmin(chosen);
  const folder = folderBeside(database);
  const file = join(folder, 'admin.key');
  try {
    if (!existsSync(file)) makeKey(folder, file);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Error(`no admin key can be written to ${file}: set ENTENTE_ADMIN_KEY (${why})`, { cause: failure });
  }
  const kept = readFileSync(file, 'utf8').trim();
  if (kept.length < 16) throw new Error(`${file} holds no key; delete it to have one made, or set ENTENTE_ADMIN_KEY`);
  return { ...asAdmin(kept), file };
}

/** Writes a new key to a file, whole at once, unless another process that starts at the same time has done so. */
function makeKey(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${KEY_PREFIX}${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch {
    // Not every file system has links.
    if (!existsSync(file)) renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

const asAdmin = (secret: string): AdminKey => ({
  key: { name: 'admin', scope: 'admin', hash: hashOf(secret) },
  secret,
});
