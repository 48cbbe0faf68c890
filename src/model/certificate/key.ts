/** The keys that certificates are signed with: Ed25519, public halves as JSON Web Keys (RFC 8037). */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { sha256Bytes } from '../hash.js';
import { canonicalJson } from '../json/canonical-json.js';
import { memberOf } from '../members.js';
import { instant, list, object, ref, type Static, Type } from '../schema.js';

/** 32 bytes, as base64url. */
export const BYTES_32 = '^[A-Za-z0-9_-]{43}$';

const half = (description: string, example: string) =>
  Type.String({ description, pattern: BYTES_32, minLength: 43, maxLength: 43, examples: [example] });

/** The id of a key: the thumbprint of its public half (RFC 7638). */
export const keyId = (description: string) => half(description, 'TZAcVhnYBMzcJeeDA7RvMxiF04H2hhtKR-oXfYPE3EY');

const word = <V extends string>(description: string, value: V) =>
  Type.Unsafe<V>({ type: 'string', enum: [value], description, maxLength: value.length });

const CertificateKey = object(
  'CertificateKey',
  'The public half of a key that certificates are signed with, as a JSON Web Key (RFC 8037).',
  {
    kty: word('The type of the key.', 'OKP'),
    crv: word('The curve.', 'Ed25519'),
    x: half('The public half.', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'),
    kid: keyId('Its id, the `key_id` of certificates: the thumbprint of the key (RFC 7638).'),
    use: word('What it is for: signatures.', 'sig'),
    alg: word('The algorithm.', 'EdDSA'),
    created_at: instant('When it was made.'),
    retired_at: Type.Optional(instant('Since when it signs no more; what it signed stays valid.')),
  },
  [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      use: 'sig',
      alg: 'EdDSA',
      created_at: '2025-11-01T12:00:00.000Z',
    },
  ],
);
export type CertificateKey = Static<typeof CertificateKey>;

/** More keys than a register will ever have had. */
const MAX_KEYS = 200;

export const CertificateKeys = object(
  'CertificateKeys',
  'Every key that certificates were signed with, the newest first (a JWK Set, RFC 7517).',
  { keys: list(ref(CertificateKey), 'The keys.', MAX_KEYS) },
  [{ keys: CertificateKey.examples }],
);

/** Both halves of a key, each 32 bytes as base64url. */
export interface KeyPair {
  id: string;
  publicHalf: string;
  privateHalf: string;
}

export function makeKeyPair(): KeyPair {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { id: thumbprint(x), publicHalf: x, privateHalf: d };
}

/** @param x the public half */
export const thumbprint = (x: string): string => sha256Bytes(canonicalJson({ ...KIND, x })).toString('base64url');

const KIND = { kty: 'OKP', crv: 'Ed25519' } as const;

export const publicKeyOf = (x: string): KeyObject => createPublicKey({ key: { ...KIND, x }, format: 'jwk' });

export const privateKeyOf = ({ publicHalf, privateHalf }: KeyPair): KeyObject =>
  createPrivateKey({ key: { ...KIND, x: publicHalf, d: privateHalf }, format: 'jwk' });

/** The public halves in a JWK Set, or the one that is a JWK alone, by their ids; of other keys none. */
export function publicHalvesIn(value: unknown): Map<string, string> {
  const keys = memberOf(value, 'keys');
  const halves = (Array.isArray(keys) ? keys : [value]).flatMap((key) => {
    const x = memberOf(key, 'x');
    return memberOf(key, 'crv') === KIND.crv && typeof x === 'string' && new RegExp(BYTES_32).test(x) ? [x] : [];
  });
  return new Map(halves.map((x) => [thumbprint(x), x]));
}
