/** READ=key: what of the service is closed to those without a key, and what stays open. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { type Json, openRegister, readerKey } from '../support/register.js';

const OPEN = [
  '/',
  '/docs/',
  '/openapi.json',
  '/openapi.yaml',
  '/openapi-3.0.json',
  '/problems/gone',
  '/.well-known/entente-keys',
  '/vocabularies',
  '/vocabularies/stage',
];

t.test('everything of the register needs a key that reads, and everything else is open', async (t) => {
  const register = await openRegister(t, { seeded: true, reading: 'key' });
  const { permissions } = register.app;
  // What is asked with a body has a test of its own: test/certificates/certificates.test.ts.
  for (const { path, method } of permissions.filter(({ needs, method }) => needs.key === 'read' && method === 'GET')) {
    const url =
      path.replace('{id}', idOf(path)).replace('{revision}', '1') +
      (/^.(search|suggest)$/.test(path) ? '?q=pakistan' : '') +
      (path === '/check' ? '?party=hsx&stage=signed' : '') +
      (path.endsWith('/difference') ? '?from=1&to=1' : '');
    const answer = await register.get(url);
    expectProblem(t, answer, 401, 'unauthorized');
    t.match(answer.body, { scope: 'read' }, `${method} ${url}`);
    expectProblem(t, await register.get(`${url}${url.includes('?') ? '&' : '?'}no=such`), 401, 'unauthorized');
    const { status } = await register.get(url, readerKey);
    t.equal(status, url.endsWith('/text') ? 404 : 200, url);
  }
  expectProblem(t, await register.get('/events/no-such-event'), 401, 'unauthorized');
  for (const url of OPEN) t.equal((await register.get(url, { accept: '*/*' })).status, 200, url);
});

const IDS: Record<string, string> = {
  sources: 'pakistan-el-salvador',
  parties: 'pakistan',
  partnerships: 'pakistan-hsx',
};
const idOf = (path: string): string => IDS[path.split('/')[1] ?? ''] ?? 'pakistan-hsx-signing';

t.test('HEAD is closed with GET', async (t) => {
  const register = await openRegister(t, { seeded: true, reading: 'key' });
  t.equal((await register.send({ method: 'HEAD', url: '/events' })).status, 401);
  t.equal((await register.send({ method: 'HEAD', url: '/events', headers: readerKey })).status, 200);
});

t.test('the contract that is served says which operations need a key, as the service is set', async (t) => {
  const [open, closed] = [await openRegister(t), await openRegister(t, { reading: 'key' })];
  const operations = async (register: typeof open): Promise<Map<string, Json>> => {
    const { body } = await register.get('/openapi.json');
    const all = Object.values<Json>(body.paths).flatMap((methods) => Object.values<Json>(methods));
    return new Map(all.map((operation) => [operation.operationId, operation]));
  };
  for (const [register, reading] of [
    [open, 'open'],
    [closed, 'key'],
  ] as const) {
    const described = await operations(register);
    t.equal(described.size, register.app.permissions.length);
    for (const { operation, needs } of register.app.permissions) {
      const { security, description } = described.get(operation);
      const scope = needs[reading];
      t.same(security, scope === undefined ? [{}, { bearer: [] }] : [{ bearer: [] }], operation);
      t.equal(/Needs an API key with the scope `(\w+)`\.$/.exec(description)?.[1], scope, operation);
    }
  }
  t.match((await open.get('/openapi.json')).body.info.description, 'Reading is open.');
  t.match((await closed.get('/openapi.json')).body.info.description, 'Reading needs an API key');
});
