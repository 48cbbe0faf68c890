/** What problem answers look like (RFC 9457): one schema for each kind, so that clients can tell them apart by `code`. */

import { MAX_PASSAGE_LENGTH, MAX_QUOTE_LENGTH } from '../../model/evidence/held-text.js';
import { RecordName, recordId } from '../../model/ids.js';
import { FINDINGS, PROBLEMS, type ProblemCode } from '../../model/refusal.js';
import {
  enumeration,
  instant,
  list,
  logSequence,
  names,
  object,
  offset,
  ref,
  TEXT,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
  text,
} from '../../model/schema.js';
import { MilestoneInput } from '../../model/stages/milestone.js';
import { KeyScope } from '../../model/vocabulary/key-scope.js';
import { address, type Link, linksBelow, MAX_LINK_LENGTH } from './links.js';
import { EXAMPLES } from './problem-examples.js';

export const PROBLEM_TYPE = 'application/problem+json';

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
  redacted: [410, 'Redacted'],
  precondition_failed: [412, 'Precondition failed'],
  log_sequence_not_reached: [412, 'Log sequence not reached'],
  too_large: [413, 'Too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  validation: [422, 'Not valid'],
  precondition_required: [428, 'Precondition required'],
  rate_limited: [429, 'Too many requests'],
  internal: [500, 'Internal error'],
  unavailable: [503, 'Unavailable'],
};

export const ProblemCodes = {
  ...enumeration('ProblemCode', 'What kind of problem it is.', PROBLEMS),
  examples: ['validation'],
};
const FindingCodes = enumeration('FindingCode', 'What is wrong with one member, parameter or header.', FINDINGS);

const Passage = object(
  'Passage',
  "A passage of a source's text.",
  {
    start: offset('Where it begins, in Unicode code points.', 204),
    end: offset('Where it ends: the position behind it.', 204),
    quote: Type.String({
      description: 'The passage, exactly.',
      maxLength: MAX_QUOTE_LENGTH,
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
      maxLength: MAX_PASSAGE_LENGTH,
      pattern: '^[^\\x00]*$',
      examples: ['The ministers met.'],
    }),
  },
  [{ start: 4, end: 13, context: 'The ministers met. Later the ministers left.' }],
);

