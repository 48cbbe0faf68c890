/** Turns refusals, and whatever else goes wrong, into problem answers (RFC 9457). */
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { memberOf } from '../../model/members.js';
import { type Finding, type ProblemCode, Refusal, type RefusalDetails } from '../../model/refusal.js';
import { propertiesOf, type Static } from '../../model/schema.js';
import type { KeyScope } from '../../model/vocabulary/key-scope.js';
import { type Link, targetOf } from './links.js';
import { conditionsOf } from './preconditions.js';
import { PROBLEM_TYPE, problemOf, type ValidationFinding } from './problem-schemas.js';

/** Sends any failure as a problem. Details of internal failures go to the log only. */
export function sendProblem(failed: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = memberOf(failed, 'validationContext') === 'body' ? (faultBefore(request) ?? failed) : failed;
  const { code, message, details } = asRefusal(failure);
  if (code === 'internal' || code === 'unavailable') request.log.error(failure);
  const problem = {
    ...problemOf(code, cut(message, 5000), pathOf(request), request.server.link),
    ...details,
    ...(details.errors && { errors: details.errors.map(presentable) }),
  };
  if (code === 'unauthorized' || code === 'forbidden')
    reply.header('www-authenticate', challenge(request, code, details.scope));
  if (code === 'unavailable') reply.header('retry-after', '5');
  if (code === 'not_acceptable') reply.header('vary', 'Accept');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

/** What is wrong with parameters or headers, which comes before the body but is looked at after it by Fastify. */
function faultBefore(request: FastifyRequest): unknown {
  for (const part of ['querystring', 'headers'] as const) {
    const result: unknown = request.getValidationFunction(part)?.(part === 'headers' ? request.headers : request.query);
    const error = memberOf(result, 'error');
    if (error !== undefined) return error;
  }
  if (!('If-Match' in propertiesOf(request.routeOptions.schema?.headers))) return undefined;
  try {
    conditionsOf(request);
  } catch (fault) {
    return fault;
  }
}

/** The challenge to a caller whose key is missing, not valid or without the scope (RFC 6750, section 3). */
function challenge({ headers }: FastifyRequest, code: ProblemCode, scope: KeyScope | undefined): string {
  const sentOne = /^Bearer\b/i.test(headers.authorization ?? '');
  const error = code === 'forbidden' ? 'insufficient_scope' : sentOne ? 'invalid_token' : undefined;
  return ['Bearer realm="Entente"', error && `error="${error}"`, scope && `scope="${scope}"`]
    .filter(Boolean)
    .join(', ');
}

const presentable = ({ pointer, parameter, detail, ...finding }: Finding): Static<typeof ValidationFinding> => ({
  ...(pointer !== undefined && { pointer: pointer.slice(0, 2000).toWellFormed() }),
  ...(parameter !== undefined && { parameter: cut(parameter, 300) }),
  ...finding,
  detail: cut(detail, 4000),
});

/** Fastify's own errors, as problems. */
const FASTIFY_ERRORS: Record<string, readonly [ProblemCode, string, RefusalDetails?]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'too_large',
    'The body is too large: at most 1 MiB of JSON, or 8 MiB of text or of a certified answer.',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    'The body is of a media type that is not taken here.',
    { errors: [{ header: 'Content-Type', code: 'unknown_value', detail: 'this operation takes no such body' }] },
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_request', 'The body is not as long as Content-Length says.'],
  FST_ERR_BAD_URL: ['malformed_request', 'The address holds a broken percent escape.'],
  FST_ERR_MAX_PARAM_LENGTH: ['malformed_request', 'A part of the path is too long.'],
};

function asRefusal(failure: unknown): Refusal {
  if (failure instanceof Refusal) return failure;
  if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string') {
    const known = FASTIFY_ERRORS[failure.code];
    if (known) return new Refusal(...known);
  }
  if (failure instanceof Error && 'statusCode' in failure && Number(failure.statusCode) < 500)
    return new Refusal('malformed_request', failure.message);
  return new Refusal('internal', 'Something went wrong inside the service; nothing was changed.');
}

/** What Node says of requests that it can't read. */
const UNREADABLE: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The headers or the address are too long.',
  HPE_INVALID_URL: 'The address holds other characters than ASCII; write them percent-encoded, in UTF-8.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request took too long to arrive.',
};

/** Answers what isn't HTTP, on the socket itself. */
export const sendUnreadable = (link: Link) => (failure: Error & { code?: string }, socket: Socket) => {
  if (failure.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code = failure.code === 'HPE_HEADER_OVERFLOW' ? 'too_large' : 'malformed_request';
  const problem = problemOf(
    code,
    UNREADABLE[failure.code ?? ''] ?? 'This is no HTTP request that can be read.',
    '/',
    link,
  );
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${body.length}`,
    'Access-Control-Allow-Origin: *',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

export const isTooLarge = (failure: unknown): boolean => asRefusal(failure).code === 'too_large';

/** The path as it stands in a URI, whatever bytes were sent. With more than one slash in front it would be another host's. */
const pathOf = (request: FastifyRequest): string =>
  cut(targetOf(request).split('?', 1)[0] ?? '', 1000)
    .replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9/._~!$&'()*+,;=:@%-]/g, encodeURIComponent)
    .replace(/^\/*/, '/');

/** Shortens a text to fit into a problem, and removes control characters. */
const cut = (text: string, maxLength: number): string =>
  (text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`).replace(CONTROLS, ' ');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
const CONTROLS = /[\x00-\x08\x0B-\x1F\x7F-\x9F]/g;
