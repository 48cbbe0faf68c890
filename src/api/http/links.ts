/** The addresses of the service's own that answers name: how they are made, and the Link header of lists (RFC 8288). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from '../../model/schema.js';
import { queryText } from './question.js';

/** Makes the address of a path of the service, as clients are to ask for it. */
export type Link = (path: string) => string;

declare module 'fastify' {
  interface FastifyInstance {
    link: Link;
  }
}

/** @param publicUrl where clients reach the service, without a slash at the end; with '' addresses are relative to the request */
export const linksBelow =
  (publicUrl: string): Link =>
  (path) =>
    publicUrl + path;

/** Clients refuse answers whose headers are longer than some 16 KB. */
export const MAX_LINK_LENGTH = 8_000;

/** The schema of such an address. */
export const address = (description: string, example: string) =>
  Type.String({
    description,
    format: 'uri-reference',
    pattern: '^[!-~]+$',
    maxLength: MAX_LINK_LENGTH,
    examples: [example],
  });

/** The path and query that were asked for. What a client sends before them (RFC 9112, 3.2.2) says nothing about where links lead. */
export const targetOf = ({ url }: FastifyRequest): string =>
  url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');

/** A host that can be printed in an address: fewer signs than `expectHost` lets in, as it has to (RFC 3986). */
const PRINTABLE_HOST = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * The address of a path for those who read it elsewhere: with the host that was asked, unless the settings say another. What
 * proxies say of hosts is not believed.
 */
export function absoluteAddress({ server, headers: { host = '' } }: FastifyRequest, path: string): string {
  const address = server.link(path);
  return address.startsWith('/') && PRINTABLE_HOST.test(host) ? `http://${host}${address}` : address;
}

/** The list that a name with brackets is one of, as some clients write each value: `stage[]=signed`, `stage[0]=signed`. */
export const listNamed = (name: string): string | undefined =>
  name.endsWith(']') ? /^(.+)\[\d*\]$/.exec(name)?.[1] : undefined;

/** An address of the service without its query, and what its query says besides some parameters. */
function besides(link: Link, target: string, parameters: readonly string[]): [address: string, query: string] {
  const [path = '', ...query] = target.split('?');
  if (query.length === 0) return [link(path), ''];
  const kept = new URLSearchParams(query.join('?'));
  for (const name of [...kept.keys()]) if (parameters.includes(listNamed(name) ?? name)) kept.delete(name);
  return [link(path), queryText(kept)];
}

/** An address with those parts of a query that aren't empty. */
function withQuery(base: string, ...query: readonly string[]): string {
  const text = query.filter((part) => part !== '').join('&');
  return text === '' ? base : `${base}?${text}`;
}

/** Adds the addresses of the first page and, while there is more, of the next; `page.next` is there when they are too long. */
export function sendLinks(request: FastifyRequest, reply: FastifyReply, next: string | undefined): void {
  const [list, query] = besides(request.server.link, targetOf(request), ['cursor']);
  const link = (cursor: string | undefined, relation: string): string =>
    `<${withQuery(list, query, cursor === undefined ? '' : `cursor=${cursor}`)}>; rel="${relation}"`;
  const links = [link(undefined, 'first'), ...(next === undefined ? [] : [link(next, 'next')])].join(', ');
  if (links.length <= MAX_LINK_LENGTH) reply.header('link', links);
}

/**
 * Makes the addresses of the requested list that ask something else in place of some of its parameters; none that is too
 * long. They are part of the answer, so they follow from the question alone where that is certified.
 */
export const addressesOf =
  (request: FastifyRequest) =>
  (parameters: readonly string[]): ((asking: string) => { href?: string }) => {
    const target = request.question ?? targetOf(request);
    const [list, kept] = besides(request.server.link, target, [...parameters, 'cursor']);
    return (asking) => {
      const href = withQuery(list, asking, kept);
      return href.length <= MAX_LINK_LENGTH ? { href } : {};
    };
  };
