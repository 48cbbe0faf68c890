/** Writing needs a key that may write; reading needs none but for restricted texts. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate, readerKey } from '../support/register.js';

const register = await openRegister(t);
const { app, get, post, put, send } = register;
await populate(register);
await post('/events', anEvent({ id: 'meeting' }));
await post('/partnerships', aPartnership({ id: 'pact' }));
await register.putText('report', 'A text.');

/** Every operation of the contract that writes, as a request that would be right but for its key. */
const writes = (): { method: any; url: string; payload?: string; headers: Record<string, string> }[] => {
  const { paths }: any = app.swagger();
  const ids: Record<string, string> = {
    events: 'meeting',
    sources: 'report',
    parties: 'arcadia',
    partnerships: 'pact',
    keys: '0123456789abcdef',
  };
  return Object.entries<any>(paths).flatMap(([path, operations]) =>
    Object.entries<any>(operations).flatMap(([method, { security, requestBody }]) => {
      if (security.some((one: object) => Object.keys(one).length === 0)) return [];
      const type = Object.keys(requestBody?.content ?? {})[0];
      const url = path.replace('{id}', ids[path.split('/')[1] ?? ''] ?? '');
      return [
        {
          method: method.toUpperCase(),
          url,
          headers: { 'if-match': '*', ...(type && { 'content-type': type }) },
          ...(type && { payload: '{}' }),
        },
      ];
    }),
  );
};

t.test('writing needs a key, and one that may write', async (t) => {
  const changes = () => register.engine.reader.selectFrom('change').select('sequence').execute();
  const before = (await changes()).length;
  t.ok(writes().length >= 20);
  for (const request of writes()) {
    const answer = await send(request);
    expectProblem(t, answer, 401, 'unauthorized');
    t.match(
      answer.headers['www-authenticate'],
      /^Bearer realm="Entente", scope="(write|admin)"$/,
      `${request.method} ${request.url}`,
    );
    for (const authorization of [
      'Bearer wrong',
      'Bearer',
      'Bearer ',
      'Basic YTpi',
      'a-key-for-tests-only',
      'Bearer a b',
      '',
    ])
      expectProblem(t, await send({ ...request, headers: { ...request.headers, authorization } }), 401, 'unauthorized');
    expectProblem(t, await send({ ...request, headers: { ...request.headers, ...readerKey } }), 403, 'forbidden');
  }
  t.equal((await changes()).length, before, 'nothing was written');
});

t.test('a missing key is refused before the body is looked at', async (t) => {
  const request = { method: 'POST', url: '/events', headers: { 'content-type': 'x/y' }, payload: '{' } as const;
  expectProblem(t, await send(request), 401, 'unauthorized');
});

t.test('reading needs no key, but a wrong one is refused', async (t) => {
  for (const url of ['/events', '/events/meeting', '/events/meeting/revisions']) {
    t.equal((await get(url)).status, 200);
    t.equal((await get(url, readerKey)).status, 200);
    t.equal(
      (await get(url, { authorization: 'bearer a-key-that-only-reads' })).status,
      200,
      'case makes no difference',
    );
    expectProblem(t, await get(url, { authorization: 'Bearer wrong' }), 401, 'unauthorized');
  }
});

t.test('a restricted text is read with a key, a public one by anybody', async (t) => {
  expectProblem(t, await get('/sources/report/text'), 401, 'unauthorized');
  t.equal((await get('/sources/report/text', readerKey)).text, 'A text.');
  await put('/sources/open', { kind: 'filing', text_access: 'public' });
  await register.putText('open', 'For all.');
  t.equal((await get('/sources/open/text')).text, 'For all.');
});
