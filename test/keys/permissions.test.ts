/** The table of who may call what, and that no route is left out of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { permissionsOf } from '../../src/api/contract/permissions.js';
import { packageFile } from '../../src/db/package-file.js';
import { openRegister } from '../support/register.js';

t.test('the committed table is the one that the routes make', async (t) => {
  const committed = readFileSync(packageFile('openapi/permissions.md'), 'utf8');
  for (const reading of ['open', 'key'] as const) {
    const { app } = await openRegister(t, { reading });
    t.equal(permissionsOf(app), committed, 'npm run openapi writes it anew');
  }
});

/** What is about the service and tells nothing of the register. */
const OPEN = ['getHome', 'getProblemType', 'getVocabulary', 'listCertificateKeys', 'listVocabularies'];
/** What is asked with a body, and writes nothing. */
const ASKING = ['verifyCertificate', 'checkStatements', 'checkTable'];

t.test('every operation of the register needs a scope, and one that writes needs more than reading', async (t) => {
  const { app } = await openRegister(t);
  t.same(
    app.permissions
      .filter(({ needs }) => needs.key === undefined)
      .map(({ operation }) => operation)
      .sort(),
    OPEN,
  );
  for (const { operation, method, path, needs } of app.permissions) {
    if (method !== 'GET' && !ASKING.includes(operation))
      t.ok(needs.open === 'write' || needs.open === 'admin', operation);
    if (path.startsWith('/keys')) t.equal(needs.open, 'admin', operation);
  }
});

t.test('the table holds every operation of the contract', async (t) => {
  const { app } = await openRegister(t);
  const described = Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
  );
  t.same(app.permissions.map(({ method, path }) => `${method} ${path}`).sort(), described.sort());
});

t.test('only what is about HTTP itself is left out of the contract', async (t) => {
  const files = readdirSync(packageFile('src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const hiding = files.filter((path) => /\bhide:/.test(readFileSync(join(packageFile('src'), path), 'utf8')));
  t.same(hiding.sort(), ['api/contract/serve.ts']);
});
