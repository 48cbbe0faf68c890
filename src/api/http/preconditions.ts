/** Conditional requests (RFC 9110, section 13): entity tags are the revisions of records. */
import type { FastifyRequest } from 'fastify';
import { type Conditions, type KnownRevisions, revisionsIn, TAGS } from '../../model/entity-tag.js';
import { Refusal } from '../../model/refusal.js';
import { Type } from '../../model/schema.js';

const tags = (description: string, isNeeded = false) =>
  Type.Optional(
    Type.String({
      description,
      maxLength: 1000,
      pattern: '^[\\x20-\\x7E]+$',
      examples: ['"1"'],
      ...(isNeeded && { 'x-needed': true }),
    }),
  );

/** For operations on a record that exists. The contract calls it required; leaving it out is `precondition_required`. */
export const ifMatchNeeded = {
  'If-Match': tags("The ETag that you read, so that nobody else's change is lost; `*` insists.", true),
};

export const ifMatch = {
  'If-Match': tags("The ETag that you read, so that nobody else's change is lost; `*` insists."),
};

export const ifNoneMatch = {
  'If-None-Match': tags('ETags that you hold: when the record still has one of them the answer is 304 without a body.'),
};

export const ifAbsent = {
  'If-None-Match': tags('`*` creates the record only when there is none.'),
};

/** The same for one operation of a batch, in its body. */
export const ifMatchMember = Type.Optional(
  Type.String({
    description:
      "The ETag of the revision that you read, so that nobody else's change is lost, or its number; `*` insists. Replacing, " +
      'patching and deleting need it.',
    maxLength: 1000,
    pattern: TAGS,
    examples: ['"1"'],
  }),
);

/** The conditions of a request. */
export function conditionsOf(request: FastifyRequest): Conditions {
  const [match, noneMatch] = [known(request, 'If-Match'), known(request, 'If-None-Match')];
  return { ...(match && { match }), ...(noneMatch && { noneMatch }) };
}

function known(request: FastifyRequest, header: 'If-Match' | 'If-None-Match'): KnownRevisions | undefined {
  const value = request.headers[header.toLowerCase()];
  if (typeof value !== 'string') return undefined;
  const revisions = revisionsIn(value);
  if (revisions !== undefined) return revisions;
  const detail = `"${value}" isn't an entity tag: send one as the ETag header had it, such as "3", or *`;
  throw new Refusal('invalid_parameter', `${header}: ${detail}`, { errors: [{ header, code: 'pattern', detail }] });
}
