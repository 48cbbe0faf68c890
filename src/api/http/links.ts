/** The Link header of lists (RFC 8288). */
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Clients refuse answers whose headers are longer than some 16 KB. */
export const MAX_LINK_LENGTH = 8_000;

/** The list that a name with brackets is one of, as some clients write each value: `stage[]=signed`, `stage[0]=signed`. */
export const listNamed = (name: string): string | undefined =>
  name.endsWith(']') ? /^(.+)\[\d*\]$/.exec(name)?.[1] : undefined;

/** An address in its path and what its query says besides some parameters. */
function besides(url: string, parameters: readonly string[]): [path: string, query: string] {
  const [path = '', ...query] = url.split('?');
  const kept = new URLSearchParams(query.join('?'));
  for (const name of [...kept.keys()]) if (parameters.includes(listNamed(name) ?? name)) kept.delete(name);
  return [path, kept.toString().replaceAll(/%2C|%3A/g, decodeURIComponent)];
}

/** An address of its path and what parts of its query aren't empty. */
function addressOf(path: string, ...query: readonly string[]): string {
  const text = query.filter((part) => part !== '').join('&');
  return text === '' ? path : `${path}?${text}`;
}

/** Adds the addresses of the first page and, while there is more, of the next; `page.next` is there when they are too long. */
export function sendLinks(request: FastifyRequest, reply: FastifyReply, next: string | undefined): void {
  const [path, query] = besides(request.url, ['cursor']);
  const link = (cursor: string | undefined, relation: string): string =>
    `<${addressOf(path, query, cursor === undefined ? '' : `cursor=${cursor}`)}>; rel="${relation}"`;
  const links = [link(undefined, 'first'), ...(next === undefined ? [] : [link(next, 'next')])].join(', ');
  if (links.length <= MAX_LINK_LENGTH) reply.header('link', links);
}

/**
 * Makes the addresses of a list that ask something else in place of some of its parameters; none that is too long.
 * @param url the address of the list as it was asked for
 */
export const addressesOf =
  (url: string) =>
  (parameters: readonly string[]): ((asking: string) => { href?: string }) => {
    const [path, kept] = besides(url, [...parameters, 'cursor']);
    return (asking) => {
      const href = addressOf(path, asking, kept);
      return href.length <= MAX_LINK_LENGTH ? { href } : {};
    };
  };
