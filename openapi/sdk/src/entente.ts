/** The client: the generated calls with the key, the repeats, and nothing returned that isn't the service's answer. */
import type { CallOptions, Entente, NotModified } from './calls.js';
import { createClient, createConfig } from './generated/client/index.js';
import { OPERATIONS } from './generated/operations.gen.js';
import { Operations } from './generated/sdk.gen.js';
import { isProblem, ProblemError, UnexpectedAnswerError } from './problems.js';
import { type RetryOptions, retrying } from './retries.js';
import { follow, type Resumption } from './streams.js';

export interface EntenteOptions<Throws extends boolean = boolean> extends RetryOptions {
  /** Where the service is, such as `https://entente.example`. */
  baseUrl: string;
  /** The API key, or what gives it, asked before each call; nothing is sent when there is none. */
  key?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Whether refusals are thrown, as a `ProblemError`, and not returned; each call may say otherwise. */
  throwOnError?: Throws | undefined;
  /** Headers for every call. */
  headers?: CallOptions['headers'];
  /** What sends the requests, in place of the global fetch. */
  fetch?: typeof globalThis.fetch | undefined;
}

const NOT_MODIFIED: NotModified = {
  code: 'not_modified',
  status: 304,
  title: 'Not modified',
  detail: 'The record still has the ETag that was sent.',
};

const STREAM_TYPE = 'text/event-stream';

const isJson = (mediaType: string): boolean => /^application\/(.+\+)?json$/.test(mediaType);

const mediaTypeOf = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';

/** Whether an answer can be the service's: of a media type of the operation, a problem, or without a body where that is allowed. */
function isAnswer(response: Response, mediaTypes: readonly string[] = []): boolean {
  if (response.status === 204 || response.status === 304) return true;
  const type = mediaTypeOf(response);
  if (!response.ok) return type === 'application/problem+json';
  const allowed = mediaTypes.length > 0 ? mediaTypes : ['application/json'];
  return allowed.includes(type) && !(isJson(type) && response.headers.get('content-length') === '0');
}

/** What the generated client hands on with a call; it leaves out `meta` where there are no parameters, which are all JSON. */
interface CallMeta {
  url: string;
  meta?: { mediaTypes: readonly string[] };
}

interface OperationFacts {
  mediaTypes: readonly string[];
  takesKey: boolean;
}

type Parameters = Record<string, unknown> | undefined;
type Options = Pick<CallOptions, 'signal' | 'headers'> | undefined;
type Method = (
  parameters: Parameters,
  options: object | undefined,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** What the bytes of an answer say: JSON, or a text as it was sent, with its byte-order mark if it begins with one. */
function decoded(data: unknown, response: Response): unknown {
  if (!(data instanceof ArrayBuffer)) return data;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(data);
  return isJson(mediaTypeOf(response)) ? JSON.parse(text) : text;
}

/** Whether a caller named the request, so that it may be repeated. */
const isNamed = (parameters: Parameters, options: Options): boolean =>
  Object.entries({ ...options?.headers, ...parameters }).some(
    ([name, value]) => name.toLowerCase() === 'idempotency-key' && value !== undefined,
  );

/** Not `randomUUID`, which pages have over HTTPS only. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The generated methods, with what headers can't hold encoded, and of the results no more than is documented. */
function wrapped(
  operations: Operations,
  again: (retry: number) => typeof globalThis.fetch,
  retry: RetryOptions,
): object {
  return Object.fromEntries(
    Object.entries<OperationFacts>(OPERATIONS).map(([name, { mediaTypes, takesKey }]) => {
      const method: Method = Reflect.get(operations, name).bind(operations);
      const ask = (parameters: Parameters, options: Options, more: object) =>
        method(parameters && withHeaders(parameters), { ...options, meta: { mediaTypes }, ...more });
      const call = async (parameters: Parameters, options: Options) => {
        const named = takesKey && !isNamed(parameters, options) ? { 'Idempotency-Key': newKey() } : undefined;
        const sent = named ? { ...parameters, ...named } : parameters;
        const parsed = mediaTypes.every(isJson) ? {} : { parseAs: 'arrayBuffer' };
        const { data, error, response } = await ask(sent, options, parsed);
        // The request, which holds the key, is left out. Without a body there is no data.
        return { data: decoded(data, response) ?? undefined, error, response };
      };
      const stream = (parameters: Parameters, options: Options) => {
        const connect = async (from?: Resumption) => {
          const place = from?.lastEventId === undefined ? {} : { 'Last-Event-ID': from.lastEventId };
          const { data } = await ask({ ...parameters, ...place }, options, {
            parseAs: 'stream',
            throwOnError: true,
            ...(from && { fetch: again(from.retry) }),
          });
          if (!(data instanceof ReadableStream)) throw new TypeError('the stream has no body');
          return data;
        };
        return follow(connect, retry, options?.signal ?? new AbortController().signal);
      };
      return [name, mediaTypes.includes(STREAM_TYPE) ? stream : call];
    }),
  );
}

/** Headers hold Latin letters; anything else is percent-encoded (RFC 8187). Only headers have names with a hyphen. */
const withHeaders = (parameters: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      name.includes('-') && typeof value === 'string' && /[^\x20-\x7E]/.test(value)
        ? `UTF-8''${encodeURIComponent(value)}`
        : value,
    ]),
  );

/** Makes a client of the service at `baseUrl`. */
export function createEntente<Throws extends boolean = false>(options: EntenteOptions<Throws>): Entente<Throws>;
export function createEntente(options: EntenteOptions): object {
  const { baseUrl, key, throwOnError = false, headers } = options;
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const client = createClient(
    createConfig({ baseUrl, throwOnError, headers: { ...headers }, auth: key, fetch: retrying(fetch, options) }),
  );
  client.interceptors.request.use((request, { path = {} }) => {
    // These would name another resource once the address is resolved.
    for (const [name, value] of Object.entries(path))
      if (value === '' || value === '.' || value === '..')
        throw new TypeError(`${name} can't be ${JSON.stringify(value)}`);
    return request;
  });
  client.interceptors.response.use((response, _request, { meta }: CallMeta) => {
    if (!isAnswer(response, meta?.mediaTypes)) throw new UnexpectedAnswerError(response);
    return response;
  });
  client.interceptors.error.use((error, response: Response | undefined, _request, call) => {
    if (!response) throw error; // the network's failure, or the caller's abort
    const problem = response.status === 304 ? NOT_MODIFIED : isProblem(error) && error;
    if (!problem) throw new UnexpectedAnswerError(response);
    if (call.throwOnError) throw new ProblemError(problem, response);
    return problem;
  });
  // A stream is asked for as anything else is: the generated reading of streams makes nothing of a refusal.
  Object.assign(client.sse, { get: client.get });
  // The service was there before, so it is waited for.
  const again = (retry: number) => retrying(fetch, { ...options, retries: Number.POSITIVE_INFINITY }, retry * 2);
  return wrapped(new Operations({ client }), again, options);
}
