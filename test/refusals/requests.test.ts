/** Requests that are wrong before any body is read: their paths, their methods, what the client accepts. */
import { connect } from 'node:net';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate, readerKey, writerKey } from '../support/register.js';

const register = await openRegister(t);
const { app, get, post, put, send } = register;
await populate(register);
await post('/events', anEvent({ id: 'meeting' }));
await post('/partnerships', aPartnership({ id: 'pact' }));
await register.putText('report', 'A text.');

t.test('what is no id in a path is refused', async (t) => {
  for (const id of [
    'Meeting',
    'a_b',
    'a%20b',
    '%00',
    'a%00b',
    '-a',
    'a--b',
    '%F0%9F%A4%9D',
    '%2e%2e%2f',
    'a%2Fb',
    'a'.repeat(81),
    'a'.repeat(4000),
  ])
    for (const path of [`/events/${id}`, `/events/${id}/revisions`, `/events/${id}/revisions/1`])
      expectProblem(t, await get(path), 400, 'invalid_parameter', '?id');
  for (const id of ['a'.repeat(6000), 'a'.repeat(20_000)]) {
    const { status, body } = await get(`/events/${id}`);
    t.match([status, body.code], [400, /^(invalid_parameter|malformed_request)$/]);
  }
  expectProblem(t, await put('/events/Upper', anEvent()), 400, 'invalid_parameter', '?id');
  expectProblem(t, await register.delete('/events/Upper', { 'if-match': '*' }), 400, 'invalid_parameter', '?id');
});

t.test('broken escapes are refused, in paths and in queries', async (t) => {
  for (const broken of [
    '%',
    '%z',
    '%zz',
    '%0',
    '%ff',
    '%c3',
    '%e0%a4',
    '%ed%a0%80',
    '%c0%af',
    '%F4%90%80%80',
    '%u0041',
  ]) {
    expectProblem(t, await get(`/events/${broken}`), 400, 'malformed_request');
    expectProblem(t, await get(`/parties?name=a${broken}`), 400, 'malformed_request');
    expectProblem(t, await get(`/parties?${broken}=a`), 400, 'malformed_request');
    expectProblem(t, await get(`/nowhere/${broken}`), 400, 'malformed_request');
  }
  expectProblem(t, await get('/parties?name=a%00b'), 400, 'invalid_parameter', '?name');
  t.equal((await get('/parties?name=100%25')).status, 200);
});

t.test('there is nothing at an unknown address, whatever the method', async (t) => {
  const urls = [
    '/nowhere',
    '/EVENTS',
    '/events/meeting/nowhere',
    '/events/meeting/revisions/1/x',
    '/sources/report/citations',
    '/parties/arcadia/milestones',
  ];
  for (const url of [...urls, '/problems', '/..%2fetc', '/%00', '/event', '/.env'])
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)
      expectProblem(t, await send({ method, url, headers: writerKey }), 404, 'not_found');
  const { body } = await get('/nowhere?x=1');
  t.equal(body.instance, '/nowhere');
  t.match(await get('/problems/nonsense'), { status: /^4/, body: { status: /^4/ } });
});

t.test('an address that ends in a slash is named without it, when there is something', async (t) => {
  const cases = ['/events', '/events/meeting', '/events/meeting/revisions', '/changes/stream', '/vocabularies'];
  for (const url of cases)
    for (const [method, address] of [
      ['GET', `${url}/`],
      ['GET', `${url}//`],
      ['GET', `${url}/?limit=1`],
      ['DELETE', `${url}/`],
      ['OPTIONS', `${url}/`],
    ] as const) {
      const answer = await send({ method, url: address, headers: writerKey });
      expectProblem(t, answer, 404, 'not_found');
      t.match(answer.body.detail, `without the slash at its end it is ${url}.`, `${method} ${address}`);
    }
  for (const url of ['/nowhere/', '//', '/events/meeting/nowhere/'])
    t.notMatch((await get(url)).body.detail, 'without the slash', url);
  t.equal((await get('/parties?q=a/?b/')).status, 200, 'a slash in the query is one of its words');
});

t.test('OPTIONS says what PATCH takes, and so does the refusal of anything else', async (t) => {
  const types = 'application/merge-patch+json, application/json';
  for (const url of ['/events/meeting', '/parties/none', '/sources/report', '/partnerships/pact'])
    t.equal((await send({ method: 'OPTIONS', url })).headers['accept-patch'], types, url);
  for (const headers of [{ 'content-type': 'application/json-patch+json' }, { 'content-encoding': 'gzip' }]) {
    const patched = await register.patch('/events/meeting', {}, headers);
    t.same([patched.status, patched.headers['accept-patch']], [415, types]);
    const replaced = await put('/events/meeting', anEvent(), headers);
    t.same([replaced.status, replaced.headers['accept-patch']], [415, undefined]);
  }
  t.equal((await send({ method: 'OPTIONS', url: '/events' })).headers['accept-patch'], undefined);
});

t.test('OPTIONS finds nothing at an unknown address either', async (t) => {
  expectProblem(t, await send({ method: 'OPTIONS', url: '/nowhere' }), 404, 'not_found');
});

