/** A fetch that repeats what may be repeated, and waits as the service asks. */

/** How often and how long is waited. */
export interface RetryOptions {
  /** How often a call is repeated at most; 2 unless said, 0 for never. */
  retries?: number | undefined;
  /** The longest single wait in milliseconds, a minute unless said. When the service asks for more, its answer is given. */
  longestWait?: number | undefined;
  /** Time and chance, for tests. */
  clock?: Partial<Clock> | undefined;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Waits; rejects with the signal's reason as soon as that fires. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const PASSING = new Set([429, 502, 503, 504]);
const FIRST_WAIT = 500;

const systemClock: Clock = {
  now: Date.now,
  random: Math.random,
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      signal.addEventListener('abort', stop, { once: true });
    }),
};

/** What `Retry-After` asks for in milliseconds (RFC 9110, 10.2.3); undefined when it says nothing that can be read. */
function waitAsked(response: Response, now: number): number | undefined {
  const value = response.headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // A date begins with its weekday; the oldest of its three forms leaves out that it is GMT.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return undefined;
  const date = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The time and chance that these options choose, and the longest wait. */
export const clockOf = ({ longestWait = 60_000, clock }: RetryOptions) => ({ ...systemClock, ...clock, longestWait });

/** Wraps a fetch. A call that isn't safe is repeated only when it carries an `Idempotency-Key`. */
export function retrying(
  fetch: typeof globalThis.fetch,
  options: RetryOptions,
  firstWait = FIRST_WAIT,
): typeof globalThis.fetch {
  const { retries = 2 } = options;
  const { longestWait, ...clock } = clockOf(options);
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    const times = SAFE.has(request.method) || request.headers.get('idempotency-key') ? retries : 0;
    for (let repeat = 0; ; repeat++) {
      // Sent as a copy while it may be sent again, because a body can be read only once.
      const last = repeat >= times;
      const answer = await fetch(last ? request : request.clone()).catch((failure: unknown) => {
        if (last || signal.aborted) throw failure;
      });
      if (answer && (last || !PASSING.has(answer.status))) return answer;
      const backoff = Math.min(longestWait, firstWait * 2 ** repeat) * (0.5 + clock.random() / 2);
      const wait = (answer && waitAsked(answer, clock.now())) ?? backoff;
      if (answer && wait > longestWait) return answer;
      await answer?.body?.cancel();
      signal.throwIfAborted();
      await clock.wait(wait, signal);
    }
  };
}
