/** When the published client repeats a call, and how long it waits before. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { emptyFolder, serve } from '../../support/process.js';
import { type Json, KEY } from '../../support/register.js';
import { withWholeOperations } from '../../support/whole-operations.js';
import { answeredBy, json, problem, project } from './project.js';

const NOW = Date.UTC(2025, 10, 1, 12);
const FAILURE = new TypeError('fetch failed');
const FINE = () => json({ data: [], page: { limit: 25 } });

/** A client that is given these answers one by one, where waiting takes no time and chance has no say. */
async function given(answers: (Response | Error)[], options: object = {}) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const entente = await answeredBy(
    async (request) => {
      requests.push(request);
      const answer = answers[requests.length - 1] ?? FINE();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    {
      retries: undefined,
      clock: { now: () => NOW, random: () => 0.5, wait: async (milliseconds: number) => waits.push(milliseconds) },
      ...options,
    },
  );
  return { entente, requests, waits };
}

const busy = (after?: string, status = 503) =>
  problem(status, 'unavailable', after === undefined ? {} : { 'retry-after': after });

t.test('it waits as long as Retry-After asks', async (t) => {
  // The date's oldest form names no zone: it must not be taken for the local one.
  const { TZ } = process.env;
  t.teardown(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });
  process.env.TZ = 'Asia/Karachi';
  const cases: [string, number][] = [
    ['7', 7000],
    ['0', 0],
    ['60', 60_000],
    ['Sat, 01 Nov 2025 12:00:30 GMT', 30_000],
    ['Saturday, 01-Nov-25 12:00:30 GMT', 30_000],
    ['Sat Nov  1 12:00:30 2025', 30_000],
    ['Sat, 01 Nov 2025 11:59:30 GMT', 0],
  ];
  for (const [after, wait] of cases)
    for (const status of [429, 503]) {
      const { entente, requests, waits } = await given([busy(after, status)]);
      const { data, response } = await entente.listParties();
      t.strictSame([waits, requests.length, response.status], [[wait], 2, 200], after);
      t.strictSame(data.data, []);
    }
});

t.test('where Retry-After says nothing that can be read, it waits longer each time, give or take', async (t) => {
  for (const after of [undefined, '-5', '1.5', '', 'soon', 'Sat, 99 Nov 2025 12:00:30 GMT', '2025-11-01T12:00:30Z']) {
    const { entente, waits } = await given([busy(after), FAILURE, busy(after, 502)], { retries: 3 });
    await entente.listParties();
    t.strictSame(waits, [375, 750, 1500], String(after));
  }
  const chances = [0, 0.999999];
  const random = () => chances.shift() ?? 0;
  const waits: number[] = [];
  const wait = async (milliseconds: number) => waits.push(Math.round(milliseconds));
  const { entente } = await given([busy(), busy()], { clock: { random, wait } });
  await entente.listParties();
  t.strictSame(waits, [250, 1000]);
});

t.test('no wait is longer than it may be', async (t) => {
  const asksForMore = await given([busy('61')]);
  t.equal((await asksForMore.entente.listParties()).error.code, 'unavailable');
  t.equal(asksForMore.requests.length, 1);
  const mayBeLonger = await given([busy('61')], { longestWait: 61_000 });
  t.ok((await mayBeLonger.entente.listParties()).data);
  t.strictSame(mayBeLonger.waits, [61_000]);
  const growing = await given(new Array(6).fill(FAILURE), { retries: 6, longestWait: 2000 });
  await growing.entente.listParties();
  t.strictSame(growing.waits, [375, 750, 1500, 1500, 1500, 1500]);
});

t.test('what goes on failing is given or thrown in the end', async (t) => {
  const refused = await given([busy(), busy(), busy('9'), FINE()]);
  t.equal((await refused.entente.listParties()).response.headers.get('retry-after'), '9');
  t.equal(refused.requests.length, 3);
  const failed = await given([FAILURE, FAILURE, FAILURE, FINE()]);
  await t.rejects(failed.entente.listParties(), FAILURE);
  t.equal(failed.requests.length, 3);
});

