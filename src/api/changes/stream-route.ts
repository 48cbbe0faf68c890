/** The change feed as a stream of Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import { Readable } from 'node:stream';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nextInstant } from '../../model/dates/instant.js';
import { render } from '../../model/json/raw-json.js';
import { ref, Type } from '../../model/schema.js';
import type { FeedQuery } from '../../register/log/feed.js';
import { beginning, conditionsOf, lastSequence } from '../../register/log/feed.js';
import { openTail, type Tail } from '../../register/log/tail.js';
import { answers, content, NOT_STORED } from '../contract/answers.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import { type FeedSchemas, lastEventId } from './schema.js';
import { DEFAULT_STREAMING, openStreams, type Stream, type Streaming } from './streams.js';

const STREAM_TYPE = 'text/event-stream';

/** Bytes written at once: few, so that a slow but active reader isn't cut off. */
const PIECE = 64 * 1024;

const HEADERS = {
  ...NOT_STORED,
  'X-Accel-Buffering': Type.String({ description: 'Proxies are to pass on at once what comes.', enum: ['no'] }),
};

const LAST_EVENT_ID = {
  'Last-Event-ID': lastEventId(
    'The `id` of the last event that was read, behind which the stream goes on: browsers send it when they connect again. It counts ' +
      'more than `lastEventId`, `after` and `since`. When it is behind the end of the log, the stream begins with an event `reset`.',
  ),
};

interface Query extends FeedQuery {
  lastEventId?: string;
}

export function streamRoute(
  app: FastifyInstance,
  register: Register,
  schemas: FeedSchemas,
  overrides: Partial<Streaming>,
): void {
  const streaming = { ...DEFAULT_STREAMING, ...overrides };
  const streams = openStreams(() => register.engine, streaming);
  const tail = openTail(() => register.engine.primary.reader);
  app.addHook('preClose', async () => streams.close());

  app.get<{ Querystring: Query; Headers: { 'last-event-id'?: string } }>('/changes/stream', {
    config: { scope: 'read' },
    schema: {
      tags: ['Changes'],
      operationId: 'streamChanges',
      summary: 'Follow what is changed',
      description:
        'The same as Server-Sent Events, as they come: each change as soon as it is written. Begins with what is written from now on ' +
        'unless `Last-Event-ID`, `lastEventId`, `after` or `since` says otherwise. Who connects again with `Last-Event-ID`, as browsers do, ' +
        'misses nothing and gets nothing twice. A reader that takes nothing for half a minute is cut off.',
      querystring: schemas.streamQuery,
      headers: Type.Object(LAST_EVENT_ID),
      response: answers({ ok: content('The changes, without end.', STREAM_TYPE, ref(schemas.stream), HEADERS) }),
    },
    handler: async (request, reply) => {
      const { query, headers, method } = request;
      await readersFor(request, register.engine);
      const db = register.engine.primary.reader;
      const last = await lastSequence(db);
      // Browsers send the header to the address that they were given first, so it is newer than what stands there.
      const known = headers['last-event-id'] ?? query.lastEventId;
      const begins = known === undefined ? ((await beginning(db, query, last)) ?? last) : Number(known);
      const start = { after: Math.min(begins, last), isReset: begins > last };
      // A stream has its connection to itself, and ends with it.
      reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' });
      reply.type(`${STREAM_TYPE}; charset=utf-8`);
      if (method === 'HEAD') return reply.send(Readable.from([]));
      const stream = streams.open(reply.raw, last);
      return reply.send(Readable.from(pieces(stream, eventsOf(tail, stream, request, start, streaming), streaming)));
    },
  });
}

/** Where a stream begins. */
interface Start {
  after: number;
  /** Whether the reader was behind the end of the log, so that it has read what isn't there any more. */
  isReset: boolean;
}

/** The events of a stream: where it begins, each change, and from time to time how far it has come. */
async function* eventsOf(
  tail: Tail,
  stream: Stream,
  request: FastifyRequest<{ Querystring: FeedQuery }>,
  { after, isReset }: Start,
  { heartbeat }: Streaming,
): AsyncGenerator<string, void, undefined> {
  const { query } = request;
  const following = {
    conditions: conditionsOf(query),
    expand: query.expand ?? [],
    since: query.since === undefined ? '' : nextInstant(query.since),
  };
  let place = after;
  const reset = isReset ? `event: reset\ndata: ${JSON.stringify({ sequence: place })}\n` : '';
  yield `retry: 3000\nid: ${place}\n${reset}\n`;
  let lastSent = performance.now();
  let lastChecked = lastSent;
  while (!stream.isOver) {
    const { last } = stream;
    const page = place < last ? await tail.read(following, { after: place, last }) : { entries: [], upTo: place };
    for (const entry of page.entries) {
      if (stream.isOver) return;
      yield `id: ${entry.sequence}\nevent: change\ndata: ${render(entry)}\n\n`;
      lastSent = performance.now();
    }
    place = page.upTo;
    // The filters may skip many entries; other requests are served meanwhile.
    if (place < last) await letOthersRun();
    else await stream.wait(last, Math.max(0, Math.min(lastSent, lastChecked) + heartbeat - performance.now()));
    // The key may expire or be revoked while the stream is open.
    if (performance.now() - lastChecked >= heartbeat) {
      if (!(await request.isStillAllowed())) return;
      lastChecked = performance.now();
    }
    if (!stream.isOver && performance.now() - lastSent >= heartbeat) {
      yield `:\nid: ${place}\n\n`;
      lastSent = performance.now();
    }
  }
}

/** The bytes of events, in pieces; a reader that takes none for too long is cut off. */
async function* pieces(
  stream: Stream,
  events: AsyncIterable<string>,
  { patience }: Streaming,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const text of events) {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; from += PIECE) {
      const timeout = setTimeout(() => stream.cut(), patience);
      try {
        yield bytes.subarray(from, from + PIECE);
      } finally {
        clearTimeout(timeout);
      }
    }
  }
}
