/** The canonical form of a question: what two requests that ask the same have in common. */
import type { FastifyRequest } from 'fastify';
import { memberOf } from '../../model/members.js';
import { propertiesOf } from '../../model/schema.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its path and query in canonical form, when the answer is certified. */
    question: string | undefined;
  }
}

/** The parameter that asks for a certificate; it is no part of the question. */
export const CERTIFICATE = 'certificate';

/** Path and query of a request whose parameters were read: sorted by name, without those that say what holds anyway. */
export function questionOf({ params, query, routeOptions }: FastifyRequest): string {
  const path = routeOptions.url?.replaceAll(/:(\w+)/g, (_, name) => encodeURIComponent(String(memberOf(params, name))));
  const schemas = propertiesOf(routeOptions.schema?.querystring);
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const schema = memberOf(schemas, name);
    if (name === CERTIFICATE || value === memberOf(schema, 'default')) continue;
    if (Array.isArray(value) && memberOf(schema, 'x-repeated') === true)
      for (const one of value) asked.append(name, String(one));
    else asked.append(name, String(value));
  }
  return asked.size === 0 ? `${path}` : `${path}?${queryText(asked)}`;
}

/** A query as text, with commas and colons as they are typed. */
export const queryText = (query: URLSearchParams): string =>
  query.toString().replaceAll(/%2C|%3A/g, decodeURIComponent);
