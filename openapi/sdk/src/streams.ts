/** Follows a stream of Server-Sent Events for as long as it goes on, over as many connections as that takes. */
import type { Change } from './generated/types.gen.js';
import { clockOf, type RetryOptions } from './retries.js';

/** What a stream tells, under the names that it has there. */
export type StreamEvent =
  | { event: 'change' /** The place to go on behind. */; id: string; data: Change }
  /** What was read before may not hold any more, because a backup was brought back; the stream goes on from here. */
  | { event: 'reset'; id: string; data: { sequence: number } };

/** What was received up to an empty line. */
interface Message {
  event?: string;
  id?: string;
  retry?: number;
  data?: string;
}

/** Where to go on, and how long to wait for a service that is away. */
export interface Resumption {
  lastEventId: string | undefined;
  /** In milliseconds. */
  retry: number;
}

/** Asks for a stream: the first time with nothing, then to go on where the connection before broke off. */
type Connect = (resumption?: Resumption) => Promise<ReadableStream<Uint8Array>>;

/** As browsers wait, unless the stream says otherwise. */
const RETRY = 3000;

/** The events, one as soon as it is asked for; a refusal is thrown, and so is the reason of the signal. */
export async function* follow(
  connect: Connect,
  options: RetryOptions,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent, void, undefined> {
  const { longestWait, random, wait } = clockOf(options);
  let lastEventId: string | undefined;
  let retry = RETRY;
  let silent = 0;
  for (let body = await connect(); ; body = await connect({ lastEventId, retry })) {
    silent++;
    for await (const message of messages(body)) {
      signal.throwIfAborted();
      silent = 0;
      lastEventId = message.id ?? lastEventId;
      retry = message.retry ?? retry;
      const event = eventOf(message, lastEventId ?? '');
      if (event) yield event;
    }
    signal.throwIfAborted();
    // A connection that tells nothing is taken up less and less often.
    await wait(Math.min(longestWait, retry * 2 ** silent * (1 + random() / 2)), signal);
  }
}

/** The event of a message; undefined for what only says how far the log goes, and for what later versions may tell. */
function eventOf({ event, data }: Message, id: string): StreamEvent | undefined {
  if (data === undefined || (event !== 'change' && event !== 'reset')) return undefined;
  return { event, id, data: JSON.parse(data) };
}

/** The messages of one connection, read no faster than they are taken. */
async function* messages(body: ReadableStream<Uint8Array>): AsyncGenerator<Message, void, undefined> {
  let message: Message = {};
  for await (const line of lines(body)) {
    if (line === '') {
      yield message;
      message = {};
      continue;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'data') message.data = message.data === undefined ? value : `${message.data}\n${value}`;
    else if (field === 'event' || field === 'id') message[field] = value;
    else if (field === 'retry' && /^\d+$/.test(value)) message.retry = Number(value);
  }
}

/** The lines up to where the connection ends or breaks, which comes to the same. */
async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { value } = await reader.read().catch(() => ({ value: undefined }));
      if (value === undefined) return;
      // A carriage return at the end may be the first half of a line's end.
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } finally {
    // Closes the connection when nobody wants more; a broken one can't be closed.
    await reader.cancel().catch(() => {});
  }
}
