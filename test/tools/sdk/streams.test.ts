/** How the published client follows a stream: over connections that break, until it is refused or nobody wants more. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { emptyFolder, serve } from '../../support/process.js';
import { type Json, KEY } from '../../support/register.js';
import { type Answerer, answeredBy, json, problem, project } from './project.js';

const FAILURE = new TypeError('fetch failed');

const change = (sequence: number): string => `id: ${sequence}\nevent: change\ndata: {"sequence":${sequence}}\n\n`;

/** A connection that gives these pieces and ends, or breaks. */
const connection = (pieces: (string | Uint8Array)[], breaks = false) =>
  new Response(
    new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece !== undefined)
          controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
        else if (breaks) controller.error(new TypeError('terminated'));
        else controller.close();
      },
    }),
    { headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
  );

/** A client that is given these connections one by one and then refused, where waiting takes no time and chance has no say. */
async function given(answers: (Response | Error)[], options: object = {}) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const entente = await answeredBy(
    async (request) => {
      const answer = answers[requests.push(request) - 1] ?? problem(401, 'unauthorized');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    { clock: { random: () => 0, wait: async (milliseconds: number) => waits.push(milliseconds) }, ...options },
  );
  return { entente, requests, waits, places: () => requests.map(({ headers }) => headers.get('last-event-id')) };
}

/** All events until the stream is refused, or fails otherwise. */
async function all(stream: AsyncIterable<Json>): Promise<{ seen: Json[]; thrown: Json }> {
  const seen: Json[] = [];
  try {
    for await (const event of stream) seen.push(event);
  } catch (thrown) {
    return { seen, thrown };
  }
  return { seen, thrown: undefined };
}

const sequences = (seen: Json[]): number[] => seen.map(({ data }) => data.sequence);

t.test('events are read however their bytes are cut, and what is none is passed over', async (t) => {
  const text =
    '\uFEFFretry: 3000\nid: 0\n\n:\nid: 1\n\nid: 2\r\nevent: change\r\ndata: {"sequence":2,\r\ndata:"title":"Łódź 🚀: é"}\r\n\r\n' +
    'event: later\ndata: what later versions tell\n\nevent: change\nid: 3\nunknown: 1\nfield\ndata: {"sequence":3}\n\nid: 9\nevent: change\ndata: {"cut';
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    const { entente, places } = await given([connection(pieces)]);
    const { seen } = await all(entente.streamChanges());
    t.strictSame(
      seen,
      [
        { event: 'change', id: '2', data: { sequence: 2, title: 'Łódź 🚀: é' } },
        { event: 'change', id: '3', data: { sequence: 3 } },
      ],
      `${size} bytes at once`,
    );
    t.strictSame(places(), [null, '3'], 'an event that is cut off was not read');
  }
});

t.test('it goes on behind the last event when a connection ends or breaks, with the same parameters', async (t) => {
  const { entente, requests, places } = await given([
    connection(['id: 4\n\n', change(5), change(6)], true),
    connection([change(7), ':\nid: 9\n\n']),
    connection([change(10)], true),
  ]);
  const { seen, thrown } = await all(entente.streamChanges({ after: 4, party: ['a', 'b'], 'Last-Event-ID': '4' }));
  t.strictSame(sequences(seen), [5, 6, 7, 10]);
  t.strictSame(places(), ['4', '6', '9', '10']);
  t.equal(thrown.code, 'unauthorized');
  for (const { url } of requests) t.equal(url, 'https://register.example/at/changes/stream?after=4&party=a,b');
});

t.test(
  'it waits as the stream asks, longer when nothing comes, and without end for a service that was there',
  async (t) => {
    const asked = () => connection(['retry: 1000\nid: 1\n\n']);
    const usual = await given([
      connection(['id: 1\n\n']),
      asked(),
      connection([]),
      connection([]),
      connection(['id: 1\n\n']),
    ]);
    await all(usual.entente.streamChanges());
    t.strictSame(usual.waits, [3000, 1000, 2000, 4000, 1000]);

    const away = await given(
      [asked(), ...new Array(6).fill(FAILURE), problem(503, 'unavailable', { 'retry-after': '7' })],
      {
        longestWait: 10_000,
      },
    );
    t.equal((await all(away.entente.streamChanges())).thrown.code, 'unauthorized');
    t.strictSame(away.waits, [1000, 1000, 2000, 4000, 5000, 5000, 5000, 7000]);
  },
);

t.test('a service that never was there is asked as often as by any other call', async (t) => {
  const { entente, requests } = await given(new Array(9).fill(FAILURE), { retries: 3 });
  t.equal((await all(entente.streamChanges())).thrown, FAILURE);
  t.equal(requests.length, 4);
});

