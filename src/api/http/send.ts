/** Sends answers: JSON, what is stored with its ETag, and what a write answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { etag, type KnownRevisions } from '../../model/entity-tag.js';
import { render } from '../../model/json/raw-json.js';
import { present } from '../../register/document/present.js';
import { conditionsOf } from './preconditions.js';

const JSON_UTF8 = 'application/json; charset=utf-8';
const TEXT_UTF8 = 'text/plain; charset=utf-8';

export const sendJson = (reply: FastifyReply, value: object): FastifyReply => sendRendered(reply, render(value));

const sendRendered = (reply: FastifyReply, json: string): FastifyReply => reply.type(JSON_UTF8).send(json);

/** Sends a record's document with its ETag, or 304 when the client holds it already: then its revision is all that is read. */
export async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { readRevision, read }: { readRevision(): Promise<number>; read(): Promise<{ revision: number; document: string }> },
): Promise<FastifyReply> {
  const { noneMatch } = conditionsOf(request);
  if (noneMatch !== undefined) {
    const revision = await readRevision();
    if (isHeld(noneMatch, revision)) return reply.code(304).header('etag', etag(revision)).send();
  }
  const { revision, document } = await read();
  reply.header('etag', etag(revision));
  return sendJson(reply, present(document));
}

/** The same for a source's text, which has the ETag of its source. */
export function sendText(
  request: FastifyRequest,
  reply: FastifyReply,
  { revision, text }: { revision: number; text: string },
): FastifyReply {
  const { noneMatch } = conditionsOf(request);
  reply.header('etag', etag(revision));
  return isHeld(noneMatch, revision) ? reply.code(304).send() : reply.type(TEXT_UTF8).send(text);
}

/** Whether the client has this revision already. */
const isHeld = (noneMatch: KnownRevisions | undefined, revision: number): boolean =>
  noneMatch === 'any' || (noneMatch?.includes(revision) ?? false);

/** The answer to a write, in a form that can be kept and sent again. */
export interface Answer {
  status: number;
  etag?: string;
  /** The end of the log with the write. */
  sequence?: number;
  /** The path of what was written. */
  location?: string;
  /** JSON as rendered. */
  body?: string;
}

/** What was written; a deletion has no document. */
interface Written {
  revision: number;
  document?: string;
}

/** The answer to a creation. */
export const createdAnswer = (written: Written, location: string): Answer => ({
  ...changedAnswer(written),
  status: 201,
  location,
});

/** The answer to a change. */
export const changedAnswer = ({ revision, document }: Written): Answer => ({
  status: 200,
  etag: etag(revision),
  ...(document !== undefined && { body: present(document).text }),
});

/** The answer to a deletion. */
export const deletedAnswer = (): Answer => ({ status: 204 });

export function sendAnswer(reply: FastifyReply, { status, etag, location, body }: Answer): FastifyReply {
  reply.code(status);
  if (etag !== undefined) reply.header('etag', etag);
  if (location !== undefined) reply.header('location', reply.server.link(location));
  return body === undefined ? reply.send() : sendRendered(reply, body);
}
