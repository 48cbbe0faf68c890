/** Answers OPTIONS, the methods that an address doesn't have, and requests that leave out their host. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../model/refusal.js';
import { targetOf } from './links.js';
import { onRequestOf } from './route-hooks.js';

/** A name or an IP address, and a port. Two of them, which Node joins with a comma, are none (RFC 9112, 3.2). */
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[\w.~!$&'()*+;=-]|%[0-9A-Fa-f]{2})*)(?::\d{0,5})?$/;

/** HTTP/1.1 wants one Host; and an expectation that isn't known is no reason not to answer. */
export function expectHost(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw, headers: { host } }, _reply, done) => {
    if (host === undefined ? raw.httpVersion === '1.1' : !HOST.test(host))
      throw new Refusal(
        'malformed_request',
        host === undefined
          ? 'The request has no Host header.'
          : 'The Host header is not one name or address of a server, with a port or without: send one such as entente.example:8080.',
      );
    done();
  });
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

const MAX_PATH_SHOWN = 200;

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

/** Tells most addresses from those that end in a slash without cutting off their query. */
const mayEndInSlash = (url: string): boolean => url.endsWith('/') || url.includes('/?');

/** Whether a path is one of a route: /parties/arcadia is one of /parties/:id, and /docs/a/b of /docs/*. */
function isAddressOf(route: string, path: string): boolean {
  if (route.endsWith('/*')) return path.startsWith(route.slice(0, -1));
  const [expected, given] = [route.split('/'), path.split('/')];
  return (
    expected.length === given.length &&
    expected.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}

/** What is at an address: its methods, and what PATCH takes there. */
interface Place {
  methods: Set<string>;
  patchTypes?: string;
}

/** Call before the routes are added. */
export function answerOtherMethods(app: FastifyInstance): void {
  const places = new Map<string, Place>();
  app.addHook('onRoute', ({ url, method, schema }) => {
    const place = places.get(url) ?? { methods: new Set() };
    for (const one of [method].flat()) place.methods.add(one);
    if (method === 'PATCH' && schema?.consumes) place.patchTypes = schema.consumes.join(', ');
    places.set(url, place);
  });
  const placeAt = (path: string): Place | undefined => {
    const matching = [...places].filter(([one]) => one === path || isAddressOf(one, path));
    // What has a route of its own is no id.
    const found = places.has(path) ? matching.filter(([one]) => !one.includes(':')) : matching;
    const patchTypes = found.flatMap(([, place]) => place.patchTypes ?? [])[0];
    const methods = new Set(found.flatMap(([, place]) => [...place.methods]));
    // Of a plugin's page only HEAD is told.
    if (methods.has('HEAD')) methods.add('GET');
    return found.length === 0 ? undefined : { methods, ...(patchTypes !== undefined && { patchTypes }) };
  };

  const nothingAt = (request: FastifyRequest): Refusal => {
    const { link } = request.server;
    const path = pathOf(targetOf(request)).slice(0, MAX_PATH_SHOWN);
    const shorter = path.replace(/\/+$/, '');
    const isThere = shorter !== path && placeAt(shorter) !== undefined;
    const instead = isThere
      ? `without the slash at its end it is ${link(shorter)}`
      : `the contract is at ${link('/openapi.json')}`;
    return new Refusal('not_found', `There is nothing at ${path}; ${instead}.`);
  };
  // What no route answers, before its body is read.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const { method } = request;
    const place = placeAt(decodeURI(pathOf(targetOf(request))));
    if (!place) throw nothingAt(request);
    const allow = [...place.methods, 'OPTIONS'].sort().join(', ');
    reply.header('allow', allow);
    if (method !== 'OPTIONS') throw new Refusal('method_not_allowed', `${method} isn't possible here; ${allow} are.`);
    if (place.patchTypes !== undefined) reply.header('accept-patch', place.patchTypes);
    reply.code(204).send();
  });
  app.setNotFoundHandler((request) => {
    throw nothingAt(request);
  });
  app.addHook('onRoute', (route) => {
    // The router takes /parties/ for a party without an id.
    if (/:\w+$/.test(route.url))
      onRequestOf(route, (request, _reply, done) => {
        if (mayEndInSlash(request.url) && pathOf(request.url).endsWith('/')) throw nothingAt(request);
        done();
      });
  });
}
