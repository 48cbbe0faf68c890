/** Content negotiation (RFC 9110, section 12): which media type an answer may have. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { memberOf } from '../../model/members.js';
import { Refusal } from '../../model/refusal.js';
import { onRequestOf } from './route-hooks.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media types that a route can answer with, where there are several. */
    produces?: readonly string[];
    /** The parameter that names one of them; with it `Accept` says nothing. */
    formParameter?: string;
  }
}

/**
 * Call before the routes are added. Refuses, before anything is done, a request that accepts none of the forms that a route
 * has. What has one form is sent whatever is accepted (section 12.5.1): a client that always asks for JSON gets texts, too.
 */
export function negotiate(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { produces: types, formParameter } = route.config ?? {};
    if (types === undefined) return;
    onRequestOf(route, (request, _reply, done) => {
      if (formParameter !== undefined && memberOf(request.query, formParameter) !== undefined) return done();
      if (types.some((type) => acceptance(request, type) > 0)) return done();
      throw new Refusal(
        'not_acceptable',
        `The answer is ${types.join(' or ')}; "${request.headers.accept}" doesn't accept that.`,
        {
          errors: [{ header: 'Accept', code: 'unknown_value', detail: `accept ${types.join(' or ')}` }],
        },
      );
    });
  });
}

/** Whether a client, such as a browser, would rather have a page than JSON. */
export const prefersPage = (request: FastifyRequest): boolean =>
  preferred(request, ['application/json', 'text/html']) === 'text/html';

/** The media type that a request would rather have; of those it likes as well, the first. */
export const preferred = <T extends string>(request: FastifyRequest, [first, ...others]: readonly [T, ...T[]]): T =>
  others.reduce((best, type) => (acceptance(request, type) > acceptance(request, best) ? type : best), first);

/** The quality, 0 to 1, that a request gives a media type: that of the most specific range. */
function acceptance(request: FastifyRequest, type: string): number {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*' || accept.trim() === '') return 1;
  const [main = ''] = type.split('/');
  const ranges = new Map(
    accept.split(',').map((range): [string, number] => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [name, quality === undefined ? 1 : Number(quality) || 0];
    }),
  );
  return ranges.get(type) ?? ranges.get(`${main}/*`) ?? ranges.get('*/*') ?? 0;
}
