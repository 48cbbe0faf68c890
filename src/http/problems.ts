/** Turns refusals, and whatever else goes wrong, into problem answers (RFC 9457). */
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RecordName } from '../model/ids.js';
import { MilestoneInput } from '../model/milestone.js';
import { LONGEST_PASSAGE } from '../model/quotes.js';
import { FINDINGS, type Finding, PROBLEMS, type ProblemCode, Refusal } from '../model/refusal.js';
import { enumeration, instant, list, object, offset, ref, type Static, TEXT, Type, text } from '../model/schema.js';

/** The status of each problem, and its title. */
export const STATUS: Record<ProblemCode, readonly [status: number, title: string]> = {
  malformed_request: [400, 'Malformed request'],
  invalid_parameter: [400, 'Invalid parameter'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  not_acceptable: [406, 'Not acceptable'],
  already_exists: [409, 'Already exists'],
  still_referenced: [409, 'Still referenced'],
  gone: [410, 'Gone'],
  precondition_failed: [412, 'Precondition failed'],
  too_large: [413, 'Too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  validation: [422, 'Not valid'],
  precondition_required: [428, 'Precondition required'],
  rate_limited: [429, 'Too many requests'],
  internal: [500, 'Internal error'],
  unavailable: [503, 'Unavailable'],
};

export const ProblemCodes = enumeration('ProblemCode', 'What kind of problem it is.', PROBLEMS);
const FindingCodes = enumeration('FindingCode', 'What is wrong with one member, parameter or header.', FINDINGS);

const Passage = object(
  'Passage',
  "A passage of a source's text.",
  {
    start: offset('Where it begins, in Unicode code points.', 204),
    end: offset('Where it ends: the position behind it.', 204),
    quote: Type.String({
      description: 'The passage, exactly.',
      maxLength: LONGEST_PASSAGE,
      pattern: '^[^\\x00]*$',
      examples: ['discussed signing'],
    }),
  },
  [{ start: 204, end: 221, quote: 'discussed signing' }],
);

const Candidate = object(
  'Candidate',
  'One of several places where the quoted words stand.',
  {
    start: offset('Where the words begin here; send it as `start` when this place is meant.', 204),
    end: offset('Where they end.', 204),
    context: Type.String({
      description: 'The text around them.',
      maxLength: LONGEST_PASSAGE,
      pattern: '^[^\\x00]*$',
      examples: ['The ministers met.'],
    }),
  },
  [{ start: 4, end: 13, context: 'The ministers met. Later the ministers left.' }],
);

const ProblemFinding = object(
  'Finding',
  'One thing that is wrong, and where: in the body (`pointer`), a parameter or a header.',
  {
    pointer: Type.Optional(
      Type.String({
        description: 'JSON Pointer (RFC 6901) of the member; empty for the whole body.',
        maxLength: 2000,
        pattern: '^(/[\\s\\S]*)?$',
        examples: ['/milestones/0/citations/0/quote'],
      }),
    ),
    parameter: Type.Optional(
      Type.String({
        description: 'The name of the parameter in the query or path, as it was sent.',
        maxLength: 300,
        pattern: TEXT,
        examples: ['limit'],
      }),
    ),
    header: Type.Optional(text('The name of the header.', 100, 'If-Match')),
    code: ref(FindingCodes, 'What is wrong with it.'),
    detail: text('What would be right.', 4000, 'title is required'),
    nearest: Type.Optional(ref(Passage, 'With `quote_not_found`: the passage that comes closest.')),
    candidates: Type.Optional(list(ref(Candidate), 'The places where the words stand, at most twenty.', 20)),
    milestone: Type.Optional(ref(MilestoneInput, 'With `instrument_without_milestone`: the milestone to add.')),
  },
  [{ pointer: '/title', code: 'required', detail: 'title is required' }],
);

const Referrer = object(
  'Referrer',
  'A record that refers to another.',
  {
    record: ref(RecordName, 'What kind of record it is.'),
    id: Type.String({
      description: 'Its id.',
      maxLength: 80,
      pattern: '^[a-z0-9-]+$',
      examples: ['pakistan-kyrgyzstan'],
    }),
  },
  [{ record: 'event', id: 'pakistan-kyrgyzstan-video-conference' }],
);

export const Problem = object(
  'Problem',
  'Why a request was refused (RFC 9457), with everything that was found wrong at once.',
  {
    type: Type.String({
      description: 'Identifies the kind of problem; relative to this service.',
      format: 'uri-reference',
      maxLength: 100,
      examples: ['/problems/validation'],
    }),
    title: text('The kind of problem, in short.', 100, 'Not valid'),
    status: Type.Integer({
      description: 'The HTTP status.',
      format: 'int32',
      minimum: 400,
      maximum: 599,
      examples: [422],
    }),
    detail: text('What happened and how to mend it.', 5000, 'title is required'),
    instance: Type.String({
      description: 'The path that was asked for.',
      format: 'uri-reference',
      maxLength: 10_000,
      examples: ['/events'],
    }),
    code: ref(ProblemCodes, 'What kind of problem it is; the last part of `type`.'),
    errors: Type.Optional(list(ref(ProblemFinding), 'Every finding, at most a hundred.', 100)),
    referenced_by: Type.Optional(
      list(ref(Referrer), 'With `still_referenced`: the records that refer to this one, the first hundred.', 100),
    ),
    deleted_at: Type.Optional(instant('With `gone`: when the record was deleted.')),
  },
  [
    {
      type: '/problems/validation',
      title: 'Not valid',
      status: 422,
      detail: 'title is required',
      instance: '/events',
      code: 'validation',
      errors: [{ pointer: '/title', code: 'required', detail: 'title is required' }],
    },
  ],
);
export type Problem = Static<typeof Problem>;

/** Sends any failure as a problem. Nothing of the service's inside gets out; the log has it. */
export function sendProblem(failure: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, message, details } = asRefusal(failure);
  if (code === 'internal' || code === 'unavailable') request.log.error(failure);
  const problem: Problem = {
    ...problemOf(code, cut(message, 5000), pathOf(request.url)),
    ...details,
    ...(details.errors && { errors: details.errors.map(presentable) }),
  };
  if (code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (code === 'unavailable') reply.header('retry-after', '5');
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

function problemOf(code: ProblemCode, detail: string, instance: string): Problem {
  const [status, title] = STATUS[code];
  return { type: `/problems/${code}`, title, status, detail, instance, code };
}

const presentable = ({ pointer, parameter, detail, ...finding }: Finding): Static<typeof ProblemFinding> => ({
  ...(pointer !== undefined && { pointer: pointer.slice(0, 2000).toWellFormed() }),
  ...(parameter !== undefined && { parameter: cut(parameter, 300) }),
  ...finding,
  detail: cut(detail, 4000),
});

/** What Fastify itself refuses, in the register's words. */
const OF_FASTIFY: Record<string, readonly [ProblemCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'The body is too large: at most 1 MiB of JSON, or 8 MiB of text.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'The body is of a media type that is not taken here.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_request', 'The body is not as long as Content-Length says.'],
  FST_ERR_BAD_URL: ['malformed_request', 'The address holds a broken percent escape.'],
  FST_ERR_MAX_PARAM_LENGTH: ['malformed_request', 'A part of the path is too long.'],
};

function asRefusal(failure: unknown): Refusal {
  if (failure instanceof Refusal) return failure;
  if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string') {
    const known = OF_FASTIFY[failure.code];
    if (known) return new Refusal(...known);
  }
  if (failure instanceof Error && 'statusCode' in failure && Number(failure.statusCode) < 500)
    return new Refusal('malformed_request', failure.message);
  return new Refusal('internal', 'Something went wrong inside the service; nothing was changed.');
}

/** Answers what isn't even HTTP, on the bare connection. */
export function sendUnreadable(failure: Error & { code?: string }, socket: Socket): void {
  if (failure.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code = failure.code === 'HPE_HEADER_OVERFLOW' ? 'too_large' : 'malformed_request';
  const problem = problemOf(
    code,
    code === 'too_large' ? 'The headers or the address are too long.' : 'This is no HTTP request that can be read.',
    '/',
  );
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

export const isTooLarge = (failure: unknown): boolean => asRefusal(failure).code === 'too_large';

/** The path as a URI reference: whatever bytes were sent. */
const pathOf = (url: string): string =>
  cut(url.split('?', 1)[0] ?? '/', 1000).replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9/._~!$&'()*+,;=:@%-]/g, (character) =>
    encodeURIComponent(character),
  ) || '/';

/** Words of a request or a text, as far as they fit into a problem, without control characters. */
const cut = (text: string, most: number): string =>
  (text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`).replace(CONTROLS, ' ');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
const CONTROLS = /[\x00-\x08\x0B-\x1F\x7F-\x9F]/g;
