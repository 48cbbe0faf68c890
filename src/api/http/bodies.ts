/** Reads request bodies: checks their media type and encoding, and parses JSON. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_TEXT_SIZE } from '../../model/evidence/source-text.js';
import { repeatedMembers } from '../../model/json/repeated-members.js';
import { type Finding, MAX_FINDINGS, Refusal, refuseFindings } from '../../model/refusal.js';
import { asToken, shorten } from '../../model/validation.js';
import { onRequestOf, preValidationOf } from './route-hooks.js';

export const JSON_TYPE = 'application/json';
export const PATCH_TYPE = 'application/merge-patch+json';
export const TEXT_TYPE = 'text/plain';
export const CSV_TYPE = 'text/csv';

const MAX_JSON_SIZE = 1 << 20;

/** Call before the routes are added. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    [JSON_TYPE, PATCH_TYPE],
    { parseAs: 'buffer', bodyLimit: MAX_JSON_SIZE },
    (_request, bytes, done) => {
      try {
        done(null, parseJson(bytes));
      } catch (failure) {
        done(failure instanceof Error ? failure : new Error(String(failure)));
      }
    },
  );
  for (const [type, bodyLimit] of Object.entries({ [TEXT_TYPE]: MAX_TEXT_SIZE, [CSV_TYPE]: MAX_JSON_SIZE }))
    app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, bytes, done) => {
      const text = decode(bytes);
      return text === undefined ? done(notUtf8()) : done(null, text);
    });

  app.addHook('onRoute', (route) => {
    const types = route.schema?.consumes;
    if (types) {
      onRequestOf(route, (request, reply, done) => {
        expectType(request, reply, types);
        done();
      });
      preValidationOf(route, (request, _reply, done) => {
        if (request.body === undefined) throw new Refusal('malformed_request', 'The request has no body.');
        done();
      });
    } else if (route.method === 'DELETE')
      onRequestOf(route, (request, _reply, done) => {
        forgetType(request);
        done();
      });
  });
}

/** How many bytes and milliseconds a client may go on sending a body that was refused. */
const MAX_DRAINED_SIZE = 64 << 20;
const MAX_DRAIN_MS = 5_000;

/** Reads the rest of a refused body, within reason: a client that is cut off while it sends never sees the answer. */
export function drain(body: Readable): Promise<void> {
  return new Promise((resolve) => {
    let rest = MAX_DRAINED_SIZE;
    const timer = setTimeout(done, MAX_DRAIN_MS);
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

const decode = (bytes: string | Buffer): string | undefined =>
  typeof bytes === 'string' ? bytes : isUtf8(bytes) ? bytes.toString() : undefined;

const notUtf8 = () => new Refusal('malformed_request', "The body isn't UTF-8.");

/** Refuses other media types than the operation takes: Fastify would not validate such a body. */
function expectType(request: FastifyRequest, reply: FastifyReply, expected: readonly string[]): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    const detail = 'send the body as it is, without Content-Encoding';
    tellWhatIsTaken(request, reply, expected);
    reply.header('accept-encoding', 'identity');
    throw new Refusal('unsupported_media_type', `${detail}.`, {
      errors: [{ header: 'Content-Encoding', code: 'unknown_value', detail }],
    });
  }
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (expected.includes(type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return;
  tellWhatIsTaken(request, reply, expected);
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

/** What a patch may be (RFC 5789, section 3.1); other methods have no header for it. */
function tellWhatIsTaken({ method }: FastifyRequest, reply: FastifyReply, types: readonly string[]): void {
  if (method === 'PATCH') reply.header('accept-patch', types.join(', '));
}

/** Some clients say what type a body has on every request, also where there is none. */
function forgetType({ headers }: FastifyRequest): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (length === '0' && encoding === undefined) delete headers['content-type'];
}

/** Begins what some editors and libraries write. JSON has no place for it, and nothing is lost without it (RFC 8259, 8.1). */
const BYTE_ORDER_MARK = '\uFEFF';

/** Parses JSON. A member called `__proto__` is one like any other, and refused like any that is unknown. */
function parseJson(bytes: string | Buffer): unknown {
  const decoded = decode(bytes);
  if (decoded === undefined) throw notUtf8();
  const text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.slice(1) : decoded;
  if (text === '') throw new Refusal('malformed_request', 'The request has no body.');
  const value = parsed(text);
  const { halved, long } = inspect(value);
  refuseMalformed(halved);
  refuseFindings(long);
  refuseMalformed(
    repeatedMembers(text, MAX_FINDINGS).map(({ pointer, name }) => {
      const detail = `${JSON.stringify(shorten(name))} stands in the same object twice; send it once`;
      return { pointer, code: 'duplicate', detail };
    }),
  );
  return value;
}

function refuseMalformed(errors: Finding[]): void {
  const [first] = errors;
  if (first) throw new Refusal('malformed_request', `${first.pointer}: ${first.detail}`, { errors });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Refusal('malformed_request', `The body isn't JSON: ${why}.`);
  }
}

/** No list or object of any record takes more. Longer ones are refused first: validating each entry would take too long. */
const MAX_LENGTH = 1000;

/**
 * Finds strings with lone surrogates, which JSON can express, and what is too long for any record. It doesn't recurse, since
 * the client decides the depth.
 */
function inspect(value: unknown): { halved: Finding[]; long: Finding[] } {
  const halved: Finding[] = [];
  const long: Finding[] = [];
  const waiting: { value: unknown; pointer: string }[] = [{ value, pointer: '' }];
  for (let next = waiting.pop(); next && halved.length + long.length < MAX_FINDINGS; next = waiting.pop()) {
    const { value, pointer } = next;
    if (typeof value === 'string' && !value.isWellFormed())
      halved.push({ pointer, code: 'pattern', detail: 'half a surrogate pair is no character' });
    if (typeof value !== 'object' || value === null) continue;
    const [what, are, size] = Array.isArray(value)
      ? ['list', 'entries', value.length]
      : ['object', 'members', Object.keys(value).length];
    if (size > MAX_LENGTH) {
      const detail = `no ${what} has more than ${MAX_LENGTH} ${are}; this one has ${size}`;
      long.push({ pointer, code: 'out_of_range', detail });
      continue;
    }
    for (const [name, member] of Object.entries(value)) {
      if (!name.isWellFormed())
        halved.push({ pointer, code: 'pattern', detail: 'half a surrogate pair names no member' });
      waiting.push({ value: member, pointer: `${pointer}/${asToken(name)}` });
    }
  }
  return { halved, long };
}
