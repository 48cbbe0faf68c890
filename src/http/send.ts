/** Sends what is stored, as it is stored. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../model/refusal.js';
import { conditionsOf } from './preconditions.js';

const JSON_UTF8 = 'application/json; charset=utf-8';
const TEXT_UTF8 = 'text/plain; charset=utf-8';

/** The ETag of a revision. */
export const etag = (revision: number): string => `"${revision}"`;

/** Sends JSON that is already rendered. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, body: string): FastifyReply {
  expectAcceptable(request, 'application/json');
  return reply.type(JSON_UTF8).send(body);
}

/** Sends a stored document or text with its ETag, or 304 when the client holds it already. */
export function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  { revision, document, text }: { revision: number; document?: string; text?: string },
): FastifyReply {
  expectAcceptable(request, text === undefined ? 'application/json' : 'text/plain');
  reply.header('etag', etag(revision));
  const { noneMatch } = conditionsOf(request);
  if (noneMatch === 'any' || noneMatch?.includes(revision)) return reply.code(304).send();
  return reply.type(text === undefined ? JSON_UTF8 : TEXT_UTF8).send(text ?? document);
}

/** Answers a write: with the record as it now stands, or with nothing when it is gone. */
export function sendWritten(
  reply: FastifyReply,
  { revision, document }: { revision: number; document?: string | undefined },
  created: { location: string } | undefined,
): FastifyReply {
  if (document === undefined) return reply.code(204).send();
  if (created) reply.code(201).header('location', created.location);
  return reply.header('etag', etag(revision)).type(JSON_UTF8).send(document);
}

/** Refuses a request whose Accept header leaves out the one type that the answer has. */
export function expectAcceptable(request: FastifyRequest, type: string): void {
  const { accept } = request.headers;
  if (accept === undefined || accepts(accept, type) > 0) return;
  throw new Refusal('not_acceptable', `The answer is ${type}; "${accept}" doesn't accept that.`, {
    errors: [{ header: 'Accept', code: 'unknown_value', detail: `accept ${type}` }],
  });
}

/** The quality, 0 to 1, that an Accept header gives a media type: that of the most specific range (RFC 9110, 12.5.1). */
export function accepts(accept: string, type: string): number {
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
