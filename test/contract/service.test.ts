import t from 'tap';
import { openRegister, writerKey } from '../support/register.js';
import { say } from '../support/say.js';

t.test('requests are unlimited unless a limit is set', async (t) => {
  const register = await openRegister(t);
  const { headers } = await register.get('/events');
  t.equal(headers['ratelimit-limit'], undefined);
});

t.test('the answer to a client that asks more often than it may says how long to wait', async (t) => {
  const register = await openRegister(t, { rateLimit: 2 });
  const first = await register.get('/events');
  t.match(first.headers, { 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': /^\d+$/ });
  await register.get('/events');
  const refused = await register.get('/events');
  t.equal(refused.status, 429);
  t.equal(refused.body.code, 'rate_limited');
  t.match(refused.headers['retry-after'], /^[1-9]\d*$/);
});

t.test('pages of other origins may read, and write with a key', async (t) => {
  const register = await openRegister(t);
  const origin = 'https://elsewhere.example';
  const read = await register.get('/events', { origin });
  t.equal(read.headers['access-control-allow-origin'], '*');
  const { body: contract } = await register.get('/openapi.json');
  const exposed = String(read.headers['access-control-expose-headers']).split(', ');
  const seen = ['Cache-Control', 'Access-Control-Allow-Origin', ...exposed];
  const hidden = Object.keys(contract.components.headers).filter((name) => !seen.includes(name));
  t.same(hidden, [], 'every header of the contract can be read');
  const asked = {
    origin,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization,if-match',
  };
  const { status, headers } = await register.send({ method: 'OPTIONS', url: '/events/one', headers: asked });
  t.equal(status, 204);
  t.match(headers['access-control-allow-methods'], /PATCH/);
  t.match(headers['access-control-allow-headers'], /authorization/);
});

t.test('what is no HTTP at all is a problem, too', async (t) => {
  const answer = await say(await openRegister(t), 'BREW /coffee HTCPCP/1.0\r\n\r\n');
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  t.match(head, /^HTTP\/1\.1 400 /);
  t.match(head, /Content-Type: application\/problem\+json/);
  t.match(JSON.parse(body), { code: 'malformed_request', status: 400 });
});

t.test('headers without end are a problem, too', async (t) => {
  const answer = await say(
    await openRegister(t),
    `GET /events HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`,
  );
  t.match(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''), { code: 'too_large', status: 413 });
});

t.test('an address may be as long as the longest filters make it', async (t) => {
  const register = await openRegister(t);
  const address = await register.app.listen({ host: '127.0.0.1', port: 0 });
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `${index}`.padEnd(80, 'x')).join('%2C');
  const query = `id=${ids(200)}&party=${ids(100)}&source=${ids(100)}&partnership=${ids(100)}&mentions=${ids(100)}`;
  t.equal((await fetch(`${address}/events?${query}`)).status, 200);
  const refused = await fetch(`${address}/events?party=${'x'.repeat(170_000)}`);
  t.equal(refused.status, 413);
  t.equal(refused.headers.get('access-control-allow-origin'), '*', 'pages of other origins can read why');
});

t.test('what a browser asks before a request is not counted', async (t) => {
  const register = await openRegister(t, { rateLimit: 1 });
  const asked = { origin: 'https://elsewhere.example', 'access-control-request-method': 'PATCH' };
  for (let round = 0; round < 3; round++) {
    const { status, headers } = await register.send({ method: 'OPTIONS', url: '/events', headers: asked });
    t.equal(status, 204);
    t.equal(headers['access-control-max-age'], '600');
  }
  t.equal((await register.get('/events')).status, 200);
  t.equal((await register.get('/events')).status, 429);
});

t.test('a client that sends too much gets to read why', async (t) => {
  const register = await openRegister(t);
  const address = await register.app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${address}/sources/any/text`, {
    method: 'PUT',
    headers: { ...writerKey, 'content-type': 'text/plain' },
    body: 'x'.repeat(20 << 20),
  });
  t.equal(answer.status, 413);
  t.match(await answer.json(), { code: 'too_large' });
});

t.test('refused keys count against the limit, so that keys cannot be guessed without one', async (t) => {
  const register = await openRegister(t, { rateLimit: 2 });
  const guess = () => register.get('/events', { authorization: 'Bearer a-guess-at-a-key' });
  t.equal((await guess()).status, 401);
  t.equal((await guess()).status, 401);
  t.equal((await guess()).status, 429);
});

t.test('methods of other protocols are refused with those that are possible', async (t) => {
  const answer = await say(await openRegister(t), 'PROPFIND /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  t.match(answer, /^HTTP\/1\.1 405 /);
  t.match(answer, /^allow: GET, HEAD, OPTIONS, POST$/m);
});

t.test('a request has one host, which is one', async (t) => {
  const get = async (hosts: readonly string[], version = '1.1') => {
    const lines = hosts.map((host) => `Host: ${host}\r\n`).join('');
    return say(await openRegister(t), `GET /events HTTP/${version}\r\n${lines}Connection: close\r\n\r\n`);
  };
  const several = [
    ['a', 'a'],
    ['a', 'b'],
    ['a', ''],
  ];
  const malformed = ['a b', 'a/b', 'user@a', 'a:80x', '[::1', 'a,b', 'http://a', 'é', '<a>', 'a\\b', 'a:123456'];
  for (const hosts of [[], ...several, ...malformed.map((host) => [host])])
    t.match(await get(hosts), /^HTTP\/1\.1 400 [\s\S]*malformed_request/, hosts.join(' and '));
  for (const host of ['a', 'a.example:8080', '127.0.0.1:3000', '[::1]:3000', 'my_service', ''])
    t.match(await get([host]), /^HTTP\/1\.1 200 /, host);
  t.match(await get([], '1.0'), /^HTTP\/1\.1 200 /, 'HTTP/1.0 needs none');
});

t.test('headers that come once are not taken from two', async (t) => {
  const register = await openRegister(t);
  const keys = `Authorization: ${writerKey.authorization}\r\nAuthorization: Bearer another\r\n`;
  const answer = await say(register, `GET /events HTTP/1.1\r\nHost: a\r\n${keys}Connection: close\r\n\r\n`);
  t.match(answer, /^HTTP\/1\.1 401 /);
});

t.test('nothing is said over plain HTTP of what browsers do over TLS alone', async (t) => {
  const register = await openRegister(t);
  for (const url of ['/', '/events', '/docs/', '/nowhere', '/openapi.json'])
    t.notHas((await register.get(url)).headers, { 'strict-transport-security': /./ }, url);
});

t.test('an expectation that is not known does not keep a request from being answered', async (t) => {
  const answer = await say(
    await openRegister(t),
    'GET /events HTTP/1.1\r\nHost: x\r\nExpect: foo\r\nConnection: close\r\n\r\n',
  );
  t.match(answer, /^HTTP\/1\.1 200 /);
});

t.test('a body with a content encoding is refused', async (t) => {
  const register = await openRegister(t);
  const { status, headers, body } = await register.post('/parties', {}, { 'content-encoding': 'gzip' });
  t.equal(status, 415);
  t.match(body.errors, [{ header: 'Content-Encoding' }]);
  t.equal(headers['accept-encoding'], 'identity');
});

t.test('a parameter that takes one value is given once', async (t) => {
  const register = await openRegister(t);
  const { status, body } = await register.get('/parties?limit=1&limit=2');
  t.equal(status, 400);
  t.match(body.errors, [{ parameter: 'limit', code: 'duplicate' }]);
  t.match((await register.get('/parties?limit=-1')).body.errors, [{ parameter: 'limit', code: 'out_of_range' }]);
});
