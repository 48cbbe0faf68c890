/** Serves the contract, as JSON, as YAML and in OpenAPI 3.0, and Swagger UI to try it. */
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sha256 } from '../../model/hash.js';
import { asYaml } from '../../model/json/yaml.js';
import { membersOf } from '../../model/members.js';
import { components } from '../../model/schema.js';
import { asOpenApi30 } from './openapi-3.0.js';

/** A form of the contract, as it is sent. */
interface Rendered {
  type: string;
  text: string;
  etag: string;
}

/** Call after the routes are added. */
export async function serveContract(app: FastifyInstance): Promise<void> {
  for (const schema of components()) app.addSchema(schema);
  const documentOf = () => membersOf(app.swagger());
  const json = once('application/json', () => JSON.stringify(documentOf()));
  const yaml = once('application/yaml', () => asYaml(documentOf()));
  const json30 = once('application/json', () => JSON.stringify(asOpenApi30(documentOf())));
  for (const [path, form] of [
    ['/openapi.json', json],
    ['/openapi.yaml', yaml],
    ['/openapi-3.0.json', json30],
  ] as const)
    app.get(path, { schema: { hide: true } }, async (request, reply) => send(request, reply, form()));
  // Swagger UI takes three times as long to open an operation of OpenAPI 3.1.
  await serveSwaggerUi(app, { '/docs/json': json30, '/docs/yaml': yaml });
}

/** Renders when it is asked for the first time, so that the service starts without. */
function once(type: string, render: () => string): () => Rendered {
  let rendered: Rendered | undefined;
  return () => {
    if (rendered === undefined) {
      const text = render();
      rendered = { type: `${type}; charset=utf-8`, text, etag: `"${sha256(text)}"` };
    }
    return rendered;
  };
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { type, text, etag }: Rendered): FastifyReply {
  reply.headers({ etag, 'cache-control': 'public, max-age=300' });
  const held = headers['if-none-match'] ?? '';
  if (held.trim() === '*' || held.includes(etag)) return reply.code(304).send();
  return reply.type(type).send(text);
}

/** Swagger UI at /docs. Its own copies of the contract are the ones that are rendered already. */
async function serveSwaggerUi(app: FastifyInstance, copies: Record<string, () => Rendered>): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // Its files are below the page, whatever address that has.
    indexPrefix: '.',
    theme: {
      title: 'Entente',
      favicon: [{ filename: 'icon.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: ICON }],
    },
    uiHooks: {
      onRequest: async (request, reply) => {
        const { url = '' } = request.routeOptions;
        const copy = copies[url];
        if (copy) return send(request, reply, copy());
        // The plugin would lead to a path without what stands before it.
        if (url === '/docs/static/index.html') return reply.redirect(app.link('/docs/'));
      },
    },
    uiConfig: {
      persistAuthorization: true,
      tryItOutEnabled: true,
      deepLinking: true,
      validatorUrl: null,
      // Without the bar and logo of its makers.
      layout: 'BaseLayout',
      // The list of all schemas takes most of the time, and each operation shows those that it needs.
      defaultModelsExpandDepth: -1,
      plugins: [locks],
    },
  });
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#123"/>' +
  '<path d="M5 3.5h6v2H7.2v1.5h3v2h-3v1.5H11v2H5z" fill="#fff"/></svg>';

/** Runs in the browser, so it is whole in itself: a closed lock on what needs a key, an open one on what doesn't. */
const locks = () => ({
  statePlugins: {
    auth: {
      wrapSelectors: {
        isAuthorized: () => (_state: unknown, ways: Iterable<{ size: number }>) =>
          [...ways].every(({ size }) => size > 0),
      },
    },
  },
});
