/** Where links lead: to PUBLIC_URL or, without it, to what was asked; never to where a client says. */
import t, { type Test } from 'tap';
import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import { type Answer, anEvent, KEY, openRegister, populate, writerKey } from '../support/register.js';
import { say } from '../support/say.js';

const PUBLIC = 'https://register.example.org/entente';

const behindProxy = (t: Test) => openRegister(t, { seeded: true, publicUrl: PUBLIC });

/** The addresses of a Link header. */
const linked = ({ headers }: Answer): string[] =>
  [...String(headers.link).matchAll(/<([^>]*)>/g)].map(([, address = '']) => address);

t.test('the home page leads to PUBLIC_URL, for programs and for people', async (t) => {
  const { get } = await behindProxy(t);
  const { name, version, ...addresses } = (await get('/')).body;
  t.equal(addresses.partnerships, `${PUBLIC}/partnerships`);
  t.equal(addresses.documentation, `${PUBLIC}/docs`);
  const { text } = await get('/', { accept: 'text/html' });
  const hrefs = [...text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  t.strictSame(hrefs, Object.values(addresses));
});

t.test('lists of every sort link to their pages there', async (t) => {
  const { get } = await behindProxy(t);
  const lists = [
    '/events?limit=1',
    '/search?q=Pakistan&limit=1',
    '/changes?limit=1',
    '/parties/pakistan/neighbours?limit=1',
    '/events/pakistan-hsx-signing/revisions?limit=1',
    '/keys?limit=1',
  ];
  for (const list of lists) {
    const answer = await get(list, writerKey);
    const [first, next] = linked(answer);
    t.equal(first, PUBLIC + list);
    if (answer.body.page.next !== undefined) t.equal(next, `${PUBLIC}${list}&cursor=${answer.body.page.next}`);
  }
});

t.test('the addresses of facets and histograms lead there', async (t) => {
  const { get } = await behindProxy(t);
  const { facets, histogram } = (await get('/events?facets=topic,year&histogram=date:month')).body.meta;
  for (const { buckets } of [facets.topic, facets.year, histogram]) {
    t.ok(buckets.length > 0);
    for (const { href } of buckets) t.match(href, /^https:\/\/register\.example\.org\/entente\/events\?/);
  }
});

t.test('Location leads there', async (t) => {
  const { post, put, putText } = await behindProxy(t);
  const made = await post('/parties', { id: 'one', kind: 'company', name: 'One' });
  t.equal(made.headers.location, `${PUBLIC}/parties/one`);
  const replaced = await put('/parties/two', { kind: 'company', name: 'Two' });
  t.equal(replaced.headers.location, `${PUBLIC}/parties/two`);
  const cited = await post('/parties/one/citations', { source: 'pakistan-united-states' });
  t.equal(cited.headers.location, `${PUBLIC}/parties/one`);
  await post('/sources', { id: 'note', kind: 'other' });
  t.equal((await putText('note', 'A text.')).headers.location, `${PUBLIC}/sources/note/text`);
});

t.test('an answer that is repeated leads where links lead by now', async (t) => {
  const { engine, post } = await openRegister(t);
  const once = { 'idempotency-key': 'once' };
  const party = { id: 'one', kind: 'company', name: 'One' };
  t.equal((await post('/parties', party, once)).headers.location, '/parties/one');
  const keys = [{ name: 'tester', scope: 'admin' as const, hash: hashOf(KEY) }];
  const app = await buildApp({ engine, keys, publicUrl: PUBLIC });
  t.teardown(() => app.close());
  const headers = { ...writerKey, ...once };
  const again = await app.inject({ method: 'POST', url: '/parties', headers, payload: party });
  t.match(again.headers, { 'idempotent-replayed': 'true', location: `${PUBLIC}/parties/one` });
});

t.test('a problem is of a type that is explained there', async (t) => {
  const register = await behindProxy(t);
  const { body } = await register.get('/events/nobody?recorded_at=2025-01-01T00:00:00Z');
  t.equal(body.type, `${PUBLIC}/problems/not_found`);
  t.equal(body.instance, `${PUBLIC}/events/nobody`);
  t.match((await register.get('/nowhere')).body.detail, `${PUBLIC}/openapi.json`);
  const { example } = (await register.get('/problems/gone')).body;
  t.equal(example.type, `${PUBLIC}/problems/gone`);
  t.equal(example.instance, `${PUBLIC}/events/withdrawn`);
  const [, unreadable = ''] = (await say(register, 'BREW /coffee HTCPCP/1.0\r\n\r\n')).split('\r\n\r\n');
  t.match(JSON.parse(unreadable), { type: `${PUBLIC}/problems/malformed_request`, instance: `${PUBLIC}/` });
});

t.test('the contract that is served names it as its server, and differs in nothing else', async (t) => {
  const [one, other] = [await openRegister(t), await behindProxy(t)];
  const [usual, behind] = [(await one.get('/openapi.json')).body, (await other.get('/openapi.json')).body];
  t.equal(usual.servers[0].url, '/');
  t.equal(behind.servers[0].url, PUBLIC);
  t.strictSame({ ...behind, servers: [] }, { ...usual, servers: [] });
  t.match((await other.get('/openapi.yaml')).text, `url: "${PUBLIC}"\n`);
});

t.test('Swagger UI finds its files below its own address, and may ask there', async (t) => {
  const { get } = await behindProxy(t);
  for (const page of ['/docs', '/docs/']) {
    const { text, headers } = await get(page, { accept: 'text/html' });
    const files = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, file = '']) => file);
    t.ok(files.length > 5);
    for (const file of files) {
      const { pathname } = new URL(file, `https://register.example.org${page}`);
      t.match(pathname, /^\/docs\/static\//);
      t.equal((await get(pathname)).status, 200, pathname);
    }
    t.match(headers['content-security-policy'], "connect-src 'self' https://register.example.org;");
  }
  t.equal((await get('/docs/static/index.html')).headers.location, `${PUBLIC}/docs/`);
});

