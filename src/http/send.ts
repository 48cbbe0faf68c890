/** Sends what is stored, as it is stored. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { conditionsOf } from './preconditions.js';

const JSON_UTF8 = 'application/json; charset=utf-8';
const TEXT_UTF8 = 'text/plain; charset=utf-8';

/** The ETag of a revision. */
export const etag = (revision: number): string => `"${revision}"`;

/** Sends JSON that is already rendered. */
export function sendJson(reply: FastifyReply, body: string): FastifyReply {
  return reply.type(JSON_UTF8).send(body);
}

/** Sends a stored document or text with its ETag, or 304 when the client holds it already. */
export function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  { revision, document, text }: { revision: number; document?: string; text?: string },
): FastifyReply {
  const { noneMatch } = conditionsOf(request);
  reply.header('etag', etag(revision));
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
