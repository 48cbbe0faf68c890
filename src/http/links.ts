/** The Link header of lists (RFC 8288). */
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Clients refuse answers whose headers are longer than some 16 KB. */
const LONGEST = 8_000;

/** Adds the addresses of the first page and, while there is more, of the next; `page.next` is there when they are too long. */
export function sendLinks(request: FastifyRequest, reply: FastifyReply, next: string | undefined): void {
  const [path = '', query = ''] = request.url.split('?');
  const link = (cursor: string | undefined, relation: string): string => {
    const parameters = new URLSearchParams(query);
    parameters.delete('cursor');
    if (cursor !== undefined) parameters.set('cursor', cursor);
    const text = parameters.toString().replaceAll('%2C', ',');
    return `<${path}${text && `?${text}`}>; rel="${relation}"`;
  };
  const links = [link(undefined, 'first'), ...(next === undefined ? [] : [link(next, 'next')])].join(', ');
  if (links.length <= LONGEST) reply.header('link', links);
}
