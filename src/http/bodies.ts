/** Reads request bodies: of the declared media type, whole UTF-8, and with nothing a string can't hold. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../model/refusal.js';
import { LARGEST_TEXT } from '../model/source-text.js';

export const JSON_TYPE = 'application/json';
export const PATCH_TYPE = 'application/merge-patch+json';
export const TEXT_TYPE = 'text/plain';

const LARGEST_JSON = 1 << 20;

export function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    [JSON_TYPE, PATCH_TYPE],
    { parseAs: 'buffer', bodyLimit: LARGEST_JSON },
    (request, bytes, done) => {
      const text = decode(bytes);
      if (text === undefined) return done(notUtf8());
      parseJson(request, text, (failure, value) => {
        if (failure) return done(new Refusal('malformed_request', `The body isn't JSON: ${whyNotJson(text)}.`));
        // JSON can spell half a surrogate pair, which no text holds.
        if (/\\u[dD][89a-fA-F]/.test(text) && !isWellFormed(value))
          return done(new Refusal('malformed_request', 'A string of the body holds half a surrogate pair.'));
        return done(null, value);
      });
    },
  );
  app.addContentTypeParser(TEXT_TYPE, { parseAs: 'buffer', bodyLimit: LARGEST_TEXT }, (_request, bytes, done) => {
    const text = decode(bytes);
    return text === undefined ? done(notUtf8()) : done(null, text);
  });

  app.addHook('onRequest', async (request) => expectType(request));
  app.addHook('preValidation', async (request) => {
    if (typesOf(request) && request.body === undefined)
      throw new Refusal('malformed_request', 'The request has no body.');
  });
}

/** Bytes and milliseconds that a client may go on sending what is too large. */
const MOST_DRAINED = 64 << 20;
const LONGEST_DRAIN = 5_000;

/** Reads the rest of a refused body, within reason: a client that is cut off while it sends never sees the answer. */
export function drain(body: Readable): Promise<void> {
  return new Promise((resolve) => {
    let rest = MOST_DRAINED;
    const timer = setTimeout(done, LONGEST_DRAIN);
    function done(): void {
      clearTimeout(timer);
      resolve();
    }
    if (body.readableEnded || body.destroyed) return done();
    body.on('data', (chunk: Buffer) => {
      rest -= chunk.length;
      if (rest < 0) done();
    });
    body.once('end', done).once('close', done).once('error', done).resume();
  });
}

/** What JSON.parse says; a body that it takes has a member that no object should get, such as `__proto__`. */
function whyNotJson(text: string): string {
  if (text === '') return 'it is empty';
  try {
    JSON.parse(text);
    return 'it has a member called __proto__, or a constructor with a prototype';
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

const decode = (bytes: string | Buffer): string | undefined =>
  typeof bytes === 'string' ? bytes : isUtf8(bytes) ? bytes.toString() : undefined;

const notUtf8 = () => new Refusal('malformed_request', "The body isn't UTF-8.");

const typesOf = (request: FastifyRequest): readonly string[] | undefined => request.routeOptions.schema?.consumes;

/** Fastify would leave a body of another declared type unchecked. */
function expectType(request: FastifyRequest): void {
  const expected = typesOf(request);
  if (!expected) return;
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (expected.includes(type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return;
  const wrong =
    type === '' ? 'The request has no Content-Type' : `"${request.headers['content-type']}" isn't taken here`;
  throw new Refusal(
    'unsupported_media_type',
    `${wrong}; send Content-Type: ${expected.join(' or ')}${expected.includes(TEXT_TYPE) ? '; charset=utf-8' : ''}.`,
    {
      errors: [{ header: 'Content-Type', code: 'unknown_value', detail: `send ${expected.join(' or ')}, in UTF-8` }],
    },
  );
}

/** Whether every string in a JSON value is whole; without recursion, since a client decides how deep it is. */
function isWellFormed(value: unknown): boolean {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string' && !next.isWellFormed()) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, member] of Object.entries(next)) {
      if (!name.isWellFormed()) return false;
      waiting.push(member);
    }
  }
  return true;
}