t.test('what is refused is thrown, at the beginning and later, whether calls throw or not', async (t) => {
  const { ProblemError, UnexpectedAnswerError } = (await project()).client;
  for (const throwOnError of [false, true])
    for (const before of [[], [connection([change(1)])]]) {
      const refused = await given([...before, problem(400, 'invalid_parameter')], { throwOnError });
      const { seen, thrown } = await all(refused.entente.streamChanges());
      t.ok(thrown instanceof ProblemError);
      t.match(thrown, { code: 'invalid_parameter', status: 400 });
      t.equal(seen.length, before.length);
      const stranger = await given([json({ data: [] })], { throwOnError });
      t.ok((await all(stranger.entente.streamChanges())).thrown instanceof UnexpectedAnswerError);
    }
});

t.test('a reset is an event, and the stream goes on from there', async (t) => {
  const { entente, places } = await given([
    connection(['retry: 3000\nid: 61\nevent: reset\ndata: {"sequence":61}\n\n', change(62)]),
  ]);
  const { seen } = await all(entente.streamChanges({ 'Last-Event-ID': '99' }));
  t.strictSame(
    seen.map(({ event, id }) => [event, id]),
    [
      ['reset', '61'],
      ['change', '62'],
    ],
  );
  t.strictSame(places(), ['99', '62']);
});

t.test('no more is read than is taken, and the connection is closed when the loop is left', async (t) => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(change(++pulled))),
    cancel: () => {
      cancelled = true;
    },
  });
  const { entente, requests } = await given([
    new Response(endless, { headers: { 'content-type': 'text/event-stream' } }),
  ]);
  const stream = entente.streamChanges();
  await new Promise(setImmediate);
  t.equal(requests.length, 0, 'nothing is asked before it is read');
  for await (const { data } of stream) {
    await new Promise(setImmediate);
    t.ok(pulled <= data.sequence + 2, `${pulled} at ${data.sequence}`);
    if (data.sequence === 20) break;
  }
  t.ok(cancelled);
  t.equal(requests.length, 1);
});

t.test('a signal ends it at once: while it reads, while it waits, and between two events of one piece', async (t) => {
  const reason = new Error('enough');
  const hanging: Answerer = ({ signal }) => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(change(1) + change(2)));
        signal.addEventListener('abort', () => controller.error(signal.reason));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const take = async (entente: Json, abortAt: number) => {
    const controller = new AbortController();
    const seen: Json[] = [];
    const reading = (async () => {
      for await (const event of entente.streamChanges({}, { signal: controller.signal }))
        if (seen.push(event) === abortAt) controller.abort(reason);
    })();
    if (seen.length < abortAt) setTimeout(() => controller.abort(reason), 50);
    await t.rejects(reading, reason);
    return seen.length;
  };
  const entente = await answeredBy(hanging);
  t.equal(await take(entente, 1), 1);
  t.equal(await take(entente, 99), 2);
  // The real clock: would it wait, this test would not end.
  const broken = await answeredBy(() => connection(['retry: 1000000\n\n']), { longestWait: Number.POSITIVE_INFINITY });
  t.equal(await take(broken, 99), 0);
});

/** A port that nobody has now. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' && address?.port);
}

t.test('a service that starts anew is followed on, and no change is missed or told twice', async (t) => {
  const folder = emptyFolder(t);
  const settings = { ENTENTE_ADMIN_KEY: KEY, PORT: await freePort() };
  let current = await serve(t, folder, settings);
  const { client } = await project();
  const entente = client.createEntente({ baseUrl: current.address, key: KEY, longestWait: 100 });
  const name = async (id: string) => {
    const { error } = await entente.createParty({ partyInput: { id, kind: 'company', name: 'Lagoon' } });
    t.equal(error, undefined);
  };
  const names = Array.from({ length: 9 }, (_, at) => `lagoon-${at}`);
  const told: string[] = [];
  await name(names[0]!);
  const { data: newest } = await entente.listChanges({ id: [names[0]] });
  for await (const { event, data } of entente.streamChanges({ after: newest.data[0].sequence - 1 })) {
    t.equal(event, 'change');
    const next = names[told.push(data.id)];
    if (next === undefined) break;
    if (told.length % 3 === 0) {
      // It stops between two changes, or is killed without a word.
      await current.stop(told.length === 3 ? 'SIGTERM' : 'SIGKILL');
      current = await serve(t, folder, settings);
    }
    await name(next);
  }
  t.strictSame(told, names);
});
