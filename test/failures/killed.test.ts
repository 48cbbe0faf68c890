/** A service that is killed while many write to it keeps all that it acknowledged. */
import t from 'tap';
import { emptyFolder, serve } from '../support/process.js';
import { KEY } from '../support/register.js';
import { surviveKills } from './kills.js';

t.test('killed three times at any moment, it loses nothing', async (t) => {
  await surviveKills(t, 3, 20_260_101);
});

t.test('a request that is sent again to the service that came back is answered as before', async (t) => {
  const cwd = emptyFolder(t);
  const env = { ENTENTE_ADMIN_KEY: KEY, SEED: 'none' };
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', 'idempotency-key': 'lost' };
  const body = JSON.stringify({ kind: 'company', name: 'Sent twice' });
  const send = ({ address }: { address: string }) => fetch(`${address}/parties`, { method: 'POST', headers, body });
  const service = await serve(t, cwd, env);
  const first = await send(service);
  const text = await first.text();
  t.equal(first.status, 201);
  await service.stop('SIGKILL');
  const again = await send(await serve(t, cwd, env));
  t.same([again.status, again.headers.get('idempotent-replayed'), await again.text()], [201, 'true', text]);
});
