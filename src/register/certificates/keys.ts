/** The keys that certificates are signed with: made when the first is needed, rotated, and kept for those who check. */
import type { Engine } from '../../db/engine.js';
import type { Database } from '../../db/tables.js';
import { type CertificateKey, type KeyPair, makeKeyPair } from '../../model/certificate/key.js';

/** The key that signs now; a register without one gets one. */
export async function signingKey(engine: Engine, now: Date): Promise<KeyPair> {
  const known = await newestKey(engine.primary.reader);
  // Another process may have made one meanwhile.
  return known ?? engine.write(async (db) => (await newestKey(db)) ?? addKey(db, now));
}

/** Makes a new key, and has those before it sign no more: their private halves are gone. */
export const rotateKey = (engine: Engine, now: Date): Promise<KeyPair> =>
  engine.write(async (db) => {
    const retired = { retired_at: now.toISOString(), private_half: null };
    await db.updateTable('certificate_key').set(retired).where('private_half', 'is not', null).execute();
    return addKey(db, now);
  });

async function newestKey(db: Database): Promise<KeyPair | undefined> {
  const row = await db
    .selectFrom('certificate_key')
    .select(['id', 'public_half', 'private_half'])
    .where('private_half', 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, publicHalf: row.public_half, privateHalf: row.private_half ?? '' };
}

async function addKey(db: Database, now: Date): Promise<KeyPair> {
  const key = makeKeyPair();
  const row = { id: key.id, public_half: key.publicHalf, private_half: key.privateHalf };
  await db
    .insertInto('certificate_key')
    .values({ ...row, created_at: now.toISOString(), retired_at: null })
    .execute();
  return key;
}

/** The public half of a key; undefined when there is no such key. */
export async function publicHalfOf(db: Database, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('certificate_key').select('public_half').where('id', '=', id).executeTakeFirst();
  return row?.public_half;
}

/** The public halves of all keys, the newest first. */
export async function publicKeys(db: Database): Promise<CertificateKey[]> {
  const rows = await db
    .selectFrom('certificate_key')
    .select(['id', 'public_half', 'created_at', 'retired_at'])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ id, public_half, created_at, retired_at }) => ({
    ...({ kty: 'OKP', crv: 'Ed25519', x: public_half, kid: id, use: 'sig', alg: 'EdDSA' } as const),
    created_at,
    ...(retired_at !== null && { retired_at }),
  }));
}
