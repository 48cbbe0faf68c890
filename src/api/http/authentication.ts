/** Who is calling, and whether they may: API keys, sent as bearer tokens (RFC 6750), and the scope that each route needs. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../model/refusal.js';
import { type KeyScope, type ReadAccess, reaches } from '../../model/vocabulary/key-scope.js';
import { onRequestOf } from './route-hooks.js';

/** A key that the service knows by its hash; the key itself isn't stored. */
export interface Key {
  /** The actor that changes are recorded under. */
  name: string;
  scope: KeyScope;
  /** SHA-256 of the key. */
  hash: Buffer;
  /** Why it isn't valid any more, as a sentence. */
  ended?: string;
}

/** Finds a key of the register by its token. */
export type FindKey = (token: string) => Promise<Key | undefined>;

export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that the request came with. */
    key: Key | undefined;
    /** Whether the request would still be admitted: for answers that take long. */
    isStillAllowed(): Promise<boolean>;
  }
  interface FastifyContextConfig {
    /** The scope that a route needs; without one it is always open. `read` needs no key while reading is open. */
    scope?: KeyScope;
  }
}

/** The scope that a caller needs for a route; undefined when no key is needed. */
export const requiredScope = (scope: KeyScope | undefined, reading: ReadAccess): KeyScope | undefined =>
  scope === 'read' && reading === 'open' ? undefined : scope;

export interface Authentication {
  keys: readonly Key[];
  find: FindKey;
  reading: ReadAccess;
}

/** Call before the routes are added. */
export function authenticate(app: FastifyInstance, { keys, find, reading }: Authentication): void {
  app.decorateRequest('key', undefined);
  const scopeOf = (request: FastifyRequest) => requiredScope(request.routeOptions.config.scope, reading);
  /** Finds who sent a request, or refuses it. */
  const identify = async (request: FastifyRequest): Promise<void> => {
    request.key = await keyOf(request, keys, find, scopeOf(request));
  };
  /** Lets a request through, or refuses it. */
  const admit = async (request: FastifyRequest): Promise<void> => {
    await identify(request);
    const scope = scopeOf(request);
    if (scope !== undefined) expectScope(request, scope);
  };
  app.addHook('onRequest', (request, _reply, done) => {
    // Who reads without a key doesn't wait for one to be looked up.
    if (request.headers.authorization === undefined) return done();
    identify(request).then(() => done(), done);
  });
  app.decorateRequest('isStillAllowed', async function (this: FastifyRequest) {
    try {
      await admit(this);
      return true;
    } catch (refusal) {
      if (refusal instanceof Refusal && ['unauthorized', 'forbidden'].includes(refusal.code)) return false;
      throw refusal;
    }
  });
  // The contract follows from the scope of the route. A key that is sent is checked on every route.
  app.addHook('onRoute', (route) => {
    const { schema } = route;
    const scope = requiredScope(route.config?.scope, reading);
    if (scope !== undefined)
      onRequestOf(route, (request, _reply, done) => {
        expectScope(request, scope);
        done();
      });
    if (schema?.operationId === undefined) return;
    route.schema =
      scope === undefined
        ? { ...schema, security: [{}, { bearer: [] }] }
        : {
            ...schema,
            security: [{ bearer: [] }],
            description: `${schema.description}\n\nNeeds an API key with the scope \`${scope}\`.`,
          };
  });
}

/** Refuses a request whose key doesn't include the scope. */
export function expectScope({ key }: FastifyRequest, scope: KeyScope): Key {
  if (!key)
    throw new Refusal(
      'unauthorized',
      `This needs an API key with the scope "${scope}": send Authorization: Bearer and the key.`,
      { scope },
    );
  if (!reaches(key.scope, scope))
    throw new Refusal('forbidden', `This needs the scope "${scope}"; the key has "${key.scope}".`, { scope });
  return key;
}

/** Whether a request came with a key that includes the scope. */
export const holdsScope = ({ key }: FastifyRequest, scope: KeyScope): boolean =>
  key !== undefined && reaches(key.scope, scope);

async function keyOf(
  request: FastifyRequest,
  keys: readonly Key[],
  find: FindKey,
  scope: KeyScope | undefined,
): Promise<Key | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const refuse = (why: string) =>
    new Refusal(
      'unauthorized',
      scope === undefined ? why : `${why} This needs one with the scope "${scope}".`,
      scope && { scope },
    );
  const token = /^Bearer +([\x21-\x7E]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw refuse('The Authorization header should read: Bearer, a space, and the API key.');
  const hash = hashOf(token);
  // Compares with every key, each in constant time, so that timing reveals nothing.
  const [own] = keys.filter((key) => timingSafeEqual(key.hash, hash));
  const known = own ?? (await find(token));
  if (!known) throw refuse('The API key is not valid.');
  if (known.ended !== undefined) throw refuse(known.ended);
  return known;
}
