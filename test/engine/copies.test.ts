/** Two copies of the service over one register: what one of them has made, revoked or answered holds for the other at once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import { openEngine } from '../../src/db/open.js';
import { KEY, openRegister, writerKey } from '../support/register.js';

/** A register, and another copy of the service that has it open. */
async function twoCopies(t: Test) {
  const register = await openRegister(t);
  const engine = await openEngine(register.url, { durable: false, pool: 4 });
  const other = await buildApp({ engine, keys: [{ name: 'tester', scope: 'admin', hash: hashOf(KEY) }] });
  t.teardown(async () => {
    await other.close();
    await engine.close();
  });
  return { register, other };
}

t.test('a key is taken by the other as soon as it is made, and refused as soon as it is revoked', async (t) => {
  const { register, other } = await twoCopies(t);
  const { body } = await register.post('/keys', { name: 'desk', scopes: ['read'] });
  const ask = async () => {
    // Another process doesn't ask in the same turn of the event loop.
    await nextTurn();
    return (await other.inject({ url: '/parties', headers: { authorization: `Bearer ${body.key}` } })).statusCode;
  };
  t.equal(await ask(), 200);
  await register.delete(`/keys/${body.id}`);
  t.equal(await ask(), 401);
});

t.test('a request that is sent to both under one Idempotency-Key is carried out once', async (t) => {
  const { register, other } = await twoCopies(t);
  const headers = { ...writerKey, 'idempotency-key': 'once', 'content-type': 'application/json' };
  const send = (app: typeof other) =>
    app.inject({ method: 'POST', url: '/parties', headers, payload: { kind: 'company', name: 'Quartz' } });
  const answers = await Promise.all([register.app, other, register.app, other].map(send));
  t.same(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1);
  t.same(answers.filter((answer) => answer.headers['idempotent-replayed'] === undefined).length, 1);
  t.equal((await register.get('/parties?total=true')).body.meta.total, 1);
});

t.test('who writes to one with the ETag of the other loses no update, and finds its words there', async (t) => {
  const { register, other } = await twoCopies(t);
  await register.post('/parties', { id: 'quartz', kind: 'company', name: 'Quartz' });
  const patch = (app: typeof other, summary: string) =>
    app.inject({
      method: 'PATCH',
      url: '/parties/quartz',
      headers: { ...writerKey, 'if-match': '"1"', 'content-type': 'application/merge-patch+json' },
      payload: JSON.stringify({ summary }),
    });
  const answers = await Promise.all([patch(register.app, 'Amethyst'), patch(other, 'Amethyst')]);
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 412]);
  await nextTurn();
  for (const app of [register.app, other])
    t.match((await app.inject('/search?q=amethyst')).json().data, [{ id: 'quartz', member: 'summary' }]);
});