t.test('a wrong method is refused with those that are right', async (t) => {
  const cases: [string, string, string[]][] = [
    ['/events', 'GET, HEAD, OPTIONS, POST', ['PUT', 'PATCH', 'DELETE', 'TRACE']],
    ['/events/meeting', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT', ['POST', 'TRACE']],
    ['/events/meeting/revisions', 'GET, HEAD, OPTIONS', ['POST', 'PUT', 'PATCH', 'DELETE']],
    ['/events/meeting/revisions/1', 'GET, HEAD, OPTIONS', ['POST', 'PUT', 'PATCH', 'DELETE']],
    ['/partnerships/pact/milestones', 'OPTIONS, POST', ['GET', 'PUT', 'PATCH', 'DELETE']],
    ['/events/meeting/citations', 'OPTIONS, POST', ['GET', 'PUT', 'PATCH', 'DELETE']],
    ['/sources/report/text', 'DELETE, GET, HEAD, OPTIONS, PUT', ['POST', 'PATCH']],
    ['/', 'GET, HEAD, OPTIONS', ['POST', 'PUT', 'PATCH', 'DELETE']],
    ['/openapi.json', 'GET, HEAD, OPTIONS', ['POST', 'DELETE']],
    ['/problems/gone', 'GET, HEAD, OPTIONS', ['POST', 'DELETE']],
  ];
  for (const [url, allow, methods] of cases)
    for (const method of methods) {
      const request: any = { method, url, headers: { ...writerKey, 'content-type': 'x/y' }, payload: '{' };
      if (method === 'TRACE') delete request.payload;
      const answer = await send(request);
      expectProblem(t, answer, 405, 'method_not_allowed');
      t.equal(answer.headers.allow, allow, `${method} ${url}`);
    }
});

t.test('what has several forms is refused to who accepts none of them, and what has one is sent', async (t) => {
  const types = ['application/xml', 'image/*', 'image/png, text/calendar', 'application/problem+json'];
  for (const accept of types) {
    expectProblem(t, await get('/', { accept }), 406, 'not_acceptable', 'Accept:');
    for (const url of [
      '/events',
      '/events/meeting',
      '/events/meeting/revisions',
      '/events/meeting/revisions/1',
      '/changes',
    ])
      t.match(await get(url, { accept }), { status: 200, headers: { 'content-type': /^application\/json/ } }, accept);
    t.equal((await post('/events', anEvent(), { accept })).status, 201);
    expectProblem(t, await get('/events/nothing', { accept }), 404, 'not_found');
  }
  for (const [url, type] of [
    ['/sources/report/text', /^text\/plain/],
    ['/changes/stream', /^text\/event-stream/],
    ['/events/meeting/difference?from=1&to=1', /^application\/json-patch/],
  ] as const)
    for (const accept of ['application/json', 'image/png'])
      t.match(await get(url, { ...readerKey, accept }), { status: 200, headers: { 'content-type': type } }, url);
  for (const accept of [
    '*/*',
    'application/*',
    'Application/JSON',
    'text/html, */*;q=0.1',
    'application/json; charset=utf-8',
    'text/html;q=0.9, application/json;q=0.1',
  ])
    t.equal((await get('/', { accept })).status, 200, accept);
});

t.test('what the client sent is repeated as text that can be shown', async (t) => {
  const strange = Buffer.from('“é”\u009f').toString('latin1');
  expectProblem(t, await get('/', { accept: strange }), 406, 'not_acceptable');
  expectProblem(t, await post('/events', anEvent(), { 'content-type': strange }), 415, 'unsupported_media_type');
  expectProblem(t, await get('/events/meeting', { 'if-none-match': strange }), 400, 'invalid_parameter');
  expectProblem(t, await get('/events', { authorization: strange }), 401, 'unauthorized');
  expectProblem(
    t,
    await get(`/events?kind=${encodeURIComponent('\u0000\u0085\n')}`),
    400,
    'invalid_parameter',
    '?kind',
  );
  expectProblem(t, await get('/nowhere/%00%0a%c2%85'), 404, 'not_found');
});

t.test('what isn’t even HTTP gets a problem as well', async (t) => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port }: any = app.server.address();
  const talk = (words: string) =>
    new Promise<string>((resolve, reject) => {
      let heard = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(words));
      socket
        .on('data', (data) => (heard += data))
        .on('error', reject)
        .on('close', () => resolve(heard));
    });
  const host = 'Host: register\r\n';
  for (const words of [
    'nonsense\r\n\r\n',
    `GET /events HTTP/9.9\r\n${host}\r\n`,
    `GET / HTTP/1.1\r\n${host}a\0b: c\r\n\r\n`,
    `GET /events HTTP/1.1\r\n${host}X: ${'x'.repeat(200_000)}\r\n\r\n`,
  ]) {
    const heard = await talk(words);
    t.match(heard, /^HTTP\/1\.1 4\d\d [A-Z]/);
    t.match(heard, /content-type: application\/problem\+json/i);
    t.match(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n'))), {
      type: /^\/problems\//,
      status: Number,
      code: String,
    });
  }
});
