/** No key reaches the log, however it was sent and whatever came of it. */
import t from 'tap';
import { masking } from '../../src/api/http/logger.js';
import { emptyFolder, serve } from '../support/process.js';
import type { Json } from '../support/register.js';

/** An admin's key may look like anything that is visible. */
const ADMIN = 'S3cret/with+signs="%7E\\&?<done>';

t.test('at its most talkative, the service writes neither the admin key nor any other', async (t) => {
  const service = await serve(t, emptyFolder(t), { ENTENTE_ADMIN_KEY: ADMIN, LOG_LEVEL: 'trace', SEED: 'none' });
  const made = await service.post('/keys', ADMIN, { name: 'desk', scopes: ['write'] });
  t.equal(made.status, 201);
  const { id, key }: Json = await made.json();
  const unknown = `entente_${'0'.repeat(16)}_${'Unknown-'.repeat(6).slice(0, 43)}`;
  const send = (path: string, init: RequestInit = {}) => fetch(service.address + path, init);
  for (const one of [ADMIN, key, unknown]) {
    const inAddress = encodeURIComponent(one);
    const headers = { authorization: `Bearer ${one}`, 'content-type': 'application/json' };
    await send('/parties', { headers });
    for (const path of [
      '/parties/',
      '/keys/',
      '/events?q=',
      '/events?from=',
      '/events?cursor=',
      '/nothing/',
      '/events?',
    ])
      await send(path + inAddress, { headers: { authorization: `Bearer ${ADMIN}` } });
    for (const method of ['PUT', 'DELETE', 'BREW']) await send(`/parties/${inAddress}`, { method, headers });
    for (const body of [one, JSON.stringify(one), JSON.stringify({ [one]: one, name: one, kind: one, country: one })])
      for (const path of ['/parties', '/keys']) await send(path, { method: 'POST', headers, body });
    await send('/parties', { headers: { ...headers, accept: one, 'if-none-match': one, 'idempotency-key': one } });
    await send('/parties', { headers: { authorization: one } });
    await send('/parties', { headers: { authorization: `Basic ${one}` } });
    await send(`/parties/${key.replace('entente_', '%65ntente%5F')}`, { headers });
  }
  await send(`/keys/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${ADMIN}` } });
  await send('/parties', { headers: { authorization: `Bearer ${key}` } });
  t.equal(await service.stop('SIGTERM'), 0);
  const written = service.written();
  t.ok(written.split('incoming request').length > 40, 'it did log');
  t.match(written, '(a key)');
  for (const secret of [
    ADMIN,
    JSON.stringify(ADMIN).slice(1, -1),
    encodeURIComponent(ADMIN),
    key,
    key.slice(25),
    unknown.slice(25),
  ])
    t.notOk(written.includes(secret), `${secret.slice(0, 8)}… is not in it`);
  for (const line of written.split('\n').filter((one) => one.startsWith('{')))
    t.doesNotThrow(() => JSON.parse(line), line);
});

t.test('a key is masked however it is written, and what is around it stays', async (t) => {
  const mask = masking(['a/b+c"d']);
  t.equal(mask('{"url":"/x?k=a%2fb%2Bc%22d&l=1"}'), '{"url":"/x?k=(a key)&l=1"}');
  t.equal(mask('{"msg":"it is a/b+c\\"d."}'), '{"msg":"it is (a key)."}');
  t.equal(mask('{"url":"/events/entente_0123456789abcdef_Ab-_9?q=1"}'), '{"url":"/events/(a key)?q=1"}');
  t.equal(mask('{"url":"/%65ntente%5F0123%41?q=1"}'), '{"url":"/(a key)?q=1"}');
  t.equal(mask('{"name":"entente","path":"/data/entente.db"}'), '{"name":"entente","path":"/data/entente.db"}');
});
