/** The service behind a real nginx, which is set as docs/running.md shows: under a path, and at the root. */
import { once } from 'node:events';
import { get } from 'node:http';
import t, { type Test } from 'tap';
import { clone, takeTour } from '../../documents/tour.js';
import { type Env, emptyFolder } from '../../support/process.js';
import type { Json } from '../../support/register.js';
import { type Answer, ask, crawl, linksOf } from './crawler.js';
import { serveBehindNginx } from './nginx.js';

const KEY = 'a-key-for-the-proxy-only';
const bearer = { authorization: `Bearer ${KEY}` };

const start = (t: Test, path?: string, settings: Env = {}) =>
  serveBehindNginx(t, emptyFolder(t), path, { ENTENTE_ADMIN_KEY: KEY, ...settings });

const send = (method: string, url: string, body: Json, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(url, {
    method,
    headers: { ...bearer, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** One answer of each sort that has links in it. */
async function someOfEach(address: string): Promise<Answer[]> {
  const party = { id: 'one', kind: 'company', name: 'One' };
  const citation = { source: 'pakistan-united-states' };
  const text = { 'content-type': 'text/plain; charset=utf-8' };
  const answers: Answer[] = [];
  for (const [method, path, body, headers] of [
    ['POST', '/parties', party, {}],
    ['PUT', '/parties/two', { ...party, id: 'two' }, {}],
    ['POST', '/parties/one/citations', citation, {}],
    ['POST', '/sources', { id: 'note', kind: 'other' }, {}],
    ['PUT', '/sources/note/text', 'A text.', text],
    ['POST', '/parties', party, {}],
    ['POST', '/parties', { kind: 'state', name: 'Three' }, {}],
    ['POST', '/parties', '{', {}],
    ['POST', '/parties', party, text],
    ['POST', '/parties', party, { authorization: 'Bearer no-key-of-anybody' }],
    ['PATCH', '/parties/one', { name: 'One' }, { 'content-type': 'application/merge-patch+json' }],
    ['DELETE', '/parties/one', undefined, { 'if-match': '"99"' }],
    ['PUT', '/events', {}, {}],
  ] as const)
    answers.push(await send(method, address + path, body, headers));
  for (const path of [
    '/',
    '/nowhere',
    '/events/nobody',
    '/events?limit=0',
    '/partnerships?facets=stage,topic,party,year&histogram=stage_since:year&limit=2',
    '/events?facets=kind,country,topic,year&histogram=date:month&limit=5',
    '/parties?limit=10&sort=-name',
    '/sources?limit=1',
    '/search?q=Pakistan&limit=10',
    '/parties/pakistan/neighbours?limit=2',
    '/partnerships/pakistan-hsx/revisions?limit=1',
    '/changes?limit=40',
    '/docs',
    '/docs/static/index.html',
  ])
    answers.push(await ask(address + path, { headers: bearer }));
  return answers;
}

/** Follows all that answers of the service at an address lead to. */
async function followAll(t: Test, address: string): Promise<void> {
  const answers = await someOfEach(address);
  for (const answer of answers) t.ok(linksOf(answer).length > 0, `${answer.url} leads somewhere`);
  for (const { url, status, text } of answers.filter(({ status }) => status >= 400))
    t.equal(new URL(JSON.parse(text).instance, url).href, url.split('?')[0], `${status} names what was asked for`);
  const found = await crawl(answers, bearer);
  // The example of a refusal names /check, which needs a statement.
  const isWrong = ({ url, status }: Answer): boolean =>
    !url.startsWith(`${address}/`) || (status >= 400 && !url.endsWith('/check'));
  t.strictSame(
    found.filter(isWrong).map(({ url, status }) => [url, status]),
    [],
    'every link leads to something of the service',
  );
  const paths = new Set(found.map(({ url }) => url.slice(address.length).split('?')[0]));
  for (const path of [
    '/events',
    '/parties/one',
    '/sources/note/text',
    '/problems/validation',
    '/changes/stream',
    '/search',
  ])
    t.ok(paths.has(path), path);
  for (const path of ['/vocabularies', '/docs/', '/docs/static/swagger-ui.css', '/openapi.json', '/keys'])
    t.ok(paths.has(path), path);
  t.ok(found.length > 200, `${found.length} answers`);
}

t.test("README's tour runs under a path", async (t) => {
  const folder = clone(t);
  const { address, printed } = await serveBehindNginx(t, folder);
  t.match(printed, `Swagger UI  ${address}/docs\n`, 'which the service tells whoever starts it');
  await takeTour(t, folder, address);
});

t.test('under a path every link of every answer leads to PUBLIC_URL', async (t) => {
  const { address } = await start(t);
  await followAll(t, address);
  const { contract } = JSON.parse((await ask(`${address}/`)).text);
  t.equal(contract, `${address}/openapi.json`, 'links are whole addresses');
});

t.test('at the root links work without PUBLIC_URL', async (t) => {
  const { address } = await start(t, '/');
  await followAll(t, address);
  const { contract } = JSON.parse((await ask(`${address}/`)).text);
  t.equal(contract, '/openapi.json', 'links are relative to what was asked');
});

t.test('a stream comes as it happens', async (t) => {
  const { address } = await start(t);
  const request = get(`${address}/changes/stream`);
  const [response] = await once(request, 'response');
  t.teardown(() => request.destroy());
  let read = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    read += text;
  });
  await once(response, 'data');
  await send('POST', `${address}/parties`, { id: 'one', kind: 'company', name: 'One' });
  while (!read.includes('"one"')) await once(response, 'data');
  t.match(read, /event: change\ndata: .*"id":"one"/);
});

t.test('texts and addresses may be as long as the service takes them, and it says so of longer ones', async (t) => {
  const { address } = await start(t);
  const text = { 'content-type': 'text/plain; charset=utf-8' };
  await send('POST', `${address}/sources`, { id: 'note', kind: 'other' });
  t.equal((await send('PUT', `${address}/sources/note/text`, 'x'.repeat(8 << 20), text)).status, 201);
  const refused = await send('PUT', `${address}/sources/note/text`, 'x'.repeat((8 << 20) + 1), text);
  t.match(JSON.parse(refused.text), { status: 413, code: 'too_large' });
  t.equal((await ask(`${address}/search?q=${'x'.repeat(100_000)}`)).status, 400, 'which nginx has let through');
});

t.test('RATE_LIMIT counts whom nginx names, not whom a client names', async (t) => {
  const { address } = await start(t, undefined, { RATE_LIMIT: '2' });
  const statuses: number[] = [];
  for (const client of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    statuses.push((await ask(`${address}/events`, { headers: { 'x-forwarded-for': client } })).status);
  t.strictSame(statuses, [200, 200, 429]);
});
