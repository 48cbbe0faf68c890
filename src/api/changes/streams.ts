/** Keeps streams of changes going: wakes all when the log has grown, and ends those that nobody reads. */
import type { ServerResponse } from 'node:http';
import type { Engine } from '../../db/engine.js';
import { Refusal } from '../../model/refusal.js';
import { lastSequence } from '../../register/log/feed.js';

/** How streams are kept going; times in milliseconds. */
export interface Streaming {
  /** How long a stream may be silent before it sends a comment, which keeps the connection open. */
  heartbeat: number;
  /** How long a reader may take nothing before it is cut off. */
  patience: number;
  /** Streams that may be open at once. */
  maxOpen: number;
}

export const DEFAULT_STREAMING: Streaming = { heartbeat: 15_000, patience: 30_000, maxOpen: 1000 };

/** Milliseconds after which the end of the log is read again that could not be read. */
const RETRY_MS = 500;

/** Milliseconds that a reader has to take what is left when the service stops. */
const SHUTDOWN_GRACE_MS = 1000;

export interface Stream {
  /** Whether nobody reads any more, or the service is about to stop. */
  readonly isOver: boolean;
  /** The last sequence of the log, as far as it is known. */
  readonly last: number;
  /** Waits until the log is longer than this, the stream is over, or so much time has passed. */
  wait(beyond: number, milliseconds: number): Promise<void>;
  /** Cuts the connection. */
  cut(): void;
}

interface Open extends Stream {
  isOver: boolean;
  wake(): void;
}

export interface Streams {
  /** Refuses when too many are open. `last` is the last sequence of the log. */
  open(response: ServerResponse, last: number): Stream;
  /** Ends them all. */
  close(): void;
}

export function openStreams(engine: () => Engine, { maxOpen }: Streaming): Streams {
  const streams = new Set<Open>();
  let known = 0;
  let isLooking = false;
  let mayHaveGrown = false;
  let stopWatching: (() => void) | undefined;

  /** Reads the end of the log, once for all streams, and wakes them when it has grown. */
  async function look(): Promise<void> {
    mayHaveGrown = true;
    if (isLooking) return;
    isLooking = true;
    while (mayHaveGrown && streams.size > 0) {
      mayHaveGrown = false;
      try {
        const last = await lastSequence(engine().primary.reader);
        const isLonger = last > known;
        known = last;
        if (isLonger) for (const stream of streams) stream.wake();
      } catch {
        // The next try may succeed; a stream that reads meanwhile meets the failure itself.
        setTimeout(() => void look(), RETRY_MS).unref();
      }
    }
    isLooking = false;
  }

  return {
    open: (response, last) => {
      if (streams.size >= maxOpen)
        throw new Refusal(
          'unavailable',
          `${maxOpen} streams are open, which is as many as there may be; try again later.`,
        );
      known = streams.size === 0 ? last : Math.max(known, last);
      const stream: Open = {
        isOver: false,
        get last() {
          return known;
        },
        wake: () => {},
        wait: (beyond, milliseconds) =>
          new Promise((resolve) => {
            if (stream.isOver || known > beyond) return resolve();
            const late = setTimeout(() => stream.wake(), milliseconds);
            stream.wake = () => {
              clearTimeout(late);
              stream.wake = () => {};
              resolve();
            };
          }),
        cut: () => void response.destroy(),
      };
      streams.add(stream);
      stopWatching ??= engine().watch(() => void look());
      const leave = () => {
        streams.delete(stream);
        end(stream);
        if (streams.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
      };
      response.once('close', leave);
      // A client may have gone before its stream was opened, and is not told of again.
      if (response.destroyed) leave();
      return stream;
    },
    close: () => {
      for (const stream of streams) end(stream);
      setTimeout(() => {
        for (const stream of streams) stream.cut();
      }, SHUTDOWN_GRACE_MS).unref();
    },
  };
}

function end(stream: Open): void {
  stream.isOver = true;
  stream.wake();
}