const place = {
  pointer: Type.Optional(
    Type.String({
      description: 'JSON Pointer (RFC 6901) of the member; empty for the whole body.',
      maxLength: 2000,
      pattern: '^(\\x2F[\\s\\S]*)?$',
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
};

const findingExample = { pointer: '/title', code: 'required', detail: 'title is required' };

const ProblemFinding = object(
  'Finding',
  'One thing that is wrong, and where: in the body (`pointer`), a parameter or a header.',
  place,
  [findingExample],
);

export const ValidationFinding = object(
  'ValidationFinding',
  'One thing that is wrong with what was sent, where, and what helps to mend it.',
  {
    ...place,
    nearest: Type.Optional(
      ref(
        Passage,
        'With `quote_not_found`: the passage that comes closest, at most 200 characters of it. With `quote_differs_in_form`: ' +
          'the words as they stand in the text.',
      ),
    ),
    candidates: Type.Optional(list(ref(Candidate), 'The places where the words stand, at most twenty.', 20)),
    milestone: Type.Optional(ref(MilestoneInput, 'With `instrument_without_milestone`: the milestone to add.')),
  },
  [findingExample],
);

const Referrer = object(
  'Referrer',
  'A record that refers to another.',
  {
    record: ref(RecordName, 'What kind of record it is.'),
    id: recordId('Its id.', 'pakistan-kyrgyzstan'),
  },
  [{ record: 'event', id: 'pakistan-kyrgyzstan-video-conference' }],
);

/** The members of every problem. */
const common = (code: ProblemCode): TProperties => {
  const [status, title] = STATUS[code];
  return {
    type: Type.String({
      description: 'The page that explains it.',
      format: 'uri-reference',
      pattern: `^[!-~]*problems\\x2F${code}$`,
      maxLength: MAX_LINK_LENGTH,
      examples: [`/problems/${code}`],
    }),
    title: text('The same in short.', 100, title),
    status: Type.Integer({
      description: 'The HTTP status.',
      format: 'int32',
      enum: [status],
      minimum: status,
      maximum: status,
    }),
    detail: text('What happened, and what mends it.', 5000, 'title is required'),
    instance: address('The path.', '/events'),
    code: Type.String({ description: 'The kind of problem.', enum: [code] }),
  };
};

const errors = list(ref(ProblemFinding), 'Every finding, at most a hundred.', 100, 1);

/** The members that problems of some kinds have besides. */
const MORE: Partial<Record<ProblemCode, TProperties>> = {
  malformed_request: { errors: Type.Optional(errors) },
  invalid_parameter: { errors },
  not_acceptable: { errors },
  unsupported_media_type: { errors },
  validation: { errors: list(ref(ValidationFinding), 'Every finding, at most a hundred.', 100, 1) },
  precondition_required: { errors },
  precondition_failed: { errors },
  not_found: { errors: Type.Optional(errors) },
  already_exists: { errors: Type.Optional(errors) },
  still_referenced: {
    errors: Type.Optional(errors),
    referenced_by: list(ref(Referrer), 'The records that refer to this one, the first hundred.', 100, 1),
  },
  gone: {
    errors: Type.Optional(errors),
    deleted_at: instant('When the record was deleted, or the key revoked.'),
  },
  log_sequence_not_reached: { sequence: logSequence('The last entry of the log; 0 when there is none.', 0) },
  unauthorized: { scope: Type.Optional(ref(KeyScope, 'The scope that the call needs, if any.')) },
  forbidden: { scope: ref(KeyScope, 'The scope that the call needs.') },
};

/**
 * Every problem but its particulars.
 * @param path the one that was asked for
 */
export function problemOf(code: ProblemCode, detail: string, path: string, link: Link) {
  const [status, title] = STATUS[code];
  return { type: link(`/problems/${code}`), title, status, detail, instance: link(path), code };
}

/** A code as component names have it: NotFound for not_found. */
const capitalised = (code: string): string => code.replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());

/** A problem of the kind; in the contract with addresses that are relative, as that is the same for every service. */
export function exampleOf(code: ProblemCode, link = linksBelow('')) {
  const [path, detail, more] = EXAMPLES[code];
  return { ...problemOf(code, detail, path, link), ...more };
}

const problemSchema = (code: ProblemCode): TObject =>
  object(`${capitalised(code)}Problem`, PROBLEMS[code], { ...common(code), ...MORE[code] }, [exampleOf(code)]);

const KINDS = new Map(names(PROBLEMS).map((code) => [code, problemSchema(code)]));
const unions = new Map<string, TSchema>();

/** The schema of a problem that is of one of these kinds; several of them need a name of their own. */
export function problemOfKinds(codes: readonly ProblemCode[], name: string): TSchema {
  const kinds = codes.flatMap((code) => KINDS.get(code) ?? []);
  const [only] = kinds;
  if (only && kinds.length === 1) return only;
  const known = unions.get(codes.join());
  if (known) return known;
  const isTaken = [...KINDS.values()].some(({ $id }) => $id === name);
  const union = Type.Unsafe({
    $id: isTaken ? `${codes.map(capitalised).join('Or')}Problem` : name,
    description: 'A problem of one of several kinds, by its `code`.',
    oneOf: kinds.map((kind) => ref(kind)),
    discriminator: {
      propertyName: 'code',
      mapping: Object.fromEntries(codes.map((code, at) => [code, `#/components/schemas/${kinds[at]?.$id}`])),
    },
    examples: kinds.slice(0, 1).flatMap(({ examples }) => examples),
  });
  unions.set(codes.join(), union);
  return union;
}

/** Why a request was refused, with everything that was found wrong at once. */
export const Problem = problemOfKinds(names(PROBLEMS), 'Problem');
