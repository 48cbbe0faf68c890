/** The table of who may call what, made from the routes. */
import type { FastifyInstance } from 'fastify';
import { KeyScope, type ReadAccess } from '../../model/vocabulary/key-scope.js';
import { requiredScope } from '../http/authentication.js';

export interface Permission {
  operation: string;
  method: string;
  /** As in the contract: /events/{id}. */
  path: string;
  /** The scope that each setting of READ asks for; undefined when no key is needed. */
  needs: Record<ReadAccess, KeyScope | undefined>;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every operation of the contract, with the scope that it needs. */
    permissions: Permission[];
  }
}

/** Call before the routes are added. */
export function collectPermissions(app: FastifyInstance): void {
  app.decorate('permissions', []);
  app.addHook('onRoute', ({ schema, config, method, url }) => {
    const operation = schema?.operationId;
    if (operation === undefined || method === 'HEAD') return;
    const [open, key] = [requiredScope(config?.scope, 'open'), requiredScope(config?.scope, 'key')];
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    app.permissions.push({ operation, method: String(method), path, needs: { open, key } });
  });
}

/** The table as it is committed: sorted, in Markdown. */
export function permissionsOf({ permissions }: FastifyInstance): string {
  const sorted = permissions.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  const shown = (scope: KeyScope | undefined) => (scope === undefined ? '–' : `\`${scope}\``);
  const rows = sorted.map(
    ({ operation, method, path, needs }) =>
      `| \`${operation}\` | ${method} | \`${path}\` | ${shown(needs.open)} | ${shown(needs.key)} |`,
  );
  return `${HEAD}\n${rows.join('\n')}\n`;
}

const placeOf = ({ path, method }: Permission): string => `${path} ${method}`;

const HEAD = `# Who may call what

Made from the routes by \`npm run openapi\`; a test compares. Each operation needs a key with the scope that is listed here, or with one
that includes it; none where there is a dash. \`READ\` is a setting of the service. Whatever it is, a text that is \`restricted\` and what
a search shows of it need \`read\`; \`/docs\` and the contract in each form are open. A key that is sent has to be valid even
where none is needed.

${KeyScope.description?.split('\n\n')[1]}

| operation | method | address | scope | with \`READ=key\` |
|---|---|---|---|---|`;
