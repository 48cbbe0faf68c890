/** The client: the generated calls with the key, the repeats, and nothing returned that isn't the service's answer. */
import type { CallOptions, Entente, NotModified } from './calls.js';
import { createClient, createConfig } from './generated/client/index.js';
import { Operations } from './generated/sdk.gen.js';
import { isProblem, ProblemError, UnexpectedAnswerError } from './problems.js';
import { type RetryOptions, retrying } from './retries.js';

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

/** The media types that are text, and how the addresses end that answer with them. */
const TEXTS: Readonly<Record<string, string>> = {
  'text/plain': '/text',
  'text/csv': '.csv',
  'application/x-ndjson': '.ndjson',
};

/** Whether an answer can be the service's: JSON, the text of a source, a file, a problem, or without a body where that is allowed. */
function isAnswer(response: Response, path: string): boolean {
  if (response.status === 204 || response.status === 304) return true;
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
  if (!response.ok) return type === 'application/problem+json';
  const end = TEXTS[type];
  if (end !== undefined) return path.endsWith(end);
  return type === 'application/json' && response.headers.get('content-length') !== '0';
}

type Parameters = Record<string, unknown> | undefined;
type Method = (
  parameters: Parameters,
  options: object | undefined,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** The generated methods, with what headers can't hold encoded, and of the results no more than is documented. */
function wrapped(operations: Operations): object {
  const methods = Object.getOwnPropertyNames(Operations.prototype).filter((name) => name !== 'constructor');
  return Object.fromEntries(
    methods.map((name) => {
      const method: Method = Reflect.get(operations, name).bind(operations);
      // A file is text, also one of lines of JSON.
      const ofFile = name.startsWith('export') ? { parseAs: 'text' } : undefined;
      const call = async (parameters: Parameters, options: object | undefined) => {
        const { data, error, response } = await method(
          parameters && withHeaders(parameters),
          ofFile ? { ...options, ...ofFile } : options,
        );
        // The request, which holds the key, is left out. Without a body there is no data.
        return { data: data ?? undefined, error, response };
      };
      return [name, call];
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
  client.interceptors.response.use((response, _request, { url }) => {
    if (!isAnswer(response, url)) throw new UnexpectedAnswerError(response);
    return response;
  });
  client.interceptors.error.use((error, response: Response | undefined, _request, call) => {
    if (!response) throw error; // the network's failure, or the caller's abort
    const problem = response.status === 304 ? NOT_MODIFIED : isProblem(error) && error;
    if (!problem) throw new UnexpectedAnswerError(response);
    if (call.throwOnError) throw new ProblemError(problem, response);
    return problem;
  });
  return wrapped(new Operations({ client }));
}
