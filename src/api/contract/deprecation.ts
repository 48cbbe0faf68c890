/** Announces which operations will be removed and when: in the contract, and on each answer (RFC 9745, RFC 8594). */
import type { FastifyInstance } from 'fastify';
import { isMembers, membersOf } from '../../model/members.js';
import { Type } from '../../model/schema.js';
import { onRequestOf } from '../http/route-hooks.js';

/** An operation that clients should leave. */
export interface Deprecation {
  /** Since when: the start of this day, UTC. */
  since: string;
  /** The day from which on it may be gone; at least half a year later. */
  sunset: string;
  /** What to use from now on, as a sentence. */
  instead: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set when the operation will be removed. */
    deprecation?: Deprecation;
  }
  interface FastifySchema {
    deprecated?: boolean;
  }
}

/** Half a year, in milliseconds. */
const MIN_NOTICE_MS = 180 * 24 * 60 * 60 * 1000;

const HEADERS = {
  Deprecation: Type.String({
    description: 'Since when clients should leave the operation, in seconds of Unix time (RFC 9745).',
    pattern: '^@[0-9]+$',
    maxLength: 20,
    examples: ['@1767225600'],
  }),
  Sunset: Type.String({
    description: 'From when on the operation may be gone (RFC 8594).',
    pattern: '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$',
    maxLength: 29,
    examples: ['Wed, 01 Jul 2026 00:00:00 GMT'],
  }),
};

/** Call before the routes are added. */
export function announceDeprecations(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { schema, config: { deprecation } = {} } = route;
    if (!schema || !deprecation) return;
    const { since, sunset, instead } = deprecation;
    if (Date.parse(sunset) - Date.parse(since) < MIN_NOTICE_MS)
      throw new Error(`${route.url} would be gone less than half a year after it is deprecated`);
    route.schema = {
      ...schema,
      deprecated: true,
      description: `${schema.description}\n\nDeprecated since ${since}, and may be gone from ${sunset} on. ${instead}`,
      response: withHeaders(schema.response),
    };
    const headers = {
      deprecation: `@${Date.parse(since) / 1000}`,
      sunset: new Date(sunset).toUTCString(),
    };
    onRequestOf(route, (_request, reply, done) => {
      reply.headers(headers);
      done();
    });
  });
}

/** Only successes get the headers in the contract: all operations share the answers that refuse. */
const withHeaders = (answers: unknown): unknown =>
  isMembers(answers)
    ? Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [
          status,
          Number(status) < 400 && isMembers(answer)
            ? { ...answer, headers: { ...membersOf(answer.headers), ...HEADERS } }
            : answer,
        ]),
      )
    : answers;
