/** Keys over HTTP: made once, listed without what is secret, refused when they have ended. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { type Answer, type Json, openRegister, readerKey, type TestRegister, writerKey } from '../support/register.js';

const DAY = 86_400_000;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const company = { kind: 'company', name: 'Coinworks' };

async function made(register: TestRegister, input: object): Promise<Json> {
  const { status, body } = await register.post('/keys', { name: 'desk', scopes: ['write'], ...input });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

const challenge = ({ headers }: Answer) => headers['www-authenticate'];

t.test('a key is shown when it is made, and what is written with it is recorded under its name', async (t) => {
  const register = await openRegister(t);
  const { status, headers, body } = await register.post('/keys', { name: 'Łódź desk', scopes: ['write'] });
  t.equal(status, 201);
  t.equal(headers['cache-control'], 'no-store');
  t.match(body.key, new RegExp(`^entente_${body.id}_[A-Za-z0-9_-]{43}$`));
  t.match(body, { name: 'Łódź desk', scopes: ['write'], created_by: 'tester' });
  t.notOk('expires' in body || 'hash' in body);
  const written = await register.post('/parties', company, bearer(body.key));
  t.equal(written.status, 201);
  const { body: history } = await register.get('/parties/coinworks/revisions');
  t.equal(history.data[0].actor, 'Łódź desk');
});

t.test('the list has every key, the newest first, and never its secret', async (t) => {
  let now = Date.parse('2025-11-01T12:00:00Z');
  const register = await openRegister(t, { now: () => new Date(now++) });
  const keys: Json[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) keys.push(await made(register, { name }));
  await register.delete(`/keys/${keys[2].id}`);
  const seen: Json[] = [];
  let url: string | undefined = '/keys?limit=2';
  while (url !== undefined) {
    const { status, body, text, headers }: Answer = await register.get(url, writerKey);
    t.equal(status, 200);
    for (const { key } of keys) t.notOk(text.includes(key.slice(25)), 'no secret');
    t.notMatch(text, /hash/);
    seen.push(...body.data);
    t.equal(/rel="next"/.test(String(headers.link)), body.page.next !== undefined);
    url = body.page.next && `/keys?limit=2&cursor=${body.page.next}`;
  }
  t.same(
    seen.map(({ name }) => name),
    ['e', 'd', 'c', 'b', 'a'],
  );
  t.match(seen[2], { revoked_by: 'tester', revoked_at: /^2025-11-01T12:00:00/ });
  t.notOk('revoked_at' in seen[1]);
  expectProblem(t, await register.get('/keys?cursor=YWJj', writerKey), 400, 'invalid_parameter');
});

t.test('a key that was made and is then revoked is refused from the next request on, and says why', async (t) => {
  const register = await openRegister(t);
  const { id, key } = await made(register, {});
  t.equal((await register.get('/parties', bearer(key))).status, 200);
  t.equal((await register.delete(`/keys/${id}`)).status, 204);
  const { body } = await register.get('/keys', writerKey);
  const { revoked_at } = body.data[0];
  for (const answer of [
    await register.post('/parties', company, bearer(key)),
    await register.get('/parties', bearer(key)),
  ]) {
    expectProblem(t, answer, 401, 'unauthorized');
    t.match(answer.body.detail, `The API key was revoked at ${revoked_at}.`);
  }
  const again = await register.delete(`/keys/${id}`);
  expectProblem(t, again, 410, 'gone');
  t.equal(again.body.deleted_at, revoked_at);
  expectProblem(t, await register.delete('/keys/0123456789abcdef'), 404, 'not_found');
  expectProblem(t, await register.delete('/keys/constructor'), 400, 'invalid_parameter');
});

t.test('a key is valid until it expires, to the millisecond', async (t) => {
  let now = new Date('2025-11-01T12:00:00.000Z');
  const register = await openRegister(t, { now: () => now });
  const { key, expires } = await made(register, { expires: '2025-11-02t14:00:00.0009+02:00' });
  t.equal(expires, '2025-11-02T12:00:00.000Z', 'told in UTC, with milliseconds');
  now = new Date(now.getTime() + DAY - 1);
  t.equal((await register.get('/parties', bearer(key))).status, 200);
  now = new Date(now.getTime() + 1);
  const answer = await register.get('/parties', bearer(key));
  expectProblem(t, answer, 401, 'unauthorized');
  t.match(answer.body.detail, `The API key expired at ${expires}.`);
  const { body } = await register.get('/keys', writerKey);
  t.equal(body.data[0].expires, expires, 'it stays in the list');
});

t.test('a key does not take the names under which the service itself and the admin key write', async (t) => {
  const register = await openRegister(t);
  for (const name of ['admin', 'Entente'])
    expectProblem(
      t,
      await register.post('/keys', { name, scopes: ['write'] }),
      422,
      'validation',
      '/name reserved_name',
    );
});

t.test('a key takes no name that looks like a reserved one', async (t) => {
  const register = await openRegister(t);
  const alike = [
    'Ádmin',
    'ａｄｍｉｎ',
    'аdmin',
    'adm\u0456n',
    'adm1n',
    'A.D.M.I.N.',
    'ad-min',
    '“admin”',
    '𝐚𝐝𝐦𝐢𝐧',
    'ADMIN!',
  ];
  for (const name of [...alike, 'ENTENTE', 'éntente', 'еntеntе', 'en-tente', 'entεntε']) {
    const answer = await register.post('/keys', { name, scopes: ['write'] });
    expectProblem(t, answer, 422, 'validation', '/name reserved_name');
  }
  for (const name of ['administration', 'entente-desk', 'Łódź desk', 'मुख्य', 'مكتب', '新闻', 'admin 2', "O'Brien"])
    t.equal((await register.post('/keys', { name, scopes: ['write'] })).status, 201, name);
});

t.test('a key takes no name with characters that are invisible or change the direction of text', async (t) => {
  const register = await openRegister(t);
  const hidden =
    '\u200b \u200c \u200d \u200e \u200f \u2060 \u00ad \u3164 \u115f \u2800 \u061c \u202a \u202e \u2066 \u2069 \ufe0f \ufeff \u{e0041}';
  for (const one of hidden.split(' '))
    for (const name of [`news${one}desk`, `${one}desk`, `desk${one}`, one, `ad${one}min`]) {
      const answer = await register.post('/keys', { name, scopes: ['write'] });
      expectProblem(t, answer, 422, 'validation', '/name pattern');
    }
  const [error] = expectProblem(
    t,
    await register.post('/keys', { name: 'news\u202edesk', scopes: ['write'] }),
    422,
    'validation',
    '/name pattern',
  );
  t.match(error.detail, 'U+202E');
  for (const name of ['\u0301', '\u0301\u0903'])
    expectProblem(t, await register.post('/keys', { name, scopes: ['write'] }), 422, 'validation', '/name pattern');
});

t.test('a key that would have expired is not made', async (t) => {
  const now = '2025-11-01T12:00:00.000Z';
  const register = await openRegister(t, { now: () => new Date(now) });
  for (const expires of ['2025-11-01T11:59:59Z', now, '2025-11-01T13:30:00+01:30', '0001-01-01T00:00:00Z']) {
    const answer = await register.post('/keys', { name: 'desk', scopes: ['read'], expires });
    expectProblem(t, answer, 422, 'validation', '/expires out_of_range');
  }
  t.same((await register.get('/keys', writerKey)).body.data, []);
});

t.test('a key needs a name of one line and at least one scope that there is', async (t) => {
  const register = await openRegister(t);
  const wrong: [object, string][] = [
    [{ scopes: ['read'] }, '/name'],
    [{ name: '', scopes: ['read'] }, '/name'],
    [{ name: ' desk', scopes: ['read'] }, '/name'],
    [{ name: 'a\nb', scopes: ['read'] }, '/name'],
    [{ name: 'desk' }, '/scopes'],
    [{ name: 'desk', scopes: [] }, '/scopes'],
    [{ name: 'desk', scopes: ['owner'] }, '/scopes/0'],
    [{ name: 'desk', scopes: ['read', 'read'] }, '/scopes/1'],
    [{ name: 'desk', scopes: 'read' }, '/scopes'],
    [{ name: 'desk', scopes: ['read'], key: 'chosen' }, '/key'],
  ];
  for (const [input, pointer] of wrong)
    expectProblem(t, await register.post('/keys', input), 422, 'validation', pointer);
});

t.test('several scopes reach as far as the widest of them', async (t) => {
  const register = await openRegister(t);
  const { key, scopes } = await made(register, { scopes: ['admin', 'read'] });
  t.same(scopes, ['admin', 'read']);
  t.equal((await register.get('/keys', bearer(key))).status, 200);
});

t.test('an idempotency key is refused where a key is made, because the answer is not kept', async (t) => {
  const register = await openRegister(t);
  const answer = await register.post('/keys', { name: 'desk', scopes: ['read'] }, { 'idempotency-key': 'abc' });
  expectProblem(t, answer, 400, 'invalid_parameter', 'Idempotency-Key: unknown_parameter');
  t.same((await register.get('/keys', writerKey)).body.data, []);
});

t.test('401 and 403 say which scope is missing, in words, as a member and as RFC 6750 has it', async (t) => {
  const register = await openRegister(t);
  const { key: writing } = await made(register, {});
  const none = await register.send({ method: 'POST', url: '/parties' });
  expectProblem(t, none, 401, 'unauthorized');
  t.equal(challenge(none), 'Bearer realm="Entente", scope="write"');
  const wrong = await register.post('/parties', company, bearer('wrong'));
  t.equal(challenge(wrong), 'Bearer realm="Entente", error="invalid_token", scope="write"');
  const other = await register.post('/parties', company, { authorization: 'Basic YTpi' });
  t.equal(challenge(other), 'Bearer realm="Entente", scope="write"');
  const short = await register.post('/parties', company, readerKey);
  expectProblem(t, short, 403, 'forbidden');
  t.equal(challenge(short), 'Bearer realm="Entente", error="insufficient_scope", scope="write"');
  for (const { body } of [none, wrong, other, short]) {
    t.equal(body.scope, 'write');
    t.match(body.detail, /scope "write"/);
  }
  const admins = await register.get('/keys', bearer(writing));
  expectProblem(t, admins, 403, 'forbidden');
  t.match(admins.body, { scope: 'admin', detail: 'This needs the scope "admin"; the key has "write".' });
  const open = await register.get('/parties', bearer('wrong'));
  expectProblem(t, open, 401, 'unauthorized');
  t.equal(challenge(open), 'Bearer realm="Entente", error="invalid_token"');
  t.notOk('scope' in open.body, 'reading needs none');
});

t.test(
  'who only knows the id of a key, even of a revoked one, is told no more than that the key is wrong',
  async (t) => {
    const register = await openRegister(t);
    const [live, ended] = [await made(register, {}), await made(register, {})];
    await register.delete(`/keys/${ended.id}`);
    for (const { id, key } of [live, ended]) {
      const secret = key.slice(25);
      for (const token of [
        `entente_${id}_${'A'.repeat(43)}`,
        `entente_${id}_`,
        `entente_${id}_${secret.slice(1)}`,
        `entente_${id}_${secret}A`,
        `entente_0000000000000000_${secret}`,
        key.toUpperCase(),
        secret,
      ]) {
        const answer = await register.post('/parties', company, bearer(token));
        expectProblem(t, answer, 401, 'unauthorized');
        t.equal(answer.body.detail, 'The API key is not valid. This needs one with the scope "write".');
      }
    }
  },
);

t.test('the register keeps no key, only its hash', async (t) => {
  const register = await openRegister(t);
  const { key } = await made(register, {});
  const rows = JSON.stringify(await register.engine.reader.selectFrom('api_key').selectAll().execute());
  t.notOk(rows.includes(key.slice(25)));
});
