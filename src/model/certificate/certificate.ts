/** Certificates of answers: what was asked, of which state of the log, the hash of what was answered, and a signature. */
import { sign, verify } from 'node:crypto';
import { INSTANT } from '../formats.js';
import { sha256 } from '../hash.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { Members } from '../members.js';
import { AnyMember, logSequence, object, ref, type Static, sha256Text, Type } from '../schema.js';
import { type KeyPair, keyId, privateKeyOf, publicKeyOf } from './key.js';

/** As many bytes as an address may have. */
const MAX_QUESTION_LENGTH = 163_840;

const QuestionBody = Type.Object(
  {},
  {
    $id: 'QuestionBody',
    description: 'The body of a question, as it was sent.',
    additionalProperties: ref(AnyMember),
    examples: [{ text: 'They signed.' }],
  },
);

export const Certificate = object(
  'Certificate',
  'What was asked, of which state of the log, and what was answered: signed, so that it can be shown to others.',
  {
    question: Type.String({
      description:
        'What was asked: method and path, with the parameters sorted by name and without those that say nothing.',
      pattern: '^(GET|POST) \\x2F[!-~]*$',
      maxLength: MAX_QUESTION_LENGTH,
      examples: ['GET /events?kind=signing&party=pakistan'],
    }),
    body: Type.Optional(ref(QuestionBody, 'The body of the question, if it had one.')),
    restricted: Type.Optional(
      Type.Boolean({
        description: 'True when a key that reads restricted texts asked.',
        examples: [true],
      }),
    ),
    register: Type.Optional(
      Type.String({
        description: 'The address of the register, where one is set.',
        pattern: '^https?:\\x2F\\x2F[!-~]+$',
        maxLength: 500,
        examples: ['https://register.example.org'],
      }),
    ),
    version: Type.String({
      description: 'The version of the service.',
      pattern: '^[0-9]+[.][0-9]+[.][0-9]+$',
      maxLength: 20,
      examples: ['1.0.0'],
    }),
    sequence: logSequence('The last entry of the log that the answer knows; 0 before the first.', 0),
    log_hash: {
      ...sha256Text('The hash of that entry; empty before the first.'),
      pattern: '^([0-9a-f]{64})?$',
    },
    answer_sha256: sha256Text('SHA-256 of the answer without `certificate`, as canonical JSON (RFC 8785).'),
    issued_at: Type.String({
      description: 'When it was answered.',
      format: 'date-time',
      pattern: INSTANT,
      maxLength: 40,
      examples: ['2025-11-01T12:00:00.000Z'],
    }),
    key_id: keyId('The key: its `kid` at `/.well-known/entente-keys`.'),
    signature: Type.String({
      description: 'Ed25519, base64url, over the canonical JSON of all but this.',
      pattern: '^[A-Za-z0-9_-]{86}$',
      minLength: 86,
      maxLength: 86,
      examples: ['7fYq0zJrYQx5Q4yJm1vO3o8b2kS9dT6uWcXeLgHn0AiBpRjMtZsVlKwEaNfDhUyIxCq1G5P8rO7vT3mS2bQ4Cw'],
    }),
  },
  [
    {
      question: 'GET /events?kind=signing&party=pakistan',
      version: '1.0.0',
      sequence: 70,
      log_hash: '3c1073f4b0f7c8d2e4a1b5c6d7e8f90123456789abcdef0123456789abcdef01',
      answer_sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      issued_at: '2025-11-01T12:00:00.000Z',
      key_id: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      signature: '7fYq0zJrYQx5Q4yJm1vO3o8b2kS9dT6uWcXeLgHn0AiBpRjMtZsVlKwEaNfDhUyIxCq1G5P8rO7vT3mS2bQ4Cw',
    },
  ],
);
export type Certificate = Static<typeof Certificate>;

/** The hash of an answer, without the certificate in it. */
export const hashOfAnswer = ({ certificate: _, ...answer }: Members): string => sha256(canonicalJson(answer));

/** What is signed. */
const payload = (certificate: Omit<Certificate, 'signature'>): Buffer => Buffer.from(canonicalJson(certificate));

export function signed(statement: Omit<Certificate, 'signature' | 'key_id'>, key: KeyPair): Certificate {
  const certificate = { ...statement, key_id: key.id };
  return { ...certificate, signature: sign(null, payload(certificate), privateKeyOf(key)).toString('base64url') };
}

/** @param publicHalf of the key that it names */
export function isSigned({ signature, ...certificate }: Certificate, publicHalf: string): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // Some other texts stand for the same bytes; only one of them is what was issued.
  if (bytes.toString('base64url') !== signature) return false;
  return verify(null, payload(certificate), publicKeyOf(publicHalf), bytes);
}
