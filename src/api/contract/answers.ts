/** The answers that operations give, as the contract describes them. */
import { STATUS_CODES } from 'node:http';
import { PROBLEMS, type ProblemCode } from '../../model/refusal.js';
import { logSequence, ref, type TSchema, Type } from '../../model/schema.js';
import { address } from '../http/links.js';
import { PROBLEM_TYPE, problemOfKinds, STATUS } from '../http/problem-schemas.js';

type Headers = Record<string, TSchema>;

const count = (description: string) =>
  Type.Integer({ description, format: 'int32', minimum: 0, maximum: 2_147_483_647, examples: [60] });

/** Headers of every answer. */
export const COMMON_HEADERS: Headers = {
  'Access-Control-Allow-Origin': Type.String({
    description: 'Any page may read the answer.',
    enum: ['*'],
    maxLength: 1,
  }),
  'RateLimit-Limit': count('Requests a minute, where they are limited.'),
  'RateLimit-Remaining': count('Those left in this minute.'),
  'RateLimit-Reset': count('Seconds until it is over.'),
};

export const ETAG: Headers = {
  ETag: Type.String({
    description: 'The revision, for If-Match and If-None-Match.',
    pattern: '^"[0-9]+"$',
    maxLength: 20,
    examples: ['"3"'],
  }),
};
export const LOCATION: Headers = {
  Location: address('Where the record is.', '/partnerships/pakistan-binance'),
};
const DRY_RUN: Headers = {
  'Dry-Run': Type.String({
    description: 'There with `dry_run=true`: nothing was stored.',
    enum: ['true'],
    maxLength: 4,
  }),
};
const LOG_SEQUENCE: Headers = {
  'Log-Sequence': logSequence('The end of the log with this write, for Log-Sequence-Min; a dry run has none.'),
};
/** Headers of every answer to a write. */
export const WRITTEN: Headers = { ...DRY_RUN, ...LOG_SEQUENCE };
export const REPLAYED: Headers = {
  'Idempotent-Replayed': Type.String({
    description:
      'There when a request with this Idempotency-Key was carried out before: this is the answer that it got.',
    enum: ['true'],
    maxLength: 4,
  }),
};
/** Headers of an answer that no cache may keep. */
export const NOT_STORED: Headers = {
  'Cache-Control': Type.String({ description: 'No cache may keep the answer.', enum: ['no-store'], maxLength: 8 }),
};
export const LINK: Headers = {
  Link: Type.String({
    description:
      'The first page and, while there is more, the next one (RFC 8288). Left out when it would be too long.',
    pattern: '^<[^>]*>; rel="[a-z]+"(, <[^>]*>; rel="[a-z]+")*$',
    maxLength: 8_000,
    examples: ['</partnerships?limit=2>; rel="first"'],
  }),
};

export const DISPOSITION: Headers = {
  'Content-Disposition': Type.String({
    description: 'What the file is called.',
    pattern: '^attachment; filename="[a-z.]+"$',
    maxLength: 100,
    examples: ['attachment; filename="events.csv"'],
  }),
};

const RETRY_AFTER: Headers = { 'Retry-After': count('Seconds to wait before trying again.') };
const CHALLENGE: Headers = {
  'WWW-Authenticate': Type.String({
    description:
      'How to authenticate: with a bearer token; what is wrong with the one sent; the scope it needs (RFC 6750).',
    pattern: '^Bearer realm="Entente"(, error="[a-z_]+")?(, scope="[a-z]+")?$',
    maxLength: 100,
    examples: ['Bearer realm="Entente", error="invalid_token", scope="write"'],
  }),
};
const ACCEPTED: Headers = {
  'Accept-Patch': Type.String({
    description: 'On PATCH: the media types that it takes (RFC 5789).',
    pattern: '^[a-z+]+\\x2F[a-z+-]+(, [a-z+]+\\x2F[a-z+-]+)*$',
    maxLength: 200,
    examples: ['application/merge-patch+json, application/json'],
  }),
  'Accept-Encoding': Type.String({
    description: 'There when the body came encoded: it is taken as it is alone (RFC 9110, section 12.5.3).',
    enum: ['identity'],
    maxLength: 8,
  }),
};
const VARY: Headers = {
  Vary: Type.String({ description: 'What the form of the answer depends on.', enum: ['Accept'], maxLength: 6 }),
};
const EXTRA: Partial<Record<number, Headers>> = {
  401: CHALLENGE,
  403: CHALLENGE,
  406: VARY,
  415: ACCEPTED,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};

/** An answer with a body; it shows the example of its schema unless it has one of its own. */
export const content = (
  description: string,
  type: string,
  schema: TSchema,
  headers: Headers = {},
  example?: unknown,
) => ({
  description,
  headers: { ...COMMON_HEADERS, ...headers },
  content: { [type]: { schema, ...(example !== undefined && { example }) } },
});

/** An answer in the media type that the client prefers. */
export const contents = (description: string, schemas: Record<string, TSchema>, headers: Headers = {}) => ({
  description,
  headers: {
    ...COMMON_HEADERS,
    ...headers,
    ...VARY,
  },
  content: Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema }])),
});

/** An answer that is a page for clients that prefer HTML. */
export const contentOrPage = (description: string, schema: TSchema) =>
  contents(description, { 'application/json': schema, 'text/html': Type.String() });

export const LINKED_DATA_TYPE = 'application/ld+json';

/** An answer as JSON, or as JSON-LD (schema.org), whose shape is that of its vocabulary. */
export const contentOrLinkedData = (description: string, schema: TSchema) =>
  contents(description, { 'application/json': schema, [LINKED_DATA_TYPE]: Type.Object({}) });

/** An answer without a body. */
export const empty = (description: string, headers: Headers = {}) => ({
  description,
  headers: { ...COMMON_HEADERS, ...headers },
  type: 'null',
});

interface Successes {
  ok?: unknown;
  created?: unknown;
  noContent?: unknown;
  notModified?: unknown;
}

/** The answers of an operation: its successes, the problems of any request, and its own problems. */
export function answers(successes: Successes, ...codes: ProblemCode[]): Record<number, unknown> {
  const { ok, created, noContent, notModified } = successes;
  const all: ProblemCode[] = [
    ...(['malformed_request', 'invalid_parameter', 'unauthorized', 'too_large'] as const),
    ...(['rate_limited', 'internal', 'unavailable'] as const),
    ...codes,
  ];
  const statuses = new Set(all.map((code) => STATUS[code][0]));
  const refused = Object.fromEntries(
    [...statuses].map((status) => [
      status,
      problemAnswer(
        status,
        all.filter((code) => STATUS[code][0] === status),
      ),
    ]),
  );
  return {
    ...(ok !== undefined && { 200: ok }),
    ...(created !== undefined && { 201: created }),
    ...(noContent !== undefined && { 204: noContent }),
    ...(notModified !== undefined && { 304: notModified }),
    ...refused,
  };
}

function problemAnswer(status: number, codes: ProblemCode[]) {
  return content(
    codes.map((code) => `\`${code}\`: ${PROBLEMS[code]}`).join('\n\n'),
    PROBLEM_TYPE,
    ref(problemOfKinds(codes, `${STATUS_CODES[status]?.replaceAll(/[^A-Za-z]/g, '')}Problem`)),
    EXTRA[status],
  );
}
