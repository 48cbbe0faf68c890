/** The start page: the addresses of the service, as JSON or for a browser. */
import type { FastifyInstance } from 'fastify';
import { object, ref, Type } from '../../model/schema.js';
import { prefersPage } from '../http/accept.js';
import { address, type Link, linksBelow } from '../http/links.js';
import { sendJson } from '../http/send.js';
import { answers, contentOrPage } from './answers.js';
import { VERSION } from './openapi.js';

/** What each address is for, and its path. */
const LINKS = {
  partnerships: ['Who agreed what with whom, and how far it has got.', '/partnerships'],
  events: ['What happened.', '/events'],
  parties: ['Those who can act.', '/parties'],
  sources: ['The documents that prove it.', '/sources'],
  search: ['Every record with a word, such as this one.', '/search?q=blockchain'],
  changes: ['Everything that was ever written, in order.', '/changes'],
  vocabularies: ['What each value of each enumeration means.', '/vocabularies'],
  documentation: ['Swagger UI, to try the service.', '/docs'],
  contract: ['The OpenAPI document.', '/openapi.json'],
} as const;

const homeOf = (link: Link) => ({
  name: 'Entente',
  version: VERSION,
  ...Object.fromEntries(Object.entries(LINKS).map(([name, [, path]]) => [name, link(path)])),
});

const Home = object(
  'Home',
  'Where to go from here.',
  {
    name: Type.String({ description: 'The name of the service.', enum: ['Entente'], maxLength: 7 }),
    version: Type.String({
      description: 'The version of the contract.',
      pattern: '^[0-9]+[.][0-9]+[.][0-9]+$',
      maxLength: 20,
      examples: [VERSION],
    }),
    ...Object.fromEntries(Object.entries(LINKS).map(([name, [about, path]]) => [name, address(about, path)])),
  },
  [homeOf(linksBelow(''))],
);

export function homeRoute(app: FastifyInstance): void {
  const home = homeOf(app.link);
  const homePage = homePageOf(app.link);
  app.get('/', {
    config: { produces: ['application/json', 'text/html'] },
    schema: {
      tags: ['Meta'],
      operationId: 'getHome',
      summary: 'Find the way',
      description: 'The addresses of the service: as JSON, or as a page for a browser.',
      response: answers({ ok: contentOrPage('Where to go.', ref(Home)) }, 'not_acceptable'),
    },
    handler: async (request, reply) => {
      reply.header('vary', 'Accept');
      if (prefersPage(request)) return reply.type('text/html; charset=utf-8').send(homePage);
      return sendJson(reply, home);
    },
  });
}

const homePageOf = (link: Link): string =>
  page(
    'Entente',
    `<p>The open register of digital-asset diplomacy.</p><ul>${Object.values(LINKS)
      .map(([about, path]) => `<li><a href="${inHtml(link(path))}">${path}</a> ${about}</li>`)
      .join('')}</ul>`,
  );

/** A plain page; the body is trusted to be safe. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>\n`;
}

/** Text as it is written in a page, with words in backquotes as code. */
export const inHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>');
