/** Sends what is stored, as it is stored. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { etag } from '../../model/entity-tag.js';
import { conditionsOf } from './preconditions.js';

const JSON_UTF8 = 'application/json; charset=utf-8';
const TEXT_UTF8 = 'text/plain; charset=utf-8';

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

/** The answer to a write, in a form that can be kept and sent again. */
export interface Answer {
  status: number;
  etag?: string;
  location?: string;
  /** JSON as rendered. */
  body?: string;
}

/** The answer that tells how a record now stands; without a document there is nothing to tell. */
export const answerOf = (
  { revision, document }: { revision: number; document?: string },
  location: string | undefined,
): Answer =>
  document === undefined
    ? { status: 204 }
    : {
        status: location === undefined ? 200 : 201,
        etag: etag(revision),
        ...(location !== undefined && { location }),
        body: document,
      };

export function sendAnswer(reply: FastifyReply, { status, etag, location, body }: Answer): FastifyReply {
  reply.code(status);
  if (etag !== undefined) reply.header('etag', etag);
  if (location !== undefined) reply.header('location', location);
  return body === undefined ? reply.send() : sendJson(reply, body);
}
