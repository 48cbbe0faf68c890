/** Headers that don't depend on what is asked: what browsers may do with answers (CORS), and with the pages among them. */
import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Every header of the contract that pages don't see by themselves. */
const EXPOSED = [
  'ETag',
  'Link',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Allow',
  'Accept-Patch',
  'Accept-Encoding',
  'Content-Disposition',
  'Vary',
  'X-Accel-Buffering',
  'Deprecation',
  'Sunset',
  'Dry-Run',
  'Log-Sequence',
  'Idempotent-Replayed',
];

/** Sets them on every answer. They are made once. Strict-Transport-Security is for what ends TLS (RFC 6797, 7.2). */
export function setFixedHeaders(app: FastifyInstance, publicUrl: string): void {
  const fixed = {
    'content-security-policy': contentSecurity(publicUrl),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': EXPOSED.join(', '),
  };
  const preflight = {
    'access-control-allow-methods': METHODS.join(', '),
    'access-control-max-age': '600',
    vary: 'Access-Control-Request-Headers',
  };
  app.addHook('onRequest', ({ method, headers }, reply, done) => {
    reply.headers(fixed);
    if (method === 'OPTIONS') {
      reply.headers(preflight);
      // Pages may send any header.
      const wanted = headers['access-control-request-headers'];
      if (wanted !== undefined) reply.header('access-control-allow-headers', wanted);
    }
    done();
  });
}

/**
 * Nothing comes from elsewhere; the hash is that of the one style that Swagger UI sets from its script, which asks where
 * links lead.
 */
const contentSecurity = (publicUrl: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
    "img-src 'self' data:",
    ['connect-src', "'self'", ...(publicUrl === '' ? [] : [new URL(publicUrl).origin])].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