const CALLS: Record<string, (entente: Json, options?: object) => Promise<Json>> = {
  GET: (entente, options) => entente.listParties({}, options),
  // The one that gets no key by itself.
  POST: (entente, options) => entente.createKey({ apiKeyInput: { name: 'A' } }, options),
  PUT: (entente, options) => entente.replaceParty({ id: 'a', partyInput: { name: 'A' } }, options),
  PATCH: (entente, options) => entente.patchParty({ id: 'a', partyPatch: { name: 'A' } }, options),
  DELETE: (entente, options) => entente.deleteParty({ id: 'a' }, options),
};

t.test('a call that writes is not repeated unless it carries an Idempotency-Key', async (t) => {
  for (const [method, call] of Object.entries(CALLS).filter(([method]) => method !== 'GET')) {
    for (const status of [429, 502, 503, 504]) {
      const { entente, requests, waits } = await given([busy('1', status)]);
      t.equal((await call(entente)).error.code, 'unavailable');
      t.strictSame([requests.length, waits], [1, []], `${method} ${status}`);
    }
    const failed = await given([FAILURE]);
    await t.rejects(call(failed.entente), FAILURE);
    t.equal(failed.requests.length, 1, method);
    const keyed = await given([FAILURE, busy()]);
    await call(keyed.entente, { headers: { 'Idempotency-Key': 'once' } });
    t.strictSame(
      keyed.requests.map(({ method, headers }) => [method, headers.get('idempotency-key')]),
      new Array(3).fill([method, 'once']),
    );
  }
});

const keysOf = (requests: Request[]) => requests.map(({ headers }) => headers.get('idempotency-key'));

t.test('just the calls that take an Idempotency-Key in the contract get one by themselves', async (t) => {
  const contract: Json = withWholeOperations(JSON.parse(readFileSync(packageFile('openapi/openapi.json'), 'utf8')));
  const operations = Object.values<Json>(contract.paths).flatMap((methods) => Object.values<Json>(methods));
  let keyed = 0;
  for (const { operationId, parameters = [] } of operations) {
    if (!operationId || operationId === 'streamChanges') continue;
    const { entente, requests } = await given([problem(400, 'invalid_parameter')]);
    await entente[operationId]({ id: 'a', name: 'a', code: 'a', revision: 1 });
    const takesKey = parameters.some(({ name }: Json) => name === 'Idempotency-Key');
    const [key] = keysOf(requests);
    if (takesKey) t.match(key, /^[\x21-\x7E]{20,255}$/, operationId);
    else t.equal(key, null, operationId);
    keyed += Number(takesKey);
  }
  t.ok(keyed > 8);
});

t.test('the key stays the same from repeat to repeat, and is another one for the next call', async (t) => {
  const { entente, requests, waits } = await given([FAILURE, busy('7'), FINE(), busy('1', 429)]);
  await entente.createParty({ partyInput: { name: 'A' } });
  await entente.createParty({ partyInput: { name: 'A' } });
  t.strictSame(waits, [375, 7000, 1000]);
  const [first, second, third, fourth, fifth] = keysOf(requests);
  t.strictSame([second, third], [first, first]);
  t.equal(fifth, fourth);
  t.not(fourth, first);
});

t.test('a key that the caller chose stays', async (t) => {
  const partyInput = { name: 'A' };
  const { entente, requests } = await given([FAILURE]);
  await entente.createParty({ partyInput, 'Idempotency-Key': 'mine' });
  await entente.createParty({ partyInput }, { headers: { 'idempotency-key': 'also-mine' } });
  t.strictSame(keysOf(requests), ['mine', 'mine', 'also-mine']);
  const unset = await given([]);
  await unset.entente.createParty({ partyInput, 'Idempotency-Key': undefined });
  t.match(keysOf(unset.requests)[0], /^[0-9a-f]{32}$/);
});

