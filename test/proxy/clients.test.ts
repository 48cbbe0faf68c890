/** Whom RATE_LIMIT counts when requests come through proxies. */
import t, { type Test } from 'tap';
import { openRegister } from '../support/register.js';

const PROXY = '10.1.2.3';

/** The statuses of requests to a service that lets each client make one a minute. */
async function statusesOf(
  t: Test,
  trustProxy: number | string[],
  requests: [remoteAddress: string, forwardedFor?: string][],
): Promise<number[]> {
  const { send } = await openRegister(t, { rateLimit: 1, trustProxy });
  const statuses: number[] = [];
  for (const [remoteAddress, forwardedFor] of requests) {
    const headers = { ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }) };
    statuses.push((await send({ url: '/events', remoteAddress, headers })).status);
  }
  return statuses;
}

t.test('unless a proxy is trusted, what it forwards for is ignored: all count as one', async (t) => {
  t.strictSame(
    await statusesOf(t, 0, [
      [PROXY, '192.0.2.1'],
      [PROXY, '192.0.2.2'],
      ['192.0.2.3', '192.0.2.1'],
    ]),
    [200, 429, 200],
  );
});

t.test('behind one proxy each client counts for itself, whatever it says of others', async (t) => {
  t.strictSame(
    await statusesOf(t, 1, [
      [PROXY, '192.0.2.1'],
      [PROXY, '192.0.2.2'],
      [PROXY, '192.0.2.1'],
      [PROXY, '198.51.100.7, 192.0.2.2'],
      [PROXY, 'nobody, 192.0.2.2'],
      [PROXY],
    ]),
    [200, 200, 429, 429, 429, 200],
  );
});

t.test('behind two, the last but one is the client', async (t) => {
  t.strictSame(
    await statusesOf(t, 2, [
      [PROXY, '192.0.2.1, 10.9.9.9'],
      [PROXY, '192.0.2.2, 10.9.9.9'],
      [PROXY, '198.51.100.7, 192.0.2.1, 10.8.8.8'],
    ]),
    [200, 200, 429],
  );
});

t.test('proxies of the networks that are named are believed, and nobody else', async (t) => {
  t.strictSame(
    await statusesOf(
      t,
      ['10.0.0.0/8', '2001:db8::/32', '::1'],
      [
        [PROXY, '192.0.2.1'],
        [PROXY, '192.0.2.2'],
        ['2001:db8::5', '192.0.2.1'],
        ['::ffff:10.1.2.3', '192.0.2.2, 10.7.7.7'],
        ['192.0.2.9', '192.0.2.3'],
        ['192.0.2.9', '192.0.2.4'],
      ],
    ),
    [200, 200, 429, 429, 200, 429],
  );
});
