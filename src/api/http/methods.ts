/** Answers OPTIONS, the methods that an address doesn't have, and requests that leave out their host. */
import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../model/refusal.js';
import { targetOf } from './links.js';

/** The refusal of an address at which there is nothing. */
export const nothingAt = (request: FastifyRequest): Refusal =>
  new Refusal(
    'not_found',
    `There is nothing at ${targetOf(request).split('?')[0]?.slice(0, 200)}; the contract is at ${request.server.link('/openapi.json')}.`,
  );

/** HTTP/1.1 wants a Host (RFC 9112, 3.2); and an expectation that isn't known is no reason not to answer. */
export function expectHost(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw, headers }) => {
    if (raw.httpVersion === '1.1' && headers.host === undefined)
      throw new Refusal('malformed_request', 'The request has no Host header.');
  });
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

/** Call before the routes are added; what it returns is called after the last one. */
export function answerOtherMethods(app: FastifyInstance): () => void {
  for (const method of METHODS)
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  const methods = new Map<string, Set<string>>();
  let complete = false;
  app.addHook('onRoute', ({ url, method, prefix }) => {
    // Routes that plugins add under a prefix of their own are left alone.
    if (complete || prefix !== '') return;
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  // The plugin for other origins takes OPTIONS of any address.
  app.addHook('onRequest', async (request) => {
    if (request.method === 'OPTIONS' && request.routeOptions.url === '*') throw nothingAt(request);
  });
  return () => {
    complete = true;
    for (const [url, known] of [...methods]) {
      const allow = [...known, 'OPTIONS'].sort().join(', ');
      app.route({
        method: app.supportedMethods.filter((method) => !known.has(method)),
        url,
        schema: { hide: true },
        // Refused before the body is read.
        onRequest: async (request, reply) => {
          reply.header('allow', allow);
          if (request.method === 'OPTIONS') return reply.code(204).send();
          throw new Refusal('method_not_allowed', `${request.method} isn't possible here; ${allow} are.`);
        },
        handler: async () => {},
      });
    }
  };
}
