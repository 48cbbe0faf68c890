/** Makes, finds, lists and revokes API keys. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { compiledOnce } from '../../db/compiled.js';
import type { Engine } from '../../db/engine.js';
import type { Database, Tables } from '../../db/tables.js';
import { invalid, Refusal, refuseFindings } from '../../model/refusal.js';
import { type KeyScope, SCOPES } from '../../model/vocabulary/key-scope.js';
import type { KeysetPosition } from '../../register/index/keyset.js';
import { type FindKey, hashOf } from '../http/authentication.js';
import { KEY_PREFIX } from '../http/logger.js';
import type { Register } from '../records/handle-write.js';
import { faultsOfName } from './key-name.js';
import type { ApiKey, ApiKeyInput, NewApiKey } from './schema.js';

/** The form of a key: its id, and a secret of 256 bits. */
const FORM = new RegExp(`^${KEY_PREFIX}([0-9a-f]{16})_[A-Za-z0-9_-]{43}$`);

/** @param by the name of whoever makes it */
export async function createKey(engine: Engine, input: ApiKeyInput, by: string, now: Date): Promise<NewApiKey> {
  const { name, scopes } = input;
  const expires = input.expires && new Date(input.expires.toUpperCase()).toISOString();
  if (expires !== undefined && expires <= now.toISOString()) {
    const detail = `it should lie in the future; ${expires} is past`;
    throw invalid([{ pointer: '/expires', code: 'out_of_range', detail }]);
  }
  refuseFindings(faultsOfName(name));
  const id = randomBytes(8).toString('hex');
  const key = `${KEY_PREFIX}${id}_${randomBytes(32).toString('base64url')}`;
  const made = { id, name, scopes, created_at: now.toISOString(), created_by: by, ...(expires && { expires }) };
  const row = { ...made, scopes: scopes.join(), hash: hashOf(key).toString('hex') };
  await engine.write((db) => db.insertInto('api_key').values(row).execute());
  return { ...made, key };
}

/** Refuses when there is no such key, and when it was revoked before. */
export async function revokeKey(engine: Engine, id: string, by: string, now: Date): Promise<void> {
  await engine.write(async (db) => {
    const row = await db.selectFrom('api_key').select('revoked_at').where('id', '=', id).executeTakeFirst();
    if (!row) throw new Refusal('not_found', `There is no key "${id}".`);
    const { revoked_at } = row;
    if (revoked_at !== null)
      throw new Refusal('gone', `The key "${id}" was revoked at ${revoked_at}.`, { deleted_at: revoked_at });
    const revoked = { revoked_at: now.toISOString(), revoked_by: by };
    await db.updateTable('api_key').set(revoked).where('id', '=', id).execute();
  });
}

/** The keys behind a position, the newest first: at most `limit`, or all of them. */
export async function listKeys(db: Database, limit?: number, after?: KeysetPosition): Promise<ApiKey[]> {
  let query = db.selectFrom('api_key').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
  if (after) query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(...after)));
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map(shown);
}

/** The position of a key in the list. */
export const positionOf = ({ created_at, id }: ApiKey): KeysetPosition => [created_at, id];

type Row = Tables['api_key'];

const shown = ({ id, name, scopes, created_at, created_by, expires, revoked_at, revoked_by }: Row): ApiKey => ({
  id,
  name,
  scopes: scopesOf(scopes),
  created_at,
  created_by,
  ...(expires !== null && { expires }),
  ...(revoked_at !== null && { revoked_at }),
  ...(revoked_by !== null && { revoked_by }),
});

/** The scopes of a key; those of a newer version, which this one doesn't know, are left out. */
const scopesOf = (written: string): KeyScope[] =>
  written.split(',').flatMap((one) => SCOPES.find((known) => known === one) ?? []);

const findRow = compiledOnce(1, (db, id) => db.selectFrom('api_key').selectAll().where('id', '=', id));

/** Compared with when there is no such key, so that timing doesn't reveal which ids exist. */
const NOTHING = Buffer.alloc(32);

/** Looks keys up in the register, each time anew and where they are written, so that a revoked key is refused at once. */
export const keyFinder =
  (register: Register): FindKey =>
  async (token) => {
    const [row] = await findRow(register.engine.primary.reader, FORM.exec(token)?.[1] ?? '');
    const hash = hashOf(token);
    const isIt = timingSafeEqual(row ? Buffer.from(row.hash, 'hex') : NOTHING, hash);
    if (!row || !isIt) return undefined;
    const { name, scopes, expires, revoked_at } = row;
    const held = scopesOf(scopes);
    const widest = SCOPES.findLast((scope) => held.includes(scope));
    if (widest === undefined) return undefined;
    const key = { name, scope: widest, hash };
    if (revoked_at !== null) return { ...key, ended: `The API key was revoked at ${revoked_at}.` };
    if (expires !== null && expires <= register.now().toISOString())
      return { ...key, ended: `The API key expired at ${expires}.` };
    return key;
  };