t.test('cursors and ETags do not depend on it', async (t) => {
  const [one, other] = [await openRegister(t, { seeded: true }), await behindProxy(t)];
  const { next } = (await one.get('/events?limit=2')).body.page;
  t.equal((await other.get('/events?limit=2')).body.page.next, next);
  t.equal((await other.get(`/events?limit=2&cursor=${next}`)).status, 200);
  const [before, after] = [await one.get('/parties/pakistan'), await other.get('/parties/pakistan')];
  t.equal(after.headers.etag, before.headers.etag);
});

t.test('no header chooses where links lead', async (t) => {
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'gopher',
    'x-forwarded-prefix': '/evil',
    'x-original-url': 'https://evil.example/',
    forwarded: 'host=evil.example;proto=gopher',
  };
  for (const publicUrl of ['', PUBLIC])
    for (const trustProxy of [0, 1]) {
      const register = await openRegister(t, { publicUrl, trustProxy });
      await populate(register);
      const answers = [
        await register.get('/', forged),
        await register.get('/', { ...forged, accept: 'text/html' }),
        await register.get('/parties?limit=1&facets=kind', forged),
        await register.get('/nowhere', forged),
        await register.post('/events', anEvent(), forged),
        await register.get('/openapi.json', forged),
        await register.get('/docs/static/index.html', forged),
      ];
      for (const { text, headers } of answers) {
        t.notMatch(text, /evil\.example|gopher/);
        t.notMatch(JSON.stringify(headers), /evil|gopher/);
      }
      t.equal(answers[4]?.headers.location, `${publicUrl}/events/a-meeting`);
    }
});

t.test('nor does an address that is sent whole, or with two slashes in front', async (t) => {
  const ask = (target: string) => `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const answer = async (target: string, publicUrl = '') =>
    say(await openRegister(t, { seeded: true, publicUrl }), ask(target));
  const list = '/events?limit=1&facets=year';
  const whole = await answer(`http://evil.example${list}`);
  t.match(whole, `link: </events?limit=1&facets=year>; rel="first"`);
  t.match(whole, '"href":"/events?from=');
  t.notMatch(whole, 'evil.example');
  t.match(await answer(`HTTPS://evil.example${list}`, PUBLIC), `link: <${PUBLIC}${list}>; rel="first"`);
  t.match(await answer('http://evil.example/nowhere'), '"instance":"/nowhere"');
  t.match(await answer('//evil.example/nowhere'), '"instance":"/evil.example/nowhere"');
  t.match(await answer('/\\evil.example/nowhere'), '"instance":"/%5Cevil.example/nowhere"');
});
