/** Who is calling: reading is open, writing needs an API key sent as a bearer token (RFC 6750). */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../model/refusal.js';

const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key that the service knows, by its hash: the key itself is nowhere kept. */
export interface Key {
  /** The actor that changes are recorded under. */
  name: string;
  scope: Scope;
  /** SHA-256 of the key. */
  hash: Buffer;
}

export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** What the contract says of an operation that is open: a key is checked when it is sent. */
export const OPEN = [{}, { bearer: [] }];
/** And of one that needs a key. */
export const KEY = [{ bearer: [] }];

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that the request came with. */
    key: Key | undefined;
  }
  interface FastifyContextConfig {
    /** The scope that a route needs; without one it is open. */
    scope?: Scope;
  }
}

export function authenticate(app: FastifyInstance, keys: readonly Key[]): void {
  app.decorateRequest('key', undefined);
  app.addHook('onRequest', async (request) => {
    request.key = keyOf(request, keys);
    const { scope } = request.routeOptions.config;
    if (scope !== undefined) expectScope(request, scope);
  });
}

/** Refuses a request whose key doesn't reach as far as this. */
export function expectScope(request: FastifyRequest, scope: Scope): Key {
  const { key } = request;
  if (!key)
    throw new Refusal(
      'unauthorized',
      `This needs an API key with the scope "${scope}": send Authorization: Bearer and the key.`,
    );
  if (SCOPES.indexOf(key.scope) < SCOPES.indexOf(scope))
    throw new Refusal('forbidden', `This needs the scope "${scope}"; the key has "${key.scope}".`);
  return key;
}

/** Whether a request came with a key that reaches as far as this. */
export const holdsScope = ({ key }: FastifyRequest, scope: Scope): boolean =>
  key !== undefined && SCOPES.indexOf(key.scope) >= SCOPES.indexOf(scope);

function keyOf(request: FastifyRequest, keys: readonly Key[]): Key | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const token = /^Bearer +([\x21-\x7E]+) *$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw new Refusal('unauthorized', 'The Authorization header should read: Bearer, a space, and the key.');
  const hash = hashOf(token);
  // Every key is compared, each in constant time, so that the time taken tells nothing.
  const [known] = keys.filter((key) => timingSafeEqual(key.hash, hash));
  if (!known) throw new Refusal('unauthorized', 'The API key is not valid.');
  return known;
}