t.test('a record whose creation was not answered is there once when the call has been repeated', async (t) => {
  const { address } = await serve(t, emptyFolder(t), { ENTENTE_ADMIN_KEY: KEY });
  const answers: Response[] = [];
  const losing = async (request: Request) => {
    const answer = await fetch(request);
    if (answers.push(answer) === 1) throw FAILURE;
    return answer;
  };
  const { entente } = await given([], { baseUrl: address, key: KEY, fetch: losing });
  const { data, response } = await entente.createParty({ partyInput: { kind: 'company', name: 'Lagoon' } });
  t.equal(response.headers.get('idempotent-replayed'), 'true');
  t.equal(data.id, 'lagoon');
  t.strictSame(
    answers.map(({ status }) => status),
    [201, 201],
  );
  const { data: found } = await entente.listParties({ name: ['Lagoon'] });
  t.equal(found.data.length, 1);
});

t.test('however the answers fall, it repeats just what may be, and no more often than it may', async () => {
  await project();
  const answer = fc.constantFrom(0, 200, 400, 404, 429, 500, 502, 503, 504);
  const options = { headers: { 'Idempotency-Key': 'once' } };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(CALLS)),
      fc.boolean(),
      fc.nat(4),
      fc.array(answer, { minLength: 5, maxLength: 5 }),
      async (method, keyed, retries, statuses) => {
        const answers = statuses.map((status) =>
          status === 0 ? FAILURE : status === 200 ? FINE() : problem(status, `${status}`),
        );
        const { entente, requests } = await given(answers, { retries });
        const call = CALLS[method]!(entente, keyed ? options : {});
        const last = await call.then(
          ({ response }) => response.status,
          (error) => (error === FAILURE ? 0 : error),
        );
        const settled = statuses.findIndex((status) => ![0, 429, 502, 503, 504].includes(status));
        const most = method === 'GET' || keyed ? retries : 0;
        const times = Math.min(settled < 0 ? most : settled, most) + 1;
        return requests.length === times && last === statuses[times - 1];
      },
    ),
  );
});

t.test('no more is waited once the caller gives up', async (t) => {
  const controller = new AbortController();
  const reason = new Error('enough');
  // The real clock: would it wait, this test would not end.
  const { entente, requests } = await given([busy('100000')], {
    clock: undefined,
    longestWait: Number.POSITIVE_INFINITY,
  });
  const call = entente.listParties({}, { signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  await t.rejects(call, reason);
  t.equal(requests.length, 1);
});

t.test('a caller who gave up before an answer came does not wait at all', async (t) => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const entente = await answeredBy(
    () => {
      controller.abort(reason);
      return busy('100000');
    },
    { retries: 2, longestWait: Number.POSITIVE_INFINITY },
  );
  await t.rejects(entente.listParties({}, { signal: controller.signal }), reason);
});

t.test('a failure because the caller gave up is not repeated', async (t) => {
  const { entente, requests, waits } = await given([FAILURE]);
  await t.rejects(entente.listParties({}, { signal: AbortSignal.abort() }));
  t.ok(requests.length <= 1);
  t.strictSame(waits, []);
});

/** A server that fails twice, in two ways, and keeps what it was sent. */
async function failingTwice(t: Test) {
  const heard: { key: unknown; bytes: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    heard.push({ key: request.headers['idempotency-key'], bytes: await buffer(request) });
    if (heard.length === 1) request.socket.destroy();
    else if (heard.length === 2) response.writeHead(503, { 'retry-after': '3' }).end('busy');
    else response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"a"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { heard, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

t.test('over a real network the very same bytes are sent again, with the same key', async (t) => {
  const { heard, baseUrl } = await failingTwice(t);
  const { entente, waits } = await given([], { baseUrl, fetch: undefined });
  const partyInput = { kind: 'company', name: 'Coinworks 币', summary: 'é👋'.repeat(50_000) };
  const { data } = await entente.createParty({ partyInput }, { headers: { 'Idempotency-Key': 'once' } });
  t.strictSame(data, { id: 'a' });
  t.strictSame(waits, [375, 3000]);
  const once = { key: 'once', bytes: Buffer.from(JSON.stringify(partyInput)) };
  t.strictSame(heard, [once, once, once]);
});
