/** The header Idempotency-Key: what it is, and which request it names. */
import type { FastifyRequest } from 'fastify';
import { sha256 } from '../../model/hash.js';
import { invalid } from '../../model/refusal.js';
import { Type } from '../../model/schema.js';
import { type Attempt, HEADER } from '../../register/write/kept-answers.js';
import type { Key } from '../http/authentication.js';

export const idempotencyKey = {
  [HEADER]: Type.Optional(
    Type.String({
      description:
        'A name for this request, such as a UUID. Sent again within 24 hours, what was carried out is answered as before; what was ' +
        'refused can be mended and sent again.',
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7E]+$',
      examples: ['018f2c3e-7d4a-7b1c-9e5f-3a2b1c0d9e8f'],
    }),
  ),
};

/**
 * The attempt that a request makes under its key; undefined when it has no key.
 * @param options parameters of the query that make it another request
 */
export function attemptOf(request: FastifyRequest, { hash }: Key, options: readonly string[]): Attempt | undefined {
  const key = request.headers[HEADER.toLowerCase()];
  if (request.method !== 'POST' || typeof key !== 'string') return undefined;
  const { url, body, computed = new Map() } = request;
  // A dry run is the same request, so the query is left out.
  const [path] = url.split('?');
  return {
    owner: hash.toString('hex'),
    key,
    fingerprint: sha256(asText([path, body, [...computed], ...options])),
  };
}

/** Computed members that were sent along have not been checked when this is asked; what can't be written out is none of them. */
function asText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    const detail = 'a member that the service computes is nested deeper than any of them is; leave it out';
    throw invalid([{ pointer: '', code: 'computed_member', detail }]);
  }
}
